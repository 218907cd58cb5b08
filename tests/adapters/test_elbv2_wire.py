"""Elastic Load Balancing over the wire: its XML as botocore reads it, and moto through real clients."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from albias.aws.clients import Clients
from albias.aws.elbv2 import Described, Elbv2
from albias.errors import AwsUnavailable
from albias.model import LoadBalancer, LoadBalancerId
from tests.adapters.scripted import ELB, Answer, Script, error

WEB = LoadBalancerId("aws", "eu-west-1", "123456789012", "app", "web", "50dc6c495c0c9188")
STREAM = LoadBalancerId("aws", "eu-west-1", "123456789012", "net", "stream", "1f2e3d4c5b6a7988")


def described(load_balancer: LoadBalancerId, **more: str) -> str:
    fields = {
        "LoadBalancerArn": str(load_balancer),
        "DNSName": f"{load_balancer.name}-1.eu-west-1.elb.amazonaws.com",
        "CanonicalHostedZoneId": "Z32O12XQLNTSW2",
        "Scheme": "internal",
        "IpAddressType": "dualstack",
    } | more
    return f"<member>{''.join(f'<{name}>{value}</{name}>' for name, value in fields.items())}</member>"


def page(*members: str, marker: str = "") -> Answer:
    following = f"<NextMarker>{marker}</NextMarker>" if marker else ""
    result = f"<LoadBalancers>{''.join(members)}</LoadBalancers>{following}"
    return _answer("DescribeLoadBalancers", result)


def tags(**of: dict[str, str]) -> Answer:
    """Tags of load balancers by their names."""
    arns = {each.name: str(each) for each in (WEB, STREAM)}
    members = [
        f"<member><ResourceArn>{arns[name]}</ResourceArn><Tags>{_tags(values)}</Tags></member>"
        for name, values in of.items()
    ]
    return _answer("DescribeTags", f"<TagDescriptions>{''.join(members)}</TagDescriptions>")


def _tags(values: dict[str, str]) -> str:
    return "".join(f"<member><Key>{key}</Key><Value>{value}</Value></member>" for key, value in values.items())


def _answer(operation: str, result: str) -> Answer:
    return Answer(
        f'<{operation}Response xmlns="{ELB}"><{operation}Result>{result}</{operation}Result></{operation}Response>'
    )


@pytest.fixture
def elbv2(script: Script) -> Elbv2:
    return Elbv2(Clients("platform").get)


def test_a_load_balancer_and_its_tags_are_read_from_xml(script: Script, elbv2: Elbv2) -> None:
    script.says(page(described(WEB)), tags(web={"albias/hostname": "shop.apps.example.com", "empty": ""}))
    labels = (("albias/hostname", "shop.apps.example.com"), ("empty", ""))
    assert elbv2.describe([WEB]).found == {
        WEB: LoadBalancer(WEB, "web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2", "internal", "dualstack", labels)
    }


def test_h48_not_found_is_read_from_its_code(script: Script, elbv2: Elbv2) -> None:
    script.says(error("LoadBalancerNotFound", "One or more load balancers not found"))
    assert elbv2.describe([WEB]) == Described({WEB: None})
    assert len(script.requests) == 1


@pytest.mark.parametrize("code", ["LoadBalancerNotFoundException", "TooManyTags", "AccessDenied"])
def test_h48_no_other_code_is_evidence(script: Script, elbv2: Elbv2, code: str) -> None:
    script.says(error(code, "odd", 403 if code == "AccessDenied" else 400))
    with pytest.raises(AwsUnavailable, match=code):
        elbv2.describe([WEB])


def test_c41_an_arn_that_is_not_accepted_is_no_evidence_and_no_trouble_of_others(script: Script, elbv2: Elbv2) -> None:
    script.says(error("ValidationError", f"'{WEB}' is not a valid load balancer ARN"))
    described = elbv2.describe([WEB])
    assert described.found == {}
    assert "is not a valid load balancer ARN" in described.failures[WEB]


def test_h27_pages_are_followed_by_their_marker(script: Script, elbv2: Elbv2) -> None:
    script.says(page(described(WEB), marker="next page"), page(described(STREAM)), tags(web={}, stream={}))
    assert [found.id for found in elbv2.all(lambda: None)] == [WEB, STREAM]
    first, second, _ = script.requests
    assert "PageSize=400" in first.body
    assert "Marker" not in first.body
    assert "Marker=next+page" in second.body


@pytest.fixture
def subnets() -> Iterator[list[str]]:
    with mock_aws():
        found = boto3.Session().client("ec2").describe_subnets()["Subnets"]
        yield [subnet["SubnetId"] for subnet in found[:2]]


def test_a_load_balancer_of_moto_is_found_and_after_its_end_is_not(subnets: list[str]) -> None:
    client: Any = boto3.Session().client("elbv2")
    tagged = [{"Key": "albias/hostname", "Value": "shop.apps.example.com"}]
    made = client.create_load_balancer(Name="web", Scheme="internal", Subnets=subnets, Tags=tagged)["LoadBalancers"][0]
    load_balancer = LoadBalancerId.parse(made["LoadBalancerArn"])
    assert load_balancer
    elbv2 = Elbv2(Clients("platform").get)
    found = elbv2.describe([load_balancer]).found[load_balancer]
    assert found
    assert (found.dns_name, found.tags) == (made["DNSName"], (("albias/hostname", "shop.apps.example.com"),))
    assert list(elbv2.all(lambda: None)) == [found]
    client.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    assert list(elbv2.all(lambda: None)) == []
