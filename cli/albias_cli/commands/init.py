"""`albias init`: the first albias.toml, from the hosted zones that there are."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, cast

import typer

from albias.model import HostedZone
from albias.names import InvalidName, parse_name
from albias_cli.app import Invocation, app, command
from albias_cli.ask.hosted_zones import FoundZone, hosted_zones
from albias_cli.config_file import new_config
from albias_cli.errors import CommandError, Exit
from albias_cli.first_config import first_config
from albias_cli.show.screen import Screen
from albias_cli.workspace import Account

from .common import screen_of

_QUESTION = "Which of them may albias write in? Numbers, or `all`:"
_SAY = "Say which: `albias init --zone NAME`"
_OTHER_FILE = "`albias init --config FILE`"
_OTHER_ACCOUNT = (
    "Choose the account that has them, for another one's zones with --role-arn: `albias init --profile NAME`"
)


@command(
    app,
    "init",
    "Write albias.toml, for the hosted zones that you choose.",
    more=(
        "Lists the account's hosted zones and asks which; --zone chooses without asking. A file that exists is never"
        " overwritten. What it writes begins with dry_run = true.",
        "Zones of another account than the load balancers': with credentials of the zones' account (--profile), and"
        " --role-arn for the role there that albias is to assume.",
    ),
    examples=(
        "init",
        "init --zone apps.example.com --owner platform",
        "init --profile dns --zone apps.example.com --role-arn arn:aws:iam::444455556666:role/albias",
    ),
)
def init(
    context: typer.Context,
    *,
    zone: Annotated[
        list[str] | None, typer.Option(metavar="NAME|ID", help="A hosted zone, by its name or id. May be repeated.")
    ] = None,
    owner: Annotated[str, typer.Option(help="This deployment's name in the registry.")] = "platform",
    role_arn: Annotated[str, typer.Option(help="The role in the zones' account, where that is another one.")] = "",
) -> Exit:
    """List, ask, write."""
    invocation = cast(Invocation, context.obj)
    screen = screen_of(context)
    file = new_config(invocation.options.config)
    _check_free(file)
    here = invocation.connect(invocation.options, owner)
    found = _writable(here)
    chosen = [_named(text, found) for text in zone] if zone else _asked(screen, here, found)
    zones = [replace(each.zone, role_arn=role_arn) for each in dict.fromkeys(chosen)]
    _write(file, first_config(owner, zones))
    _show(screen, file, zones)
    return Exit.OK


def _check_free(file: Path) -> None:
    """Raises: CommandError where there is something already; before anybody is asked anything."""
    if file.exists():
        raise CommandError(f"{file} exists already, and is left as it is", f"Edit it, or name another: {_OTHER_FILE}")


def _writable(here: Account) -> list[FoundZone]:
    """The account's hosted zones that people may write in, by name. Raises: CommandError where there is none."""
    found = [each for each in hosted_zones(here.clients.get("route53")) if not each.service]
    if not found:
        raise CommandError(f"the account {here.number} has no hosted zone", _OTHER_ACCOUNT)
    return sorted(found, key=lambda each: (each.zone.name, each.zone.private, each.zone.id))


def _named(text: str, found: Sequence[FoundZone]) -> FoundZone:
    """The one hosted zone of a name or id. Raises: CommandError where it is none, or several."""
    try:
        name = parse_name(text)
    except InvalidName:
        name = None
    fitting = [each for each in found if text == each.zone.id or name == each.zone.name]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        several = " and ".join(f"{each.zone.id} ({each.kind})" for each in fitting)
        ways = " ".join(f"--zone {each.zone.id}" for each in fitting)
        raise CommandError(
            f"{len(fitting)} hosted zones are called {text}: {several}",
            f"Say which by its id, or all of them: `albias init {ways}`",
            Exit.USAGE,
        )
    there = ", ".join(each.zone.name for each in found[:10]) + (", …" if len(found) > 10 else "")
    raise CommandError(f"the account has no hosted zone {text!r}; it has {there}", _OTHER_ACCOUNT, Exit.USAGE)


def _asked(screen: Screen, here: Account, found: Sequence[FoundZone]) -> list[FoundZone]:
    """What a person chooses. Raises: CommandError where nobody is there, or nothing is chosen."""
    names = max(len(each.zone.name) for each in found)
    screen.note((f"Hosted zones of the account {here.number}", "bold"))
    for number, each in enumerate(found, 1):
        screen.note((f"{number:>4}  ", "bold"), f"{each.zone.name:<{names}}  {each.kind:<7}  {each.zone.id}")
    while (answer := None if screen.for_programs else screen.answer(_QUESTION)) is not None:
        if not answer:
            raise CommandError("nothing was chosen, and nothing written", _SAY)
        if chosen := _numbered(answer, found):
            return chosen
        screen.note(f"{answer!r} is no choice: write numbers from 1 to {len(found)}, such as 1 or 1,2; or `all`")
    raise CommandError("no hosted zone is chosen, and nobody is there to ask", _SAY, Exit.USAGE)


def _numbered(answer: str, found: Sequence[FoundZone]) -> list[FoundZone]:
    """The hosted zones of an answer; none where it is not understood whole."""
    if answer.lower() == "all":
        return list(found)
    chosen: list[FoundZone] = []
    for word in re.split(r"[\s,]+", answer):
        if not (word.isascii() and word.isdigit()) or not 1 <= int(word) <= len(found):
            return []
        chosen.append(found[int(word) - 1])
    return chosen


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as made:  # x: never over what is there
            made.write(text)
    except FileExistsError:
        _check_free(file)
        raise
    except OSError as error:
        raise CommandError(
            f"{file}: cannot be written: {error.strerror}", f"Name another file: {_OTHER_FILE}"
        ) from error


def _show(screen: Screen, file: Path, zones: Sequence[HostedZone]) -> None:
    screen.line(("written    ", "bold"), str(file))
    for zone in zones:
        kind = "private" if zone.private else "public"
        screen.line(("           ", ""), f"{zone.name} ({zone.id}, {kind})")
    screen.line(("look       ", "bold"), "`albias plan` says what would happen; `albias doctor` what is missing")
    screen.line(("deploy     ", "bold"), "it plans and changes nothing until you set dry_run = false")
    rows = [{"zone": zone.name, "zone_id": zone.id, "private": zone.private} for zone in zones]
    screen.document({"config": str(file), "zones": rows}, rows)
