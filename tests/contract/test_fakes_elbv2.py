"""What the fake of Elastic Load Balancing does beside AWS, and what no local AWS can show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pytest
from botocore.exceptions import ClientError

from tests.contract.listening import host, hosts_of
from tests.fakes import FakeElbv2, RateLimit


@pytest.fixture
def elbv2() -> FakeElbv2:
    return FakeElbv2()


@pytest.fixture
def web(elbv2: FakeElbv2) -> str:
    return elbv2.add_load_balancer("web", tags={"albias/hostname": "shop.example.com"})


def _listed(elbv2: FakeElbv2, listener: str) -> list[set[str]]:
    """The hosts of each rule in a list of rules."""
    return [hosts_of(rule) for rule in elbv2.describe_rules(ListenerArn=listener)["Rules"] if not rule["IsDefault"]]


def _tags(elbv2: FakeElbv2, arn: str) -> list[Any]:
    [description] = elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"]
    return list(description["Tags"])


def test_c25_the_tags_of_a_young_load_balancer_are_not_readable_yet(elbv2: FakeElbv2) -> None:
    elbv2.tags_visible_after = 2
    arn = elbv2.add_load_balancer("web", tags={"albias/hostname": "shop.example.com"})
    assert _tags(elbv2, arn) == []
    assert _tags(elbv2, arn) == []
    assert _tags(elbv2, arn) == [{"Key": "albias/hostname", "Value": "shop.example.com"}]


def test_c25_one_stale_answer_says_that_there_are_no_tags(elbv2: FakeElbv2, web: str) -> None:
    elbv2.hide_tags(web, 1)
    assert _tags(elbv2, web) == []
    assert _tags(elbv2, web) != []


def test_tags_may_be_answered_as_they_were(elbv2: FakeElbv2, web: str) -> None:
    elbv2.freeze_tags(web, 1)
    elbv2.set_tags(web, {})
    assert _tags(elbv2, web) != []
    assert _tags(elbv2, web) == []


@pytest.mark.parametrize("path", ["app/web/0123456789abcdef", "net/web/50dc6c4900000001", "app/other/50dc6c4900000001"])
def test_c40_the_deletion_of_what_is_not_there_succeeds_and_deletes_nothing(
    elbv2: FakeElbv2, web: str, path: str
) -> None:
    elbv2.delete_load_balancer(LoadBalancerArn=f"{web.partition(':loadbalancer/')[0]}:loadbalancer/{path}")
    assert elbv2.arns() == [web]


def test_things_that_are_made_without_a_request_are_like_those_of_requests(elbv2: FakeElbv2, web: str) -> None:
    listener = elbv2.add_listener(web)
    rule = elbv2.add_rule(listener, "shop.example.com", "cart.example.com")
    assert (elbv2.listeners(web), elbv2.rules(listener)) == ([listener], [rule])
    assert elbv2.hosts(web) == ["shop.example.com", "cart.example.com"]
    assert elbv2.calls == []
    assert _listed(elbv2, listener) == [{"shop.example.com", "cart.example.com"}]
    elbv2.set_hosts(rule, "blog.example.com")
    assert _listed(elbv2, listener) == [{"blog.example.com"}]
    elbv2.remove_rule(rule)
    assert _listed(elbv2, listener) == []
    elbv2.remove_listener(listener)
    assert elbv2.describe_listeners(LoadBalancerArn=web)["Listeners"] == []


def test_a_young_listener_is_not_found_for_a_while(elbv2: FakeElbv2, web: str) -> None:
    """H52."""
    listener = elbv2.add_listener(web)
    elbv2.hide(listener, 2)
    assert elbv2.describe_listeners(LoadBalancerArn=web)["Listeners"] == []
    with pytest.raises(elbv2.exceptions.ListenerNotFoundException, match="One or more listeners not found"):
        elbv2.describe_rules(ListenerArn=listener)
    assert len(elbv2.describe_rules(ListenerArn=listener)["Rules"]) == 1


def test_a_young_rule_is_not_listed_for_a_while(elbv2: FakeElbv2, web: str) -> None:
    """H52."""
    listener = elbv2.add_listener(web)
    elbv2.hide(elbv2.add_rule(listener, "shop.example.com"), 1)
    assert _listed(elbv2, listener) == []
    assert _listed(elbv2, listener) == [{"shop.example.com"}]


def test_a_rule_may_be_listed_as_it_was(elbv2: FakeElbv2, web: str) -> None:
    listener = elbv2.add_listener(web)
    rule = elbv2.add_rule(listener, "shop.example.com")
    elbv2.freeze(rule, 2)
    elbv2.modify_rule(RuleArn=rule, Conditions=[host("cart.example.com")])
    assert _listed(elbv2, listener) == [{"shop.example.com"}]
    elbv2.delete_rule(RuleArn=rule)
    assert _listed(elbv2, listener) == [{"shop.example.com"}]
    assert _listed(elbv2, listener) == []


@pytest.mark.parametrize(
    ("form", "members"),
    [("both", {"Values", "HostHeaderConfig"}), ("values", {"Values"}), ("config", {"HostHeaderConfig"})],
)
@pytest.mark.parametrize("given", [{"Values": ["a.io"]}, {"HostHeaderConfig": {"Values": ["a.io"]}}])
def test_the_readings_of_how_a_condition_is_answered(
    elbv2: FakeElbv2, web: str, form: Literal["both", "values", "config"], members: set[str], given: dict[str, Any]
) -> None:
    elbv2.readings = replace(elbv2.readings, rules_answer=form)
    listener = elbv2.add_listener(web)
    elbv2.create_rule(
        ListenerArn=listener, Priority=1, Conditions=[{"Field": "host-header", **given}], Actions=[{"Type": "forward"}]
    )
    [rule, _default] = elbv2.describe_rules(ListenerArn=listener)["Rules"]
    assert rule["Conditions"][0].keys() - {"Field"} == members
    assert hosts_of(rule) == {"a.io"}


def test_the_readings_of_a_network_load_balancers_rules(elbv2: FakeElbv2) -> None:
    listener = elbv2.add_listener(elbv2.add_load_balancer("tcp", kind="network"))
    assert _listed(elbv2, listener) == []
    elbv2.readings = replace(elbv2.readings, rules_of_network="UnsupportedProtocol")
    with pytest.raises(elbv2.exceptions.UnsupportedProtocolException):
        elbv2.describe_rules(ListenerArn=listener)


def test_a_network_load_balancer_has_no_rules_for_hosts(elbv2: FakeElbv2) -> None:
    listener = elbv2.add_listener(elbv2.add_load_balancer("tcp", kind="network"))
    with pytest.raises(elbv2.exceptions.InvalidConfigurationRequestException):
        elbv2.create_rule(
            ListenerArn=listener, Priority=1, Conditions=[host("shop.example.com")], Actions=[{"Type": "forward"}]
        )


def test_the_rules_of_a_gateway_load_balancer_are_not_found(elbv2: FakeElbv2) -> None:
    listener = elbv2.add_load_balancer("gwy", kind="gateway").replace(":loadbalancer/", ":listener/") + "/0123"
    with pytest.raises(elbv2.exceptions.ListenerNotFoundException):
        elbv2.describe_rules(ListenerArn=listener)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("describe_rules", {"ListenerArn": "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1"}),
        ("describe_rules", {"RuleArns": ["arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2"]}),
        ("describe_listeners", {"LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2"}),
        (
            "describe_rules",
            {"ListenerArn": "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2", "Marker": "x"},
        ),
    ],
)
def test_what_is_no_arn_of_its_sort_is_refused(elbv2: FakeElbv2, method: str, params: dict[str, Any]) -> None:
    code = "ListenerNotFound" if "Marker" in params else "ValidationError"
    with pytest.raises(ClientError) as refusal:
        getattr(elbv2, method)(**params)
    assert refusal.value.response["Error"]["Code"] == code


def test_describes_are_throttled_together(elbv2: FakeElbv2, web: str) -> None:
    """All Describe calls share one bucket of a Region; changes do not count."""
    now = [0.0]
    elbv2.limits = [RateLimit(2, 1, clock=lambda: now[0], cost=lambda name, _: name.startswith("Describe"))]
    elbv2.describe_load_balancers()
    elbv2.describe_tags(ResourceArns=[web])
    with pytest.raises(ClientError) as refusal:
        elbv2.describe_listeners(LoadBalancerArn=web)
    assert refusal.value.response["Error"]["Code"] == "ThrottlingException"
    elbv2.delete_load_balancer(LoadBalancerArn=web)
    now[0] = 1
    elbv2.describe_load_balancers()
    with pytest.raises(ClientError, match="Rate exceeded"):
        elbv2.describe_load_balancers()


def test_listeners_and_rules_go_back_to_a_snapshot(elbv2: FakeElbv2, web: str) -> None:
    listener = elbv2.add_listener(web)
    rule = elbv2.add_rule(listener, "shop.example.com")
    snapshot = elbv2.snapshot()
    elbv2.set_hosts(rule, "cart.example.com")
    other = elbv2.add_rule(listener, "blog.example.com")
    elbv2.remove_load_balancer(web)
    assert elbv2.listeners(web) == []
    for _ in range(2):
        elbv2.restore(snapshot)
        assert elbv2.hosts(web) == ["shop.example.com"]
        assert elbv2.add_rule(listener, "blog.example.com") == other
