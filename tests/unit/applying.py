"""Plans and a hosted zone to apply them to, for the tests of apply.py. Builds, asserts nothing."""

from collections.abc import Collection
from typing import Any

from albias.aws.route53 import Route53
from albias.case import Decision
from albias.engine.apply import Applier
from albias.engine.plan import Plan
from albias.model import LoadBalancerId
from albias.names import DnsName
from tests.builders import ME, ZONE
from tests.fakes import FakeRoute53
from tests.unit.decisions import entries


def plan_of(*made: Decision) -> Plan:
    return Plan(list(made), entries=entries())


def applier(client: FakeRoute53, **options: Any) -> Applier:
    return Applier(Route53(client), ZONE, ME, options.pop("turn", lambda: None), **options)  # type: ignore[arg-type]


def zone_with(*taken: DnsName) -> FakeRoute53:
    """The zone, with somebody else's record sets where these names would be created."""
    client = FakeRoute53()
    client.add_zone(ZONE.id, ZONE.name)
    for each in taken:
        client.put(ZONE.id, {"Name": f"{each}.", "Type": "TXT", "TTL": 1, "ResourceRecords": [{"Value": '"foreign"'}]})
    return client


def zone_protecting(*protected: DnsName) -> FakeRoute53:
    """The zone, in which Route 53 refuses whatever is done at these names."""
    client = zone_with()
    for each in protected:
        client.protect(ZONE.id, f"{each}.", "TXT")
    return client


def created(client: FakeRoute53, made: Collection[Decision]) -> set[DnsName]:
    """The names of these decisions that were created."""
    names = {each.hostname: client.record(ZONE.id, each.hostname, "TXT") for each in made}
    return {name for name, record in names.items() if record and record["TTL"] == 300}


def names(made: Collection[Decision]) -> set[DnsName]:
    return {each.hostname for each in made}


def touching(made: Collection[Decision]) -> set[LoadBalancerId]:
    return {edit.load_balancer for each in made for edit in each.edits}
