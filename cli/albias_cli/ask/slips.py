"""Tags that nearly name something: a slip of the pen keeps them from being read, or their value from being right. Pure.

One in a key makes albias silent; of one in a value it refuses what stands there, and nobody asks for what was meant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from albias.claims import claims_of
from albias.model import LoadBalancer, LoadBalancerId, Refusal, Tags, plain
from albias.names import DnsName, is_within
from albias.settings import Settings
from albias.sources.tags import names_in, setting_of
from albias_cli.show import spelling
from albias_cli.show.advice import in_general, nearly
from albias_cli.show.documents import Document
from albias_cli.show.tagging import how_to_add, key_and_value, where_to_tag
from albias_cli.workspace import Workspace
from albias_config import alike

from .wishes import by_name


@dataclass(frozen=True, slots=True)
class Slip:
    """Somebody wrote nearly what albias reads. `names`: what was meant; `told`, `mend`: in words, and what to do."""

    load_balancer: LoadBalancerId
    names: frozenset[DnsName]
    told: str
    mend: str

    def document(self) -> Document:
        """It for programs."""
        return {"load_balancer": str(self.load_balancer), "names": sorted(self.names)} | {
            "told": self.told,
            "advice": self.mend,
        }


def in_keys(load_balancers: Iterable[LoadBalancer], settings: Settings) -> list[Slip]:
    """Tags whose key is nearly one that albias reads, with names in a configured hosted zone that nobody asks for."""
    described = [*load_balancers]
    wished = by_name(described, settings).keys()
    found: list[Slip] = []
    for each in described:
        for key, value in sorted(each.tags):
            names = frozenset(name for name in names_in(value) if _is_in_a_zone(name, settings))
            if not names - wished:
                continue  # few tags are left to compare, which takes long
            meant = _key_meant(key, settings.hostname_tags)
            if meant is None:
                continue
            told = f"{each.id.short} has the tag {key} = {value}, which albias does not read: did you mean {meant}?"
            tag = _tag(each.tags, (meant, value), min(names))
            found.append(Slip(each.id, names, told, how_to_add(each, (tag,))))
    return found


def in_values(load_balancers: Iterable[LoadBalancer], workspace: Workspace) -> Iterator[Slip]:
    """What hostname tags name that is refused as no hostname, or in no configured hosted zone, and is nearly right."""
    for each in load_balancers:
        for refusal in claims_of(each, workspace.settings, workspace.me).refusals:
            name = _name_meant(refusal, workspace.settings)
            if name is not None:
                told = f"{each.id.short} asks for {refusal.hostname}, {refusal.code}: {plain(refusal.reason)}"
                mend = " ".join(filter(None, (where_to_tag(each), in_general(refusal, workspace.configured))))
                yield Slip(each.id, frozenset([name]), told, mend)


def _key_meant(key: str, keys: Iterable[str]) -> str | None:
    """The key of which another one is a slip, with what follows it; None where albias reads it, or nothing is alike."""
    known = [*keys]
    if setting_of(key, known) is not None:
        return None
    parts = key.split("/")
    for length in range(1, len(parts) + 1):
        meant = alike.meant("/".join(parts[:length]), known)
        if meant is not None:
            return "/".join([meant, *parts[length:]])
    return None


def _name_meant(refusal: Refusal, settings: Settings) -> DnsName | None:
    """The name in a configured hosted zone that was meant by what is refused; None where nobody can tell."""
    if refusal.code != "invalid-name":
        return nearly(refusal, settings.zones)
    meant = spelling.meant(refusal.hostname)
    return meant if meant is not None and _is_in_a_zone(meant, settings) else None


def _is_in_a_zone(name: DnsName, settings: Settings) -> bool:
    return any(is_within(name, zone.name) for zone in settings.zones)


def _tag(tags: Tags, tag: tuple[str, str], name: DnsName) -> tuple[str, str]:
    """The tag that says it right. A key that has a value already keeps that: the new one gets a key of its own."""
    key, value = tag
    return (key_and_value(name, key)[0], value) if key in dict(tags) else tag
