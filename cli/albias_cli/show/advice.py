"""What a person can do about a refusal, or about a name's state. Words only; reads nothing."""

import re
from collections.abc import Iterable, Sequence
from shlex import quote

from albias.model import LoadBalancer, Refusal
from albias.names import DnsName, is_within
from albias_cli.ask.truth import Truth, ZoneTruth

from .spelling import meant
from .tagging import key_and_value, where_to_tag

_EXPLAIN = "The whole truth about it: `albias explain {name}`"
_DEPLOY = ", then deploy: `cdk deploy`"
# Each ends with the one command to run, or the one line to write.
_BY_CODE: dict[str, str] = {
    "zone-not-allowed": "Normal where another DNS has the name; the CNAME to write there: `albias explain {name}`",
    "name-not-allowed": "Choose an allowed name, or let the zone's `hostnames`, `except` and `service_names` in"
    ' albias.toml allow "{text}"' + _DEPLOY,
    "scheme-not-allowed": "Choose another load balancer, or add its scheme to the zone's `schemes` in albias.toml"
    + _DEPLOY,
    "type-not-supported": "Add its type to `load_balancer_types` in albias.toml" + _DEPLOY,
    "claim-not-allowed": "Give the load balancer the tags that one of the zone's claims asks for; which:"
    " `albias explain {name}`",
    "invalid-option": "Correct the option in the tag, such as: {text} weight=20",
    "routing-differs": "Tag it with the policy of the record sets that are there; which: `albias explain {name}`",
    "name-taken": "Remove that record, or take it over (`--replace` only where it points elsewhere):"
    " `albias adopt --replace {name}`",
    "owned-elsewhere": "The other deployment must let go first, with its configuration:"
    " `albias release --config ITS-FILE {name}`",
    "waiting": "It comes by itself when the other load balancer is deleted or loses the tag: `albias explain {name}`",
    "delegated": "Configure the hosted zone that the name is delegated to, or remove the delegation:"
    " `albias explain {name}`",
    "protected": "Take the protection off the record set; the next sweep does the rest, or at once:"
    " `albias apply --only {name}`",
    "guarded": "A change guardrail forbids it; once it allows the change, the next sweep makes it, or at once:"
    " `albias apply --only {name}`",
    "zone-full": "Have the hosted zone's quota of record sets raised, or use a wildcard, in the tag:"
    " `_wildcard.{parent}`",
    "target-not-found": "A young load balancer is not known everywhere yet; in a minute: `albias apply --only {name}`",
    "not-accepted": "Route 53's own words are above; what is there now: `albias explain {name}`",
}
# Where the whole truth about the name stands beside it.
_BESIDE_THE_TRUTH: dict[str, str] = {
    "zone-not-allowed": "Normal where another DNS has the name: write a CNAME there to a name that albias keeps.",
    "waiting": "It comes by itself when the other load balancer is deleted or loses the tag.",
    "delegated": "Configure the hosted zone that the name is delegated to, or remove the delegation.",
    "claim-not-allowed": "Give the load balancer the tags that one of the zone's claims asks for.",
    "routing-differs": "Tag it with the policy of the record sets that are there.",
    "not-accepted": "Route 53's own words are above: mend what they name.",
}
_ABOUT_TAGS = ("claim-not-allowed", "routing-differs", "invalid-option")  # mended by other tags
_GENERAL = "Remove it, or adopt it"  # albias.decide's words; `name-taken` above says the same with its command
_OWNER = re.compile(r"owner '([^']+)'")
_WRITE = "Write letters, digits, '-' and '_' between dots, a wildcard as _wildcard.NAME: shop.apps.example.com"


def in_general(refusal: Refusal) -> str:
    """What to do about a refusal, as far as its code alone tells."""
    if refusal.code == "invalid-name":
        return f"In the tag, {_lower(for_no_hostname(refusal.hostname))}"
    if refusal.code == "name-taken" and (own := _for_its_reason(refusal)):
        return own
    if refusal.code == "routing-differs" and refusal.reason.startswith("external-dns has it as "):
        return refusal.reason.partition(". ")[2]
    text = refusal.hostname
    advice = _BY_CODE.get(refusal.code, _EXPLAIN)
    name = f"-- {quote(text)}" if text.startswith("-") else quote(text)  # else it would be taken for an option
    return advice.format(name=name, text=text, parent=text.partition(".")[2])


def _for_its_reason(refusal: Refusal) -> str:
    """What the reason itself tells to do, where that is more than the code does; else the empty text."""
    if refusal.reason.startswith("external-dns"):
        owner = _OWNER.search(refusal.reason)
        return _migration(owner[1] if owner else "", refusal.hostname)
    told = refusal.reason.partition(". ")[2]
    return "" if told.startswith(_GENERAL) else told


