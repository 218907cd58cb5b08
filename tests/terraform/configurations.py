"""Configurations that the module and the CDK are both asked about, as albias.toml has them."""

from typing import Any

from tests.support.many_zones import many
from tests.support.synth import ACCOUNT, REGION, ZONE

ROLE = "arn:aws:iam::444455556666:role/dns/albias"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0123abcd-0123-4567-89ab-0123456789ab"

EXCEPT: dict[str, Any] = {
    "except": ["internal.*", "*.old.apps.example.com", "_wildcard.pre.apps.example.com", "Shop.apps.example.com"]
}
CLAIMS: dict[str, Any] = {
    "claims": [
        {"hostnames": ["*.team-a.apps.example.com"], "tags": {"ingress.k8s.aws/stack": "team-a/*", "stage": "prod"}},
        {"hostnames": ["_wildcard.apps.example.com", "www.apps.example.com"], "tags": {"aws:eks:cluster-name": "prod"}},
        {"hostnames": ["*.try.apps.example.com"], "tags": {}},
    ]
}
SEVERAL = [
    ZONE | {"hostnames": ["apps.example.com", "Shop.apps.example.com.", "*.team.apps.example.com"]},
    {"id": "Z2", "name": "Example.com", "hostnames": ["_wildcard.example.com", "*.a.example.com"]},
    {"id": "Z3", "name": "apps.example.com", "private": True, "schemes": ["internal"]},
    {"id": "Z4", "name": "example.net", "service_names": True},
]
ELSEWHERE = [
    {"id": "Z5", "name": "one.example.org", "role_arn": ROLE},
    {"id": "Z6", "name": "two.example.org", "role_arn": ROLE.replace("albias", "more")},
    {"id": "Z7", "name": "three.example.org", "role_arn": ROLE},
]

EVERY_KEY: dict[str, Any] = {
    "private": True,
    "schemes": ["internal"],
    "except": ["old.*"],
    "service_names": True,
}

ALL_ON: dict[str, Any] = {
    "owner": "shop-1",
    "zones": [*SEVERAL, *ELSEWHERE],
    "hostname_tags": ["dns", "b c/d", "\u00e9tiquette"],
    "policy": "upsert-only",
    "adopt": "matching",
    "load_balancer_types": ["application", "network"],
    "sweep": "2 hours",
    "max_removals": {"count": 3, "percent": 50},
    "dry_run": True,
    "log_level": "DEBUG",
    "alarm_topic_arn": f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms",
    "evaluate_target_health": False,
    "create_trail": True,
    "external_dns": {"txt_prefix": "edns-%{record_type}.", "txt_wildcard_replacement": "any"},
    "names_from_rules": ["albias/rules=yes", "elbv2.k8s.aws/cluster", "x=a=b"],
    "rule_grace": "90 seconds",
    "events_bus": f"arn:aws:events:{REGION}:777788889999:event-bus/platform",
    "role_name_prefix": "corp-",
    "role_path": "/corp/",
    "permissions_boundary": f"arn:aws:iam::{ACCOUNT}:policy/boundary",
    "architecture": "x86_64",
    "kms_key_arn": KEY,
    "log_retention": 365,
    "tags": {"cost-center": "42"},
}

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "minimal": {"owner": "platform", "zones": [ZONE]},
    "all_on": ALL_ON,
    "several_zones": {"owner": "platform", "zones": SEVERAL},
    "other_accounts": {"owner": "platform", "zones": ELSEWHERE},
    "here_and_there": {"owner": "platform", "zones": [*SEVERAL, *ELSEWHERE]},
    "rules": {"owner": "platform", "zones": [ZONE], "names_from_rules": ["albias/hostname", "a=b"]},
    "claims": {"owner": "platform", "zones": [ZONE | CLAIMS]},
    "exceptions": {"owner": "platform", "zones": [ZONE | EXCEPT, *SEVERAL[1:]]},
    "default_bus": {"owner": "platform", "zones": [ZONE], "events_bus": "default"},
    "key": {"owner": "platform", "zones": [ZONE], "kms_key_arn": KEY},
    "no_sweep": {"owner": "platform", "zones": [ZONE], "sweep": "off"},
    "frequent_sweep": {"owner": "platform", "zones": [ZONE], "sweep": "1 minute"},
    "rare_sweep": {"owner": "platform", "zones": [ZONE], "sweep": "2 days"},
    "many_zones": many(20),
    "packed_with_every_key": {
        "owner": "platform",
        "zones": [*many(10)["zones"], *many(9, **EVERY_KEY)["zones"], *SEVERAL, *ELSEWHERE],
        "hostname_tags": ["\u00e9tiquette"],
        "external_dns": {"txt_prefix": "%{record_type}-"},
    },
    "sixty_zones": many(60),
    "sixty_zones_and_exceptions": many(60, **{"except": ["old.*"]}),
}
