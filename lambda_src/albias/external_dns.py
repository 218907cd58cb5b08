"""Recognising external-dns next door: under which names its TXT registry may own a record set. Pure, read-only.

Source: kubernetes-sigs/external-dns, docs/registry/txt.md (the names of TXT records in all their generations).
"""

import re
from collections.abc import Iterable

from .model import RecordSet
from .names import DnsName, fits, is_within
from .settings import ExternalDns

_TYPE = "%{record_type}"
_TYPES = ("a", "aaaa", "cname")
_ENCRYPTED = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")  # --txt-encrypt-enabled: nothing but base64


def registry_names(hostname: DnsName, style: ExternalDns, zone: DnsName) -> list[DnsName]:
    """Where external-dns may keep its TXT record for a name: without the type (old), then with each type (new).

    Names that DNS does not allow, or that lie outside the zone, are left out: there is no TXT record there either (X5).
    """
    first, dot, rest = hostname.partition(".")
    if first == "*" and style.txt_wildcard_replacement:
        first = style.txt_wildcard_replacement
    names = []
    for kind in ("", *_TYPES):
        label = f"{kind}-{first}" if kind and _TYPE not in style.txt_prefix + style.txt_suffix else first
        first_label = f"{style.txt_prefix}{label}{style.txt_suffix}".replace(_TYPE, kind)
        names.append(DnsName(f"{first_label}{dot}{rest}".lower()))
    return [name for name in dict.fromkeys(names) if fits(name) and is_within(name, zone)]


def owner_of(record_sets: Iterable[RecordSet]) -> str | None:
    """The owner id in external-dns's TXT records among these, the empty text where it is hidden; None without any."""
    texts = (value.strip('"') for found in record_sets if found.key.type == "TXT" for value in found.values)
    for text in texts:
        if _ENCRYPTED.fullmatch(text):
            return ""
        if text.startswith("heritage=external-dns"):
            return dict(part.partition("=")[::2] for part in text.split(",")).get("external-dns/owner", "")
    return None
