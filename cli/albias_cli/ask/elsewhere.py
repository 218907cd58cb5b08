"""Whether somebody looks from the wrong place: the owner's names that the registry has of another Region or account.

Deployments of one owner in several Regions and accounts may share a hosted zone; each sees its own names alone. Reads.
"""

from dataclasses import dataclass

from albias.model import HostedZone
from albias.registry import Deployment, Hold, is_of_another, owner_root, texts
from albias_cli.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A deployment of the same owner. `mine`: whether it is in the account that is asked."""

    region: str
    mine: bool

    @property
    def advice(self) -> str:
        """The question, with the command that looks there."""
        if self.mine:
            return f"Is the Region right? There: `albias COMMAND --region {self.region}`"
        return f"Are the credentials right? With others: `albias COMMAND --profile NAME --region {self.region}`"

    def told(self, zone: HostedZone, me: Deployment) -> str:
        """What is known, in words."""
        where = self.region if self.mine else f"{self.region} of another account"
        here = me.region if self.mine else f"account {me.account}"
        return f"{zone.name} holds names of owner {me.owner} in {where}; you asked in {here}"


def of_zone(workspace: Workspace, zone: HostedZone) -> list[Elsewhere]:
    """Whose names a hosted zone has, as far as one page of the registry tells. Raises: AwsUnavailable."""
    root = owner_root(workspace.me.owner, zone)
    found: set[Elsewhere] = set()
    for record_set in workspace.read(zone, [root]).below(root):
        said: dict[str, str] = {}
        for value in record_set.values:
            said.update(texts.pairs(texts.unquote(value)))
        other = _of_resource(said.get("resource", ""), workspace.me)
        if other is not None and is_of_another(record_set, workspace.me):
            found.add(other)
    return sorted(found, key=lambda each: (not each.mine, each.region))


def of_zones(workspace: Workspace) -> list[tuple[HostedZone, Elsewhere]]:
    """The same of every configured one."""
    found: list[tuple[HostedZone, Elsewhere]] = []
    for zone in workspace.settings.zones:
        workspace.pace()
        found += [(zone, each) for each in of_zone(workspace, zone)]
    return found


def of_hold(hold: Hold, me: Deployment) -> Elsewhere | None:
    """Where the deployment of the same owner is that has a name; None where it is this one, or another owner's."""
    return _of_resource(hold.resource, me) if hold.owner == me.owner else None


def _of_resource(resource: str, me: Deployment) -> Elsewhere | None:
    """Of which deployment a resource in the registry is; None where it is this one's, or none."""
    fingerprint, _, rest = resource.partition("/")
    region, _, short = rest.partition("/")
    if not short or (fingerprint, region) == (me.fingerprint, me.region):
        return None
    return Elsewhere(region, fingerprint == me.fingerprint)
