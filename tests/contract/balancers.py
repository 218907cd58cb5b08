"""Elastic Load Balancing in the words of the tests, whoever answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError


@dataclass(frozen=True)
class Balancers:
    """The load balancers of one account and Region."""

    client: Any
    subnets: list[str]

    def create(self, name: str, **settings: Any) -> Any:
        """Create a load balancer; returns its description."""
        made = self.client.create_load_balancer(Name=name, Subnets=self.subnets, **settings)
        [balancer] = made["LoadBalancers"]
        return balancer

    def arn(self, name: str, **settings: Any) -> str:
        """Create a load balancer; returns its ARN."""
        return str(self.create(name, **settings)["LoadBalancerArn"])

    def describe(self, *arns: str) -> list[Any]:
        """Describe load balancers by ARN."""
        return list(self.client.describe_load_balancers(LoadBalancerArns=list(arns))["LoadBalancers"])

    def tags(self, arn: str) -> dict[str, str]:
        """The tags of one load balancer."""
        [description] = self.client.describe_tags(ResourceArns=[arn])["TagDescriptions"]
        return {tag["Key"]: tag["Value"] for tag in description["Tags"]}

    def refused(self, method: str, code: str, **params: Any) -> str:
        """Make a request that must fail with a code; returns the message."""
        with pytest.raises(ClientError) as refusal:
            getattr(self.client, method)(**params)
        assert refusal.value.response["Error"]["Code"] == code
        return refusal.value.response["Error"]["Message"]


def tags(**pairs: str) -> list[dict[str, str]]:
    """Tags as requests carry them; ``__`` in a key stands for ``/``."""
    return [{"Key": key.replace("__", "/"), "Value": value} for key, value in pairs.items()]
