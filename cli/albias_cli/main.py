"""`albias`: runs one command; what becomes of errors and interrupts is here. No command is."""

import shlex
import traceback
from collections.abc import Sequence
from itertools import takewhile

from albias_cli.show.counting import many
from albias_cli.show.documents import FORMS, Form
from albias_cli.show.screen import Screen

from . import commands
from .app import Interrupted, Invocation, Open
from .errors import CommandError, Exit, explained, repeated
from .workspace import Connect, connect, open_workspace

# The common options may stand before or after the command; typer wants them before it.
_WITH_VALUE = ("--config", "--profile", "--region", "--stack", "--output")
_KIND = "Value error, "  # what typer's own checks put before their words
_FLAGS = ("--json", "--verbose", "-v", "--debug", "--version")


def main(
    arguments: Sequence[str],
    open_workspace: Open = open_workspace,
    screen: Screen | None = None,
    connect: Connect = connect,
) -> int:
    """Run one command; returns its exit code. Tests hand in their own workspace, screen and account."""
    words = hoisted(arguments)
    invocation = Invocation(open_workspace, screen or Screen(), connect=connect)
    invocation.screen.command = shlex.join(["albias", *arguments])
    invocation.screen.form = _form(list(takewhile(lambda word: word != "--", words)))  # also where parsing fails
    try:
        code = commands.app(args=words, obj=invocation, standalone_mode=False, prog_name="albias")
    except (Interrupted, KeyboardInterrupt):
        code = _interrupted(invocation)
    except (BrokenPipeError, SystemExit):  # typer makes the one into the other, and nothing else into that
        code = Exit.OK  # whoever read our output has seen enough
    except Exception as error:  # noqa: BLE001  the edge
        code = _failed(invocation, error)
    return int(code or 0)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The arguments with the common options in front, wherever they stood."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _WITH_VALUE:
            value = next(waiting, None)
            if value is None:
                rest.append(argument)  # where typer misses its value
            else:
                front += [argument, value]
        elif argument in _FLAGS or argument.startswith(tuple(f"{option}=" for option in _WITH_VALUE)):
            front.append(argument)
        else:
            rest.append(argument)
    return [*front, *rest]


def _form(words: Sequence[str]) -> Form:
    """How the result is written, as far as the command line can be understood."""
    joined = " ".join(words)
    for form in FORMS:
        if f"--output {form}" in joined or f"--output={form}" in joined:
            return form
    return "json" if "--json" in words else "table"


def _interrupted(invocation: Invocation) -> Exit:
    """A second Ctrl-C, or one while nothing was being changed."""
    work = invocation.opened.work if invocation.opened else None
    what = "nothing was changed"
    if work and work.stopped:
        what = "the change batch on its way has happened as a whole or not at all; `albias plan` shows what is left"
    elif work and work.accepted:
        batches = many(work.accepted, "change batch", "change batches")
        what = f"Route 53 has accepted {batches}; `albias plan` shows what is left"
    invocation.screen.note(("interrupted: ", "bold yellow"), what)
    return Exit.INTERRUPTED


def _failed(invocation: Invocation, error: Exception) -> Exit:
    if invocation.debug:
        traceback.print_exception(error, file=invocation.screen.err.file)
    if hasattr(error, "format_message"):  # typer's own: the command line is wrong
        said = " ".join(error.format_message().replace(_KIND, "").split())
        problem = CommandError(said, f"What it takes: `{_path(error)} --help`", Exit.USAGE)
    else:
        problem = explained(error)
        if invocation.opened and not isinstance(error, CommandError):
            problem = CommandError(f"{problem.what} ({invocation.opened.place})", problem.advice, problem.code)
    advice = repeated(problem.advice, invocation.screen.command)
    invocation.screen.error(CommandError(problem.what, advice, problem.code))
    return problem.code


def _path(error: Exception) -> str:
    """The command, with the groups that it is in, that typer could not make sense of."""
    context = getattr(error, "ctx", None)
    return str(context.command_path) if context else "albias"
