"""Messages that are no events: refused with the reason, never with a crash (H2, H15)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.edge.events import Ignored, Look, MalformedEvent, Sweep, read_event
from tests.support.world import ME, load_balancer_id

WEB = str(load_balancer_id())
LISTENER = f"{WEB.replace(':loadbalancer/', ':listener/')}/f2f7dc8efc522ab2"
API_CALL = {"source": "aws.elasticloadbalancing", "detail-type": "AWS API Call via CloudTrail"}


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (None, "the message is no JSON object"),
        ([], "the message is no JSON object"),
        ("text", "the message is no JSON object"),
        ({}, "the event has no detail"),
        ({"source": "albias", "detail-type": "Sweep"}, "no detail"),
        ({"source": "albias", "detail-type": "Sweep", "detail": []}, "no detail"),
        ({"source": "albias", "detail-type": "Mop", "detail": {}}, "source 'albias' with detail-type 'Mop'"),
        ({"source": "aws.ec2", "detail-type": "x", "detail": {}}, "source 'aws.ec2' with detail-type 'x'"),
        ({"detail": {}}, "source None with detail-type None"),
        ({**API_CALL, "detail": {}}, "is no event of albias's rules"),
        ({**API_CALL, "detail": {"eventName": 7}}, "is no event of albias's rules"),
    ],
)
def test_h15_a_message_that_is_no_event_says_what_is_wrong_with_it(message: Any, reason: str) -> None:
    with pytest.raises(MalformedEvent, match=reason) as malformed:
        read_event(message, ME)
    assert str(malformed.value).startswith(("the ", "source ")), "it begins with what it is about"


@pytest.mark.parametrize(
    "detail",
    [
        {"eventName": "CreateLoadBalancer"},
        {"eventName": "CreateLoadBalancer", "responseElements": None},
        {"eventName": "CreateLoadBalancer", "responseElements": {"loadBalancers": None}},
        {"eventName": "CreateLoadBalancer", "responseElements": {"loadBalancers": []}},
        {"eventName": "CreateLoadBalancer", "responseElements": {"loadBalancers": [None, {}, {"loadBalancerArn": 1}]}},
        {"eventName": "AddTags", "requestParameters": None},
        {"eventName": "AddTags", "requestParameters": {"resourceArns": WEB}},
        {"eventName": "AddTags", "requestParameters": {"resourceArns": [None, 1, {}]}},
        {"eventName": "DeleteLoadBalancer"},
        {"eventName": "DeleteLoadBalancer", "requestParameters": {"loadBalancerArn": None}},
        {"eventName": "DeleteLoadBalancer", "requestParameters": {"loadBalancerArn": [WEB]}},
        {"eventName": "CreateRule"},
        {"eventName": "CreateRule", "requestParameters": {"listenerArn": None}, "responseElements": {"rules": {}}},
        {"eventName": "CreateRule", "requestParameters": {"listenerArn": WEB}},
        {"eventName": "ModifyRule", "requestParameters": {"ruleArn": [f"{WEB}/x"]}, "responseElements": {"rules": [7]}},
        {
            "eventName": "DeleteListener",
            "requestParameters": {"listenerArn": LISTENER.removesuffix("/f2f7dc8efc522ab2")},
        },
    ],
)
def test_h2_a_call_without_the_elements_that_name_a_load_balancer_is_ignored(detail: dict[str, Any]) -> None:
    assert read_event({**API_CALL, "detail": detail}, ME) == Ignored("it names no application or network load balancer")


def test_h1_only_the_load_balancer_that_a_delete_was_asked_for_counts_as_deleted() -> None:
    """Elsewhere in such an event an ARN says nothing."""
    api, cart = load_balancer_id("api"), load_balancer_id("cart")
    request = {"loadBalancerArn": WEB, "resourceArns": [str(api)]}
    answer = {"loadBalancers": [{"loadBalancerArn": str(cart)}]}
    detail = {"eventName": "DeleteLoadBalancer", "requestParameters": request, "responseElements": answer}
    told = read_event({**API_CALL, "detail": detail}, ME)
    assert isinstance(told, Look)
    assert told.load_balancers == {load_balancer_id()}
    assert told.deleted == {load_balancer_id()}


@pytest.mark.parametrize("resources", [None, WEB, [], [None], {"0": WEB}])
def test_h2_a_tag_change_without_resources_is_ignored(resources: Any) -> None:
    assert isinstance(read_event({"source": "aws.tag", "detail": {}, "resources": resources}, ME), Ignored)


@pytest.mark.parametrize("name", [[], {}, None, 7, "CreateLoadBalancer"])
def test_h15_a_tag_change_is_no_call_whatever_call_its_detail_names(name: Any) -> None:
    """It never says that nobody can have lost a name."""
    told = read_event({"source": "aws.tag", "detail": {"eventName": name}, "resources": [WEB]}, ME)
    assert told == Look(frozenset({load_balancer_id()}))


@pytest.mark.parametrize(
    ("event_time", "time", "at"),
    [
        ("2026-11-23T09:15:04Z", None, 1_795_425_304.0),
        (None, "2026-11-23T09:15:04Z", 1_795_425_304.0),
        ("2026-11-23T10:15:04+01:00", "1999-01-01T00:00:00Z", 1_795_425_304.0),
        (None, None, 0.0),
        ("yesterday", None, 0.0),
        ("", "", 0.0),
        (17, None, 0.0),
        ({}, [], 0.0),
    ],
)
def test_the_time_of_an_event_is_the_calls_own_where_it_says_so(event_time: Any, time: Any, at: float) -> None:
    event = {"source": "aws.tag", "detail": {"eventTime": event_time}, "time": time, "resources": [WEB]}
    told = read_event(event, ME)
    assert isinstance(told, Look)
    assert told.at == at


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from([WEB, LISTENER]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["CreateLoadBalancer", "DeleteLoadBalancer", "AddTags", "RemoveTags", "SetSubnets", "CreateRule", "Other"]
)
DETAIL = st.fixed_dictionaries(
    {"eventName": NAMES | JSON},
    optional={
        "errorCode": JSON,
        "eventTime": JSON,
        "requestParameters": JSON
        | st.fixed_dictionaries({"loadBalancerArn": JSON, "resourceArns": JSON, "listenerArn": JSON, "tags": JSON}),
        "responseElements": JSON | st.fixed_dictionaries({"loadBalancers": JSON}),
    },
)
SOURCES = st.sampled_from(["aws.elasticloadbalancing", "aws.tag", "albias"])
EVENT = st.fixed_dictionaries(
    {"source": SOURCES | JSON, "detail-type": st.just("Sweep") | JSON, "detail": DETAIL | JSON},
    optional={"resources": JSON, "time": JSON},
)


@given(EVENT | JSON)
def test_h15_whatever_a_message_holds_it_is_an_event_or_refused_as_malformed(event: Any) -> None:
    try:
        told = read_event(event, ME)
    except MalformedEvent:
        return
    assert isinstance(told, Look | Sweep | Ignored)
