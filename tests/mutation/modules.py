"""Which modules are mutated: every one of the package that has functions, but those that only talk to the outside."""

from collections.abc import Iterator
from pathlib import Path

from tests.mutation.workplace import ROOT

PACKAGE = ROOT / "lambda_src" / "albias"
# The adapters: tests/adapters and tests/contract hold them to AWS's behaviour, not tests/unit.
ADAPTERS = frozenset(
    {
        "aws.clients",
        "aws.elbv2",
        "aws.event_bus",
        "aws.failures",
        "aws.route53",
        "aws.spacing",
        "dashboard.widget",
        "edge.drain",
        "edge.handler",
        "edge.journal",
        "edge.queue",
        "edge.together",
    }
)


def all_modules() -> Iterator[tuple[str, Path]]:
    """Every module of the package that defines something, by its dotted name below `albias`."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name and "def " in path.read_text(encoding="utf-8"):
            yield name, path


PURE = {name: path for name, path in all_modules() if name not in ADAPTERS}
