"""The albias.toml that `albias init` writes: owner and hosted zones, and what else one decides on early, as comments.

Pure. Each `#key = …` is the key at its default: taking the `#` away changes nothing.
"""

import json
import tomllib
from collections.abc import Sequence

from albias.model import HostedZone
from albias_config import check
from albias_config.errors import ArgumentError, ConfigurationError

_TOP = """\
# What this deployment of albias may do. `cdk deploy` and the command line `albias` both read this file.
# Every key is checked; a mistake is named. All keys, with what is allowed: docs/settings.md

owner   = {owner}   # this deployment's name in the registry; who changes it later starts anew
dry_run = true   # it plans and logs, and changes nothing; false, once `albias plan` shows what you want

# What one decides on sooner or later, each at its default:
#hostname_tags       = ["albias/hostname"]   # the tags that name hostnames
#names_from_rules    = []                    # "TAG" or "TAG=VALUE": whose listener rules name hostnames, too
#load_balancer_types = ["application"]       # also "network"
#policy              = "sync"                # upsert-only: never remove | create-only
#adopt               = "never"               # matching: take over records that point at the very load balancer
#create_trail        = false                 # true, where no CloudTrail trail tells of ELB calls: `albias doctor`
#alarm_topic_arn     = ""                    # an SNS topic that hears of the alarms
"""
_ZONE = """
[[zones]]
id        = {id}
name      = {name}
hostnames = [{pattern}]   # the names and *.names that may be had
#except   = []   # names that nobody gets
"""
_PRIVATE = "private   = true\n"
_ROLE = "role_arn  = {role_arn}   # the role in the zone's account: docs/deploying.md\n"


def first_config(owner: str, zones: Sequence[HostedZone]) -> str:
    """The text. Raises: ArgumentError with every mistake in what was asked for."""
    text = _TOP.format(owner=json.dumps(owner))
    for zone in zones:
        pattern = json.dumps(f"*.{zone.name}")
        text += _ZONE.format(id=json.dumps(zone.id), name=json.dumps(zone.name), pattern=pattern)
        text += _PRIVATE if zone.private else ""
        text += _ROLE.format(role_arn=json.dumps(zone.role_arn)) if zone.role_arn else ""
    try:
        check(tomllib.loads(text))
    except ConfigurationError as error:
        raise ArgumentError(str(error)) from error
    return text
