"""external-dns's TXT registry, read to be taken over: whose a name is, and which TXT record sets say so. Pure.

Where the TXT record sets lie is albias.external_dns's business; here is what only a migration needs: encrypted
values, TXT record sets that two names could mean, and the removal of what external-dns wrote without what others wrote
beside it.
Source: kubernetes-sigs/external-dns, docs/registry/txt.md.
"""

import base64
import binascii
import gzip
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from albias.case import answering
from albias.external_dns import owner_of, registry_names
from albias.model import Change, RecordSet
from albias.names import DnsName
from albias.settings import ExternalDns

_TYPE = "%{record_type}"
_KINDS = ("a", "aaaa", "cname")
_NONCE = 12  # bytes in front of the cipher text (AES-GCM)
_KEY = 32  # bytes of an AES-256 key
# What no TXT record set tells of (X7).
NO_TXT = "external-dns writes none for an apex, nor with --registry=dynamodb, crd or noop"
_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")


def aes_key(text: str) -> bytes:
    """The key of --txt-encrypt-aes-key: 32 characters as they are, or 32 bytes in base64. Raises: ValueError."""
    plain = text.encode()
    if len(plain) == _KEY:
        return plain
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error:
        decoded = b""
    if len(decoded) != _KEY:
        raise ValueError("the AES key has neither 32 characters nor 32 bytes in base64")
    return decoded


@dataclass(frozen=True, slots=True)
class Registry:
    """The TXT registry of the external-dns with this owner id (None: of any). `key` opens its encrypted values."""

    owner: str | None
    key: bytes | None = None

    def owners(self, record_set: RecordSet) -> list[str]:
        """The owner id in each of its values that external-dns wrote; empty where it is hidden."""
        found = (self._owner(record_set, value) for value in record_set.values)
        return [owner for owner in found if owner is not None]

    def objection(self, record_sets: Iterable[RecordSet]) -> str:
        """Why what these TXT record sets speak of is not this owner's; the empty text where it is."""
        owners = {owner for found in record_sets for owner in self.owners(found)}
        if others := sorted(owners - {self.owner, ""}):
            return f"it belongs to another external-dns: owner {', '.join(map(repr, others))}"
        if self.owner in owners:
            return ""
        if owners and self.key is not None:
            return "its external-dns TXT is encrypted, and the key of --aes-key-file does not open it: take another key"
        if owners:
            return "its external-dns TXT is encrypted: say --aes-key-file FILE"
        return f"no TXT record set of the external-dns {self.owner!r} speaks of it"

    def removal(self, record_set: RecordSet) -> list[Change]:
        """DELETE as read; what others wrote into the same record set comes back in the same batch (H32)."""
        theirs = {value for value in record_set.values if self._is_ours(self._owner(record_set, value))}
        if not theirs:
            return []
        rest = tuple(value for value in record_set.values if value not in theirs)
        kept = [Change("CREATE", replace(record_set, values=rest))] if rest else []
        return [Change("DELETE", record_set), *kept]

    def _is_ours(self, owner: str | None) -> bool:
        return bool(owner) and self.owner in (owner, None)

    def _owner(self, record_set: RecordSet, value: str) -> str | None:
        return owner_of([replace(record_set, values=(self._plain(value),))])

    def _plain(self, value: str) -> str:
        """A value with its encryption, if our key opens it, taken off."""
        text = value.replace('" "', "").strip('"')
        if self.key is None or not _BASE64.fullmatch(text):
            return f'"{text}"'
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  rare, and slow to load
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        try:
            raw = base64.b64decode(text)
            return gzip.decompress(AESGCM(self.key).decrypt(raw[:_NONCE], raw[_NONCE:], None)).decode()
        except (InvalidTag, ValueError, OSError, EOFError):
            return value


