"""Listeners, as far as albias reads the rules of a load balancer's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.listening import NOT_FOUND, REDIRECT, Listening, host
from tests.contract.marks import gap


def test_arns_contain_those_of_what_they_belong_to(web: Listening) -> None:
    listener = web.listener()
    assert listener.startswith(web.load_balancer_arn.replace(":loadbalancer/", ":listener/") + "/")
    rule = web.rule(listener, 1, host("shop.example.com"))
    assert rule.startswith(listener.replace(":listener/", ":listener-rule/") + "/")
    assert rule.count("/") == listener.count("/") + 1 == web.load_balancer_arn.count("/") + 2


def test_a_listener_is_described(web: Listening) -> None:
    arn = web.listener(8080)
    [found] = web.client.describe_listeners(ListenerArns=[arn])["Listeners"]
    assert (found["ListenerArn"], found["LoadBalancerArn"]) == (arn, web.load_balancer_arn)
    assert (found["Port"], found["Protocol"]) == (8080, "HTTP")


def test_listeners_are_those_of_one_load_balancer(web: Listening) -> None:
    other = Listening(web.elbv2, web.elbv2.arn("other"))
    assert web.listeners() == []
    mine, theirs = {web.listener(80), web.listener(8080)}, other.listener()
    assert set(web.listeners()) == mine
    assert other.listeners() == [theirs]


@gap(ministack="has no pages")
def test_listeners_come_in_pages(web: Listening) -> None:
    arns = [web.listener(port) for port in (80, 81, 82)]
    first = web.client.describe_listeners(LoadBalancerArn=web.load_balancer_arn, PageSize=2)
    assert len(first["Listeners"]) == 2
    assert first["NextMarker"]
    assert set(web.listeners(PaginationConfig={"PageSize": 2})) == set(arns)


@gap(ministack="takes any size")
@pytest.mark.parametrize("size", [401, 1000])
def test_a_page_has_400_at_most(web: Listening, size: int) -> None:
    listener = web.listener()
    params: dict[str, dict[str, Any]] = {
        "describe_listeners": {"LoadBalancerArn": web.load_balancer_arn},
        "describe_rules": {"ListenerArn": listener},
    }
    for method, which in params.items():
        web.elbv2.refused(method, "ValidationError", PageSize=size, **which)


def test_a_new_listener_has_its_default_rule(web: Listening) -> None:
    [rule] = web.rules(web.listener())
    assert (rule["Priority"], rule["IsDefault"], rule["Conditions"]) == ("default", True, [])


def test_a_listener_goes_with_its_rules(web: Listening) -> None:
    listener = web.listener()
    web.rule(listener, 1, host("shop.example.com"))
    web.client.delete_listener(ListenerArn=listener)
    assert web.listeners() == []
    web.elbv2.refused("delete_listener", "ListenerNotFound", ListenerArn=listener)


@gap(ministack="answers with none")
def test_the_rules_of_a_listener_that_went_are_not_found(web: Listening) -> None:
    listener = web.listener()
    arn = web.rule(listener, 1, host("shop.example.com"))
    web.client.delete_listener(ListenerArn=listener)
    web.elbv2.refused("describe_rules", "ListenerNotFound", ListenerArn=listener)
    web.elbv2.refused("describe_rules", "RuleNotFound", RuleArns=[arn])


@gap(ministack="answers with none")
def test_listeners_that_are_unknown_are_not_found(web: Listening) -> None:
    listener = web.listener()
    web.elbv2.refused("describe_listeners", "ListenerNotFound", ListenerArns=[listener[:-16] + "0123456789abcdef"])


@gap(ministack="answers with none")
def test_the_listeners_of_a_load_balancer_that_went_are_not_found(web: Listening) -> None:
    """H48: nothing found is not the same as nothing there."""
    web.listener()
    web.client.delete_load_balancer(LoadBalancerArn=web.load_balancer_arn)
    web.elbv2.refused("describe_listeners", "LoadBalancerNotFound", LoadBalancerArn=web.load_balancer_arn)


@gap(ministack="keeps them")
def test_a_load_balancer_takes_its_listeners_and_rules_with_it(web: Listening) -> None:
    listener = web.listener()
    web.client.delete_load_balancer(LoadBalancerArn=web.load_balancer_arn)
    web.elbv2.refused("describe_rules", "ListenerNotFound", ListenerArn=listener)


@gap(ministack="lists everything")
@pytest.mark.parametrize("method", ["describe_listeners", "describe_rules"])
def test_something_must_be_named(web: Listening, method: str) -> None:
    web.elbv2.refused(method, "ValidationError")


@gap(ministack="makes a second one")
def test_a_listener_of_the_same_settings_is_the_same(web: Listening) -> None:
    assert web.listener(80) == web.listener(80)
    assert len(web.listeners()) == 1


@gap(ministack="makes a second one")
def test_a_port_has_one_listener(web: Listening) -> None:
    web.listener(80)
    web.elbv2.refused(
        "create_listener",
        "DuplicateListener",
        LoadBalancerArn=web.load_balancer_arn,
        Protocol="HTTP",
        Port=80,
        DefaultActions=REDIRECT,
    )


@gap(ministack="has no limit")
def test_50_listeners_a_load_balancer(web: Listening) -> None:
    for number in range(50):
        web.listener(8000 + number)
    more = {"Protocol": "HTTP", "Port": 80, "DefaultActions": NOT_FOUND}
    web.elbv2.refused("create_listener", "TooManyListeners", LoadBalancerArn=web.load_balancer_arn, **more)
