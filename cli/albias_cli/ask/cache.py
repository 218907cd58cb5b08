"""Names and load balancers that `list` saw last, for the completion of a command line: no AWS, no waiting.

One small file for each configuration, below XDG_CACHE_HOME. What goes wrong with it is passed over.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a completion loads neither
    from albias_cli.workspace import Workspace

    from .holdings import Holding


@dataclass(frozen=True, slots=True)
class Seen:
    """What `list` saw last."""

    names: tuple[str, ...] = ()
    load_balancers: tuple[str, ...] = ()


def remember(workspace: "Workspace", holdings: "Iterable[Holding]") -> None:
    """Keep what was seen, for a configuration that lies in a file."""
    if workspace.config is None:
        return
    names: set[str] = set()
    load_balancers: set[str] = set()
    for each in holdings:
        names.add(each.hostname)
        load_balancers.add(str(each.load_balancer))
    document = {"names": sorted(names), "load_balancers": sorted(load_balancers)}
    place = _place(workspace.config.path)
    part = place.with_name(f"{place.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.write_text(json.dumps(document), encoding="utf-8")
        part.replace(place)


def seen(config: Path) -> Seen:
    """What was seen with this configuration; nothing where nobody has looked yet."""
    try:
        document = json.loads(_place(config).read_text(encoding="utf-8"))
        return Seen(tuple(map(str, document["names"])), tuple(map(str, document["load_balancers"])))
    except (OSError, ValueError, KeyError, TypeError):
        return Seen()


def _place(config: Path) -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    key = hashlib.sha256(str(config.resolve()).encode()).hexdigest()[:16]
    return Path(root) / "albias" / f"{key}.json"
