"""Who seems to have made a record set: an albias, an external-dns, a CloudFormation stack, or nobody knows. Reads only.

A home-made Lambda leaves nothing behind that tells of it; so does the console.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from botocore.exceptions import BotoCoreError, ClientError

from albias.aws.failures import error_code
from albias.external_dns import owner_of, registry_names
from albias.model import HostedZone, RecordSet
from albias.names import DnsName, to_route53
from albias.registry import Hold, Key, decode_hold
from albias_cli.errors import explained
from albias_cli.workspace import Workspace

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack of CloudFormation."""

    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a record set: in words, by an albias's hold, an external-dns's texts, or a stack of CloudFormation."""

    words: str = UNKNOWN
    hold: Hold | None = None
    texts: tuple[RecordSet, ...] = ()
    stack: Stack | None = None


@dataclass(slots=True)
class ZoneRecords:
    """Every record set of a hosted zone, by name, and the holds among them."""

    zone: HostedZone
    by_name: Mapping[DnsName, list[RecordSet]]
    holds: Mapping[Key, Hold]

    @property
    def all(self) -> Iterator[RecordSet]:
        """Every record set, in Route 53's order."""
        for there in self.by_name.values():
            yield from there


def read_zone(workspace: Workspace, zone: HostedZone) -> ZoneRecords:
    """All of a hosted zone. Raises: AwsUnavailable."""
    route53 = workspace.route53(zone)
    by_name: dict[DnsName, list[RecordSet]] = {}
    holds: dict[Key, Hold] = {}
    cursor: DnsName | None = zone.name
    while cursor is not None:
        workspace.pace()
        record_sets, cursor = route53.page(zone.id, cursor)
        for found in record_sets:
            by_name.setdefault(found.key.name, []).append(found)
            hold = decode_hold(found, workspace.me, zone) if found.key.type == "TXT" else None
            if hold is not None:
                holds[hold.key] = hold
    return ZoneRecords(zone, by_name, holds)


@dataclass(slots=True)
class Stacks:
    """CloudFormation's stacks, asked for record sets by their names, in the Regions that are looked at.

    `problem`: why one Region could not be asked; the others are.
    """

    workspace: Workspace
    profiles: tuple[str | None, ...]
    regions: tuple[str, ...]
    problem: str = ""
    _silent: set[tuple[str | None, str]] = field(default_factory=set)

    def of(self, name: DnsName) -> Stack | None:
        """The stack that has a record set of this name."""
        for profile in self.profiles:
            for region in self.regions:
                if (profile, region) not in self._silent and (stack := self._ask(profile, region, name)):
                    return stack
        return None

    def _ask(self, profile: str | None, region: str, name: DnsName) -> Stack | None:
        """A record set's physical id is its name (AWS::Route53::RecordSet, Ref), as the template wrote it."""
        client = self.workspace.elsewhere(profile, region).get("cloudformation")
        for spelling in (name, to_route53(name)):
            self.workspace.pace()
            try:
                found = client.describe_stack_resources(PhysicalResourceId=spelling)["StackResources"]
            except (ClientError, BotoCoreError) as error:
                if isinstance(error, ClientError) and error_code(error) == "ValidationError":
                    continue  # how CloudFormation says that no stack has it
                self._silent.add((profile, region))
                self.problem = f"{region}: {explained(error).what}"
                return None
            if found:
                return Stack(found[0]["StackName"], region)
        return None


def maker_of(found: RecordSet, records: ZoneRecords, workspace: Workspace, stacks: Stacks) -> Maker:
    """Who seems to have made a record set."""
    hold = records.holds.get(Key(found.key.name, found.key.set_identifier))
    if hold is not None:
        return Maker(f"albias {hold.owner}".strip(), hold=hold)
    texts = _texts(found.key.name, records, workspace)
    owner = owner_of(texts)
    if owner is not None:
        return Maker(f"external-dns {owner}".strip(), texts=tuple(texts))
    stack = stacks.of(found.key.name)
    return Maker(f"CloudFormation: {stack.name} in {stack.region}", stack=stack) if stack else Maker()


def _texts(name: DnsName, records: ZoneRecords, workspace: Workspace) -> list[RecordSet]:
    """The TXT record sets of an external-dns that speak of a name."""
    texts: list[RecordSet] = []
    for place in registry_names(name, workspace.settings.external_dns, records.zone.name):
        there: Iterable[RecordSet] = records.by_name.get(place, ())
        texts += [found for found in there if found.key.type == "TXT" and owner_of([found]) is not None]
    return texts
