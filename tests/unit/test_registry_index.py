"""Index entries: where to look, and nothing else. What one says is believed only where it belongs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName, is_within
from albias.registry import Deployment, Key, encode_index, index_at, index_root, owner_root, read_index
from tests.support.world import ACCOUNT, ME, REGION, ZONE, load_balancer_id
from tests.unit.strategies import LABEL, NEAR_LABEL, hostnames, load_balancer_ids, tag_values

WEB = load_balancer_id("web", "50dc6c495c0c9188")
SHOP = Key(DnsName("shop.apps.example.com"))
WRITTEN = encode_index(SHOP, WEB, ME, ZONE)
KEYS = st.builds(Key, hostnames(ZONE.name, LABEL), st.sampled_from(["", "blue", "platform/5f0c1a9e/eu-west-1/primary"]))


def test_an_index_entry_is_written_as_documented() -> None:
    resource = f"{ME.fingerprint}/eu-west-1/app/web/50dc6c495c0c9188"
    name = "e65edf0e251f2935.50dc6c495c0c9188.platform._albias.apps.example.com"
    values = (f'"heritage=albias,v=1,owner=platform,resource={resource}"', '"host=shop.apps.example.com"')
    assert RecordSet(RecordKey(DnsName(name), "TXT"), 300, values) == WRITTEN


def test_all_index_entries_of_a_load_balancer_lie_together_below_the_owners() -> None:
    assert is_within(WRITTEN.key.name, index_root(WEB, "platform", ZONE))
    assert is_within(index_root(WEB, "platform", ZONE), owner_root("platform", ZONE))


@given(KEYS, load_balancer_ids())
def test_what_is_written_is_read_again(key: Key, load_balancer: LoadBalancerId) -> None:
    assert read_index(encode_index(key, load_balancer, ME, ZONE), ME, ZONE) == (key, load_balancer)


@given(st.builds(Key, hostnames(ZONE.name, NEAR_LABEL)), st.builds(Key, hostnames(ZONE.name, NEAR_LABEL)))
def test_two_names_of_a_load_balancer_have_two_places(one: Key, other: Key) -> None:
    places = {encode_index(key, WEB, ME, ZONE).key for key in (one, other)}
    assert len(places) == len({one, other})


def test_a_name_has_a_place_for_each_set_identifier() -> None:
    routed = encode_index(Key(SHOP.name, "blue"), WEB, ME, ZONE)
    name = "22b6231a72d1d0ee.50dc6c495c0c9188.platform._albias.apps.example.com"
    assert routed.key == RecordKey(DnsName(name), "TXT") != WRITTEN.key
    assert '"set=blue"' in routed.values


def saying(*values: str) -> RecordSet:
    return replace(WRITTEN, values=values)


@pytest.mark.parametrize(
    "record_set",
    [
        saying(),
        saying('"hello"'),
        saying(WRITTEN.values[0]),
        saying(WRITTEN.values[1]),
        saying(*WRITTEN.values, '"more"'),
        saying(WRITTEN.values[0], '"host=cart.apps.example.com"'),
        saying(WRITTEN.values[0], '"host=Shop.apps.example.com"'),
        saying(WRITTEN.values[0], '"host=a..b.apps.example.com"'),
        saying(WRITTEN.values[0], f'"host={"x" * 300}"'),
        saying(WRITTEN.values[0], '"host=shop.apps.example.org"'),
        saying(WRITTEN.values[0].replace("v=1", "v=2"), WRITTEN.values[1]),
        replace(WRITTEN, key=WRITTEN.key._replace(name=DnsName(f"x.{WRITTEN.key.name}"))),
        replace(WRITTEN, key=WRITTEN.key._replace(set_identifier="blue")),
    ],
)
def test_c43_what_is_not_exactly_what_belongs_at_its_place_tells_nothing(record_set: RecordSet) -> None:
    assert read_index(record_set, ME, ZONE) is None


@pytest.mark.parametrize("host", ["a b.apps.example.com", "Shop.apps.example.com", "shop.apps.example.org"])
def test_c43_at_its_own_place_too_an_entry_of_no_name_or_of_another_zone_tells_nothing(host: str) -> None:
    assert read_index(encode_index(Key(DnsName(host)), WEB, ME, ZONE), ME, ZONE) is None


@given(st.lists(tag_values() | st.text(max_size=300), max_size=3))
def test_whatever_txt_lies_there_it_is_read_without_a_crash(values: list[str]) -> None:
    assert read_index(saying(*values), ME, ZONE) is None


def test_c40_an_entry_tells_of_exactly_one_load_balancer_whatever_shares_its_id() -> None:
    for other in (WEB._replace(kind="net"), WEB._replace(name="web-fake")):
        assert encode_index(SHOP, other, ME, ZONE).key == WRITTEN.key
        told = read_index(WRITTEN, ME, ZONE)
        assert told
        assert told[1] != other
        assert not index_at(WRITTEN, encode_index(SHOP, other, ME, ZONE), other, ME).ours


@pytest.mark.parametrize(
    "other",
    [
        Deployment("other", "aws", ACCOUNT, REGION),
        Deployment("platform", "aws", "210987654321", REGION),
        Deployment("platform", "aws", ACCOUNT, "us-east-1"),
    ],
)
def test_h37_an_entry_of_another_deployment_is_not_ours(other: Deployment) -> None:
    assert read_index(WRITTEN, other, ZONE) is None


@pytest.mark.parametrize(
    ("found", "ours", "right"),
    [
        (WRITTEN, True, True),
        (replace(WRITTEN, ttl=60), True, True),
        (saying(*reversed(WRITTEN.values)), True, True),
        (saying(WRITTEN.values[0][:20] + '" "' + WRITTEN.values[0][20:], WRITTEN.values[1]), True, True),
        (saying(WRITTEN.values[0]), True, False),
        (saying(*WRITTEN.values, '"more"'), True, False),
        (saying(WRITTEN.values[1]), False, False),
        (saying('"hello"'), False, False),
    ],
)
def test_c9_what_lies_at_the_place_is_ours_by_its_first_words_and_right_by_all_of_them(
    found: RecordSet, ours: bool, right: bool
) -> None:
    entry = index_at(found, WRITTEN, WEB, ME)
    assert (entry.ours, entry.right) == (ours, right)
