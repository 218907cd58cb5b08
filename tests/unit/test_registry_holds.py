"""Holds: the lock on a name says which load balancer has it, or that it is somebody else's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import LoadBalancerId, RecordKey, RecordSet, Routing
from albias.names import DnsName
from albias.registry import Answer, Deployment, Hold, Key, decode_hold, encode_hold, hold_name, new_hold, without_hold
from tests.support.world import ACCOUNT, ME, REGION, ZONE, load_balancer_id
from tests.unit.strategies import LABEL, hostnames, load_balancer_ids, tag_values

WEB = load_balancer_id("web", "50dc6c495c0c9188")
GREEN = load_balancer_id("green", "60dc6c495c0c9188")
SHOP = Key(DnsName("shop.apps.example.com"))
RESOURCE = f"{ME.fingerprint}/eu-west-1/app/web/50dc6c495c0c9188"
ANSWERS = st.none() | st.builds(
    Answer,
    st.just("Z32O12XQLNTSW2"),
    st.sampled_from([("A",), ("AAAA",), ("A", "AAAA")]),
    st.booleans(),
)


def place(*values: str) -> RecordSet:
    return RecordSet(RecordKey(hold_name(SHOP.name, ZONE), "TXT"), 300, values)


def decoded(record_set: RecordSet, me: Deployment = ME) -> Hold:
    hold = decode_hold(record_set, me, ZONE)
    assert hold
    return hold


def test_a_hold_is_written_as_documented() -> None:
    target = "web-1.eu-west-1.elb.amazonaws.com"
    hold = replace(
        new_hold(SHOP, WEB, ME, ZONE),
        target=target,
        answer=Answer("Z32O12XQLNTSW2", ("A", "AAAA"), evaluate_target_health=True),
        origin="rule",
        unnamed_since=1_795_396_100,
        waits=((GREEN, 1_795_396_120),),
        revision=3,
    )
    head = f"heritage=albias,v=1,owner=platform,resource={RESOURCE},target={target}"
    assert encode_hold(hold, ME, ZONE) == place(
        f'"{head},zone=Z32O12XQLNTSW2,types=A+AAAA,health=yes,origin=rule,revision=3"',
        '"gone=1795396100"',
        f'"wait={ME.resource(GREEN)},since=1795396120"',
    )


@given(
    st.builds(Key, hostnames(ZONE.name, LABEL), st.sampled_from(["", "platform/5f0c1a9e/eu-west-1/primary"])),
    load_balancer_ids(),
    ANSWERS,
    st.lists(st.tuples(load_balancer_ids(), st.integers(1, 2_000_000_000)), max_size=4, unique_by=lambda wait: wait[0]),
    st.integers(0, 99_999),
)
def test_what_is_written_is_read_again(
    key: Key, holder: LoadBalancerId, answer: Answer | None, waits: list[tuple[LoadBalancerId, int]], revision: int
) -> None:
    written = replace(
        new_hold(key, holder, ME, ZONE),
        target="web-1.eu-west-1.elb.amazonaws.com",
        answer=answer,
        origin="tag.6389259c",
        waits=tuple(sorted(waits, key=lambda wait: (wait[1], wait[0]))),
        revision=revision,
        others=('"somebody else\'s"',),
    )
    record_set = encode_hold(written, ME, ZONE)
    assert decoded(record_set) == replace(written, record_set=record_set)


def test_the_hold_of_a_routed_record_set_is_a_routed_record_set_with_the_same_identifier() -> None:
    """So Route 53 itself keeps the holds of one name apart, and refuses a simple one beside them."""
    record_set = encode_hold(new_hold(Key(SHOP.name, "blue"), WEB, ME, ZONE), ME, ZONE)
    assert record_set.key == RecordKey(hold_name(SHOP.name, ZONE), "TXT", "blue")
    assert record_set.routing == Routing("weighted", 0)
    assert decoded(record_set).key == Key(SHOP.name, "blue")
    assert decoded(replace(record_set, routing=Routing("weighted", 1))).load_balancer is None


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
    found = decoded(encode_hold(new_hold(SHOP, WEB, ME, ZONE), ME, ZONE), other)
    assert found.load_balancer is None
    assert (found.owner, found.resource) == ("platform", RESOURCE)


@pytest.mark.parametrize(
    "record_set",
    [
        place(),
        place('""'),
        place('"v=spf1 -all"'),
        place(f'"heritage=albias,v=2,owner=platform,resource={RESOURCE}"'),
        place(f'"heritage=albias,v=1,owner=platform,resource={RESOURCE}/more"'),
        place(f'"heritage=albias,v=1,owner=platform,resource={RESOURCE.replace("50dc", "50DC")}"'),
        place('"heritage=albias,v=1,owner=platform"'),
        replace(encode_hold(new_hold(SHOP, WEB, ME, ZONE), ME, ZONE), managed=True),
        replace(encode_hold(new_hold(SHOP, WEB, ME, ZONE), ME, ZONE), health_check="x"),
    ],
)
def test_c42_what_this_deployment_did_not_write_holds_the_name_for_somebody_else(record_set: RecordSet) -> None:
    assert decoded(record_set).load_balancer is None


def test_two_heads_are_nobodys() -> None:
    head = f'"heritage=albias,v=1,owner=platform,resource={RESOURCE}"'
    assert decoded(place(head, head)).load_balancer is None


@pytest.mark.parametrize("types", ["MX", "A+MX", ""])
def test_an_answer_of_other_types_is_none(types: str) -> None:
    head = f'"heritage=albias,v=1,owner=platform,resource={RESOURCE},target=x,zone=Z1,types={types},health=yes"'
    assert decoded(place(head)).answer is None


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "", "9" * 40, "9" * 12, "\u0661"])
def test_c43_a_number_that_is_none_counts_as_nothing(number: str) -> None:
    head = f'"heritage=albias,v=1,owner=platform,resource={RESOURCE},revision={number}"'
    found = decoded(place(head, f'"gone={number}"', f'"wait={RESOURCE},since={number}"'))
    assert (found.revision, found.unnamed_since, found.waits) == (0, 0, ((WEB, 0),))


def test_c43_the_largest_number_that_counts_is_read_and_a_wait_without_one_is_the_oldest() -> None:
    head = f'"heritage=albias,v=1,owner=platform,resource={RESOURCE},revision={"9" * 11}"'
    found = decoded(place(head, f'"wait={RESOURCE},since=7"', f'"wait={ME.resource(GREEN)}"'))
    assert (found.revision, found.waits) == (99_999_999_999, ((GREEN, 0), (WEB, 7)))


def test_who_waits_since_the_same_second_is_in_one_order_however_it_is_written() -> None:
    head = f'"heritage=albias,v=1,owner=platform,resource={RESOURCE}"'
    lines = [f'"wait={ME.resource(each)},since=7"' for each in (WEB, GREEN)]
    in_order = tuple((each, 7) for each in sorted([WEB, GREEN]))
    assert decoded(place(head, *lines)).waits == in_order
    assert decoded(place(head, *reversed(lines))).waits == in_order


def test_a_hold_writes_nothing_of_what_it_does_not_know() -> None:
    bare = new_hold(SHOP, WEB, ME, ZONE)
    head = f"heritage=albias,v=1,owner=platform,resource={RESOURCE},target="
    assert bare == Hold(SHOP, "platform", RESOURCE, WEB, place())
    assert encode_hold(bare, ME, ZONE) == place(f'"{head},revision=0"')
    answering = replace(bare, answer=Answer("Z1", ("AAAA",), evaluate_target_health=False))
    assert encode_hold(answering, ME, ZONE) == place(f'"{head},zone=Z1,types=AAAA,health=no,revision=0"')


def test_what_a_hold_does_not_say_is_empty() -> None:
    found = place(f'"heritage=albias,v=1,owner=platform,resource={RESOURCE}"')
    assert decoded(found) == Hold(SHOP, "platform", RESOURCE, WEB, found)


@pytest.mark.parametrize(
    ("words", "owner", "resource"),
    [
        ("owner=theirs,resource=r", "theirs", "r"),
        ("owner=theirs", "theirs", ""),
        ("resource=r", "", "r"),
        ("target=x", "", ""),
    ],
)
def test_of_somebody_elses_hold_no_more_is_believed_than_whose_it_says_it_is(
    words: str, owner: str, resource: str
) -> None:
    found = place(f'"heritage=albias,v=1,{words}"')
    assert decoded(found) == Hold(SHOP, owner, resource, None, found)


@pytest.mark.parametrize("types", [("A",), ("AAAA",), ("A", "AAAA")])
@pytest.mark.parametrize("health", [True, False])
def test_an_answer_is_read_as_it_was_written(types: tuple[str, ...], health: bool) -> None:
    answer = Answer("Z1", types, evaluate_target_health=health)
    assert decoded(encode_hold(replace(new_hold(SHOP, WEB, ME, ZONE), answer=answer), ME, ZONE)).answer == answer


def test_a_value_may_hold_the_sign_between_a_key_and_its_value() -> None:
    head = f'"heritage=albias,v=1,owner=platform,resource={RESOURCE},origin=a=b"'
    assert decoded(place(head)).origin == "a=b"


def test_an_answer_without_a_target_points_nowhere() -> None:
    head = f'"heritage=albias,v=1,owner=platform,resource={RESOURCE},zone=Z1,types=A,health=no"'
    assert decoded(place(head)).answer == Answer("Z1", ("A",), evaluate_target_health=False)


@pytest.mark.parametrize(
    "name",
    [
        "a..b._hold._albias.apps.example.com",
        f"{'x' * 64}._hold._albias.apps.example.com",
        "a b._hold._albias.apps.example.com",
        "SHOP._hold._albias.apps.example.com",
        "x_hold._albias.apps.example.com",
        "-a._hold._albias.apps.example.com",
    ],
)
def test_c43_a_text_at_a_place_of_no_name_is_no_hold(name: str) -> None:
    assert decode_hold(RecordSet(RecordKey(DnsName(name), "TXT"), 300, place().values), ME, ZONE) is None


@given(st.lists(tag_values() | st.text(max_size=300), max_size=3))
def test_whatever_txt_lies_in_a_holds_place_it_is_read_without_a_crash(values: list[str]) -> None:
    assert decoded(place(*values)).load_balancer is None


def test_c44_what_others_wrote_into_a_hold_is_all_that_stays_of_it() -> None:
    hold = replace(new_hold(SHOP, WEB, ME, ZONE), others=('"google-site-verification=abc"',))
    hold = replace(hold, record_set=encode_hold(hold, ME, ZONE))
    assert without_hold(hold) == replace(hold.record_set, values=hold.others)
    assert without_hold(replace(hold, others=())) is None


@pytest.mark.parametrize(
    ("load_balancer", "owned"),
    [
        (WEB, True),
        (WEB._replace(account="210987654321"), False),
        (WEB._replace(region="us-east-1"), False),
        (WEB._replace(partition="aws-cn"), False),
    ],
)
def test_h37_c41_a_deployment_owns_the_load_balancers_of_its_partition_account_and_region(
    load_balancer: LoadBalancerId, owned: bool
) -> None:
    assert ME.owns(load_balancer) is owned
