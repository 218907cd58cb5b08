"""Which events start anything at all: the synthesised patterns against real-shaped events, with MiniStack's matcher.

One file an event in tests/events, in the shape of recorded ones (CloudTrail's casing, aws.tag's members). What the
function makes of each is in tests/unit/test_event_files.py.
"""

from typing import Any

import pytest

from albias.edge.events import Look, read_event
from albias.registry import Deployment
from albias_cli.ask.by_names import rule_names
from albias_cli.doctor.rules import OURS
from albias_config import patterns as event_patterns
from albias_config.errors import ConfigurationError
from albias_config.patterns import MAX_PATTERN, ROOM_FOR_TAGS, room_for_tags
from tests.infra.passing import (
    CHANGED,
    CREATED,
    EXPECTED,
    OF_LISTENER_RULES,
    TAG_CHANGE,
    TAGGED,
    UNTAGGED,
    event,
    patterns,
)
from tests.support.events import EVENTS
from tests.support.synth import ACCOUNT, PSEUDO, REGION, ZONE, Template, resolved, resources, settings, synth

from .conftest import Matcher


def passed_by(event: dict[str, Any], template: Template, matcher: Matcher) -> list[str]:
    return [name for name, pattern in patterns(template).items() if matcher(pattern, event)]


@pytest.mark.parametrize("name", EXPECTED)
def test_what_starts_a_look(name: str, template: Template, matcher: Matcher) -> None:
    """H1 H2 H3 H4 H5 H6 H10 H13 H20 H71 C20, each beside its event above."""
    expected = EXPECTED[name]

    assert passed_by(event(name), template, matcher) == ([expected] if expected else [])


@pytest.fixture(scope="module")
def with_rules() -> Template:
    return synth(settings(names_from_rules=["elbv2.k8s.aws/cluster=prod"]))


@pytest.mark.parametrize("name", EXPECTED)
def test_what_starts_a_look_where_listener_rules_name_hosts(name: str, with_rules: Template, matcher: Matcher) -> None:
    """The calls that change hosts, beside all that started a look before."""
    expected = OF_LISTENER_RULES.get(name, EXPECTED[name])

    assert passed_by(event(name), with_rules, matcher) == ([expected] if expected else [])


def test_the_tags_that_choose_load_balancers_and_grant_claims_start_a_look(matcher: Matcher) -> None:
    """Who gets the tag later gets its names then, not with the next sweep. AWS's own tags never change."""
    claim = {"hostnames": ["*.apps.example.com"], "tags": {"team": "a", "aws:cloudformation:stack-name": "a"}}
    zone = ZONE | {"claims": [claim]}
    made = synth(settings(names_from_rules=["use-rules", "k8s=prod"], zones=[zone]))
    cases = {"use-rules": True, "k8s": True, "team": True, "use-rules/x": False, "aws:cloudformation:stack-name": False}

    for key, counts in cases.items():
        tagged = event("add-tags-alb")
        tagged["detail"]["requestParameters"]["tags"] = [{"key": key, "value": "y"}]
        assert bool(passed_by(tagged, made, matcher)) is counts, key


@pytest.mark.parametrize("name", EXPECTED)
def test_what_passes_the_rules_is_work_for_the_function(name: str) -> None:
    """A rule that passes on what the function ignores costs for nothing; the other way round, a name is late."""
    rule = OF_LISTENER_RULES.get(name, EXPECTED[name])
    me = Deployment("platform", "aws", ACCOUNT, REGION)

    if rule:
        asked = read_event(event(name), me)
        assert isinstance(asked, Look)
        assert asked.load_balancers


def test_every_event_is_spoken_for() -> None:
    assert sorted(path.stem for path in EVENTS.glob("*.json")) == sorted(EXPECTED)


def test_a_failed_call_starts_nothing_whatever_its_error_is_called(template: Template, matcher: Matcher) -> None:
    """H1, H2: only the presence of errorCode counts, since its spelling differs."""
    for name, rule in EXPECTED.items():
        if rule is None or rule == TAG_CHANGE or "alb" not in name:
            continue
        failed = event(name)
        failed["detail"]["errorCode"] = "Anything"
        assert passed_by(failed, template, matcher) == [], name


def test_each_key_of_the_configuration_counts(matcher: Matcher) -> None:
    """H20: a key, or the key and a slash; never a key that only begins alike."""
    made = synth(settings(hostname_tags=["dns name", "x/y"]))
    cases = {"dns name": True, "dns name/a": True, "x/y/z": True, "dns names": False, "x": False, "x/": False}

    for key, counts in cases.items():
        tagged = event("add-tags-alb")
        tagged["detail"]["requestParameters"]["tags"] = [{"key": "team", "value": "x"}, {"key": key, "value": "y"}]
        assert bool(passed_by(tagged, made, matcher)) is counts, key


