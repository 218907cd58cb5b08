"""Elastic Load Balancing (v2), as far as albias reads it: descriptions, tags, and what is there or not."""

from __future__ import annotations

import pytest

from tests.contract.balancers import Balancers, tags
from tests.contract.marks import gap

UNKNOWN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/gone/0123456789abcdef"
HOST = tags(albias__hostname="shop.example.com")
NO_TAG_RULES = gap(ministack="checks no tag", moto="checks no tag")

pytestmark = pytest.mark.parametrize("backend", ["fake", "ministack", "moto"])


def _missing(arn: str) -> str:
    """An ARN of the same account, for a load balancer that is not there."""
    return arn[:-16] + "0123456789abcdef"


def test_a_load_balancer_is_described(elbv2: Balancers) -> None:
    """H34: the name keeps its case."""
    arn = elbv2.arn("Web", IpAddressType="ipv4", Scheme="internet-facing")
    [found] = elbv2.describe(arn)
    assert found["LoadBalancerArn"] == arn
    assert ":loadbalancer/app/Web/" in arn
    assert found["DNSName"].startswith("Web-")
    assert found["DNSName"].endswith(".elb.amazonaws.com")
    assert found["CanonicalHostedZoneId"].startswith("Z")
    assert (found["Scheme"], found["Type"], found["IpAddressType"]) == ("internet-facing", "application", "ipv4")


@gap(ministack="is active at once")
def test_a_new_load_balancer_is_provisioning(elbv2: Balancers) -> None:
    assert elbv2.create("web")["State"] == {"Code": "provisioning"}


@gap(ministack="has the zone id of another Region", moto="has one zone id for all")
def test_the_canonical_hosted_zone_is_that_of_the_region(elbv2: Balancers) -> None:
    assert elbv2.create("web")["CanonicalHostedZoneId"] == "Z32O12XQLNTSW2"


@gap(ministack="makes every type an ALB", moto="has one zone id for all")
def test_a_network_load_balancer_has_its_own_arn_and_zone(elbv2: Balancers) -> None:
    """H4: the type is in the ARN."""
    [found] = elbv2.describe(elbv2.arn("tcp", Type="network"))
    assert ":loadbalancer/net/tcp/" in found["LoadBalancerArn"]
    assert ".elb.eu-west-1.amazonaws.com" in found["DNSName"]
    assert found["CanonicalHostedZoneId"] == "Z2IFOLAFXWLO4F"


@gap(ministack="writes no internal- before the name", moto="writes no internal- before the name")
def test_an_internal_load_balancer_says_so(elbv2: Balancers) -> None:
    """H38."""
    [found] = elbv2.describe(elbv2.arn("web", Scheme="internal"))
    assert found["Scheme"] == "internal"
    assert found["DNSName"].startswith("internal-web-")


def test_a_load_balancer_made_anew_is_another(elbv2: Balancers) -> None:
    """H14."""
    first = elbv2.create("web")
    elbv2.client.delete_load_balancer(LoadBalancerArn=first["LoadBalancerArn"])
    second = elbv2.create("web")
    assert first["LoadBalancerArn"] != second["LoadBalancerArn"]


@gap(moto="makes the DNS name from the name alone")
def test_a_load_balancer_made_anew_has_another_dns_name(elbv2: Balancers) -> None:
    first = elbv2.create("web")
    elbv2.client.delete_load_balancer(LoadBalancerArn=first["LoadBalancerArn"])
    assert first["DNSName"] != elbv2.create("web")["DNSName"]


@gap(ministack="refuses every second one of a name", moto="makes a second one")
def test_create_is_idempotent(elbv2: Balancers) -> None:
    first = elbv2.arn("web")
    try:
        second = elbv2.arn("web")
    except elbv2.client.exceptions.DuplicateLoadBalancerNameException:
        pytest.fail("the second was refused")
    assert first == second


@gap(moto="makes a second one")
def test_one_name_with_other_settings_is_refused(elbv2: Balancers) -> None:
    elbv2.create("web")
    elbv2.refused(
        "create_load_balancer", "DuplicateLoadBalancerName", Name="web", Subnets=elbv2.subnets, Scheme="internal"
    )


