"""`names_from_rules`, `rule_grace` and `events_bus`."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.settings import TagMatch, duration
from albias_config import check
from albias_config.errors import ConfigurationError
from albias_config.values import duration_text

from .tables import configuration, mistakes


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("albias/rules=yes", TagMatch("albias/rules", "yes")),
        ("elbv2.k8s.aws/cluster", TagMatch("elbv2.k8s.aws/cluster")),
        ("a=b=c", TagMatch("a", "b=c")),
        ("a=", TagMatch("a", "")),
        ("aws:eks:cluster-name=prod", TagMatch("aws:eks:cluster-name", "prod")),
    ],
)
def test_load_balancers_are_selected_by_a_tag_or_a_tag_and_its_value(text: str, match: TagMatch) -> None:
    assert check(configuration(names_from_rules=[text])).names_from_rules == (match,)
    assert str(match) == text


def test_a_tag_selects_by_its_exact_key_and_value() -> None:
    assert TagMatch("a").selects((("b", ""), ("a", "anything")))
    assert TagMatch("a", "yes").selects((("a", "yes"),))
    assert TagMatch("a", "").selects((("a", ""),))
    assert not TagMatch("a", "").selects((("a", "yes"),))
    assert not TagMatch("a", "yes").selects((("a", "Yes"), ("b", "yes")))
    assert not TagMatch("a").selects((("A", "yes"),))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0 seconds", 0), ("1 second", 1), ("90 seconds", 90), ("5 minutes", 300), ("1 hour", 3600), ("1 day", 86400)],
)
def test_a_grace_is_a_number_of_seconds(text: str, seconds: int) -> None:
    assert check(configuration(rule_grace=text)).rule_grace == seconds
    assert duration_text(seconds) == text


@given(st.integers(0, 86400))
def test_every_number_of_seconds_has_a_text(seconds: int) -> None:
    text = duration_text(seconds)

    assert duration(text) == seconds
    assert check(configuration(rule_grace=text)).rule_grace == seconds


BUS = "arn:aws:events:eu-west-1:111122223333:event-bus/platform"


@pytest.mark.parametrize("bus", ["", "default", BUS, BUS.replace("platform", "default"), "${Token[TOKEN.5]}"])
def test_events_go_to_a_bus(bus: str) -> None:
    assert check(configuration(events_bus=bus)).events_bus == bus


@pytest.mark.parametrize(
    ("partition", "region"),
    [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-eusc", "eusc-de-east-1"), ("aws", "us-west-2")],
)
def test_a_bus_of_every_partition(partition: str, region: str) -> None:
    bus = f"arn:{partition}:events:{region}:111122223333:event-bus/platform"
    assert check(configuration(events_bus=bus), region=region).events_bus == bus


def test_a_bus_of_another_region_is_out_of_reach() -> None:
    with pytest.raises(ConfigurationError) as caught:
        check(configuration(events_bus=BUS), region="eu-central-1")
    assert str(caught.value) == (
        f'events_bus = "{BUS}": allowed: a bus of the Region of the stack, eu-central-1; a rule on one can pass events'
        " on to another Region"
    )


MISTAKES = [
    ({"names_from_rules": "albias/rules"}, 'names_from_rules = "albias/rules": should be a list in square brackets'),
    ({"names_from_rules": [5]}, 'names_from_rules #1 = 5: should be a text in quotes; allowed: "TAG" or "TAG=VALUE"'),
    ({"names_from_rules": ["a", "=x"]}, 'names_from_rules #2 = "=x": allowed: "TAG" or "TAG=VALUE"'),
    ({"names_from_rules": [""]}, 'names_from_rules #1 = "": allowed: "TAG" or "TAG=VALUE"'),
    ({"names_from_rules": ["a=prod-*"]}, 'names_from_rules #1 = "a=prod-*": allowed: "TAG" or "TAG=VALUE"'),
    ({"names_from_rules": ["x" * 129]}, 'allowed: "TAG" or "TAG=VALUE"'),
    ({"names_from_rules": ["x=" + "y" * 257]}, 'allowed: "TAG" or "TAG=VALUE"'),
    ({"names_from_rules": ["a", "a"]}, 'names_from_rules: "a" is there twice; allowed: each tag once'),
    ({"names_from_rules": ["a", "a=x"]}, 'names_from_rules: "a=x" is covered by "a" already; leave it out'),
    ({"rule_grace": 300}, 'rule_grace = 300: should be a text in quotes; allowed: "N seconds", "N minutes", "N hours"'),
    ({"rule_grace": "5 minute"}, 'rule_grace = "5 minute": allowed: "N seconds", "N minutes", "N hours" (singular fo'),
    ({"rule_grace": "1 minutes"}, 'from "0 seconds" to "1 day"'),
    ({"rule_grace": "25 hours"}, 'rule_grace = "25 hours": allowed'),
    ({"rule_grace": "2 days"}, 'rule_grace = "2 days": allowed'),
    ({"rule_grace": "-1 minutes"}, 'rule_grace = "-1 minutes": allowed'),
    ({"rule_grace": "05 minutes"}, 'rule_grace = "05 minutes": allowed'),
    ({"rule_grace": "off"}, 'rule_grace = "off": allowed'),
    ({"events_bus": "platform"}, 'events_bus = "platform": allowed: empty, "default", or arn:aws:events:<region>:<12'),
    ({"events_bus": "arn:aws:events:eu-west-1:111122223333:rule/x"}, ':event-bus/<name>'),
    ({"events_bus": BUS.replace("arn:aws", "arn:aws-cn")}, 'the Region eu-west-1 is of the partition aws; allowed'),
    ({"events_bus": BUS.replace("eu-west-1", "cn-north-1")}, 'the Region cn-north-1 is of the partition aws-cn; '),
    ({"events_bus": True}, 'events_bus = true: should be a text in quotes; allowed: empty, "default", or arn:aws:ev'),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "expected"), MISTAKES)
def test_a_mistake_is_named(keys: dict[str, Any], expected: str) -> None:
    assert expected in "\n".join(mistakes(configuration(**keys)))