def test_an_event_of_the_tagging_service_without_tags_left_still_counts(template: Template, matcher: Matcher) -> None:
    """H10, H16: the last tag is gone, `tags` is empty, the changed key says what happened."""
    last = event("tag-change-alb-removed")
    assert last["detail"]["tags"] == {}

    assert passed_by(last, template, matcher) == [TAG_CHANGE]


def test_every_pattern_is_short_enough_for_eventbridge(template: Template) -> None:
    assert {name: len(pattern) <= MAX_PATTERN for name, pattern in patterns(template).items()} == dict.fromkeys(
        (CREATED, TAGGED, UNTAGGED, CHANGED, TAG_CHANGE), True
    )


def test_the_tag_keys_that_just_fit_fill_the_longest_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """patterns.ROOM_FOR_TAGS, measured: where partition, Region and account take the most, and nowhere less."""
    for name, longest in (("Partition", "aws-iso-b"), ("Region", "ap-northeast-1"), ("AccountId", "0" * 12)):
        monkeypatch.setitem(PSEUDO, f"AWS::{name}", longest)
    keys = [f"{number}/{'x' * 120}" for number in range(5)]
    made = synth(settings(hostname_tags=[*keys, "y" * 109]))
    with pytest.raises(ConfigurationError, match=r"hostname_tags: they would take 1,549 characters .* allowed: 1,548"):
        settings(hostname_tags=[*keys, "y" * 110])

    # One character more takes two more: each key is there twice.
    assert max(len(pattern) for pattern in patterns(made).values()) == MAX_PATTERN - 1


def test_a_longer_list_of_calls_without_tags_leaves_the_tag_keys_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Terraform computes it likewise: tests/terraform/test_mistakes.py."""
    many = [f"SomeOtherCall{number}" for number in range(80)]
    monkeypatch.setattr(event_patterns, "NAMING_LOAD_BALANCERS", many)

    assert room_for_tags() == ROOM_FOR_TAGS


def test_keys_of_all_kinds_share_the_room_and_are_counted_together() -> None:
    """One pattern carries them all: a mistake names the three settings that they come from."""
    many = [f"{number}/{'x' * 118}" for number in range(13)]
    settings(names_from_rules=many[:12])

    with pytest.raises(ConfigurationError, match="hostname_tags, names_from_rules, claims: their tag keys"):
        settings(names_from_rules=many)


def test_every_rule_feeds_the_queue_and_has_a_dead_letter_queue(template: Template) -> None:
    """H13, H43: all five rules are there, enabled, and lose nothing silently."""
    rules = resources(template, "AWS::Events::Rule")
    assert len(rules) == 5

    for rule in rules.values():
        (target,) = resolved(rule["Targets"])
        assert rule["State"] == "ENABLED"
        assert target["Arn"].startswith("<AlbiasQueuesWork")
        assert target["DeadLetterConfig"]["Arn"].startswith("<AlbiasQueuesUndelivered")
        assert "InputPath" not in target
        assert "InputTransformer" not in target


def test_both_queues_let_exactly_these_rules_in(template: Template) -> None:
    """H43: without its queue's permission a dead-letter queue is empty for ever."""
    rules = {f"<{name}.Arn>" for name in resources(template, "AWS::Events::Rule")}
    for policy in resources(template, "AWS::SQS::QueuePolicy").values():
        queue = resolved(policy["Queues"])[0]
        allowed = [s for s in resolved(policy["PolicyDocument"]["Statement"]) if s["Effect"] == "Allow"]
        sources = {s["Condition"]["ArnEquals"]["aws:SourceArn"] for s in allowed}
        assert sources == (set() if "Dead" in queue else rules)
        assert all(s["Principal"] == {"Service": "events.amazonaws.com"} for s in allowed)


@pytest.mark.parametrize("more", [{}, {"names_from_rules": ["team=shop"]}])
def test_doctor_knows_which_rules_a_configuration_makes(more: dict[str, Any]) -> None:
    """By their names here, and by their descriptions where they were deployed."""
    made = settings(**more)
    described = [rule["Description"] for rule in resources(synth(made), "AWS::Events::Rule").values()]
    known = [OURS.fullmatch(words) for words in described]
    assert sorted(found["name"] for found in known if found) == sorted(rule_names(made))
    assert len(described) == len(rule_names(made))
