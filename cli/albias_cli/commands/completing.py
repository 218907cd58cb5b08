"""What a shell may complete: the names and the load balancers that `albias list` saw last. Asks no AWS."""

from typing import Any

import typer

from albias_cli.ask.cache import Seen, seen
from albias_cli.config_file import find_config


def _seen(context: typer.Context) -> Seen:
    return seen(find_config(context.find_root().params.get("config")).path)


def names(context: typer.Context, incomplete: str) -> list[Any]:
    """Names that begin so; of several with commas between, the last."""
    done, comma, begun = incomplete.rpartition(",")
    return [f"{done}{comma}{name}" for name in _seen(context).names if name.startswith(begun)]


def load_balancers(context: typer.Context, incomplete: str) -> list[Any]:
    """ARNs that begin so."""
    return [arn for arn in _seen(context).load_balancers if arn.startswith(incomplete)]


def names_and_load_balancers(context: typer.Context, incomplete: str) -> list[Any]:
    """Both; ARNs where one has been begun, since they are long."""
    return load_balancers(context, incomplete) if incomplete.startswith("arn") else names(context, incomplete)
