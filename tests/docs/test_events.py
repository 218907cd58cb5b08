"""docs/events.md against the code: every example is an event that the code sends, every key is one that it writes."""

import json
from typing import Any, get_args

import pytest

from albias.edge.notices import _TYPES, MAX_REASON, STACK_TAGS, notices_of
from albias.engine.outcome import Outcome
from albias.model import NOTICE_SOURCE, LoadBalancerId, NoticeType
from albias_cli.show import tagging
from tests.support.iam import Request, allowed
from tests.support.markdown import blocks, table_with, text_of, words_of
from tests.support.world import ZONE, World

TEXT = text_of("docs/events.md")
SHOP = "shop.apps.example.com"
TAGS = {"albias/hostname": SHOP, "ingress.k8s.aws/stack": "shop/frontend"}


def sent(outcome: Outcome, *asked: LoadBalancerId) -> list[dict[str, Any]]:
    """What goes to the bus for a run, as a rule sees it; what EventBridge itself adds is left out."""
    events = []
    for notice in notices_of(outcome, "platform", {*asked}):
        events.append(
            {
                "source": NOTICE_SOURCE,
                "detail-type": notice.type,
                "resources": list(notice.resources),
                "detail": json.loads(notice.detail),
            }
        )
    return events


@pytest.fixture(scope="module")
def story() -> list[dict[str, Any]]:
    """A name's life: granted, repaired, waited for, handed over, removed; and a routed one beside it."""
    world = World()
    web = world.create("web", tags=TAGS)
    events = sent(world.look(web), web)
    world.route53.remove(ZONE.id, f"{SHOP}.", "A")
    events += sent(world.sweep())
    green = world.create("green", tags=TAGS)
    events += sent(world.look(green), green)
    events += sent(world.deleted(web), web)
    events += sent(world.deleted(green), green)
    routed = world.create("routed", "api.apps.example.com weight=20")
    return events + sent(world.look(routed), routed)


def examples() -> list[dict[str, Any]]:
    return [example for example in map(json.loads, blocks(TEXT, "json")) if "detail-type" in example]


def test_every_example_is_an_event_that_the_code_sends(story: list[dict[str, Any]]) -> None:
    assert examples() == story[:-1]


def test_every_type_has_an_example_and_says_what_was_done() -> None:
    types = get_args(NoticeType)
    assert sorted(example["detail-type"] for example in examples()) == sorted(types)
    said = {}
    for row in table_with(TEXT, "detail-type"):
        (type_,) = words_of(row["detail-type"])
        said[type_] = {*words_of(row["when"])} & _TYPES.keys()
    assert said == {type_: {action for action, of in _TYPES.items() if of == type_} for type_ in types}


def test_every_key_is_documented_with_where_it_is(story: list[dict[str, Any]]) -> None:
    documented: dict[str, str] = {}
    for row in table_with(TEXT, "key of `detail`"):
        documented |= dict.fromkeys(words_of(row["key of `detail`"]), row["in"])
    seen: dict[str, set[str]] = {}
    for event in story:
        for key in event["detail"]:
            seen.setdefault(key, set()).add(event["detail-type"])
    assert documented.keys() == seen.keys()
    for key, places in documented.items():
        refused = "Name Refused" in seen[key]
        assert {"all": True, "all but `Name Refused`": not refused}.get(places, seen[key] == {*words_of(places)}), key


def test_the_longest_reason_is_the_documented_one() -> None:
    assert f"up to {MAX_REASON:,} characters" in TEXT


def test_h73_the_stack_is_told_of_every_kind_of_object_that_the_command_line_knows() -> None:
    assert {key.partition(".")[0] for key in STACK_TAGS} == {*tagging._KINDS}


def test_h73_every_mark_of_a_cluster_is_explained() -> None:
    explained = text_of("docs/kubernetes.md")
    assert [key for key in (*STACK_TAGS, *tagging._CLUSTERS) if f"`{key}`" not in explained] == []


def test_the_policy_of_another_accounts_bus_lets_the_functions_role_in_and_nobody_else() -> None:
    (statement,) = [each for each in map(json.loads, blocks(TEXT, "json")) if "Principal" in each]
    account = statement.pop("Principal")["AWS"].split(":")[4]
    bus, role = statement["Resource"], f"arn:aws:iam::{account}:role/albias-platform-eu-west-1"
    asked = {"aws:PrincipalArn": [role], "events:source": ["albias"]}
    assert allowed([statement], Request("events:PutEvents", bus, asked))
    for wrong in (
        {"aws:PrincipalArn": [role + "-sweep"]},
        {"events:source": ["com.example.shop"]},
        {"events:source": ["albias", "com.example.shop"]},
    ):
        assert not allowed([statement], Request("events:PutEvents", bus, asked | wrong))
    assert not allowed([statement], Request("events:PutEvents", bus, {"aws:PrincipalArn": [role]}))
