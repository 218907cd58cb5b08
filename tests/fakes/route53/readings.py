"""What AWS's documentation leaves open of Route 53; a test plays each reading, and albias must survive all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Readings:
    """One reading of each open question."""

    # Whether a guardrail looks at the zone as the whole batch leaves it, so that DELETE and CREATE of one name and type
    # pass together, or at each change as if it were the only one (C16).
    guardrails_judge: Literal["the outcome", "each change"] = "the outcome"
    # How a guardrail is called in the error: the Developer Guide has both its words and its name.
    guardrails_called: Literal["name", "words"] = "name"
    # The code of the error for a hosted zone that is full; the operation models neither but the first (C12).
    full_zone: Literal["InvalidChangeBatch", "LimitsExceeded", "TooManyRecords"] = "InvalidChangeBatch"
    # An NLB's name has no ``dualstack.`` form in DNS: whether Route 53 takes an alias to it all the same (C5).
    dualstack_of_nlb: Literal["taken", "not found"] = "taken"
    # "For failover alias record sets, you must also … set EvaluateTargetHealth to true": advice, or a rule.
    failover_alias_without_health: Literal["taken", "refused"] = "taken"
    # "You can only specify one ResourceRecord" per weighted or latency record set: people have more than one.
    several_values_of_a_routed_set: Literal["taken", "refused"] = "taken"