def _migration(owner: str, name: str) -> str:
    """The command that makes a name albias's alone; where the owner is hidden, it takes the key (X3, X6)."""
    key = "" if owner else " --aes-key-file FILE"
    command = f"albias migrate external-dns --owner {quote(owner or 'ID')}{key} --only {quote(name)}"
    return f"Take it over from external-dns: `{command}`"


def for_no_hostname(text: str) -> str:
    """What to write in place of a text that is no hostname."""
    name = meant(text)
    return f"Write the hostname alone: {name.replace('*', '_wildcard', 1)}" if name else _WRITE


def for_group(refusals: Sequence[Refusal]) -> str:
    """What to do about several refusals of one code: shown for the first of them."""
    first, *others = refusals
    if first.code == "invalid-name" and others:
        return _for_no_hostnames([each.hostname for each in refusals])
    return in_general(first) + (" (the others likewise)" if others else "")


def _for_no_hostnames(texts: Iterable[str]) -> str:
    names = dict.fromkeys(name for text in texts if (name := meant(text)))
    written = ", ".join(name.replace("*", "_wildcard", 1) for name in names)
    return f"In the tags, write the hostnames alone: {written}" if written else _WRITE


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def for_refusal(refusal: Refusal, truth: Truth) -> str:
    """What to do about one refusal of this name."""
    zone = next((each for each in truth.zones if refusal.zone and each.zone.id == refusal.zone.id), None)
    if refusal.code == "name-taken" and zone:
        return _for_taken(truth, zone)
    if refusal.code == "delegated" and zone:
        return _for_delegated(truth, zone)
    if refusal.code == "owned-elsewhere" and zone and not any(hold.owner for hold in zone.holds):
        look = f"aws route53 list-resource-record-sets --hosted-zone-id {zone.zone.id}"
        return f"Delete the TXT record set at the place of the hold, once you know whose it is: `{look}`"
    told = _BESIDE_THE_TRUTH.get(refusal.code) or in_general(refusal)
    return " ".join(filter(None, (told, _where_to_mend_tags(refusal, truth))))


def _where_to_mend_tags(refusal: Refusal, truth: Truth) -> str:
    """Where the tags are written that a refusal is about, where that is in a cluster (H53)."""
    if refusal.code not in _ABOUT_TAGS:
        return ""
    return next((where_to_tag(each) for each in truth.claimants if each.id == refusal.load_balancer), "")


def _for_delegated(truth: Truth, zone: ZoneTruth) -> str:
    """The zone behind a delegation may be configured already, and not give the name (C7)."""
    cuts = [case.delegated_at for case in zone.cases if case.delegated_at]
    for other in truth.zones:
        inner = other.zone.private == zone.zone.private and any(is_within(other.zone.name, cut) for cut in cuts)
        if inner and other.unused:
            return f"The hosted zone {other.zone.name} is configured, and {other.unused}: change that, and deploy."
        if inner:
            return f"The hosted zone {other.zone.name} is configured and has the name: nothing is to be done here."
    return "Configure the hosted zone that the name is delegated to, or remove the delegation."


def _for_taken(truth: Truth, zone: ZoneTruth) -> str:
    targets, name = [each.dns_name for each in truth.claimants], quote(truth.name)
    if zone.external_dns is not None:
        return for_external_dns(zone, truth.name)
    record_sets = zone.cases[0].taken
    if any(found.managed for found in record_sets):
        return "A traffic policy made it, and nobody else may write it: remove its policy record, or take another name."
    if not record_sets:
        return "Look again in a moment: what was in the way is gone."
    if any(all(found.points_at(target) for found in record_sets) for target in targets):
        way = "unless an external-dns has it that writes no TXT, take it over"
        return f"It points at the right load balancer already; {way}: `albias adopt {name}`"
    return f"Remove the record, or repoint it: `albias adopt --replace {name}`"


def for_external_dns(zone: ZoneTruth, name: DnsName) -> str:
    """The command that makes a name albias's alone which an external-dns registers, too."""
    return _migration(zone.external_dns or "", name)


def for_left_behind(zone: ZoneTruth, name: DnsName) -> str:
    """What tidies a name up that another hosted zone has by now (C3)."""
    return f"Tidy up here: `albias release {quote(name)} --zone {zone.zone.id} --delete`"


def elsewhere(name: DnsName, technical: Iterable[DnsName]) -> list[str]:
    """The CNAMEs that a person would make in other DNS, so that a name there follows the load balancer."""
    kept = sorted(set(technical))
    if name in kept:
        return [f"YOUR-NAME. 300 IN CNAME {name}."]
    return [f"{name}. 300 IN CNAME {other}." for other in kept[:3]]


def tag_for(name: DnsName, key: str) -> str:
    """The tag that would claim a name, as key and value."""
    return " = ".join(key_and_value(name, key))


def named(load_balancer: LoadBalancer) -> str:
    """A load balancer's properties that decide what it may have."""
    return f"{load_balancer.scheme}, {load_balancer.ip_address_type}, {load_balancer.dns_name.lower()}"
