"""Other people's record sets in a world, and what the registry and the change batches say. Builds, asserts nothing."""

from typing import Any

from albias.names import DnsName
from albias.registry import hold_name
from tests.support.world import ZONE, World

SHOP = "shop.apps.example.com"


def put(world: World, name: str = SHOP, kind: str = "A", **more: Any) -> None:
    """Somebody else's record set."""
    world.route53.put(ZONE.id, {"Name": f"{name}.", "Type": kind, **more})


def alias(world: World, target: str, name: str = SHOP, *, health: bool = True, record_type: str = "A") -> None:
    """Somebody else's alias."""
    to = {"DNSName": f"{target}.", "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": health}
    put(world, name, record_type, AliasTarget=to)


def holds(world: World, name: str = SHOP) -> bool:
    """Whether the registry holds a name."""
    return world.route53.record(ZONE.id, hold_name(DnsName(name), ZONE) + ".", "TXT") is not None


def batches(world: World) -> list[list[tuple[str, str, str]]]:
    """The accepted and refused change batches: action, type and name of each change."""
    return [
        [
            (each["Action"], each["ResourceRecordSet"]["Type"], each["ResourceRecordSet"]["Name"])
            for each in call.params["ChangeBatch"]["Changes"]
        ]
        for call in world.route53.calls
        if call.operation == "ChangeResourceRecordSets"
    ]
