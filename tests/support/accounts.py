"""Hosted zones in three accounts, and the function that writes to them."""

from typing import Any

from tests.support.synth import (
    REGION,
)

HERE, DNS, OTHER = "111122223333", "444455556666", "777788889999"
FUNCTION = f"arn:aws:iam::{HERE}:role/albias-platform-{REGION}"
ZONES: list[dict[str, Any]] = [
    {"id": "ZOWN", "name": "own.example.com"},
    {"id": "ZDNS1", "name": "one.example.com", "role_arn": f"arn:aws:iam::{DNS}:role/dns/albias"},
    {
        "id": "ZDNS2",
        "name": "two.example.com",
        "hostnames": ["*.team.two.example.com"],
        "role_arn": f"arn:aws:iam::{DNS}:role/dns/albias",
    },
    {"id": "ZDNS3", "name": "three.example.com", "role_arn": f"arn:aws:iam::{DNS}:role/albias-three"},
    {"id": "ZOTHER", "name": "other.example.com", "role_arn": f"arn:aws:iam::{OTHER}:role/albias"},
]
