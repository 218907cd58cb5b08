"""What external-dns writes into a zone: its aliases and its registry's texts. Builds, asserts nothing."""

import base64
import gzip

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.support.records import alias, put
from tests.support.world import World

KEY = b"0123456789abcdef0123456789abcdef"


def heritage(owner: str = "default", resource: str = "ingress/web/shop") -> str:
    """What external-dns writes."""
    return f"heritage=external-dns,external-dns/owner={owner},external-dns/resource={resource}"


def encrypted(text: str, key: bytes = KEY) -> str:
    """What external-dns writes with --txt-encrypt-enabled: nonce, then AES-GCM of the gzipped text, in base64."""
    nonce = b"nonce-of-12b"
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, gzip.compress(text.encode()), None)).decode()


def external(world: World, name: str, target: str, *texts: str, owner: str = "default") -> None:
    """A name as external-dns makes it: an alias, and TXT record sets (without more words: in both forms)."""
    alias(world, target, name)
    for text in texts or (name, f"a-{name}"):
        put(world, text, "TXT", TTL=300, ResourceRecords=[{"Value": f'"{heritage(owner)}"'}])


def texts(world: World) -> list[str]:
    """external-dns's TXT record sets that are left."""
    return [name for name in world.names() if name.endswith("TXT") and "_albias" not in name]
