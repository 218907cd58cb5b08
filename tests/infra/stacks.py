"""The stacks that are looked at whole: the sample, one with every key, and that of zones in another account."""

from typing import Any

from aws_cdk import App, Stack

from albias_cdk.stack import AlbiasStack
from albias_cdk.trust import Trusted
from albias_cdk.zone_access_stack import ZoneAccessStack
from tests.support.synth import ACCOUNT, REGION, code, configuration

ROLE = "arn:aws:iam::444455556666:role/albias"
EVERYTHING: dict[str, Any] = {
    "zones": [
        {"id": "Z1", "name": "apps.example.com"},
        {"id": "Z2", "name": "apps.example.com", "private": True, "schemes": ["internal"]},
        {"id": "Z3", "name": "example.com", "hostnames": ["shop.example.com", "_wildcard.example.com"]},
        {"id": "Z5", "name": "example.net", "except": ["*.legacy.example.net"]},
        {"id": "Z4", "name": "away.example.com", "role_arn": ROLE},
    ],
    "hostname_tags": ["albias/hostname", "dns"],
    "adopt": "matching",
    "alarm_topic_arn": f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms",
    "create_trail": True,
    "names_from_rules": ["elbv2.k8s.aws/cluster=prod"],
    "events_bus": "default",
    "role_name_prefix": "corp-",
    "role_path": "/platform/",
    "permissions_boundary": f"arn:aws:iam::{ACCOUNT}:policy/boundary",
    "architecture": "x86_64",
    "kms_key_arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123abcd-0123-0123-0123-0123456789ab",
    "log_retention": 365,
    "tags": {"cost-centre": "42", "team": "platform"},
}


def stack(scope: App, kind: str) -> Stack:
    whole = configuration(**(EVERYTHING if kind != "sample" else {}))
    if kind == "zone access":
        trusted = Trusted((f"arn:aws:iam::{ACCOUNT}:role/albias-x",))
        return ZoneAccessStack(scope, whole.settings, trusted=trusted, placement=whole.placement)
    return AlbiasStack(scope, whole.settings, placement=whole.placement, code=code())
