"""A load balancer is known by its ARN (H3, H4, H5, H14)."""

import pytest
from hypothesis import given

from albias.model import LoadBalancerId
from tests.unit.strategies import load_balancer_ids

ALB = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188"


@pytest.mark.parametrize(
    ("arn", "kind", "partition"),
    [
        (ALB, "application", "aws"),
        (ALB.replace("/app/", "/net/"), "network", "aws"),
        (ALB.replace("arn:aws:", "arn:aws-cn:").replace("eu-west-1", "cn-north-1"), "application", "aws-cn"),
    ],
)
def test_h4_the_type_of_a_load_balancer_is_in_its_arn(arn: str, kind: str, partition: str) -> None:
    found = LoadBalancerId.parse(arn)
    assert found
    assert (found.type, found.partition, found.name, found.id) == (kind, partition, "web", "50dc6c495c0c9188")
    assert str(found) == arn


@pytest.mark.parametrize(
    "text",
    [
        "",
        "web",
        "classic-web",
        "loadbalancer/app/web/50dc6c495c0c9188",
        ALB.replace("loadbalancer/app", "loadbalancer"),
        ALB.replace("loadbalancer/app/web/50dc6c495c0c9188", "loadbalancer/classic-web"),
        ALB.replace("loadbalancer/", "targetgroup/"),
        ALB.replace("loadbalancer/", "listener/") + "/0467ef3c8400ae65",
        ALB.replace("loadbalancer/", "listener-rule/") + "/0467ef3c8400ae65/9683b2d02a6cabee",
        ALB.replace("loadbalancer/app/web/50dc6c495c0c9188", "truststore/web/50dc6c495c0c9188"),
        ALB.replace("/app/", "/gwy/"),
        ALB.replace("/app/", "/new/"),
        ALB + "/",
        ALB + "/more",
        ALB.removesuffix("50dc6c495c0c9188"),
        ALB.replace("/web/", "//"),
        ALB.replace("eu-west-1", ""),
        ALB.replace("123456789012", ""),
        ALB.replace("elasticloadbalancing", "ec2"),
        ALB.replace("arn:", "nra:"),
        ALB + ":more",
    ],
)
def test_h3_h5_what_is_no_load_balancers_arn_is_none(text: str) -> None:
    assert LoadBalancerId.parse(text) is None


@given(load_balancer_ids())
def test_an_arn_is_taken_apart_and_put_together_without_loss(load_balancer: LoadBalancerId) -> None:
    assert LoadBalancerId.parse(str(load_balancer)) == load_balancer


def test_h14_a_recreated_load_balancer_of_the_same_name_is_another_one() -> None:
    assert LoadBalancerId.parse(ALB) != LoadBalancerId.parse(ALB.replace("50dc6c495c0c9188", "60dc6c495c0c9188"))