@dataclass(frozen=True, slots=True)
class Findings:
    """What record sets say: the TXT record sets of each name that answers; pairs of names that one could mean, and
    those that speak of no name that answers."""

    registered: Mapping[DnsName, tuple[RecordSet, ...]]
    ambiguous: Mapping[DnsName, DnsName]
    unreached: tuple[RecordSet, ...]


def survey(
    record_sets: Iterable[RecordSet],
    style: ExternalDns,
    registry: Registry,
    zone: DnsName,
    wanted: Collection[DnsName] = (),
) -> Findings:
    """Which TXT record set of external-dns belongs to which name: of those that answer, and of the `wanted` ones.

    `a-foo` may be the TXT of the A record set at foo, or that of the name a-foo in the old form. It is foo's where
    a-foo has a TXT of its own in the new form; otherwise nobody can tell.
    """
    texts, names = _texts_and_names(record_sets, style, registry, (zone, wanted))
    typed: dict[DnsName, DnsName] = {}
    for name, (_, *keys) in names.items():
        typed |= {key: name for key in keys if key in texts}
    registered: dict[DnsName, tuple[RecordSet, ...]] = {}
    ambiguous: dict[DnsName, DnsName] = {}
    for name, (untyped, *keys) in names.items():
        own = [key for key in keys if key in texts]
        other = typed.get(untyped)
        if untyped in texts and other is not None and other != name:
            if not own:
                ambiguous |= {name: other, other: name}
        elif untyped in texts:
            own.insert(0, untyped)
        if own:
            registered[name] = tuple(texts[key] for key in dict.fromkeys(own))
    registered = {name: found for name, found in registered.items() if name not in ambiguous}
    reached = {registry_names(name, style, zone)[0] for name in ambiguous}
    for sets_of in registered.values():
        reached |= {found.key.name for found in sets_of}
    unreached = tuple(found for key, found in texts.items() if key not in reached)
    return Findings(registered, ambiguous, unreached)


def _texts_and_names(
    record_sets: Iterable[RecordSet], style: ExternalDns, registry: Registry, where: tuple[DnsName, Collection[DnsName]]
) -> tuple[dict[DnsName, RecordSet], dict[DnsName, list[DnsName]]]:
    """The TXT record sets of external-dns, and for each name in question the places where it would have one."""
    zone, wanted = where
    at: dict[DnsName, list[RecordSet]] = {name: [] for name in wanted}
    texts: dict[DnsName, RecordSet] = {}
    for found in record_sets:
        at.setdefault(found.key.name, []).append(found)
        if found.key.type == "TXT" and registry.owners(found):
            texts[found.key.name] = found
    names: dict[DnsName, list[DnsName]] = {}
    for name, sets in at.items():
        keys = registry_names(name, style, zone)
        if keys and (answering(sets) or name in wanted):
            names[name] = keys
    return texts, names


def neighbours(name: DnsName, style: ExternalDns, zone: DnsName) -> list[DnsName]:
    """Every name that must be known to tell whose the TXT record sets are that speak of this one: it, the names that
    share a place for a TXT with it, and all their places."""
    sharing: set[DnsName] = set()
    for key in registry_names(name, style, zone):
        sharing |= {*_named_by(key, style, zone)}
    found: list[DnsName] = []
    for each in (name, *sorted(sharing)):
        found += [each, *registry_names(each, style, zone)]
    return list(dict.fromkeys(found))


def _named_by(key: DnsName, style: ExternalDns, zone: DnsName) -> list[DnsName]:
    """The names that a TXT record set here could speak of: the inverse of registry_names."""
    found: list[DnsName] = []
    for kind in ("", *_KINDS):
        prefix, suffix = style.txt_prefix.replace(_TYPE, kind), style.txt_suffix.replace(_TYPE, kind)
        label, _, rest = key.removeprefix(prefix.lower()).partition(f"{suffix.lower()}.")
        found += [DnsName(f"{first}.{rest}") for first in (label, label.removeprefix(f"{kind}-"), "*") if first]
    return [each for each in dict.fromkeys(found) if key in registry_names(each, style, zone)]
