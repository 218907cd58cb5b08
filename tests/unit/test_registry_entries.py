"""Entries: what they say survives the way through TXT, and nobody else's is taken for ours (H37, H39)."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import AliasTarget, Entry, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Deployment, decode_entry, encode_entry, entry_name
from tests.builders import ME, ZONE, load_balancer_id
from tests.fakes.route53.validation import value_problems
from tests.unit.strategies import LABEL, hostnames, load_balancer_ids, tag_values

WEB = load_balancer_id("web", "50dc6c495c0c9188")
GREEN = load_balancer_id("green", "60dc6c495c0c9188", "net")
SHOP, CART, BLOG = (DnsName(f"{label}.apps.example.com") for label in ("shop", "cart", "blog"))
NAMES = hostnames(ZONE.name, LABEL)
ENTRIES = st.builds(
    Entry,
    load_balancer=load_balancer_ids(),
    target=st.just("") | NAMES,
    hosts=st.frozensets(NAMES, min_size=1, max_size=5),
    waits=st.dictionaries(NAMES, st.integers(0, 2**40), max_size=3).map(lambda waits: frozenset(waits.items())),
    queue=st.frozensets(load_balancer_ids(), max_size=3),
    revision=st.integers(0, 2**31),
)


def encoded(entry: Entry) -> RecordSet:
    record_set = encode_entry(entry, ME, ZONE)
    assert record_set
    return record_set


def test_an_entry_is_written_as_documented() -> None:
    entry = Entry(WEB, "web-1.eu-west-1.elb.amazonaws.com", frozenset({SHOP, CART}), frozenset({(BLOG, 17)}))
    assert encoded(replace(entry, queue=frozenset({GREEN}))) == RecordSet(
        RecordKey(DnsName("50dc6c495c0c9188.platform._albias.apps.example.com"), "TXT"),
        300,
        (
            f'"heritage=albias,v=1,owner=platform,resource={ME.fingerprint}/eu-west-1/app/web/50dc6c495c0c9188,'
            'target=web-1.eu-west-1.elb.amazonaws.com"',
            '"host=cart.apps.example.com"',
            '"host=shop.apps.example.com"',
            '"wait=blog.apps.example.com,since=17"',
            f'"next={ME.fingerprint}/eu-west-1/net/green/60dc6c495c0c9188"',
        ),
    )


def test_an_entry_that_was_written_again_says_how_often() -> None:
    head = encoded(Entry(WEB, "x", frozenset({SHOP}), revision=7)).values[0]
    assert head.endswith(',target=x,revision=7"')
    assert "revision" not in encoded(Entry(WEB, "x", frozenset({SHOP}))).values[0]


def test_no_account_number_stands_in_public_dns() -> None:
    entry = Entry(WEB, hosts=frozenset({SHOP}), queue=frozenset({GREEN}))
    assert ME.account not in "".join(encoded(entry).values)
    assert re.fullmatch("[0-9a-f]{8}", ME.fingerprint)
    assert replace(ME, account="123456789013").fingerprint != ME.fingerprint


def test_an_entry_without_names_and_waits_is_no_record_set() -> None:
    assert encode_entry(Entry(WEB, "web-1.eu-west-1.elb.amazonaws.com"), ME, ZONE) is None
    assert encode_entry(Entry(WEB, queue=frozenset({GREEN})), ME, ZONE) is None


def test_who_holds_nothing_has_nobody_waiting() -> None:
    waiting = encoded(Entry(WEB, waits=frozenset({(SHOP, 17)}), queue=frozenset({GREEN})))
    assert not [value for value in waiting.values if "next=" in value]


@given(ENTRIES)
def test_h39_an_entry_survives_the_way_through_txt(entry: Entry) -> None:
    record_set = encoded(entry)
    assert decode_entry(record_set, ME) == entry
    decoded = decode_entry(record_set, ME)
    assert decoded
    assert decoded.record_set is record_set
    assert encoded(decoded) == record_set


@given(ENTRIES)
def test_an_entry_is_txt_that_route53_accepts(entry: Entry) -> None:
    record_set = encoded(entry)
    values = [{"Value": value} for value in record_set.values]
    written = {"Name": record_set.key.name, "Type": "TXT", "TTL": record_set.ttl, "ResourceRecords": values}
    assert value_problems([{"Action": "CREATE", "ResourceRecordSet": written}]) == []
    assert len(set(record_set.values)) == len(record_set.values)


def test_a_text_longer_than_a_character_string_is_split_and_joined_again() -> None:
    long = DnsName(".".join(["a" * 60] * 3 + [ZONE.name]))
    entry = Entry(WEB, "t" * 240, frozenset({long}))
    record_set = encoded(entry)
    strings = [string for value in record_set.values for string in re.findall('"([^"]*)"', value)]
    assert max(map(len, strings)) <= 255
    assert len(strings) > len(record_set.values)
    assert record_set.values[0].count('" "') == 1, "character strings stand side by side, a space between them"
    assert re.sub('"[^"]*"', "", "".join(record_set.values)).strip() == ""
    assert decode_entry(record_set, ME) == entry


OTHERS = [
    Deployment("other", "aws", ME.account, ME.region),
    Deployment(ME.owner, "aws", "210987654321", ME.region),
    Deployment(ME.owner, "aws", ME.account, "us-east-1"),
]


@pytest.mark.parametrize("other", OTHERS, ids=["owner", "account", "region"])
def test_h37_an_entry_of_another_owner_account_or_region_is_foreign(other: Deployment) -> None:
    assert decode_entry(encoded(Entry(WEB, "x", frozenset({SHOP}))), other) is None


HEAD = f"heritage=albias,v=1,owner=platform,resource={ME.fingerprint}/eu-west-1/app/web/50dc6c495c0c9188"


@pytest.mark.parametrize(
    "values",
    [
        (),
        ('""',),
        ("",),
        ('"v=spf1 -all"',),
        (HEAD,),  # not quoted: no TXT at all
        ('"host=shop.apps.example.com"',),
        (f'"{HEAD.replace("albias", "external-dns")}"',),
        (f'"{HEAD.replace("v=1", "v=2")}"',),
        (f'"{HEAD.replace("v=1,", "")}"',),
        (f'"{HEAD}"', f'"{HEAD}"'),
        (f'"{HEAD.replace("owner=platform", "owner=other")}"',),
        ('"heritage=albias,v=1,owner=platform"',),
        (f'"{HEAD.replace("/web", "")}"',),
        (f'"{HEAD.replace("/app/", "/odd/")}"',),
        (f'"{HEAD.replace("50dc6c495c0c9188", "60dc6c495c0c9188")}"',),
        (f'"{HEAD.replace(ME.fingerprint, "00000000")}"',),
        (f'"{HEAD.replace("eu-west-1", "us-east-1")}"',),
    ],
)
def test_h37_what_this_deployment_did_not_write_is_no_entry_of_it(values: tuple[str, ...]) -> None:
    assert decode_entry(RecordSet(RecordKey(entry_name(WEB, ME.owner, ZONE), "TXT"), 300, values), ME) is None


def test_an_entry_with_routing_is_foreign() -> None:
    assert decode_entry(replace(encoded(Entry(WEB, "x", frozenset({SHOP}))), opaque=True), ME) is None


def test_an_entry_at_another_load_balancers_place_is_foreign() -> None:
    moved = RecordKey(entry_name(GREEN, ME.owner, ZONE), "TXT")
    assert decode_entry(replace(encoded(Entry(WEB, "x", frozenset({SHOP}))), key=moved), ME) is None


@pytest.mark.parametrize("line", ["", "host", "next=", "next=a/b", "wait=", "mine=yes", "{}", "host=a=b", ",,,"])
def test_a_line_that_a_person_added_changes_nothing_of_the_rest(line: str) -> None:
    written = encoded(Entry(WEB, "x", frozenset({SHOP}), frozenset({(BLOG, 17)})))
    decoded = decode_entry(replace(written, values=(*written.values, f'"{line}"')), ME)
    assert decoded
    assert SHOP in decoded.hosts
    assert (BLOG, 17) in decoded.waits


@pytest.mark.parametrize("since", ["", "soon", "-1", "1e3", "²"])
def test_a_wait_since_an_unreadable_time_is_the_longest(since: str) -> None:
    values = (f'"{HEAD}"', f'"wait=blog.apps.example.com,since={since}"')
    decoded = decode_entry(RecordSet(RecordKey(entry_name(WEB, ME.owner, ZONE), "TXT"), 300, values), ME)
    assert decoded
    assert decoded.waits == {(BLOG, 0)}


def test_an_entry_that_says_no_more_than_whose_it_is_has_nothing() -> None:
    """A person took the rest away: an unknown target is at no record set."""
    record_set = RecordSet(RecordKey(entry_name(WEB, ME.owner, ZONE), "TXT"), 300, (f'"{HEAD}"',))
    assert decode_entry(record_set, ME) == Entry(WEB)


@given(st.lists(tag_values() | st.text(max_size=300) | st.just(f'"{HEAD}"'), max_size=5).map(tuple))
def test_whatever_txt_lies_in_an_entrys_place_it_is_read_without_a_crash(values: tuple[str, ...]) -> None:
    decoded = decode_entry(RecordSet(RecordKey(entry_name(WEB, ME.owner, ZONE), "TXT"), 300, values), ME)
    assert decoded is None or decoded.load_balancer == WEB


def test_an_alias_in_an_entrys_place_is_no_entry() -> None:
    target = AliasTarget("web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2", True)
    assert decode_entry(RecordSet(RecordKey(entry_name(WEB, ME.owner, ZONE), "TXT"), alias=target), ME) is None
