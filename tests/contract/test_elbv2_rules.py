"""Rules of listeners, and the hosts that their conditions name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.listening import NOT_FOUND, REDIRECT, Listening, host, hosts, hosts_of
from tests.contract.marks import gap

NO_RULE_CHECKS = gap(ministack="takes any condition")
NO_FORMS = gap(ministack="knows the older form alone")


@gap(ministack="lists rules as they were made")
def test_rules_come_by_priority_and_the_default_rule_last(web: Listening) -> None:
    listener = web.listener()
    for priority in (20, 3, 100):
        web.rule(listener, priority, host(f"n{priority}.example.com"))
    assert [rule["Priority"] for rule in web.rules(listener)] == ["3", "20", "100", "default"]


def test_rules_are_those_of_one_listener(web: Listening) -> None:
    one, other = web.listener(80), web.listener(81)
    rule = web.rule(one, 1, host("shop.example.com"))
    assert rule in [found["RuleArn"] for found in web.rules(one)]
    assert [found["IsDefault"] for found in web.rules(other)] == [True]


@gap(ministack="has no pages")
def test_rules_come_in_pages(web: Listening) -> None:
    """A rule that goes between two pages moves no other to a page that was read."""
    listener = web.listener()
    arns = [web.rule(listener, priority, host(f"n{priority}.example.com")) for priority in range(1, 6)]
    first = web.client.describe_rules(ListenerArn=listener, PageSize=2)
    assert len(first["Rules"]) == 2
    rest, marker = [], first["NextMarker"]
    while marker:
        page = web.client.describe_rules(ListenerArn=listener, PageSize=2, Marker=marker)
        rest += page["Rules"]
        marker = page.get("NextMarker")
    listed = [rule["RuleArn"] for rule in [*first["Rules"], *rest] if not rule["IsDefault"]]
    assert sorted(listed) == sorted(arns)


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(host("shop.example.com"), id="values"),
        pytest.param(hosts("shop.example.com"), id="config", marks=NO_FORMS),
    ],
)
def test_a_host_in_either_form_is_answered(web: Listening, condition: dict[str, Any]) -> None:
    arn = web.rule(web.listener(), 1, condition)
    [rule] = web.client.describe_rules(RuleArns=[arn])["Rules"]
    assert hosts_of(rule) == {"shop.example.com"}


@NO_FORMS
def test_several_hosts_in_one_rule(web: Listening) -> None:
    arn = web.rule(web.listener(), 1, hosts("shop.example.com", "*.cart.example.com"))
    [rule] = web.client.describe_rules(RuleArns=[arn])["Rules"]
    assert hosts_of(rule) == {"shop.example.com", "*.cart.example.com"}


@gap(ministack="drops regular expressions")
@pytest.mark.parametrize(
    "condition",
    [
        {"Field": "host-header", "RegexValues": ["^shop[0-9]+\\.example\\.com$"]},
        {"Field": "host-header", "HostHeaderConfig": {"RegexValues": ["^shop[0-9]+\\.example\\.com$"]}},
    ],
    ids=["outer", "config"],
)
def test_regular_expressions_are_no_hosts(web: Listening, condition: dict[str, Any]) -> None:
    arn = web.rule(web.listener(), 1, condition)
    [rule] = web.client.describe_rules(RuleArns=[arn])["Rules"]
    assert hosts_of(rule) == set()
    assert "shop[0-9]+" in str(rule["Conditions"])


def test_other_conditions_stand_beside_the_host(web: Listening) -> None:
    path = {"Field": "path-pattern", "Values": ["/cart/*"]}
    arn = web.rule(web.listener(), 1, host("shop.example.com"), path)
    [rule] = web.client.describe_rules(RuleArns=[arn])["Rules"]
    assert hosts_of(rule) == {"shop.example.com"}
    assert {condition["Field"] for condition in rule["Conditions"]} == {"host-header", "path-pattern"}


def test_modify_replaces_the_conditions_that_are_given(web: Listening) -> None:
    arn = web.rule(web.listener(), 7, host("shop.example.com"))
    web.client.modify_rule(RuleArn=arn, Conditions=[host("cart.example.com")])
    [rule] = web.client.describe_rules(RuleArns=[arn])["Rules"]
    assert (rule["Priority"], hosts_of(rule)) == ("7", {"cart.example.com"})


def test_modify_of_the_actions_leaves_the_hosts(web: Listening) -> None:
    arn = web.rule(web.listener(), 1, host("shop.example.com"))
    web.client.modify_rule(RuleArn=arn, Actions=REDIRECT)
    [rule] = web.client.describe_rules(RuleArns=[arn])["Rules"]
    assert hosts_of(rule) == {"shop.example.com"}
    assert [action["Type"] for action in rule["Actions"]] == ["redirect"]


def test_a_rule_goes(web: Listening) -> None:
    listener = web.listener()
    arn = web.rule(listener, 1, host("shop.example.com"))
    web.client.delete_rule(RuleArn=arn)
    assert [rule["IsDefault"] for rule in web.rules(listener)] == [True]


def test_a_rule_made_anew_is_another(web: Listening) -> None:
    """What a controller does that replaces a rule: between the two, no rule has the host."""
    listener = web.listener()
    first = web.rule(listener, 1, host("shop.example.com"))
    web.client.delete_rule(RuleArn=first)
    assert web.rule(listener, 1, host("shop.example.com")) != first


@pytest.mark.parametrize("method", ["delete_rule", pytest.param("modify_rule", marks=gap(ministack="changes it"))])
def test_the_default_rule_stays(web: Listening, method: str) -> None:
    listener = web.listener()
    [default] = web.rules(listener)
    more = {"Conditions": [host("shop.example.com")]} if method == "modify_rule" else {}
    web.elbv2.refused(method, "OperationNotPermitted", RuleArn=default["RuleArn"], **more)


@gap(ministack="gives a priority twice")
def test_a_priority_is_given_once(web: Listening) -> None:
    listener, other = web.listener(80), web.listener(81)
    web.rule(listener, 26, host("shop.example.com"))
    web.rule(other, 26, host("shop.example.com"))
    web.elbv2.refused(
        "create_rule",
        "PriorityInUse",
        ListenerArn=listener,
        Priority=26,
        Conditions=[host("cart.example.com")],
        Actions=NOT_FOUND,
    )


@gap(ministack="deletes what is not there")
def test_a_rule_that_went_cannot_be_changed(web: Listening) -> None:
    arn = web.rule(web.listener(), 1, host("shop.example.com"))
    web.client.delete_rule(RuleArn=arn)
    web.elbv2.refused("modify_rule", "RuleNotFound", RuleArn=arn, Conditions=[host("cart.example.com")])
    web.elbv2.refused("delete_rule", "RuleNotFound", RuleArn=arn)


@NO_RULE_CHECKS
@pytest.mark.parametrize(
    ("conditions", "text"),
    [
        ([hosts("a.x.io", "b.x.io", "c.x.io", "d.x.io", "e.x.io", "f.x.io")], "A rule can only have '5' condition"),
        ([{**hosts("a.example.com"), "Values": ["b.example.com"]}], "You cannot provide both Values and"),
        ([hosts("a.example.com"), hosts("b.example.com")], "A rule can only have one 'host-header' condition"),
        ([host("localhost")], "is not valid"),
        ([host("shop.example.com:8443")], "is not valid"),
        ([host("shop.example.c0m")], "is not valid"),
        ([host("a" * 120 + ".example.com")], "at most 128 characters"),
        ([hosts("*.*.*.*.x.io", "?.?.?.x.io")], "A rule can only have '6' wildcards"),
        ([{"Field": "host-header"}], "must have values"),
        ([{"Values": ["a.example.com"]}], "A condition field must be specified"),
        ([], "at least one condition"),
    ],
    ids=[
        "6-values",
        "both-forms",
        "twice",
        "no-dot",
        "port",
        "digit",
        "long",
        "wildcards",
        "empty",
        "no-field",
        "none",
    ],
)
def test_conditions_that_are_refused(web: Listening, conditions: list[Any], text: str) -> None:
    listener = web.listener()
    message = web.elbv2.refused(
        "create_rule", "ValidationError", ListenerArn=listener, Priority=1, Conditions=conditions, Actions=NOT_FOUND
    )
    assert text in message


@pytest.mark.parametrize("name", ["*.example.com", "shop?.example.com", "a.*.example.com", "Shop.Example.COM", "*.com"])
def test_host_patterns_that_are_accepted(web: Listening, name: str) -> None:
    arn = web.rule(web.listener(), 1, host(name))
    [rule] = web.client.describe_rules(RuleArns=[arn])["Rules"]
    assert hosts_of(rule) == {name}


@gap(ministack="has no limit")
def test_100_rules_a_load_balancer(web: Listening) -> None:
    """Default rules aside, over all its listeners."""
    one, other = web.listener(80), web.listener(81)
    for number in range(1, 101):
        web.rule(one if number % 2 else other, number, host(f"n{number}.example.com"))
    more = {"Priority": 200, "Conditions": [host("more.example.com")], "Actions": NOT_FOUND}
    web.elbv2.refused("create_rule", "TooManyRules", ListenerArn=other, **more)


@gap(ministack="knows no limit")
def test_priorities_end_at_50000(web: Listening) -> None:
    more = {"Priority": 50_001, "Conditions": [host("shop.example.com")], "Actions": NOT_FOUND}
    web.elbv2.refused("create_rule", "ValidationError", ListenerArn=web.listener(), **more)
