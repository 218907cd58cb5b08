"""Which parameters a shell completes, and with what. The answers come from albias_cli/quick/known.py."""

from typing import Any

import typer

from albias_cli.quick import known


def names(context: typer.Context, incomplete: str) -> list[Any]:
    """Names that begin so; of several with commas between, the last."""
    return known.names(_config(context), incomplete)


def load_balancers(context: typer.Context, incomplete: str) -> list[Any]:
    """ARNs that begin so."""
    return known.load_balancers(_config(context), incomplete)


def names_and_load_balancers(context: typer.Context, incomplete: str) -> list[Any]:
    """Both; ARNs where one has been begun, since they are long."""
    return known.names_and_load_balancers(_config(context), incomplete)


def _config(context: typer.Context) -> Any:
    return context.find_root().params.get("config")
