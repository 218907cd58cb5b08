"""What a person can do about one name: a refusal beside the whole truth, and what there is to know of it.

Every advice ends with the one command to run, or the one line to write, in backticks. Words only; reads nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from shlex import quote

from albias.model import HostedZone, LoadBalancer, Note, NoteCode, RecordSet, Refusal, Tags
from albias.names import DnsName, is_within, matches
from albias_cli.ask.truth import Truth, ZoneTruth

from . import outside
from .advice import by_code, in_general, migration, name_not_allowed, nearly, tag_for
from .routing import example_of
from .tagging import how_to_add, how_to_tag, where_to_tag

_ABOUT_TAGS = ("routing-differs", "invalid-option")  # mended by another value of the same tag
_LOOK = "`aws route53 list-resource-record-sets --hosted-zone-id {zone} --start-record-name {name} --max-items 5`"
_BY_NOTE: Mapping[NoteCode, str] = {
    "delegated": "Remove the delegation, or give the name up here: `albias release --delete {name}`",
    "hidden": 'Let {about} give the name, in its `[[zones]]`, and deploy: `hostnames = ["{text}"]`',
    "covered": "Where one of these should answer, write it into a tag, too: `{about}`",
    "beside": "Where nobody needs it, delete it as it stands: " + _LOOK,
    "left-behind": "Tidy up here: `albias release {name} --zone {zone} --delete`",
    "incomplete-failover": "Tag the load balancer that is the other half: `{text} failover={about}`",
    "odd-text": "Find out whose it is, and delete it where it is nobody's: " + _LOOK,
    "rules-not-read": "Select the load balancer in `names_from_rules` again, tag it, or give the name up:"
    " `albias release {name}`",
}


def for_note(note: Note) -> str:
    """What to do about something that there is to know of a name."""
    name = quote(note.hostname)
    return _BY_NOTE[note.code].format(name=name, text=note.hostname, zone=note.zone.id, about=note.about)


def for_refusal(refusal: Refusal, truth: Truth, cnames: Sequence[str] = ()) -> str:
    """What to do about one refusal of this name. `cnames`: what can be written in other DNS in its place."""
    zone = next((each for each in truth.zones if refusal.zone and each.zone.id == refusal.zone.id), None)
    if zone is not None and (told := _in_zone(refusal, truth, zone)):
        return told
    claimant = next((each for each in truth.claimants if each.id == refusal.load_balancer), None)
    if not truth.zones and not nearly(refusal, truth.configured.zones):
        return outside.to_do(truth.name, truth.configured.zones, cnames)
    if refusal.code == "claim-not-allowed" and claimant is not None:
        return _for_tags(truth, claimant)
    if refusal.code in _ABOUT_TAGS and claimant is not None:
        return " ".join(filter(None, (where_to_tag(claimant), in_general(refusal, truth.configured))))
    return in_general(refusal, truth.configured)


def for_unclaimed(truth: Truth, key: str) -> list[str]:
    """What to do so that a load balancer gets a name that none claims; where no tag can give it, what else."""
    if not truth.zones:
        return [outside.to_do(truth.name, truth.configured.zones)]
    if all(zone.unused for zone in truth.zones):
        why = "; ".join(f"{zone.zone.name}: {zone.unused}" for zone in truth.zones)
        return [f"No load balancer may have it ({why}). {name_not_allowed(truth.name, truth.configured.file)}"]
    if truth.pointed_at:
        return [how_to_tag(each, truth.name, key) for each in truth.pointed_at]
    return [f"Tag the load balancer that should have it: `{tag_for(truth.name, key)}`"]


def _in_zone(refusal: Refusal, truth: Truth, zone: ZoneTruth) -> str:
    """What to do about a refusal in one hosted zone, where that tells more than the refusal; else the empty text."""
    if refusal.code == "name-taken":
        return _for_taken(truth, zone)
    if refusal.code == "delegated":
        return _for_delegated(truth, zone)
    if refusal.code == "owned-elsewhere" and not any(hold.owner for hold in zone.holds):
        look = f"aws route53 list-resource-record-sets --hosted-zone-id {zone.zone.id}"
        return f"Delete the TXT record set at the place of the hold, once you know whose it is: `{look}`"
    if refusal.code == "routing-differs":
        return _for_routing(refusal, truth, zone)
    return ""


def _for_tags(truth: Truth, claimant: LoadBalancer) -> str:
    """The tags that a claim of the hosted zone asks for, where one gives the name to anybody."""
    for zone in truth.zones:
        if zone.zone.may_claim(truth.name, claimant.tags):
            continue
        tags = _asked_for(zone.zone, truth.name)
        if tags:
            return f"A claim of {zone.zone.name} asks for a tag: {how_to_add(claimant, tags)}"
        line = f'hostnames = ["{truth.name}"]'
        return f"Let a claim of {zone.zone.name} give the name, in `[[zones.claims]]`, and deploy: `{line}`"
    return f"Look again, something has changed: `albias explain {quote(truth.name)}`"


def _asked_for(zone: HostedZone, name: DnsName) -> Tags:
    """The tags of the first claim that gives a name; none where no claim does."""
    for rule in zone.claims:
        if any(matches(pattern, name) for pattern in rule.hostnames):
            return rule.tags
    return ()


def _for_routing(refusal: Refusal, truth: Truth, zone: ZoneTruth) -> str:
    """The tag's value that fits the record sets that are there."""
    told = in_general(refusal, truth.configured)
    if told != by_code(refusal, truth.configured.file):
        return told
    routings = [found.routing for found in zone.cases[0].answering if found.routing is not None]
    option = next(filter(None, (example_of(each.policy) for each in routings)), "")
    where = next((where_to_tag(each) for each in truth.claimants if each.id == refusal.load_balancer), "")
    told = f"Tag it like the record sets that are there: `{f'{truth.name} {option}'.rstrip()}`"
    return " ".join(filter(None, (where, told)))


