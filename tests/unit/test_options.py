"""The options of a hostname: each value that is allowed, and the whole message for each that is not."""

import pytest

from albias.model import Location, Routing
from albias.options import ALLOWED, InvalidOption, Options, parse_options

CHECK = "0123abcd-0123-4567-89ab-0123456789ab"
COUNTRIES = "two letters as in DE, or default"
HEALTH = "EvaluateTargetHealth is on or off; allowed: health=yes, health=no"
SET = "is no set identifier; allowed: 1 to 128 visible characters without a comma"


def read(text: str) -> Options:
    return parse_options(text.split(), "eu-west-1")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", Options()),
        ("health=yes", Options(evaluate_target_health=True)),
        ("health=no", Options(evaluate_target_health=False)),
        ("weight=007", Options(Routing("weighted", 7))),
        ("latency=here", Options(Routing("latency", "eu-west-1"))),
        (f"health-check={CHECK} weight=1", Options(Routing("weighted", 1), health_check=CHECK)),
        ("set=a=b weight=1", Options(Routing("weighted", 1), set_identifier="a=b")),
        ("country=default", Options(Routing("geolocation", Location(country="*")))),
        ("subdivision=US-CA", Options(Routing("geolocation", Location(country="US", subdivision="CA")))),
    ],
)
def test_options_are_read(text: str, options: Options) -> None:
    assert read(text) == options


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wieght=20", f"'wieght=20' is no option that albias knows (did you mean weight=20?); allowed: {ALLOWED}"),
        ("Weight=20", f"'Weight=20' is no option that albias knows (did you mean weight=20?); allowed: {ALLOWED}"),
        ("Healthy=no", f"'Healthy=no' is no option that albias knows (did you mean health=no?); allowed: {ALLOWED}"),
        ("colour=red", f"'colour=red' is no option that albias knows; allowed: {ALLOWED}"),
        ("weight=0255", "'weight=0255' is no weight; allowed: weight=0 to weight=255"),
        ("weight=256", "'weight=256' is no weight; allowed: weight=0 to weight=255"),
        ("latency=there", "'latency=there': a load balancer is where it is; allowed: latency=here"),
        ("country=XX", f"'country=XX' is no country of Route 53's list; allowed: {COUNTRIES}"),
        ("health=yes=no", f"'health=yes=no': {HEALTH}"),
        ("health=YES", f"'health=YES': {HEALTH}"),
        ("set=a,b weight=1", f"'set=a,b' {SET}"),
        ("set= weight=1", f"'set=' {SET}"),
        ("set=b", "'set=' names the set identifier of a routed record set; say its routing policy, too"),
        (f"health-check={CHECK}", "'health-check=' belongs to a routed record set; say its routing policy, too"),
    ],
)
def test_a_mistake_is_told_with_what_is_allowed(text: str, message: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        read(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "second",
    [
        "weight=2",
        "latency=here",
        "failover=primary",
        "country=DE",
        "country=default",
        "continent=EU",
        "subdivision=US-CA",
    ],
)
def test_a_second_policy_is_told_whichever_it_is(second: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        read(f"weight=1 {second}")
    assert str(caught.value) == f"{second!r} is a second routing policy beside weighted 1; allowed: one"
