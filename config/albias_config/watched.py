"""The tags whose change makes albias look at a load balancer: what the event patterns compare keys with. Pure."""

import json
from collections.abc import Iterator
from typing import Any

from albias.settings import Settings


def watched_keys(settings: Settings) -> list[str | dict[str, str]]:
    """Keys, and what keys may begin with: of hostnames, of the load balancers whose rules count, and of claims.

    AWS's own tags (`aws:`) are set when a resource is made, and no call changes them.
    """
    hostname_keys = [match for key in settings.hostname_tags for match in (key, {"prefix": f"{key}/"})]
    others = sorted({*_rule_keys(settings), *_claim_keys(settings)} - set(settings.hostname_tags))
    return [*hostname_keys, *others]


def watched_size(keys: list[Any]) -> int:
    """The characters that keys take in an event pattern."""
    return len(json.dumps(keys, separators=(",", ":")))


def _rule_keys(settings: Settings) -> Iterator[str]:
    for match in settings.names_from_rules:
        yield match.key


def _claim_keys(settings: Settings) -> Iterator[str]:
    for zone in settings.zones:
        for claim in zone.claims:
            for key, _ in claim.tags:
                if not key.startswith("aws:"):
                    yield key
