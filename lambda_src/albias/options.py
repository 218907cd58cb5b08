"""The options of a hostname in a tag: `weight=20`, `latency=here`, `health=no` and so on. Text in, value out. Pure.

Source: Amazon Route 53 API, ResourceRecordSet (Weight, Region, Failover, GeoLocation, HealthCheckId).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from .locations import CONTINENTS, COUNTRIES, SUBDIVISIONS
from .model import Location, Routing

MAX_WEIGHT = 255
MAX_SET_IDENTIFIER = 128
_ALIKE = 0.75  # of 1, as difflib measures: `wieght` and `weight` are at 0.83, `colour` and `country` at 0.62
_HEALTH_CHECK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SET_IDENTIFIER = re.compile(r"[!-+\--~]{1,128}")


class InvalidOption(ValueError):
    """An option that albias does not know, or whose value is not allowed; the message names both."""


@dataclass(frozen=True, slots=True)
class Options:
    """What stands beside a hostname in its tag.

    `evaluate_target_health`: None where the configuration decides. `set_identifier`: empty where albias makes it.
    """

    routing: Routing | None = None
    health_check: str = ""
    evaluate_target_health: bool | None = None
    set_identifier: str = ""


NO_OPTIONS = Options()


def parse_options(words: Iterable[str], region: str) -> Options:
    """Read the words of one tag's value that have `=` in them; `region`: what `latency=here` means.

    Raises: InvalidOption, which names the word and what is allowed.
    """
    options = Options()
    for word in words:
        name, _, value = word.partition("=")
        read = _READERS.get(name)
        if read is None:
            raise InvalidOption(f"{word!r} is no option that albias knows{_meant(name, value)}; allowed: {ALLOWED}")
        options = read(options, word, value, region)
    if options.set_identifier and options.routing is None:
        raise InvalidOption("'set=' names the set identifier of a routed record set; say its routing policy, too")
    if options.health_check and options.routing is None:
        raise InvalidOption("'health-check=' belongs to a routed record set; say its routing policy, too")
    return options


def made_whole(text: str) -> tuple[str, str]:
    """A tag's value with every option made whole that lacks its `=` or has spaces beside it, and the first as it was.

    `weight= 20` and `weight 20` are one mistake, and no wish for a hostname `20`. The second text is empty where there
    is none such.
    """
    first = _BROKEN.search(text)
    return _BROKEN.sub(r"\1=\2", text), first[0] if first else ""


def _meant(name: str, value: str) -> str:
    """A question for whoever wrote a word that is nearly an option."""
    import difflib  # noqa: PLC0415  rare, and slow to load

    near = difflib.get_close_matches(name.lower(), _READERS, n=1, cutoff=_ALIKE)
    return f" (did you mean {near[0]}={value}?)" if near else ""


def _routed(options: Options, word: str, routing: Routing) -> Options:
    if options.routing is not None:
        raise InvalidOption(f"{word!r} is a second routing policy beside {options.routing}; allowed: one")
    return replace(options, routing=routing)


def _weight(options: Options, word: str, value: str, _region: str) -> Options:
    if not (value.isascii() and value.isdecimal()) or len(value) > 3 or int(value) > MAX_WEIGHT:
        raise InvalidOption(f"{word!r} is no weight; allowed: weight=0 to weight={MAX_WEIGHT}")
    return _routed(options, word, Routing("weighted", int(value)))


def _latency(options: Options, word: str, value: str, region: str) -> Options:
    if value != "here":
        raise InvalidOption(f"{word!r}: a load balancer is where it is; allowed: latency=here")
    return _routed(options, word, Routing("latency", region))


def _failover(options: Options, word: str, value: str, _region: str) -> Options:
    if value not in ("primary", "secondary"):
        raise InvalidOption(f"{word!r} is no failover record; allowed: failover=primary, failover=secondary")
    return _routed(options, word, Routing("failover", value.upper()))


def _country(options: Options, word: str, value: str, _region: str) -> Options:
    if value == "default":
        return _routed(options, word, Routing("geolocation", Location(country="*")))
    if value not in COUNTRIES:
        raise InvalidOption(f"{word!r} is no country of Route 53's list; allowed: two letters as in DE, or default")
    return _routed(options, word, Routing("geolocation", Location(country=value)))


def _continent(options: Options, word: str, value: str, _region: str) -> Options:
    if value not in CONTINENTS:
        raise InvalidOption(f"{word!r} is no continent of Route 53's list; allowed: {', '.join(sorted(CONTINENTS))}")
    return _routed(options, word, Routing("geolocation", Location(continent=value)))


def _subdivision(options: Options, word: str, value: str, _region: str) -> Options:
    country, _, subdivision = value.partition("-")
    if subdivision not in SUBDIVISIONS.get(country, ()):
        countries = ", ".join(sorted(SUBDIVISIONS))
        raise InvalidOption(f"{word!r} is no subdivision of Route 53's list; allowed: as in US-CA, for {countries}")
    return _routed(options, word, Routing("geolocation", Location(country=country, subdivision=subdivision)))


def _health_check(options: Options, word: str, value: str, _region: str) -> Options:
    if not _HEALTH_CHECK.fullmatch(value):
        raise InvalidOption(f"{word!r} is no health check; allowed: its id, as in 0123abcd-0123-4567-89ab-0123456789ab")
    return replace(options, health_check=value)


def _health(options: Options, word: str, value: str, _region: str) -> Options:
    if value not in ("yes", "no"):
        raise InvalidOption(f"{word!r}: EvaluateTargetHealth is on or off; allowed: health=yes, health=no")
    return replace(options, evaluate_target_health=value == "yes")


def _set(options: Options, word: str, value: str, _region: str) -> Options:
    if not _SET_IDENTIFIER.fullmatch(value):
        allowed = f"1 to {MAX_SET_IDENTIFIER} visible characters without a comma"
        raise InvalidOption(f"{word!r} is no set identifier; allowed: {allowed}")
    return replace(options, set_identifier=value)


_READERS: Mapping[str, Callable[[Options, str, str, str], Options]] = {
    "weight": _weight,
    "latency": _latency,
    "failover": _failover,
    "country": _country,
    "continent": _continent,
    "subdivision": _subdivision,
    "health-check": _health_check,
    "health": _health,
    "set": _set,
}
ALLOWED = ", ".join(f"{name}=" for name in _READERS)
_VALUE = r"(?:\s+=\s*|=\s+|\s+)([^\s.=]+)"  # a word with a dot is a hostname
_BROKEN = re.compile(rf"(?<!\S)({'|'.join(_READERS)})(?:{_VALUE})?(?!\S)")
