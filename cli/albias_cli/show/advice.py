"""What a person can do about a refusal, as far as it tells by itself; beside the truth about its name: mending.py.

Every advice ends with the one command to run, or the one line to write, in backticks. Words only; reads nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from shlex import quote

from albias.model import HostedZone, LoadBalancer, Refusal, RefusalCode
from albias.names import DnsName

from . import outside
from .configured import Configured
from .spelling import meant
from .tagging import key_and_value

_DEPLOY = ", then deploy: `cdk deploy`"
_NOT_ALLOWED = (
    "Choose an allowed name, or let the zone's `hostnames`, `except` and `service_names` in"
    ' {file} allow "{text}"' + _DEPLOY
)
_BY_CODE: Mapping[RefusalCode, str] = {
    "zone-not-allowed": "Normal where another DNS has the name; the CNAME to write there: `albias explain {name}`",
    "name-not-allowed": _NOT_ALLOWED,
    "scheme-not-allowed": "Choose another load balancer, or add its scheme to the zone's `schemes` in {file}" + _DEPLOY,
    "type-not-supported": "Add its type to `load_balancer_types` in {file}" + _DEPLOY,
    "claim-not-allowed": "Give the load balancer the tags that one of the zone's claims asks for; which:"
    " `albias explain {name}`",
    "invalid-option": "Correct the option in the tag, such as: `{text} weight=20`",
    "routing-differs": "Tag it with the policy of the record sets that are there; which: `albias explain {name}`",
    "name-taken": "Remove that record, or take it over (`--replace` only where it points elsewhere):"
    " `albias adopt --replace {name}`",
    "owned-elsewhere": "The other deployment must let go first; where the hold is not albias's, find out whose that TXT"
    " record set is, and delete it. With the other deployment's configuration:"
    " `albias release --config ITS-FILE {name}`",
    "waiting": "It comes by itself when the other load balancer is deleted or loses the tag; to wait for that:"
    " `albias wait --load-balancer {load_balancer} {name}`",
    "delegated": "Configure the hosted zone that the name is delegated to, or remove the delegation; which:"
    " `albias explain {name}`",
    "protected": "Take the protection off the record set; the next sweep does the rest, or at once:"
    " `albias apply --only {name}`",
    "guarded": "A change guardrail forbids it; once it allows the change, the next sweep makes it, or at once:"
    " `albias apply --only {name}`",
    "zone-full": "Have the hosted zone's quota of record sets raised, or use a wildcard, in the tag:"
    " `_wildcard.{parent}`",
    "target-not-found": "A young load balancer is not known everywhere yet; in a minute: `albias apply --only {name}`",
    "not-accepted": "Mend what Route 53's own words above name; the next sweep does the rest, or at once:"
    " `albias apply --only {name}`",
}
# albias.refusals' words, which `name-taken` above says with a command.
_GENERAL = ("Remove it, or adopt it", "Remove it, and albias puts its own back")
_OWNER = re.compile(r"owner '([^']+)'")
_WRITE = "Write letters, digits, '-' and '_' between dots, a wildcard as `_wildcard.NAME`: `shop.apps.example.com`"


def in_general(refusal: Refusal, configured: Configured) -> str:
    """What to do about a refusal, as far as it tells by itself."""
    if near := nearly(refusal, configured.zones):
        return outside.to_write([near])
    if refusal.code == "invalid-name":
        return f"In the tag, {_lower(for_no_hostname(refusal.hostname))}"
    return _for_its_reason(refusal) or by_code(refusal, configured.file)


def by_code(refusal: Refusal, file: str) -> str:
    """What to do about a refusal, as far as its code tells. `file`: the configuration."""
    text = refusal.hostname
    name = f"-- {quote(text)}" if text.startswith("-") else quote(text)  # else it would be taken for an option
    parent = text.partition(".")[2]
    told = _BY_CODE[refusal.code]
    return told.format(name=name, text=text, parent=parent, load_balancer=refusal.load_balancer, file=file)


def _for_its_reason(refusal: Refusal) -> str:
    """What the reason itself tells to do, where that is more than the code does; else the empty text."""
    if refusal.code == "name-taken" and refusal.reason.startswith("external-dns"):
        owner = _OWNER.search(refusal.reason)
        return migration(owner[1] if owner else "", refusal.hostname)
    told = refusal.reason.partition(". ")[2]
    if refusal.code not in ("name-taken", "routing-differs") or not told or told.startswith(_GENERAL):
        return ""
    return told if told.endswith("`") else f"{told}; what is there: `albias explain {quote(refusal.hostname)}`"


def name_not_allowed(name: DnsName, file: str) -> str:
    """What to do about a name that no configured hosted zone gives to anybody. `file`: the configuration."""
    return _NOT_ALLOWED.format(text=name, file=file)


def migration(owner: str, name: str) -> str:
    """The command that makes a name albias's alone; where the owner is hidden, it takes the key (X3, X6)."""
    key = "" if owner else " --aes-key-file FILE"
    command = f"albias migrate external-dns --owner {quote(owner or 'ID')}{key} --only {quote(name)}"
    return f"Take it over from external-dns: `{command}`"


def for_no_hostname(text: str) -> str:
    """What to write in place of a text that is no hostname."""
    name = meant(text)
    return f"Write the hostname alone: `{name.replace('*', '_wildcard', 1)}`" if name else _WRITE


def nearly(refusal: Refusal, zones: Sequence[HostedZone]) -> DnsName | None:
    """The name in a configured hosted zone that was meant, where the refused one lies in none, and is nearly that."""
    return outside.meant(DnsName(refusal.hostname), zones) if refusal.code == "zone-not-allowed" else None


def for_group(refusals: Sequence[Refusal], configured: Configured) -> str:
    """What to do about several refusals of one code: shown for the first of them."""
    first, *others = refusals
    if near := [name for each in refusals if (name := nearly(each, configured.zones))]:
        return outside.to_write(near)
    if first.code == "invalid-name" and others:
        return _for_no_hostnames([each.hostname for each in refusals])
    told = in_general(first, configured)
    return f"One by one: {_lower(told)}" if others else told


def _for_no_hostnames(texts: Iterable[str]) -> str:
    names = dict.fromkeys(name for text in texts if (name := meant(text)))
    written = ", ".join(name.replace("*", "_wildcard", 1) for name in names)
    return f"In the tags, write the hostnames alone: `{written}`" if written else _WRITE


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def tag_for(name: DnsName, key: str) -> str:
    """The tag that would claim a name, as key and value."""
    return " = ".join(key_and_value(name, key))


def named(load_balancer: LoadBalancer) -> str:
    """A load balancer's properties that decide what it may have."""
    return f"{load_balancer.scheme}, {load_balancer.ip_address_type}, {load_balancer.dns_name.lower()}"
