"""A name that lies in none of the configured hosted zones: another DNS's, or a slip of the pen. Words only."""

from collections.abc import Iterable, Sequence
from shlex import quote

from albias.model import HostedZone
from albias.names import DnsName
from albias_config import alike

_SHOWN = 3  # CNAMEs of a name


def cnames(name: DnsName, kept: Iterable[DnsName]) -> list[str]:
    """The lines that a person would write in other DNS, so that a name there follows a load balancer.

    `kept`: names that albias keeps for it. A wildcard is no target, and one label alone is nobody's hostname.
    """
    targets = [other for other in sorted({*kept}) if not other.startswith("*")]
    return [_cname(name, other) for other in targets[:_SHOWN]] if is_whole(name) else []


def is_whole(name: str) -> bool:
    """Whether a name may be a hostname in some DNS: it is more than one label."""
    return "." in name


def meant(name: DnsName, zones: Iterable[HostedZone]) -> DnsName | None:
    """The name in a configured hosted zone that is nearly this one; None where none is."""
    labels = name.split(".")
    for zone in zones:
        wanted = zone.name.split(".")
        own = max(len(labels) - len(wanted), 0)
        if alike.meant(*_where_they_differ(labels[own:], wanted)):
            return DnsName(".".join([*labels[:own], zone.name]))
    return None


def _where_they_differ(labels: Sequence[str], wanted: Sequence[str]) -> tuple[str, list[str]]:
    """Two names without the labels with which both end: those make all names of a company alike."""
    same = 0
    for one, other in zip(reversed(labels), reversed(wanted), strict=False):
        if one != other:
            break
        same += 1
    return ".".join(labels[: len(labels) - same]), [".".join(wanted[: len(wanted) - same])]


def to_write(right: Sequence[DnsName]) -> str:
    """What to write where a load balancer asks for names that nearly lie in a configured hosted zone."""
    right = list(dict.fromkeys(right))
    written = " ".join(name.replace("*", "_wildcard", 1) for name in right)  # as a tag's value has them
    if len(right) == 1:
        return f"Did you mean {right[0]}? Then write that in its place: `{written}`"
    return f"Where these were meant, write them in their places: `{written}`"


def to_do(name: DnsName, zones: Sequence[HostedZone], lines: Sequence[str] = ()) -> str:
    """What to do about a name outside all zones. `lines`: the CNAMEs that can be written in its own DNS."""
    if near := meant(name, zones):
        return f"Did you mean {near}? Then write that: `albias explain {quote(near)}`"
    if not is_whole(name):
        whole = f"{name}.{zones[0].name}"
        return f"One label alone is nobody's hostname; write the whole name: `albias explain {quote(whole)}`"
    line = next(iter(lines), _cname(name, "NAME-THAT-ALBIAS-KEEPS"))
    return f"Normal where another DNS has the name; write there: `{line}`"


def to_look(name: DnsName, zones: Sequence[HostedZone]) -> str:
    """The command that tells more of a name outside all zones."""
    if meant(name, zones) or not is_whole(name):
        return to_do(name, zones)
    return f"Which CNAME to write in its own DNS: `albias explain {quote(name)}`"


def _cname(name: DnsName, target: str) -> str:
    return f"{name}. 300 IN CNAME {target}."