def test_an_unknown_load_balancer_is_not_found(elbv2: Balancers) -> None:
    """H48: the positive evidence of a deletion."""
    missing = _missing(elbv2.arn("web"))
    message = elbv2.refused("describe_load_balancers", "LoadBalancerNotFound", LoadBalancerArns=[missing])
    assert "not found" in message or "does not exist" in message


@gap(ministack="answers with those it knows", moto="answers with those it knows")
def test_one_unknown_load_balancer_fails_the_whole_description(elbv2: Balancers) -> None:
    """H48."""
    arn = elbv2.arn("web")
    elbv2.refused("describe_load_balancers", "LoadBalancerNotFound", LoadBalancerArns=[arn, _missing(arn)])


def test_the_exception_is_modelled(elbv2: Balancers) -> None:
    missing = _missing(elbv2.arn("web"))
    with pytest.raises(elbv2.client.exceptions.LoadBalancerNotFoundException):
        elbv2.describe(missing)


@gap(moto="answers with no tags")
def test_one_unknown_load_balancer_fails_the_whole_reading_of_tags(elbv2: Balancers) -> None:
    """H48."""
    arn = elbv2.arn("web", Tags=HOST)
    elbv2.refused("describe_tags", "LoadBalancerNotFound", ResourceArns=[arn, _missing(arn)])


@gap(moto="answers with no tags")
def test_a_deleted_load_balancer_has_no_tags(elbv2: Balancers) -> None:
    arn = elbv2.arn("web", Tags=HOST)
    elbv2.client.delete_load_balancer(LoadBalancerArn=arn)
    elbv2.refused("describe_tags", "LoadBalancerNotFound", ResourceArns=[arn])


def test_delete_is_idempotent(elbv2: Balancers) -> None:
    arn = elbv2.arn("web")
    elbv2.client.delete_load_balancer(LoadBalancerArn=arn)
    elbv2.client.delete_load_balancer(LoadBalancerArn=arn)
    elbv2.refused("describe_load_balancers", "LoadBalancerNotFound", LoadBalancerArns=[arn])


@gap(ministack="has no limit", moto="has no limit")
@pytest.mark.parametrize("method", ["describe_load_balancers", "describe_tags"])
def test_20_load_balancers_a_request(elbv2: Balancers, method: str) -> None:
    """H27."""
    field = "ResourceArns" if method == "describe_tags" else "LoadBalancerArns"
    arns = [elbv2.arn(f"web-{number}") for number in range(21)]
    assert len(next(iter(getattr(elbv2.client, method)(**{field: arns[:20]}).values()))) == 20
    elbv2.refused(method, "ValidationError", **{field: arns})


def test_load_balancers_are_found_by_name(elbv2: Balancers) -> None:
    arn = elbv2.arn("web")
    elbv2.arn("other")
    found = elbv2.client.describe_load_balancers(Names=["web"])["LoadBalancers"]
    assert [balancer["LoadBalancerArn"] for balancer in found] == [arn]
    elbv2.refused("describe_load_balancers", "LoadBalancerNotFound", Names=["nobody"])


def test_all_load_balancers_are_listed(elbv2: Balancers) -> None:
    """H27, H48: an account without any is an empty list, not an error."""
    assert elbv2.client.describe_load_balancers()["LoadBalancers"] == []
    arns = {elbv2.arn(f"web-{number}") for number in range(5)}
    pages = elbv2.client.get_paginator("describe_load_balancers").paginate()
    listed = [balancer["LoadBalancerArn"] for page in pages for balancer in page["LoadBalancers"]]
    assert len(listed) == 5
    assert set(listed) == arns


@gap(ministack="has no pages")
def test_pages(elbv2: Balancers) -> None:
    """H27."""
    arns = {elbv2.arn(f"web-{number}") for number in range(5)}
    first = elbv2.client.describe_load_balancers(PageSize=2)
    assert len(first["LoadBalancers"]) == 2
    pages = [first]
    while marker := pages[-1].get("NextMarker"):
        pages.append(elbv2.client.describe_load_balancers(PageSize=2, Marker=marker))
    assert [len(page["LoadBalancers"]) for page in pages] == [2, 2, 1]
    assert {balancer["LoadBalancerArn"] for page in pages for balancer in page["LoadBalancers"]} == arns


