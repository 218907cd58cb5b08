"""What words about a name take from the configuration: its hosted zones, and what the file is called. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass

from albias.model import HostedZone


@dataclass(frozen=True, slots=True)
class Configured:
    """`zones`: all that are configured; `file`: the configuration as a person named it."""

    zones: Sequence[HostedZone]
    file: str
