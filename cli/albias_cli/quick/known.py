"""What a shell may complete: the names and the load balancers that `albias list` saw last. Asks no AWS."""

from collections.abc import Callable, Mapping
from pathlib import Path

from albias_cli.ask.cache import Seen, seen
from albias_cli.config_file import find_config


def names(config: Path | None, incomplete: str) -> list[str]:
    """Names that begin so; of several with commas between, the last."""
    done, comma, begun = incomplete.rpartition(",")
    return [f"{done}{comma}{name}" for name in _seen(config).names if name.startswith(begun)]


def load_balancers(config: Path | None, incomplete: str) -> list[str]:
    """ARNs that begin so."""
    return [arn for arn in _seen(config).load_balancers if arn.startswith(incomplete)]


def names_and_load_balancers(config: Path | None, incomplete: str) -> list[str]:
    """Both; ARNs where one has been begun, since they are long."""
    return (load_balancers if incomplete.startswith("arn") else names)(config, incomplete)


def _seen(config: Path | None) -> Seen:
    return seen(find_config(config).path)


# By the name that words.json has for each.
COMPLETERS: Mapping[str, Callable[[Path | None, str], list[str]]] = {
    each.__name__: each for each in (names, load_balancers, names_and_load_balancers)
}
