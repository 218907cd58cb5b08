"""Whom else a name belongs to: how the simulation knows external-dns's record sets, from its documentation. Reads only.

<prefix>[a-|aaaa-|cname-]<name>     "heritage=external-dns,external-dns/owner=...,..."
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.ledger import Key, Zone

if TYPE_CHECKING:
    from albias.settings import ExternalDns


def external_dns_owns(zone: Zone, name: str, style: ExternalDns) -> bool:
    """Whether a TXT record set in any of external-dns's forms says that a name is its own."""
    first, _, rest = name.partition(".")
    first = style.txt_wildcard_replacement if first == "*" and style.txt_wildcard_replacement else first
    places = [f"{style.txt_prefix}{kind}{first}.{rest}" for kind in ("", "a-", "aaaa-", "cname-")]
    texts = [zone.get(Key(place, "TXT")) for place in places]
    return any(text and "heritage=external-dns" in str(text.record) for text in texts)
