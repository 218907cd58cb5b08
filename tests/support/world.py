"""A small world to test the engine in: hosted zones, load balancers, the engine between them. Asserts nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from albias.aws.elbv2 import Elbv2
from albias.aws.route53 import Route53
from albias.engine.outcome import Outcome
from albias.engine.run import Engine
from albias.model import HostedZone, LoadBalancerId
from albias.names import DnsName
from albias.registry import Deployment
from albias.settings import MaxRemovals, Settings
from tests.fakes import FakeElbv2, FakeRoute53

ACCOUNT, REGION = "123456789012", "eu-west-1"
ME = Deployment("platform", "aws", ACCOUNT, REGION)
ZONE = HostedZone("Z0APPS", DnsName("apps.example.com"))
TAG = "albias/hostname"


def load_balancer_id(name: str = "web", suffix: str = "0000000000000001", kind: str = "app") -> LoadBalancerId:
    """A load balancer's ARN, taken apart."""
    return LoadBalancerId("aws", REGION, ACCOUNT, kind, name, suffix)


class World:
    """Exact fakes of Route 53 and Elastic Load Balancing, albias's settings, and the engine between them.

    `route53`: an account that has its zones already, in place of a new one. `checked`: whether the fakes check every
    request's parameters as boto3 does, which takes time.
    """

    def __init__(
        self,
        zones: Iterable[HostedZone] = (ZONE,),
        me: Deployment = ME,
        *,
        route53: FakeRoute53 | None = None,
        checked: bool = True,
        **settings: Any,
    ) -> None:
        self.zones = tuple(zones)
        self.me = me
        self.settings = Settings(owner=me.owner, zones=self.zones, **settings)
        self.route53 = route53 or FakeRoute53(check_parameters=checked)
        self.elbv2 = FakeElbv2(check_parameters=checked)
        self.clock = 1_795_396_120.0
        for zone in self.zones if route53 is None else ():
            self.route53.add_zone(zone.id, zone.name, private=zone.private)

    @property
    def zone(self) -> HostedZone:
        """The first zone."""
        return self.zones[0]

    def engine(self, **options: Any) -> Engine:
        """The real engine over the fakes; `options` are Engine's, `settings`, `me`, `dry_run`, and `force`."""
        settings = options.pop("settings", self.settings)
        settings = replace(settings, dry_run=options.pop("dry_run", settings.dry_run))
        if options.pop("force", False):
            settings = replace(settings, max_removals=MaxRemovals(count=10**9))
        return Engine(
            settings=settings,
            me=options.pop("me", self.me),
            elbv2=Elbv2(lambda _: self.elbv2),
            route53=lambda zone: Route53(self.route53),  # type: ignore[arg-type]
            now=lambda: self.clock,
            **options,
        )

    def create(self, name: str, hostnames: str = "", **options: Any) -> LoadBalancerId:
        """Create a load balancer with a hostname tag."""
        tags = options.pop("tags", {TAG: hostnames} if hostnames else {})
        arn = self.elbv2.add_load_balancer(name, tags=tags, **options)
        found = LoadBalancerId.parse(arn)
        assert found
        return found

    def tag(self, load_balancer: LoadBalancerId, hostnames: str, key: str = TAG) -> None:
        """Give a load balancer its hostnames, in place of those it had."""
        self.elbv2.set_tags(str(load_balancer), {key: hostnames} if hostnames else {})

    def delete(self, load_balancer: LoadBalancerId) -> None:
        """Delete a load balancer."""
        self.elbv2.remove_load_balancer(str(load_balancer))

    def look(self, *load_balancers: LoadBalancerId, **options: Any) -> Outcome:
        """What an event for these load balancers makes happen."""
        return self.engine(**options).look(load_balancers)

    def made(self, *load_balancers: LoadBalancerId, **options: Any) -> Outcome:
        """What an event of a call makes happen after which these can only have got names."""
        return self.engine(**options).look(load_balancers, gaining={*load_balancers})

    def deleted(self, *load_balancers: LoadBalancerId, **options: Any) -> Outcome:
        """Delete the load balancers, and what the event of that makes happen."""
        for load_balancer in load_balancers:
            self.delete(load_balancer)
        return self.engine(**options).look(load_balancers, deleted={*load_balancers})

    def sweep(self, **options: Any) -> Outcome:
        """What a sweep makes happen."""
        return self.engine(**options).sweep()

    def target(
        self, hostname: str, record_type: str = "A", zone: HostedZone | None = None, set_identifier: str = ""
    ) -> str | None:
        """Where a name's alias points, as stored; None where there is no such record set."""
        place = hostname.replace("*", r"\052") + ".", record_type, set_identifier
        record = self.route53.record((zone or self.zone).id, *place)
        return str(record["AliasTarget"]["DNSName"]).removesuffix(".") if record and "AliasTarget" in record else None

    def dns_name(self, load_balancer: LoadBalancerId) -> str:
        """A load balancer's DNS name in lower case, as an alias points to it."""
        described = self.elbv2.description(str(load_balancer))
        assert described
        return str(described["DNSName"]).lower()

    def names(self, zone: HostedZone | None = None) -> list[str]:
        """Every record set of a zone but the apex's NS and SOA, as `name type`."""
        zone = zone or self.zone
        return [
            f"{record['Name'].removesuffix('.')} {record['Type']}"
            for record in self.route53.records(zone.id)
            if record["Type"] not in ("NS", "SOA")
        ]
