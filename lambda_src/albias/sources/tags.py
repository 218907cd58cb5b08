"""Names from a load balancer's tags, which come with its description. Pure.

A word with `=` in a hostname tag's value is an option of the hostnames in the same value.
"""

import hashlib
from collections.abc import Iterator, Sequence

from albias.model import LoadBalancer
from albias.names import DnsName, InvalidName, parse_name
from albias.options import NO_OPTIONS, InvalidOption, Options, made_whole, parse_options
from albias.settings import Settings

from .base import Source, Wish


class Tags(Source):
    """The tags whose keys `hostname_tags` has."""

    name = noun = "tag"
    tells_mistakes = True

    def wishes(self, load_balancer: LoadBalancer, settings: Settings) -> Iterator[Wish]:
        """What the tags name, each with the options of its value."""
        for key, value in sorted(load_balancer.tags):
            setting = setting_of(key, settings.hostname_tags)
            if setting is None:
                continue
            whole, as_written = made_whole(value)
            options, mistake = _options(whole, load_balancer.id.region)
            if as_written:
                right = made_whole(as_written)[0]
                options, mistake = NO_OPTIONS, f"{as_written!r} is not how an option is written; write {right}"
            for text in hostnames_in(whole) or value.split():  # options of no hostname are no options
                yield Wish(text, self, place_of(key), _origin(setting), options=options, mistake=mistake)

    def still_names(self, load_balancer: LoadBalancer, origin: str, name: DnsName, settings: Settings) -> bool:
        """Whether a tag that once was one of ours names it, whatever the settings say of its key now (H54)."""
        return any(origin in _origins(key) and name in names_in(value) for key, value in load_balancer.tags)


def _options(value: str, region: str) -> tuple[Options, str]:
    """The options in a tag's value, and what is wrong with them."""
    try:
        return parse_options([word for word in value.split() if "=" in word], region), ""
    except InvalidOption as error:
        return NO_OPTIONS, str(error)


def setting_of(key: str, hostname_tags: Sequence[str]) -> str | None:
    """The entry of `hostname_tags` to which a tag's key belongs: it exactly, or it and `/...` (H20)."""
    for setting in hostname_tags:
        if key == setting or key.startswith(f"{setting}/"):
            return setting
    return None


def hostnames_in(value: str) -> list[str]:
    """The words of a tag's value that are no options."""
    return [word for word in value.split() if "=" not in word]


def place_of(key: str) -> str:
    """A tag, in words."""
    return f"tag {key}"


def _origin(setting: str) -> str:
    """What a hold remembers of a tag: a fingerprint, since a key may hold what a TXT record set may not."""
    return f"tag.{hashlib.sha256(setting.encode()).hexdigest()[:8]}"


def _origins(key: str) -> list[str]:
    """What holds may remember of a tag with this key: by itself, and by each part of it before a `/`."""
    parts = key.split("/")
    return [_origin("/".join(parts[:length])) for length in range(1, len(parts) + 1)]


def names_in(value: str) -> set[DnsName]:
    """The hostnames in a tag's value, as albias writes them; what is none is left out."""
    names = set()
    for text in hostnames_in(value):
        try:
            names.add(parse_name(text))
        except InvalidName:
            continue
    return names
