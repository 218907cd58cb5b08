"""The hosted zones of an account, and the ids of those that a configuration names without one. Reads only."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from albias.aws.failures import error_code
from albias.errors import AwsUnavailable
from albias.model import HostedZone
from albias.names import DnsName, from_route53, to_route53
from albias_config.errors import ConfigurationError

Route53Of = Callable[[str], Any]  # the client of an account's Route 53, by the role there; of one's own for ""


@dataclass(frozen=True, slots=True)
class FoundZone:
    """A hosted zone as Route 53 lists it. `service`: the AWS service that made it and alone may write in it."""

    zone: HostedZone
    service: str = ""

    @property
    def kind(self) -> str:
        """Public or private, in a word."""
        return "private" if self.zone.private else "public"


def hosted_zones(client: Any) -> Iterator[FoundZone]:
    """All of an account, in the order of their ids. Raises: ClientError."""
    position: dict[str, str] = {}
    while position.get("Marker", "first"):
        page = client.list_hosted_zones(**position)
        position = {"Marker": page.get("NextMarker", "")}
        for found in page["HostedZones"]:
            yield _found(found)


def zone_ids(zones: Sequence[HostedZone], route53: Route53Of) -> list[str]:
    """The id of each of these, which have none yet: that of the one hosted zone with its name, in its account.

    Raises: ConfigurationError with one mistake a line, where there is none, where there are several, and where one may
    not look.
    """
    ids: list[str] = []
    mistakes: list[str] = []
    for zone in zones:
        try:
            ids.append(_id_of(zone, route53(zone.role_arn)))
        except ConfigurationError as error:
            mistakes.append(f'[[zones]] name = "{zone.name}": {error}')
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))
    return ids


def _id_of(zone: HostedZone, client: Any) -> str:
    try:
        namesakes = list(_called(zone.name, client))
    except (ClientError, AwsUnavailable) as error:
        why = f"{error.operation_name}: {error_code(error)}" if isinstance(error, ClientError) else str(error)
        raise ConfigurationError(f"has no id, and it cannot be looked up ({why}); write it: {_ID}") from error
    fitting = [each for each in namesakes if each.zone.private == zone.private]
    if len(fitting) == 1:
        return fitting[0].zone.id
    kind = "private" if zone.private else "public"
    if fitting:
        several = ", ".join(each.zone.id for each in fitting)
        raise ConfigurationError(
            f"has no id, and several {kind} hosted zones have this name: {several}; write one: {_ID}"
        )
    other = (
        f"; {namesakes[0].zone.id} is {namesakes[0].kind}: private = {_truth(not zone.private)}" if namesakes else ""
    )
    where = f"the account of {zone.role_arn}" if zone.role_arn else "this account (another one: --profile)"
    raise ConfigurationError(f"has no id, and {where} has no {kind} hosted zone of this name{other}")


_ID = 'id = "Z…"'


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _called(name: DnsName, client: Any) -> Iterator[FoundZone]:
    """All hosted zones of a name. Source: Route 53 API, ListHostedZonesByName: they stand together."""
    position = {"DNSName": to_route53(name)}
    while position:
        page = client.list_hosted_zones_by_name(**position)
        for found in map(_found, page["HostedZones"]):
            if found.zone.name != name:
                return
            yield found
        more = page["IsTruncated"]
        position = {"DNSName": page["NextDNSName"], "HostedZoneId": page["NextHostedZoneId"]} if more else {}


def _found(found: Any) -> FoundZone:
    private = bool(found.get("Config", {}).get("PrivateZone"))
    zone = HostedZone(found["Id"].removeprefix("/hostedzone/"), from_route53(found["Name"]), private=private)
    return FoundZone(zone, found.get("LinkedService", {}).get("ServicePrincipal", ""))
