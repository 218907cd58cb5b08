"""The fence: what IAM lets the function do in Route 53, against an independent evaluator of IAM (H50, H51, H18, H22).

First a table of requests; then properties that hold the code's idea of an allowed name and IAM's together.
"""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import HostedZone, LoadBalancerId
from albias.names import DnsName
from albias.registry import Deployment, Key, encode_index, hold_name, is_reserved
from albias_config.fence import fence
from tests.infra.fence import (
    ALLOWED,
    APEX,
    DENIED,
    EXACT,
    KEY,
    LB,
    OTHER_CALLS,
    PRIVATE,
    WHOLE,
    ZONES,
    change,
    statements,
)
from tests.support.iam import Request, allowed, like
from tests.support.synth import ACCOUNT, REGION, settings


@pytest.fixture(scope="module")
def role() -> list[dict[str, Any]]:
    return statements(settings(zones=ZONES))


@pytest.fixture(scope="module")
def adopting_role() -> list[dict[str, Any]]:
    return statements(settings(zones=ZONES, adopt="matching"))


@pytest.mark.parametrize(("zone", "names", "types", "actions"), ALLOWED)
def test_what_albias_writes_is_allowed(
    role: list[dict[str, Any]], zone: str, names: str, types: str, actions: str
) -> None:
    assert allowed(role, change(zone, names, types, actions))


@pytest.mark.parametrize(("zone", "names", "types", "actions"), DENIED)
def test_everything_else_is_denied(role: list[dict[str, Any]], zone: str, names: str, types: str, actions: str) -> None:
    """H18 H22 H23 H26 H29 H50 H51."""
    assert not allowed(role, change(zone, names, types, actions))


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(ALLOWED) + len(DENIED) >= 40


@pytest.mark.parametrize("key", ["NormalizedRecordNames", "RecordTypes", "Actions"])
def test_a_request_without_one_of_the_keys_is_denied(role: list[dict[str, Any]], key: str) -> None:
    """H50: ForAllValues alone would be true of nothing."""
    request = change(WHOLE, "shop.apps.example.com")
    del request.context[f"{KEY}{key}"]

    assert not allowed(role, request)


def test_adoption_may_touch_a_cname_and_nothing_more(adopting_role: list[dict[str, Any]]) -> None:
    """`adopt = "matching"` replaces the CNAME that points at the load balancer: its DELETE needs the type."""
    assert allowed(adopting_role, change(WHOLE, "shop.apps.example.com", "CNAME A TXT", "DELETE CREATE"))
    for zone, names, types, actions in DENIED:
        if types != "CNAME":
            assert not allowed(adopting_role, change(zone, names, types, actions))


@pytest.mark.parametrize(("action", "resource", "expected"), OTHER_CALLS)
def test_other_calls(role: list[dict[str, Any]], action: str, resource: str, expected: bool) -> None:
    """H18, H50: reads in the configured zones, the configured roles, nothing else."""
    assert allowed(role, Request(action, resource)) is expected


@pytest.mark.parametrize("action", ["DescribeLoadBalancers", "DescribeTags"])
@pytest.mark.parametrize(("region", "expected"), [(REGION, True), ("us-east-1", False), (None, False)])
def test_load_balancers_are_read_in_our_region_only(
    role: list[dict[str, Any]], action: str, region: str | None, expected: bool
) -> None:
    context = {"aws:RequestedRegion": [region]} if region else {}

    assert allowed(role, Request(f"elasticloadbalancing:{action}", "*", context)) is expected


def test_one_statement_allows_a_whole_change_batch(role: list[dict[str, Any]]) -> None:
    """IAM does not add statements up: one a zone, or a batch that mixes names and types is refused."""
    writes = [s for s in role if (s["Effect"], s["Action"]) == ("Allow", "route53:ChangeResourceRecordSets")]

    assert sorted(s["Resource"] for s in writes) == [
        f"arn:aws:route53:::hostedzone/{zone}" for zone in sorted((WHOLE, EXACT, PRIVATE, APEX))
    ]


label = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,4}[a-z0-9_])?", fullmatch=True).filter(
    lambda text: not text.startswith("_")
)
below = st.lists(label | st.sampled_from(["team", "shop"]), max_size=3).map(
    lambda labels: ".".join([*labels, "example.com"])
)
patterns = st.builds(lambda head, name: head + name, st.sampled_from(["", "*.", "_wildcard."]), below)
zones = st.lists(patterns, unique=True, min_size=1, max_size=4).map(
    lambda hostnames: settings(zones=[{"id": "Z1", "name": "example.com", "hostnames": hostnames}]).zones[0]
) | st.just(settings(zones=[{"id": "Z1", "name": "example.com"}]).zones[0])
exceptions = st.lists(
    patterns.filter(lambda pattern: pattern != "*.example.com")
    | st.sampled_from(["team.*", "*.shop.*", "_wildcard.*", "*.a.*", "_wildcard.team.example.com"]),
    unique=True,
    max_size=3,
)
excepting_zones = st.builds(
    lambda zone, excepted, service_names: replace(zone, excepted=tuple(excepted), service_names=service_names),
    zones,
    exceptions,
    st.booleans(),
)
near = st.sampled_from(
    [
        "shop.example.com",
        "_dmarc.example.com",
        "a._domainkey.example.com",
        "a.team.example.com",
        "_albias.example.com",
        "x._hold._albias.example.com",
    ]
)
hostnames = st.builds(lambda wild, name: DnsName(("*." if wild else "") + name), st.booleans(), below | near)


def normalised(name: str) -> str:
    """Route 53's spelling in its condition keys, from its documentation: lower case, no final dot, octal escapes."""
    return re.sub(r"[^a-z0-9_.-]", lambda match: f"\\{ord(match[0]):03o}", name.lower().removesuffix("."))


def iam_allows(zone: HostedZone, *names: str) -> bool:
    (may,) = fence([zone], owner="platform", adopt="never", partition="aws")
    return allowed(may, change(zone.id, " ".join(map(normalised, names)), "A AAAA TXT", "DELETE CREATE"))


@given(excepting_zones, hostnames)
def test_the_code_and_iam_have_one_idea_of_an_allowed_name(zone: HostedZone, hostname: DnsName) -> None:
    """H50, H51: what the code grants, IAM lets through, hold and index in the same batch; and the other way round."""
    web = LoadBalancerId("aws", REGION, ACCOUNT, "app", "web", LB)
    index = encode_index(Key(hostname), web, Deployment("platform", "aws", ACCOUNT, REGION), zone)
    whole = (hostname, hold_name(hostname, zone), index.key.name)

    if zone.allows(hostname):
        assert iam_allows(zone, *whole)
    elif not is_reserved(hostname, zone):
        assert not iam_allows(zone, hostname)
        assert not iam_allows(zone, *whole)


@given(zones, hostnames)
def test_a_hold_can_be_written_only_for_an_allowed_name(zone: HostedZone, hostname: DnsName) -> None:
    """H51: unless everything below the apex is allowed, which includes the registry's subtree."""
    if not zone.allows(hostname) and f"*.{zone.name}" not in zone.patterns:
        assert not iam_allows(zone, hold_name(hostname, zone))


@given(st.text("ab.*?\\", max_size=6), st.text("ab.\\", max_size=8))
def test_the_evaluator_agrees_with_a_regular_expression(pattern: str, value: str) -> None:
    """The yardstick itself, measured with another one."""
    expression = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)

    assert like(pattern, value) is bool(re.fullmatch(expression, value))
