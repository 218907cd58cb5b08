"""Every build of albias that is broken on purpose, by what is wrong with it."""

from __future__ import annotations

from tests.simulation.broken_batches import BROKEN_BATCHES
from tests.simulation.broken_evidence import BROKEN_EVIDENCE
from tests.simulation.broken_ownership import BROKEN_OWNERSHIP
from tests.simulation.broken_routing import BROKEN_ROUTING
from tests.simulation.broken_rules import BROKEN_RULES

EVERY_BROKEN = BROKEN_BATCHES | BROKEN_EVIDENCE | BROKEN_OWNERSHIP | BROKEN_RULES | BROKEN_ROUTING
