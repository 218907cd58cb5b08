"""One `cdk deploy` for all stories, and a scene for each; after each story nothing of albias's may be left."""

from collections.abc import Callable, Iterator

import boto3
import pytest

from demo.cloud import RULES_TAG
from demo.zone import Zone
from local_aws.cloudtrail import ElbEvents
from tests.e2e.deployed.foreign import foreign_records
from tests.e2e.deployed.scene import OWNER, Deployed, DeployedScene
from tests.e2e.zones_and_balancers import HostedZones, LoadBalancers

# A sweep comes when a story asks for one, and never of itself.
_CONFIG = """\
owner            = "{owner}"
names_from_rules = ["{rules_tag}=yes"]
rule_grace       = "0 seconds"
events_bus       = "default"
sweep            = "1 day"
[[zones]]
id        = "{public}"
name      = "{name}"
hostnames = ["{name}", "*.{name}"]
schemes   = ["internet-facing"]
[[zones]]
id        = "{private}"
name      = "{name}"
private   = true
schemes   = ["internal"]
[[zones]]
id        = "{inner}"
name      = "team.{name}"
"""


@pytest.fixture(scope="session")
def deployed(deploy: Callable[[str], dict[str, str]], hosted_zones: HostedZones, aws: boto3.Session) -> Deployed:
    """Three hosted zones, one of them full of other people's records, and albias deployed for them."""
    public = hosted_zones.create()
    private = hosted_zones.create(public.name, private=True)
    inner = hosted_zones.create(f"team.{public.name}")
    for record_set in foreign_records(public.name):
        public.change("CREATE", record_set)
    zones = {"public": public.id, "private": private.id, "inner": inner.id}
    config = _CONFIG.format(owner=OWNER, rules_tag=RULES_TAG, name=public.name, **zones)
    outputs = deploy(config)
    return Deployed(outputs, *(Zone(aws, zone.id, zone.name, OWNER) for zone in (public, private, inner)))


@pytest.fixture
def scene(
    deployed: Deployed, aws: boto3.Session, events: ElbEvents, load_balancers: LoadBalancers
) -> Iterator[DeployedScene]:
    """A story's scene. At its end every load balancer goes, and the zones must be as they were at first (H29, H32)."""
    story = DeployedScene(deployed, aws, events, load_balancers)
    yield story
    load_balancers.delete_all()
    for zone in deployed.zones:
        zone.is_so({})
    story.quiet()  # the log of what was just done is none of the next story's
