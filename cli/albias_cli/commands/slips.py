"""Tags that nearly name something: a slip of the pen in their keys makes albias silent. A part of `explain`."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from albias.model import LoadBalancer
from albias.names import DnsName
from albias.sources.tags import names_in, setting_of
from albias_cli.show.tagging import how_to_add
from albias_cli.workspace import Workspace

_ALIKE = 0.8  # of 1; `albias/hostnames` and `albias/hostname` are at 0.97, `albias/rules` and `albias/hostname` at 0.59


def show(workspace: Workspace, name: DnsName, load_balancers: Iterable[LoadBalancer]) -> None:
    """Tell of tags that would claim a name, but for a slip in their keys."""
    for told, way in nearly_claimed(name, load_balancers, workspace.settings.hostname_tags):
        workspace.screen.line(("to know      ", "bold cyan"), told)
        workspace.screen.line(("to do        ", "bold"), way)


def nearly_claimed(name: DnsName, load_balancers: Iterable[LoadBalancer], keys: Sequence[str]) -> list[tuple[str, str]]:
    """Who has a name in a tag that albias does not read, with a key that is nearly one of `keys`; and what to do."""
    found: list[tuple[str, str]] = []
    for each in load_balancers:
        for key, value in each.tags:
            meant = _meant(key, keys)
            if meant is not None and name in names_in(value):
                told = f"{each.id.short} has the tag {key} = {value}, which albias does not read: did you mean {meant}?"
                found.append((told, how_to_add(each, ((meant, value),))))
    return found


def _meant(key: str, keys: Sequence[str]) -> str | None:
    """The key of which another one is a slip; None where it is one of these, or nothing like them."""
    if setting_of(key, keys) is not None:
        return None
    for known in keys:
        if SequenceMatcher(None, key.lower(), known.lower()).ratio() >= _ALIKE:
            return known
    return None
