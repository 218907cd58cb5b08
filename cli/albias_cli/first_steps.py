"""What `albias` alone says: the three first steps, those that are done already marked as such."""

from pathlib import Path

from .config_file import find_config
from .show.screen import Part


def first_steps(config: Path | None) -> list[list[Part]]:
    """The lines."""
    found = find_config(config)
    written = f"done: {found.path}" if found.path.is_file() else "`albias init` asks which hosted zones, and does it"
    return [
        [("albias gives AWS load balancers the DNS names that their tags ask for.", "bold")],
        [],
        [("  1. ", "bold"), f"Write {found.said} ({written})."],
        [("  2. ", "bold"), "See what would happen, which changes nothing: `albias plan`"],
        [("  3. ", "bold"), "Ask about one name, and get what to do: `albias explain shop.apps.example.com`"],
        [],
        ["All commands: `albias --help`. What may make albias silent: `albias doctor`"],
    ]
