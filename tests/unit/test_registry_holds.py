"""Holds: the lock on a name says which load balancer has it, or that it is somebody else's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Deployment, decode_hold, encode_hold, hold_name
from tests.builders import ACCOUNT, ME, REGION, ZONE, load_balancer_id
from tests.unit.strategies import LABEL, hostnames, load_balancer_ids, tag_values

WEB = load_balancer_id("web", "50dc6c495c0c9188")
SHOP = DnsName("shop.apps.example.com")
RESOURCE = f"{ME.fingerprint}/eu-west-1/app/web/50dc6c495c0c9188"


def hold(*values: str) -> RecordSet:
    return RecordSet(RecordKey(hold_name(SHOP, ZONE), "TXT"), 300, values)


def test_a_hold_is_written_as_documented() -> None:
    assert encode_hold(SHOP, WEB, ME, ZONE) == hold(f'"heritage=albias,v=1,owner=platform,resource={RESOURCE}"')


@given(hostnames(ZONE.name, LABEL), load_balancer_ids())
def test_a_hold_names_the_load_balancer_that_has_the_name(name: DnsName, load_balancer: LoadBalancerId) -> None:
    record_set = encode_hold(name, load_balancer, ME, ZONE)
    decoded = decode_hold(record_set, ME)
    assert decoded.load_balancer == load_balancer
    assert decoded.record_set is record_set
    assert encode_hold(name, load_balancer, ME, ZONE) == record_set, "so that it can be deleted unread"


@pytest.mark.parametrize(
    "other",
    [
        Deployment("other", "aws", ACCOUNT, REGION),
        Deployment("platform", "aws", "210987654321", REGION),
        Deployment("platform", "aws", ACCOUNT, "us-east-1"),
    ],
    ids=["owner", "account", "region"],
)
def test_h37_a_hold_of_another_owner_account_or_region_is_somebody_elses(other: Deployment) -> None:
    decoded = decode_hold(encode_hold(SHOP, WEB, ME, ZONE), other)
    assert decoded.load_balancer is None
    assert (decoded.owner, decoded.resource) == ("platform", RESOURCE)


@pytest.mark.parametrize(
    "record_set",
    [
        hold(),
        hold('""'),
        hold('"v=spf1 -all"'),
        hold(f'"heritage=albias,v=2,owner=platform,resource={RESOURCE}"'),
        hold(f'"heritage=albias,v=1,owner=platform,resource={RESOURCE}/more"'),
        hold('"heritage=albias,v=1,owner=platform"'),
        replace(encode_hold(SHOP, WEB, ME, ZONE), opaque=True),
    ],
)
def test_what_this_deployment_did_not_write_holds_the_name_for_somebody_else(record_set: RecordSet) -> None:
    assert decode_hold(record_set, ME).load_balancer is None


@pytest.mark.parametrize("record_set", [hold(), hold('""'), hold('"heritage=albias,v=1"')])
def test_a_hold_that_names_nobody_has_no_owner_and_no_resource(record_set: RecordSet) -> None:
    decoded = decode_hold(record_set, ME)
    assert (decoded.owner, decoded.resource) == ("", "")


def test_a_value_may_have_an_equals_sign_in_it() -> None:
    """No owner of ours does; whose hold it is, is told as it stands there."""
    decoded = decode_hold(hold('"heritage=albias,v=1,owner=a=b,resource=c=d"'), ME)
    assert (decoded.load_balancer, decoded.owner, decoded.resource) == (None, "a=b", "c=d")


@given(st.lists(tag_values() | st.text(max_size=300), max_size=3))
def test_whatever_txt_lies_in_a_holds_place_it_is_read_without_a_crash(values: list[str]) -> None:
    assert decode_hold(hold(*values), ME).load_balancer is None


@pytest.mark.parametrize(
    ("load_balancer", "owned"),
    [
        (WEB, True),
        (replace(WEB, account="210987654321"), False),
        (replace(WEB, region="us-east-1"), False),
    ],
)
def test_h37_a_deployment_owns_the_load_balancers_of_its_account_and_region(
    load_balancer: LoadBalancerId, owned: bool
) -> None:
    assert ME.owns(load_balancer) is owned
