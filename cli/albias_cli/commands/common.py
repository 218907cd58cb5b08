"""What several commands share: their options, and the reading of what people write. No engine, no output."""

import re
from collections.abc import Iterable
from shlex import quote
from typing import Annotated, cast

import typer

from albias.model import SERVED, LoadBalancerId
from albias.names import DnsName, InvalidName, is_within, parse_name
from albias.registry import Deployment
from albias_cli.app import Invocation
from albias_cli.errors import CommandError, Exit
from albias_cli.show import outside
from albias_cli.show.advice import for_no_hostname
from albias_cli.show.describe import UNSEEN
from albias_cli.show.screen import Screen
from albias_cli.show.spelling import unescaped
from albias_cli.show.tagging import LISTING
from albias_cli.workspace import Options, Workspace
from albias_config.alike import nearest

from . import completing

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_HOSTNAME = "Name one: `--only shop.apps.example.com`"
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and stop.")]
Nameserver = Annotated[
    str | None, typer.Option(metavar="IP[:PORT]", help="The DNS server to ask, in place of this machine's.")
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="NAME[,NAME…]",
        help="Leave every other name alone. May be repeated.",
        autocompletion=completing.names,
    ),
]
Hostnames = Annotated[
    list[str] | None, typer.Argument(metavar="HOSTNAME…", show_default=False, autocompletion=completing.names)
]


def span(option: str, text: str) -> float:
    """A span of time such as 90s, 30m, 2h or 7d, in seconds. Raises: CommandError."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if not match:
        advice = f"Write 90s, 30m, 2h or 7d: `{option} 2h`"
        raise CommandError(f"{option} {text!r} is no span of time", advice, Exit.USAGE)
    return int(match[1]) * _UNITS[match[2]]


def workspace_of(context: typer.Context) -> Workspace:
    """The deployment that the command line names. Raises: CommandError where it names several."""
    options = options_of(context)
    for option, values in (("--profile", options.profiles), ("--region", options.regions)):
        if len(values) > 1:
            what = f"{option} is given {len(values)} times: {', '.join(values)}"
            raise CommandError(
                what, f"Say it once; only `albias audit` takes several: `{option} {values[0]}`", Exit.USAGE
            )
    return all_workspace_of(context)


def all_workspace_of(context: typer.Context) -> Workspace:
    """The same for a command that takes several profiles and Regions: the first ones are the deployment's."""
    return cast(Invocation, context.obj).workspace()


def options_of(context: typer.Context) -> Options:
    """The common options of the command line."""
    return cast(Invocation, context.obj).options


def screen_of(context: typer.Context) -> Screen:
    """Where the output goes, also before the deployment is looked for."""
    return cast(Invocation, context.obj).screen


def hostname(text: str) -> DnsName:
    """A hostname as a person writes it, or as Route 53 spells it. Raises: CommandError."""
    try:
        return parse_name(unescaped(text))
    except InvalidName as error:
        raise CommandError(f"{text!r} is no hostname: {error}", for_no_hostname(text), Exit.USAGE) from error


def hostnames(texts: Iterable[str] | None) -> list[DnsName]:
    """Hostnames, each argument one or several separated by spaces or commas. Raises: CommandError."""
    words = (word for text in texts or () for word in text.replace(",", " ").split())
    return list(dict.fromkeys(hostname(word) for word in words))


def only_names(texts: list[str] | None) -> frozenset[DnsName] | None:
    """The hostnames of --only; None where it is not given. Raises: CommandError."""
    if texts is None:
        return None
    names = hostnames(texts)
    if not names:
        raise CommandError("--only names no hostname", _HOSTNAME, Exit.USAGE)
    return frozenset(names)


def zones_named(workspace: Workspace, text: str | None) -> frozenset[str] | None:
    """The ids of the hosted zones that a person names by id or name; None for all. Raises: CommandError."""
    if text is None:
        return None
    chosen = frozenset(zone.id for zone in workspace.settings.zones if text in (zone.id, zone.name))
    if not chosen:
        known: list[str] = []
        for zone in workspace.settings.zones:
            known += [zone.name, zone.id]
        advice = f"One of {', '.join(known)}: `--zone {nearest(text, known) or known[0]}`"
        raise CommandError(f"{text!r} is no configured hosted zone", advice, Exit.USAGE)
    return chosen


def check_in_a_zone(workspace: Workspace, name: DnsName) -> None:
    """Raises: CommandError for a name that no tag can give, since it lies in no configured hosted zone."""
    zones = workspace.settings.zones
    if any(is_within(name, zone.name) for zone in zones):
        return
    known = ", ".join(zone.name for zone in zones)
    what = f"{name} lies in none of the configured hosted zones ({known})"
    raise CommandError(what, outside.to_look(name, zones), Exit.REFUSED)


def answer_for_all(workspace: Workspace, names: Iterable[DnsName], told: Iterable[str], *, whole: bool = True) -> None:
    """A name that was asked for and needs nothing is worth a word: a slip of the pen looks the same.

    `whole`: everything could be looked at.
    """
    for name in sorted({*names} - {*told}):
        what = f"nothing to do for {name}" if whole else f"nothing found to do for {name}: {UNSEEN}"
        workspace.screen.note(f"{what}; why: `albias explain {quote(name)}`")


def there(elsewhere: LoadBalancerId, me: Deployment) -> str:
    """How to work where a load balancer is that is not here."""
    if elsewhere.account == me.account:
        it_is, here, profile = f"in {elsewhere.region}", f"in {me.region}", ""
    else:
        it_is, here = f"in {elsewhere.region} of account {elsewhere.account}", f"in {me.region} of account {me.account}"
        profile = " --profile NAME"
    go = f"`albias COMMAND{profile} --region {elsewhere.region}`"
    return f"It is {it_is}, and you asked {here}; go there: {go}"


def load_balancer(text: str) -> LoadBalancerId:
    """A load balancer's ARN. Raises: CommandError."""
    found = LoadBalancerId.parse(text)
    if found is None:
        what = f"{text!r} is no ARN of an {SERVED}"
        raise CommandError(
            what,
            f"Take it from `{LISTING}`",
            Exit.USAGE,
        )
    return found
