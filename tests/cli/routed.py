"""Routed names of external-dns, and the routed record sets of a name. Asserts nothing."""

from typing import Any

from tests.support.external_dns import heritage
from tests.support.records import SHOP, put
from tests.support.world import ZONE, World

BLUE = "blue-1.eu-west-1.elb.amazonaws.com"


def routed(world: World, target: str, set_identifier: str, *, owner: str = "default", **routing: Any) -> None:
    """A routed name as external-dns makes it: its alias, and a TXT of the same set identifier and routing."""
    to = {"DNSName": f"{target}.", "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": True}
    put(world, SHOP, "A", SetIdentifier=set_identifier, AliasTarget=to, **routing)
    value = [{"Value": f'"{heritage(owner)}"'}]
    put(world, f"a-{SHOP}", "TXT", SetIdentifier=set_identifier, TTL=300, ResourceRecords=value, **routing)


def sets(world: World, name: str = SHOP, kind: str = "A") -> dict[str, dict[str, Any]]:
    """The routed record sets of a name, by set identifier."""
    found = {}
    for each in world.route53.records(ZONE.id):
        if (each["Name"], each["Type"]) == (f"{name}.", kind):
            found[each["SetIdentifier"]] = each
    return found