def _for_delegated(truth: Truth, zone: ZoneTruth) -> str:
    """The zone behind a delegation may be configured already, and not give the name (C7)."""
    cuts = [case.delegated_at for case in zone.cases if case.delegated_at]
    for other in truth.zones:
        inner = other.zone.private == zone.zone.private and any(is_within(other.zone.name, cut) for cut in cuts)
        if inner and other.unused:
            what = f"The hosted zone {other.zone.name} is configured, and {other.unused}"
            return f"{what}: change that, and deploy: `cdk deploy`"
        if inner:
            what = f"The hosted zone {other.zone.name} is configured and has the name"
            return f"{what}; what DNS answers: `albias explain --resolve {quote(truth.name)}`"
    cut = next(iter(cuts), truth.name)
    return (
        f'Remove the delegation, or configure the hosted zone behind it, in `[[zones]]`, and deploy: `name = "{cut}"`'
    )


def _for_taken(truth: Truth, zone: ZoneTruth) -> str:
    name = quote(truth.name)
    if zone.external_dns is not None:
        return for_external_dns(zone, truth.name)
    record_sets = zone.cases[0].answering
    if any(found.managed for found in record_sets):
        look = f"aws route53 list-traffic-policy-instances-by-hosted-zone --hosted-zone-id {zone.zone.id}"
        what = "A traffic policy made it, and nobody else may write it: take another name, or delete its policy record"
        return f"{what}: `{look}`"
    if not record_sets:
        return f"What was in the way is gone; look again: `albias explain {name}`"
    if any(_all_point_at(each.dns_name, record_sets) for each in truth.claimants):
        way = "unless an external-dns has it that writes no TXT, take it over"
        return f"It points at the right load balancer already; {way}: `albias adopt {name}`"
    return f"Remove the record, or repoint it: `albias adopt --replace {name}`"


def _all_point_at(target: str, record_sets: Iterable[RecordSet]) -> bool:
    return all(found.points_at(target) for found in record_sets)


def for_external_dns(zone: ZoneTruth, name: DnsName) -> str:
    """The command that makes a name albias's alone which an external-dns registers, too."""
    return migration(zone.external_dns or "", name)


def for_left_behind(zone: ZoneTruth, name: DnsName) -> str:
    """What tidies a name up that another hosted zone has by now (C3)."""
    return _BY_NOTE["left-behind"].format(name=quote(name), zone=zone.zone.id)
