"""The typer app that the commands add themselves to, the common options, and what one call carries along."""

import functools
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from albias import __version__

from .errors import CommandError, Exit
from .first_steps import first_steps
from .quick.answers import WIDTH
from .show.documents import Form
from .show.screen import Screen
from .workspace import Connect, Options, Workspace, connect

Open = Callable[[Options, Screen], Workspace]


@dataclass
class Invocation:
    """One call of the command line. Commands take their workspace from here; it is opened when it is first needed."""

    open: Open
    screen: Screen
    options: Options = field(default_factory=Options)
    debug: bool = False
    opened: Workspace | None = None
    connect: Connect = connect

    def workspace(self) -> Workspace:
        """The deployment that the options name. Raises: what open_workspace does."""
        if self.opened is None:
            self.opened = self.open(self.options, self.screen)
        return self.opened


ORDER = (
    "init",
    "plan",
    "apply",
    "explain",
    "list",
    "wait",
    "history",
    "audit",
    "adopt",
    "release",
    "migrate",
    "doctor",
    "logs",
    "package",
    "completion",
)


class _InOrder(TyperGroup):
    """Lists the commands in the order in which a newcomer needs them."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"albias {__version__}")
        raise typer.Exit(Exit.OK)


app = typer.Typer(
    name="albias",
    cls=_InOrder,
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
)


@app.callback(help="DNS names of AWS load balancers, from their tags: look, explain, change. Changes are shown first.")
def common(
    context: typer.Context,
    *,
    config: Annotated[
        Path | None,
        typer.Option(
            help="The configuration that was deployed. [default: ALBIAS_CONFIG, or albias.toml here or above]"
        ),
    ] = None,
    profile: Annotated[list[str] | None, typer.Option(metavar="<str>", help="AWS profile, as in the AWS CLI.")] = None,
    region: Annotated[list[str] | None, typer.Option(metavar="<str>", help="AWS Region of the deployment.")] = None,
    stack: Annotated[str | None, typer.Option(help="Its stack, where that is not albias-OWNER.")] = None,
    output: Annotated[Form, typer.Option(help="How the result is written.")] = "table",
    json: Annotated[bool, typer.Option("--json", help="The same as --output json.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every reason and every record set.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which albias this is.")
    ] = False,
) -> None:
    """Take in the common options."""
    invocation = cast(Invocation, context.obj)
    invocation.options = Options(config, profiles=tuple(profile or ()), regions=tuple(region or ()), stack=stack)
    invocation.screen.form = "json" if json and output == "table" else output
    invocation.screen.verbose = verbose
    invocation.debug = debug
    if context.invoked_subcommand is None:
        if invocation.screen.for_programs:
            raise CommandError("no command is named", "Those there are: `albias --help`", Exit.USAGE)
        for line in first_steps(invocation.options.config):
            invocation.screen.line(*line)
        raise typer.Exit(Exit.USAGE)


class Interrupted(Exception):
    """Ctrl-C, in a form that typer leaves alone."""


def command(
    group: typer.Typer,
    name: str,
    words: str,
    *,
    more: tuple[str, ...] = (),
    examples: tuple[str, ...],
    paged: bool = False,
) -> Callable[[Callable[..., Exit]], Callable[..., None]]:
    """Make a function that returns an exit code a command of the group; its options are its parameters.

    `words`: what it does, in the list of commands; `more`: paragraphs that its own help adds; `examples`: command
    lines, without `albias` where that is the first word; `paged`: long output goes through the pager.
    """

    def register(function: Callable[..., Exit]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(context: typer.Context, **options: object) -> None:
            screen = cast(Invocation, context.obj).screen
            try:
                with screen.paged() if paged and not options.get("follow") else nullcontext():
                    code = function(context, **options)
            except KeyboardInterrupt as error:
                raise Interrupted from error
            raise typer.Exit(code)

        # \b keeps the lines as they are
        shown = "\n".join(["\b", "Examples:", *map(_example, examples)])
        group.command(name, help="\n\n".join([words, *more]), short_help=words, epilog=shown)(run)
        return run

    return register


def _example(line: str) -> str:
    """A line of the examples in a help."""
    return f"  {line}" if line.startswith(("albias ", "eval ")) else f"  albias {line}"