def test_tags_are_added_replaced_and_removed(elbv2: Balancers) -> None:
    """H7, H16."""
    arn = elbv2.arn("web", Tags=HOST)
    elbv2.client.add_tags(ResourceArns=[arn], Tags=tags(albias__hostname="cart.example.com", team="shop"))
    assert elbv2.tags(arn) == {"albias/hostname": "cart.example.com", "team": "shop"}
    elbv2.client.remove_tags(ResourceArns=[arn], TagKeys=["albias/hostname", "never-there"])
    assert elbv2.tags(arn) == {"team": "shop"}


def test_one_call_tags_several(elbv2: Balancers) -> None:
    """H6."""
    arns = [elbv2.arn("one"), elbv2.arn("two")]
    elbv2.client.add_tags(ResourceArns=arns, Tags=HOST)
    assert [elbv2.tags(arn) for arn in arns] == [{"albias/hostname": "shop.example.com"}] * 2


@gap(moto="has another code")
def test_nothing_is_tagged_if_one_is_unknown(elbv2: Balancers) -> None:
    arn = elbv2.arn("web")
    for method, params in (("add_tags", {"Tags": HOST}), ("remove_tags", {"TagKeys": ["team"]})):
        elbv2.refused(method, "LoadBalancerNotFound", ResourceArns=[arn, _missing(arn)], **params)
    assert elbv2.tags(arn) == {}


@pytest.mark.parametrize("value", ["a b", "x.y_z-1:/=+@", "größe", "日本", "a\u00a0b", ""])
def test_tag_values_that_are_accepted(elbv2: Balancers, value: str) -> None:
    """H19."""
    assert elbv2.tags(elbv2.arn("web", Tags=tags(k=value))) == {"k": value}


@NO_TAG_RULES
@pytest.mark.parametrize("value", ["a,b", "a;b", "*.example.com", "a|b", 'say "x"', "a\nb", "x" * 257])
def test_tag_values_that_are_refused(elbv2: Balancers, value: str) -> None:
    """H19, H49."""
    arn = elbv2.arn("web")
    elbv2.refused("add_tags", "ValidationError", ResourceArns=[arn], Tags=tags(k=value))
    assert elbv2.tags(arn) == {}


@NO_TAG_RULES
def test_a_tag_key_given_twice_is_refused(elbv2: Balancers) -> None:
    twice = tags(k="1") + tags(k="2")
    elbv2.refused("create_load_balancer", "DuplicateTagKeys", Name="web", Subnets=elbv2.subnets, Tags=twice)


@gap(ministack="has no limit")
def test_50_tags_a_load_balancer(elbv2: Balancers) -> None:
    many = [{"Key": f"k{number}", "Value": "v"} for number in range(50)]
    arn = elbv2.arn("web", Tags=many)
    elbv2.client.add_tags(ResourceArns=[arn], Tags=tags(k0="other"))
    elbv2.refused("add_tags", "TooManyTags", ResourceArns=[arn], Tags=tags(k50="v"))


def test_the_ip_address_type_changes(elbv2: Balancers) -> None:
    """H35."""
    arn = elbv2.arn("web", IpAddressType="ipv4")
    answer = elbv2.client.set_ip_address_type(LoadBalancerArn=arn, IpAddressType="dualstack")
    assert answer["IpAddressType"] == "dualstack"
    assert elbv2.describe(arn)[0]["IpAddressType"] == "dualstack"


@gap(moto="keeps the address type")
def test_the_ip_address_type_changes_with_the_subnets(elbv2: Balancers) -> None:
    """H35."""
    arn = elbv2.arn("web", IpAddressType="ipv4")
    elbv2.client.set_subnets(LoadBalancerArn=arn, Subnets=elbv2.subnets, IpAddressType="dualstack")
    assert elbv2.describe(arn)[0]["IpAddressType"] == "dualstack"


@gap(ministack="lets every load balancer have it", moto="lets every load balancer have it")
def test_without_public_ipv4_is_for_internet_facing_albs(elbv2: Balancers) -> None:
    arn = elbv2.arn("web", Scheme="internal", IpAddressType="ipv4")
    elbv2.refused(
        "set_ip_address_type",
        "InvalidConfigurationRequest",
        LoadBalancerArn=arn,
        IpAddressType="dualstack-without-public-ipv4",
    )
