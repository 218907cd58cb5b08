"""Tags that nearly name something: a slip of the pen in their keys makes albias silent. A part of `explain`."""

from collections.abc import Iterable, Sequence

from albias.model import LoadBalancer
from albias.names import DnsName
from albias.sources.tags import names_in, setting_of
from albias_cli.show.tagging import how_to_add
from albias_cli.workspace import Workspace
from albias_config.alike import meant


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
            right = None if setting_of(key, keys) else meant(key, keys)
            if right is not None and name in names_in(value):
                told = f"{each.id.short} has the tag {key} = {value}, which albias does not read: did you mean {right}?"
                found.append((told, how_to_add(each, ((right, value),))))
    return found
