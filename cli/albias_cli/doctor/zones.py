"""The hosted zones: whether they are as configured, have room, and are asked by resolvers."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import dns.exception
from botocore.exceptions import ClientError

from albias.aws.failures import error_code
from albias.model import HostedZone
from albias.registry import owner_root
from albias_cli.ask import elsewhere, identity, resolving
from albias_cli.errors import explained, repeated
from albias_cli.show.counting import many

from .finding import Check, Finding, Patient, attempted, judged, ok, problem, unknown

_ROOM = 0.9  # of the quota; above it something should be done
_QUOTA = 10_000  # record sets a hosted zone, where AWS does not tell ("Quotas", Route 53)


def zones(patient: Patient) -> Iterator[Finding]:
    """Each configured zone against what Route 53 says of it."""
    for zone in patient.workspace.settings.zones:
        area = f"zone {zone.name}"
        yield from attempted(area, partial(_zone, area, zone, patient))


def _zone(area: str, zone: HostedZone, patient: Patient) -> Iterator[Finding]:
    client = patient.workspace.clients.get("route53", zone.role_arn)
    try:
        answer = client.get_hosted_zone(Id=zone.id)
    except ClientError as error:
        if error_code(error) == "NoSuchHostedZone":
            yield problem(
                area,
                f"{zone.id} does not exist",
                f"Correct its id in {patient.workspace.file}, and deploy; those there are:"
                " `aws route53 list-hosted-zones`",
            )
            return
        if error.operation_name != "GetHostedZone":
            raise  # not even the zone's role could be assumed
        yield _unseen(area, zone, error)
        yield from attempted(area, partial(_readable, area, zone, patient))
        return
    yield _identity(area, zone, answer["HostedZone"], patient)
    yield _room(area, zone, client, answer["HostedZone"])
    yield from attempted(area, partial(_readable, area, zone, patient))
    if patient.dns and not zone.private:
        yield _delegation(area, zone, patient, answer.get("DelegationSet", {}).get("NameServers", []))


def _unseen(area: str, zone: HostedZone, error: ClientError) -> Finding:
    """Reading record sets is another permission: the role of a zone in another account needs no more than that."""
    if zone.role_arn and error_code(error) == "AccessDenied":
        words = f"its id, name and room could not be looked at: {zone.role_arn} does not allow GetHostedZone"
        return unknown(
            area, words, "That is no fault: albias itself never needs it. In the zone's account: `albias doctor`"
        )
    told = explained(error)
    return unknown(
        area, f"its id, name and room could not be looked at: {told.what}", repeated(told.advice, "albias doctor")
    )


def _identity(area: str, zone: HostedZone, found: Any, patient: Patient) -> Finding:
    wanted = identity.kind(zone.name, private=zone.private)
    mend = f"{patient.workspace.file} says {wanted}. {identity.mend(zone, found)}"
    return judged(identity.is_as_configured(zone, found), area, identity.words(zone, found), mend)


def _room(area: str, zone: HostedZone, client: Any, found: Any) -> Finding:
    count, quota = found.get("ResourceRecordSetCount", 0), _QUOTA
    try:
        limit = client.get_hosted_zone_limit(Type="MAX_RRSETS_BY_ZONE", HostedZoneId=zone.id)
        count, quota = limit["Count"], limit["Limit"]["Value"]
    except ClientError:
        pass  # the permission is a rare one; the documented quota will do
    words = f"{count:,} of {quota:,} record sets"
    return judged(
        count < quota * _ROOM,
        area,
        words,
        f"Have the quota raised (Service Quotas), or use a wildcard, in the tag: `_wildcard.{zone.name}`",
    )


def _readable(area: str, zone: HostedZone, patient: Patient) -> Iterator[Finding]:
    root = owner_root(patient.workspace.me.owner, zone)
    found = patient.workspace.read(zone, [root])
    yield ok(area, f"the registry can be read ({many(len(found.below(root)), 'entry', 'entries')} on its first page)")
    for other in elsewhere.of_zone(patient.workspace, zone):
        yield _other(area, zone, other, patient)


def _other(area: str, zone: HostedZone, other: elsewhere.Elsewhere, patient: Patient) -> Finding:
    """A deployment of the same owner in another place is one of several; where none is here, that is the one meant."""
    here = patient.deployed is not None
    mend = repeated(other.advice, "albias doctor")
    return judged(here, area, other.told(zone, patient.workspace.me), mend)


def _delegation(area: str, zone: HostedZone, patient: Patient, servers: list[str]) -> Finding:
    try:
        asked = resolving.name_servers(zone.name, patient.nameserver)
    except dns.exception.DNSException as error:
        return problem(area, f"resolvers find no name servers for it: {error}", _DELEGATE.format(", ".join(servers)))
    wanted = {server.lower().removesuffix(".") for server in servers}
    words = f"resolvers ask {', '.join(sorted(asked))}"
    return judged(bool(wanted & asked), area, words, _DELEGATE.format(", ".join(sorted(wanted))))


_DELEGATE = "Delegate the zone in its parent zone: `NS {}`"


CHECKS: tuple[Check, ...] = (zones,)
