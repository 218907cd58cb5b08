"""What the fakes do beside AWS: hooks, call log, snapshots, foreign writes; and what no local AWS can show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.validate import validate_parameters

from tests.contract.balancers import tags
from tests.contract.listening import NOT_FOUND, host
from tests.contract.zones import FAKE_ZONE, ZoneUnderTest, a, alias, create, delete, txt, upsert
from tests.fakes import Call, FakeClient, FakeElbv2, FakeRoute53, client_error, read_timeout
from tests.fakes.aws import service_model

SHOP = "shop.example.com."


@pytest.fixture
def zone(fake: FakeRoute53) -> ZoneUnderTest:
    return ZoneUnderTest(fake, FAKE_ZONE, "example.com.")


def _raise(error: Exception) -> Callable[[str, dict[str, Any]], None]:
    def hook(_operation: str, _params: dict[str, Any]) -> None:
        raise error

    return hook


def test_calls_are_logged_with_their_parameters(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    zone.page(MaxItems="1")
    zone.change(create(a(SHOP)))
    with pytest.raises(ClientError):
        zone.change(create(a(SHOP)))
    changes = {"Changes": [create(a(SHOP))]}
    assert fake.calls == [
        Call("ListResourceRecordSets", {"HostedZoneId": FAKE_ZONE, "MaxItems": "1"}),
        Call("ChangeResourceRecordSets", {"HostedZoneId": FAKE_ZONE, "ChangeBatch": changes}),
        Call("ChangeResourceRecordSets", {"HostedZoneId": FAKE_ZONE, "ChangeBatch": changes}),
    ]
    assert (fake.count(), fake.count("ChangeResourceRecordSets")) == (3, 2)


def test_an_error_before_the_effect(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    fake.before = _raise(client_error("route53", "ChangeResourceRecordSets", "Throttling", "Rate exceeded"))
    with pytest.raises(ClientError) as error:
        zone.change(create(a(SHOP)))
    fake.before = None
    assert error.value.response["Error"]["Code"] == "Throttling"
    assert zone.records() == []
    assert fake.count("ChangeResourceRecordSets") == 1


def test_an_error_after_the_effect(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    """H47: a time-out after which the change has been made."""
    fake.after = _raise(read_timeout("route53"))
    with pytest.raises(ReadTimeoutError):
        zone.change(create(a(SHOP)))
    fake.after = None
    assert zone.records() == [a(SHOP)]


def test_a_hook_may_write_as_somebody_else(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    """H29: somebody writes between the read and the change."""
    zone.change(create(a(SHOP)))
    fake.before = lambda _operation, _params: fake.put(FAKE_ZONE, a(SHOP, "192.0.2.66"))
    with pytest.raises(ClientError, match="do not match the current values"):
        zone.change(delete(a(SHOP)), create(alias(SHOP)))


def test_a_refused_parameter_is_no_call(fake: FakeRoute53) -> None:
    with pytest.raises(Exception, match="Missing required parameter"):
        fake.list_resource_record_sets()
    assert fake.calls == []


def test_other_peoples_writes_need_no_permission(fake: FakeRoute53) -> None:
    fake.put(FAKE_ZONE, a("Shop.example.com", "192.0.2.1"))
    fake.put(FAKE_ZONE, alias("example.com", "Web-1.eu-west-1.elb.amazonaws.com"))
    assert fake.record(FAKE_ZONE, SHOP, "A") == a(SHOP)
    assert fake.record(FAKE_ZONE, "example.com", "A") == alias("example.com.", "web-1.eu-west-1.elb.amazonaws.com.")
    fake.remove(FAKE_ZONE, SHOP, "A")
    fake.remove(FAKE_ZONE, SHOP, "A")
    assert fake.record(FAKE_ZONE, SHOP, "A") is None
    assert fake.calls == []


def test_answers_can_be_changed_without_changing_the_zone(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    given_record = txt(SHOP, '"x"')
    zone.change(create(given_record))
    given_record["ResourceRecords"][0]["Value"] = '"changed"'
    for listed in (zone.records()[0], fake.records(FAKE_ZONE)[-1], fake.record(FAKE_ZONE, SHOP, "TXT")):
        assert listed is not None
        listed["ResourceRecords"][0]["Value"] = '"changed"'
        listed["TTL"] = 1
    assert zone.records() == [txt(SHOP, '"x"')]


@pytest.mark.parametrize("change", [create(alias(SHOP)), delete(a(SHOP)), upsert(a(SHOP)), create(a(SHOP))])
def test_a_protected_record_set_refuses_every_change(
    fake: FakeRoute53, zone: ZoneUnderTest, change: dict[str, Any]
) -> None:
    """H33: permanent, whether or not there is a record set."""
    fake.protect(FAKE_ZONE, "Shop.example.com", "A", "kept by the network team")
    message = zone.refused(change)
    assert "name='shop.example.com.', type='A'" in message
    assert "kept by the network team" in message
    fake.put(FAKE_ZONE, a(SHOP))
    zone.refused(delete(a(SHOP)))
    zone.change(create(txt(SHOP, '"another type"')))
    fake.unprotect(FAKE_ZONE, SHOP, "A")
    zone.change(delete(a(SHOP)))


def test_the_same_calls_give_the_same_answers() -> None:
    def answers() -> list[Any]:
        fake = FakeRoute53()
        made = fake.create_hosted_zone(Name="example.com", CallerReference="x")
        zone_id = made["HostedZone"]["Id"]
        changed = fake.change_resource_record_sets(
            HostedZoneId=zone_id, ChangeBatch={"Changes": [create(a(SHOP))], "Comment": "why"}
        )
        return [made, changed, fake.list_resource_record_sets(HostedZoneId=zone_id)]

    assert answers() == answers()


def test_ten_thousand_record_sets_are_34_pages(fake: FakeRoute53, zone: ZoneUnderTest) -> None:
    """H27."""
    for number in range(10_000):
        fake.put(FAKE_ZONE, a(f"n{number}.example.com."))
    assert len(zone.everything()) == 10_002
    assert fake.count("ListResourceRecordSets") == 34


# Every answer has the form of botocore's model -----------------------------------------------------------------------


def _has_the_modelled_form(client: FakeClient, operation: str, answer: Any) -> None:
    metadata = answer.pop("ResponseMetadata")
    assert (metadata["HTTPStatusCode"], metadata["RetryAttempts"]) == (200, 0)
    shape = service_model(client.service).operation_model(operation).output_shape
    assert shape is not None
    validate_parameters(answer, shape)


def test_route53_answers_have_the_modelled_form(fake: FakeRoute53) -> None:
    fake.put(FAKE_ZONE, a(SHOP, SetIdentifier="x", GeoLocation={"CountryCode": "DE"}))
    batch = {"Changes": [create(alias("a.example.com."))], "Comment": "why"}
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("ChangeResourceRecordSets", "change_resource_record_sets", {"HostedZoneId": FAKE_ZONE, "ChangeBatch": batch}),
        ("GetChange", "get_change", {"Id": f"/change/C{1:020d}"}),
        ("ListResourceRecordSets", "list_resource_record_sets", {"HostedZoneId": FAKE_ZONE}),
        ("ListResourceRecordSets", "list_resource_record_sets", {"HostedZoneId": FAKE_ZONE, "MaxItems": "1"}),
        ("GetHostedZone", "get_hosted_zone", {"Id": FAKE_ZONE}),
        ("CreateHostedZone", "create_hosted_zone", {"Name": "b.example.com", "CallerReference": "b"}),
        ("ListHostedZones", "list_hosted_zones", {"MaxItems": "1"}),
        ("ListHostedZonesByName", "list_hosted_zones_by_name", {"DNSName": "b.example.com", "MaxItems": "1"}),
    ]
    for operation, method, params in requests:
        _has_the_modelled_form(fake, operation, getattr(fake, method)(**params))
    assert [call.operation for call in fake.calls] == [operation for operation, _, _ in requests]


def test_elbv2_answers_have_the_modelled_form() -> None:
    elbv2 = FakeElbv2()
    arn = elbv2.add_load_balancer("web", tags={"a": "b"})
    elbv2.add_load_balancer("gateway", kind="gateway")
    listener = elbv2.add_listener(arn)
    rule = elbv2.add_rule(listener, "shop.example.com")
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("DescribeLoadBalancers", "describe_load_balancers", {}),
        ("DescribeLoadBalancers", "describe_load_balancers", {"PageSize": 1}),
        ("DescribeTags", "describe_tags", {"ResourceArns": [arn]}),
        ("AddTags", "add_tags", {"ResourceArns": [arn], "Tags": tags(c="d")}),
        ("RemoveTags", "remove_tags", {"ResourceArns": [arn], "TagKeys": ["a"]}),
        ("SetIpAddressType", "set_ip_address_type", {"LoadBalancerArn": arn, "IpAddressType": "dualstack"}),
        ("SetSubnets", "set_subnets", {"LoadBalancerArn": arn, "Subnets": ["subnet-1"]}),
        ("CreateLoadBalancer", "create_load_balancer", {"Name": "other", "Subnets": ["subnet-1"]}),
        (
            "CreateListener",
            "create_listener",
            {"LoadBalancerArn": arn, "Protocol": "HTTP", "Port": 80, "DefaultActions": NOT_FOUND},
        ),
        ("DescribeListeners", "describe_listeners", {"LoadBalancerArn": arn, "PageSize": 1}),
        (
            "CreateRule",
            "create_rule",
            {"ListenerArn": listener, "Priority": 2, "Conditions": [host("a.io")], "Actions": NOT_FOUND},
        ),
        ("DescribeRules", "describe_rules", {"ListenerArn": listener, "PageSize": 1}),
        ("ModifyRule", "modify_rule", {"RuleArn": rule, "Actions": NOT_FOUND}),
        ("DeleteRule", "delete_rule", {"RuleArn": rule}),
        ("DeleteListener", "delete_listener", {"ListenerArn": listener}),
        ("DeleteLoadBalancer", "delete_load_balancer", {"LoadBalancerArn": arn}),
    ]
    for operation, method, params in requests:
        _has_the_modelled_form(elbv2, operation, getattr(elbv2, method)(**params))
    assert [call.operation for call in elbv2.calls] == [operation for operation, _, _ in requests]


# What Elastic Load Balancing does and no local AWS shows -------------------------------------------------------------


def test_a_young_load_balancer_is_not_found_for_a_while() -> None:
    """H52."""
    elbv2 = FakeElbv2()
    elbv2.visible_after = 2
    arn = elbv2.add_load_balancer("web")
    with pytest.raises(elbv2.exceptions.LoadBalancerNotFoundException):
        elbv2.describe_load_balancers(LoadBalancerArns=[arn])
    assert elbv2.describe_load_balancers()["LoadBalancers"] == []
    assert len(elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"]) == 1


def test_deletion_protection_refuses_the_delete() -> None:
    """H1."""
    elbv2 = FakeElbv2()
    arn = elbv2.add_load_balancer("web")
    elbv2.protect_from_deletion(arn)
    with pytest.raises(elbv2.exceptions.OperationNotPermittedException):
        elbv2.delete_load_balancer(LoadBalancerArn=arn)
    assert elbv2.arns() == [arn]


def test_load_balancers_go_back_to_a_snapshot() -> None:
    elbv2 = FakeElbv2()
    arn = elbv2.add_load_balancer("web", tags={"a": "b"})
    snapshot = elbv2.snapshot()
    elbv2.set_tags(arn, {})
    elbv2.update(arn, IpAddressType="dualstack")
    other = elbv2.add_load_balancer("other")
    elbv2.restore(snapshot)
    assert elbv2.arns() == [arn]
    assert elbv2.tags(arn) == {"a": "b"}
    described = elbv2.description(arn)
    assert described is not None
    assert described["IpAddressType"] == "ipv4"
    assert elbv2.add_load_balancer("other") == other
