"""Whether a configured hosted zone is the one that its id names: what follows from another name is dangerous."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from albias.errors import AwsUnavailable
from albias.model import HostedZone
from albias.names import DnsName, from_route53, is_within
from albias_cli.errors import CommandError, Exit
from albias_cli.workspace import Workspace


def check_zones(workspace: Workspace, name: DnsName | None = None) -> None:
    """One question a zone: of all, or of those that a name lies in, and of all where it lies in none.

    What may not be looked at stops nothing: the role of a zone in another account needs no GetHostedZone.

    Raises: CommandError for the first zone that is another one.
    """
    zones = workspace.settings.zones
    around = [zone for zone in zones if name is not None and is_within(name, zone.name)]
    for zone in around or zones:
        if not around:
            workspace.pace()
        found = _looked_at(workspace, zone)
        if found is not None and not is_as_configured(zone, found):
            what = f"{words(zone, found)}, and {workspace.file} says {kind(zone.name, private=zone.private)}"
            raise CommandError(what, mend(zone, found), Exit.FAILED)


def is_as_configured(zone: HostedZone, found: Any) -> bool:
    """Whether what GetHostedZone tells of an id is what the configuration says."""
    return (from_route53(found["Name"]), _is_private(found)) == (zone.name, zone.private)


def words(zone: HostedZone, found: Any) -> str:
    """What an id is."""
    return f"{zone.id} is {kind(from_route53(found['Name']), private=_is_private(found))}"


def kind(name: DnsName, *, private: bool) -> str:
    """A hosted zone without its id."""
    return f"{name}, {'private' if private else 'public'}"


def mend(zone: HostedZone, found: Any) -> str:
    """What to write, so that an id and a name belong together."""
    line = f'id = "{zone.id}", name = "{from_route53(found["Name"])}"'
    if _is_private(found):
        line += ", private = true"
    return f"Name another id, or write into its `[[zones]]`, and deploy: `{line}`"


def _looked_at(workspace: Workspace, zone: HostedZone) -> Any:
    """What Route 53 says of an id; None where nobody may ask, or it does not answer: what follows tells of that."""
    try:
        return workspace.clients.get("route53", zone.role_arn).get_hosted_zone(Id=zone.id)["HostedZone"]
    except (ClientError, BotoCoreError, AwsUnavailable):
        return None


def _is_private(found: Any) -> bool:
    return bool(found.get("Config", {}).get("PrivateZone"))
