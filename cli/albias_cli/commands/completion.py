"""`albias completion`: the script that makes a shell complete commands, options, names and load balancers."""

from enum import StrEnum
from typing import Annotated

import typer
from typer._completion_classes import completion_init
from typer._completion_shared import get_completion_script

from albias_cli.app import app, command
from albias_cli.errors import Exit

from .common import screen_of

completion_init()  # typer then knows how each shell asks


class Shell(StrEnum):
    """The shells that it can be had for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@command(
    app,
    "completion",
    "A script that completes commands, options and names in a shell.",
    more=("Names and load balancers are those that `albias list` saw last.",),
    examples=(
        'eval "$(albias completion bash)"  # in ~/.bashrc',
        'eval "$(albias completion zsh)"   # in ~/.zshrc, after compinit',
        "albias completion fish > ~/.config/fish/completions/albias.fish",
    ),
)
def completion(context: typer.Context, *, shell: Annotated[Shell, typer.Argument(metavar="bash|zsh|fish")]) -> Exit:
    """Write it."""
    script = get_completion_script(prog_name="albias", complete_var="_ALBIAS_COMPLETE", shell=shell.value)
    screen_of(context).raw(script + "\n")
    return Exit.OK
