"""In place of albias.aws.clients.Clients: the fakes by the names of their services, whichever role is asked for."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from albias.aws.route53 import Route53
from albias.model import HostedZone


class FakeClients:
    """The clients of one deployment."""

    def __init__(self, services: Mapping[str, Any]) -> None:
        self._services = services
        self._calls: Counter[str] = Counter()

    @property
    def calls(self) -> Counter[str]:
        """The calls of each service, where somebody counts them."""
        return self._calls

    def get(self, service: str, role_arn: str = "") -> Any:
        """The fake of a service."""
        return self._services[service]

    def route53(self, zone: HostedZone) -> Route53:
        """The real adapter over the fake."""
        return Route53(self.get("route53", zone.role_arn))
