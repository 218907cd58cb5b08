"""Listener rules: every host of every rule of every listener, and when they are no evidence of anything (H27, H48)."""

from dataclasses import replace
from typing import Any

import pytest

from albias.aws.elbv2 import Elbv2
from albias.errors import AwsUnavailable
from albias.model import Host, LoadBalancerId
from tests.fakes import FakeElbv2

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"


@pytest.fixture
def client() -> FakeElbv2:
    return FakeElbv2()


def made(client: FakeElbv2, **options: Any) -> LoadBalancerId:
    found = LoadBalancerId.parse(client.add_load_balancer("web", **options))
    assert found
    return found


def host(text: str, port: int, rule: str, *, is_pattern: bool = False) -> Host:
    return Host(text, "rule", f"listener {port}, rule {rule.rpartition('/')[2]}", is_pattern)


def hosts(client: FakeElbv2, load_balancer: LoadBalancerId) -> tuple[Host, ...] | None:
    return Elbv2(lambda _: client).rule_hosts(load_balancer)


@pytest.mark.parametrize("answered", ["both", "config", "values"])
def test_a_host_counts_once_a_rule_in_each_form_of_the_api(client: FakeElbv2, answered: Any) -> None:
    web = made(client)
    secure, plain = client.add_listener(str(web), 443), client.add_listener(str(web), 80)
    client.readings = replace(client.readings, rules_answer=answered)
    first = client.add_rule(secure, SHOP, CART)
    second = client.add_rule(plain, SHOP)
    assert hosts(client, web) == (host(SHOP, 443, first), host(CART, 443, first), host(SHOP, 80, second))
    assert [call.operation for call in client.calls] == ["DescribeListeners", "DescribeRules", "DescribeRules"]


def test_other_conditions_are_no_hosts_and_regular_expressions_are_patterns(client: FakeElbv2) -> None:
    web = made(client)
    listener = client.add_listener(str(web), 443)
    path = {"Field": "path-pattern", "PathPatternConfig": {"Values": [SHOP]}}
    expression = {"Field": "host-header", "HostHeaderConfig": {"RegexValues": ["^shop.*$"]}}
    client.add_rule(listener, given=[path])
    rule = client.add_rule(listener, given=[expression])
    found = hosts(client, web)
    assert found == (host("^shop.*$", 443, rule, is_pattern=True),)


@pytest.mark.parametrize("text", ["shop.apps.example.com", "*.apps.example.com"])
def test_a_regular_expression_is_no_name_even_if_it_looks_like_one(client: FakeElbv2, text: str) -> None:
    web = made(client)
    expression = {"Field": "host-header", "HostHeaderConfig": {"RegexValues": [text]}}
    client.add_rule(client.add_listener(str(web)), given=[expression])
    assert [host.is_pattern for host in hosts(client, web) or ()] == [True]


def test_h27_all_pages_of_rules_are_read(client: FakeElbv2) -> None:
    web = made(client)
    listener = client.add_listener(str(web))
    for number in range(900):
        client.add_rule(listener, f"n{number}.apps.example.com")
    found = hosts(client, web)
    assert found
    assert len(found) == 900
    assert client.count("DescribeRules") == 3


def test_every_call_waits_its_turn(client: FakeElbv2) -> None:
    web = made(client)
    client.add_listener(str(web), 443)
    client.add_listener(str(web), 80)
    turns: list[str] = []
    Elbv2(lambda _: client).rule_hosts(web, lambda: turns.append("turn"))
    assert len(turns) == client.count() == 3


def test_only_an_application_load_balancer_is_asked_for_rules(client: FakeElbv2) -> None:
    """DescribeRules may answer UnsupportedProtocol for another one."""
    client.readings = replace(client.readings, rules_of_network="UnsupportedProtocol")
    assert hosts(client, made(client, kind="network")) == ()
    assert client.count() == 0


def test_h48_a_load_balancer_that_is_gone_has_no_rules_that_anybody_knows(client: FakeElbv2) -> None:
    web = made(client)
    client.remove_load_balancer(str(web))
    assert hosts(client, web) is None


def test_h48_a_listener_that_goes_while_it_is_asked_is_asked_for_once_more(client: FakeElbv2) -> None:
    web = made(client)
    stays, goes = client.add_listener(str(web), 443), client.add_listener(str(web), 80)
    rule = client.add_rule(stays, SHOP)
    client.add_rule(goes, CART)

    def delete_between(operation: str, params: dict[str, Any]) -> None:
        if operation == "DescribeRules" and goes in client.listeners(str(web)):
            client.remove_listener(goes)

    client.before = delete_between
    assert hosts(client, web) == (host(SHOP, 443, rule),)
    assert client.count("DescribeListeners") == 2


def test_h48_listeners_that_go_again_and_again_are_no_evidence(client: FakeElbv2) -> None:
    web = made(client)
    client.add_listener(str(web))

    def fail(operation: str, params: dict[str, Any]) -> None:
        if operation == "DescribeRules":
            raise client.error(operation, "ListenerNotFound", "One or more listeners not found")

    client.before = fail
    assert hosts(client, web) is None
    assert client.count() == 4


@pytest.mark.parametrize("operation", ["DescribeListeners", "DescribeRules"])
@pytest.mark.parametrize("code", ["Throttling", "AccessDenied", "ValidationError", "InternalFailure"])
def test_h48_an_error_is_no_evidence(client: FakeElbv2, operation: str, code: str) -> None:
    web = made(client)
    client.add_rule(client.add_listener(str(web)), SHOP)

    def fail(called: str, params: dict[str, Any]) -> None:
        if called == operation:
            raise client.error(called, code, "later")

    client.before = fail
    with pytest.raises(AwsUnavailable, match=f"{operation}: {code}: later"):
        hosts(client, web)


@pytest.mark.parametrize("failing_call", [2, 3, 4])
def test_h48_rules_of_which_a_page_is_missing_are_not_known(client: FakeElbv2, failing_call: int) -> None:
    web = made(client)
    listener = client.add_listener(str(web))
    for number in range(900):
        client.add_rule(listener, f"n{number}.apps.example.com")

    def fail(operation: str, params: dict[str, Any]) -> None:
        if client.count() == failing_call:
            raise client.error(operation, "Throttling", "Rate exceeded")

    client.before = fail
    with pytest.raises(AwsUnavailable):
        hosts(client, web)
