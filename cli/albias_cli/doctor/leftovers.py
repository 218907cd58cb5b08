"""What this deployment left in hosted zones that the configuration does not have any more (C11)."""

from collections.abc import Iterator

from albias.model import HostedZone
from albias.registry import owner_root
from albias_cli.ask.hosted_zones import hosted_zones
from albias_cli.migrate.external_dns import NO_TXT
from albias_cli.show.counting import many

from .finding import Check, Finding, Patient, ok, problem

_AREA = "former zones"


def leftovers(patient: Patient) -> Iterator[Finding]:
    """The account's other hosted zones: whether the registry of this owner lies in one. One page of each is read."""
    workspace = patient.workspace
    configured = {zone.id for zone in workspace.settings.zones}
    looked_at = 0
    for each in hosted_zones(workspace.clients.get("route53")):
        zone = each.zone
        if zone.id in configured:
            continue
        looked_at += 1
        root = owner_root(workspace.me.owner, zone)
        workspace.pace()
        found = workspace.read(zone, [root]).below(root)
        if found:
            what = f"{zone.name} ({zone.id}) is not configured, and {workspace.me.owner!r} holds names in it still"
            yield problem(_AREA, f"{what}: nobody keeps them right", _way(zone))
    if not looked_at:
        yield ok(_AREA, "the account has no other hosted zone")
    else:
        yield ok(_AREA, f"{many(looked_at, 'other hosted zone')} of the account looked at")


def _way(zone: HostedZone) -> str:
    """How to tidy up: only a configured hosted zone is ever written in."""
    return (
        "Put it back into `[[zones]]` until it is tidied up (with --delete where the records are not needed):"
        f" `albias release --all --zone {zone.id}`"
    )


def adoption(patient: Patient) -> Iterator[Finding]:
    """What `adopt = "matching"` cannot see (X7)."""
    if patient.workspace.settings.adopt == "matching":
        what = 'adopt = "matching" takes what points at a load balancer already, unless a TXT says external-dns has it'
        yield ok("adoption", f"{what}: {NO_TXT}")


CHECKS: tuple[Check, ...] = (leftovers, adoption)
