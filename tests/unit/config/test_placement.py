"""How albias is deployed: the keys that do not reach the function."""

from pathlib import Path
from typing import Any

import pytest

from albias_config import Placement, check_all, environment, load_all

from .tables import configuration, mistakes

ROOT = Path(__file__).parents[3]
KEY = "arn:aws:kms:eu-west-1:111122223333:key/mrk-0123abcd"
ALL: dict[str, Any] = {
    "role_name_prefix": "corp-",
    "role_path": "/corp/dns/",
    "permissions_boundary": "arn:aws:iam::111122223333:policy/corp/boundary",
    "architecture": "x86_64",
    "kms_key_arn": KEY,
    "log_retention": 365,
    "tags": {"cost-center": "42", "team": ""},
}


def test_the_defaults_are_the_documented_ones() -> None:
    expected = Placement("", "/", "", "arm64", "", 90, ())

    assert check_all(configuration()).placement == Placement() == expected
    assert load_all(ROOT / "albias.toml").placement == expected


def test_every_key_reaches_the_placement_and_none_the_function() -> None:
    made = check_all(configuration(**ALL))

    assert made.placement == Placement(**ALL | {"tags": (("cost-center", "42"), ("team", ""))})
    assert made.settings == check_all(configuration()).settings
    assert environment(made.settings) == environment(check_all(configuration()).settings)


MISTAKES = [
    ({"role_name_prefix": "a b"}, 'role_name_prefix = "a b": allowed: up to 40 letters, digits and + = , . @ - _'),
    ({"role_name_prefix": 5}, "role_name_prefix = 5: should be a text in quotes; allowed: up to 40 letters"),
    ({"role_name_prefix": "x" * 28}, "an IAM role's name leaves room for 27 characters with owner = \"platform\". Use"),
    ({"role_name_prefix": "x", "owner": "x" * 36}, "owner ="),
    ({"role_path": "corp"}, 'role_path = "corp": allowed: "/", or "/<folder>/", up to 512 characters'),
    ({"role_path": "/corp"}, 'role_path = "/corp": allowed: "/"'),
    ({"role_path": ""}, 'role_path = "": allowed: "/"'),
    ({"role_path": f"/{'x' * 511}/"}, "up to 512 characters"),
    ({"permissions_boundary": "boundary"}, 'permissions_boundary = "boundary": allowed: empty, or arn:aws:iam::<12'),
    ({"permissions_boundary": "arn:aws:iam::111122223333:role/x"}, "allowed: empty, or arn:aws:iam::<12 digits>:polic"),
    ({"architecture": "arm"}, "architecture = \"arm\": should be 'arm64' or 'x86_64'"),
    ({"kms_key_arn": "alias/x"}, 'kms_key_arn = "alias/x": allowed: empty, or arn:aws:kms:<region>:<12 digits>:key/<i'),
    ({"kms_key_arn": "arn:aws:kms:eu-west-1:111122223333:alias/x"}, "not an alias"),
    ({"log_retention": 91}, "log_retention = 91: allowed: a number of days that CloudWatch knows: 1, 3, 5, 7, 14, 30"),
    ({"log_retention": 0}, "log_retention = 0: allowed: a number of days that CloudWatch knows"),
    ({"log_retention": "90"}, 'log_retention = "90": should be a whole number; allowed: a number of days that'),
    ({"log_retention": True}, "log_retention = true: should be a whole number"),
    ({"tags": ["a"]}, 'tags = ["a"]: should be a table; allowed: up to 45: TAG = "VALUE"'),
    ({"tags": {"a": 5}}, 'tags a = 5: should be a text in quotes; allowed: up to 45: TAG = "VALUE"'),
    ({"tags": {"aws:x": "y"}}, '"aws:x" with "y"; allowed: up to 45: TAG = "VALUE", of letters, digits, spaces and _'),
    ({"tags": {"a": "x" * 257}}, "up to 128 and 256 characters"),
    ({"tags": {"": "x"}}, '"" with "x"; allowed'),
    ({"tags": {"a": "x?"}}, '"a" with "x?"; allowed'),
    ({"tags": {f"t{number}": "x" for number in range(46)}}, "there are 46; allowed: up to 45"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "expected"), MISTAKES)
def test_a_mistake_is_named(keys: dict[str, Any], expected: str) -> None:
    assert expected in "\n".join(mistakes(configuration(**keys)))


def test_the_longest_prefix_that_is_accepted_fits_into_the_longest_role_name() -> None:
    for owner in ("x", "platform", "x" * 32):
        prefix = "p" * (35 - len(owner))
        made = check_all(configuration(owner=owner, role_name_prefix=prefix)).placement

        assert len(f"{made.role_name_prefix}albias-{owner}-us-isof-south-1-sweep") == 64


@pytest.mark.parametrize("region", [None, "eu-west-1"])
def test_a_key_is_taken_in_the_region_of_the_deployment_or_where_that_is_not_known(region: str | None) -> None:
    assert check_all(configuration(kms_key_arn=KEY), region=region).placement.kms_key_arn == KEY


def test_a_key_of_another_region_is_told() -> None:
    (message,) = mistakes(configuration(kms_key_arn=KEY), region="us-east-1")

    assert message == f'kms_key_arn = "{KEY}": allowed: a key of the Region of the stack, us-east-1'
