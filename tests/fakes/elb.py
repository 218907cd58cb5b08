"""FakeElb: boto3's client of classic load balancers. Only what is read of them: their names, by pages."""

from __future__ import annotations

from typing import Any

from tests.fakes.aws import FakeClient

_PAGE = 400


class FakeElb(FakeClient):
    """The classic load balancers of one account and Region."""

    service = "elb"

    def __init__(self, region: str = "eu-west-1") -> None:
        """A Region without classic load balancers."""
        super().__init__()
        self.region = region
        self.names: list[str] = []

    def add_load_balancer(self, name: str) -> str:
        """A classic load balancer; returns its DNS name."""
        self.names.append(f"{name}-{1000000000 + len(self.names)}.{self.region}.elb.amazonaws.com")
        return self.names[-1]

    def describe_load_balancers(self, **params: Any) -> Any:
        """A page of them."""
        return self._perform("DescribeLoadBalancers", params, self._describe)

    def _describe(self, params: dict[str, Any]) -> dict[str, Any]:
        size, start = min(params.get("PageSize", _PAGE), _PAGE), int(params.get("Marker", "0"))
        shown = self.names[start : start + size]
        answer: dict[str, Any] = {
            "LoadBalancerDescriptions": [
                {"LoadBalancerName": name.partition(".")[0].rpartition("-")[0], "DNSName": name} for name in shown
            ]
        }
        if start + size < len(self.names):
            answer["NextMarker"] = str(start + size)
        return answer
