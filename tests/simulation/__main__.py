"""`python -m tests.simulation`: many seeds with progress, or one with its trace."""

from __future__ import annotations

import sys
from pathlib import Path


def _main() -> int:
    for part in ("lambda_src", "config"):
        sys.path.insert(0, str(Path(__file__).parents[2] / part))
    from tests.simulation.cli import main

    return main()


sys.exit(_main())
