"""Whom else a name belongs to: how the simulation knows external-dns's record sets, from its documentation. Reads only.

<prefix>[a-|aaaa-|cname-]<name>     "heritage=external-dns,external-dns/owner=...,..."
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.ledger import Key, Zone
from tests.simulation.texts import Place

if TYPE_CHECKING:
    from albias.settings import ExternalDns


def external_dns_owns(zone: Zone, place: Place, style: ExternalDns) -> bool:
    """Whether a TXT record set in any of external-dns's forms says that a name is its own.

    A routed record set has its own TXT, under the same set identifier: those of others say nothing of it.
    """
    first, _, rest = place.name.partition(".")
    first = style.txt_wildcard_replacement if first == "*" and style.txt_wildcard_replacement else first
    places = [f"{style.txt_prefix}{kind}{first}.{rest}" for kind in ("", "a-", "aaaa-", "cname-")]
    texts = [zone.get(Key(each, "TXT", place.set_identifier)) for each in places]
    return any(text and "heritage=external-dns" in str(text.record) for text in texts)
