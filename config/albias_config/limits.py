"""What a whole, well-formed configuration may outgrow: DNS names, IAM policies, the function's environment.

Everything here is told with the number that it takes, the number that is allowed, and the way out.
"""

from collections.abc import Iterator, Sequence

from albias.model import HostedZone
from albias.names import MAX_NAME
from albias.settings import Adopt, Settings

from .environment import MAX_ENVIRONMENT, environment_size
from .fence import MAX_POLICIES, MAX_STATEMENT, fence, longest_statement, writable_patterns
from .patterns import ROOM_FOR_TAGS
from .placement import Placement
from .shown import shown
from .watched import watched_keys, watched_size

# `<hash>.<load balancer id>.<owner>._albias.<zone>`: a hash has 16 characters, an id 32 at most.
_INDEX = len(f"{'0' * 16}.{'0' * 32}..{'_albias'}.")
# IAM: the inline policies of a role may have 10,240 characters in all; the function's own ones take less than this.
MAX_INLINE = 10_240
_OWN_INLINE = 2_000
# IAM: a role's name has 64 characters at most. `<prefix>albias-<owner>-<Region>-sweep` is the longest of ours.
_ROOM_FOR_PREFIX = 64 - len("albias--us-isof-south-1-sweep")


def limits(settings: Settings, placement: Placement) -> Iterator[str]:
    """Every limit that is passed, one message each."""
    room = _ROOM_FOR_PREFIX - len(settings.owner)
    if len(placement.role_name_prefix) > room:
        yield (
            f"role_name_prefix = {shown(placement.role_name_prefix)}: an IAM role's name leaves room for {max(room, 0)}"
            f" characters with owner = {shown(settings.owner)}. Use a shorter prefix or owner"
        )
    for number, zone in enumerate(settings.zones, 1):
        yield from _names_too_long(f"[[zones]] #{number}", zone, settings.owner)
        yield from _exceptions_too_wide(f"[[zones]] #{number}", zone, settings.owner)
    yield from _roles_too_long(settings)
    for role in sorted({zone.role_arn for zone in settings.zones}):
        zones = [zone for zone in settings.zones if zone.role_arn == role]
        yield from policies_too_long(zones, owner=settings.owner, adopt=settings.adopt)
    yield from _watched_too_long(settings)
    size = environment_size(settings)
    if size > MAX_ENVIRONMENT:
        yield (
            f"zones: the Lambda function's environment would take {size:,} bytes with this configuration; allowed:"
            f" {MAX_ENVIRONMENT:,}. Use fewer or wider `hostnames`, `except` and `claims`, or share the zones out among"
            " several owners"
        )


def _names_too_long(place: str, zone: HostedZone, owner: str) -> Iterator[str]:
    """The registry's names must be DNS names, too."""
    allowed = MAX_NAME - _INDEX - len(owner)
    if len(zone.name) > allowed:
        yield (
            f"{place} name = {shown(zone.name)}: it has {len(zone.name)} characters; the registry's names leave room"
            f" for {allowed} with owner = {shown(owner)}. Use a zone with a shorter name, or a shorter owner"
        )
        return
    for pattern in writable_patterns(zone, owner):
        if len(pattern) > MAX_NAME:
            yield (
                f"{place} hostnames: the registry's name {shown(pattern)} would have {len(pattern)} characters;"
                f" allowed: {MAX_NAME}. Use a shorter name"
            )


def _exceptions_too_wide(place: str, zone: HostedZone, owner: str) -> Iterator[str]:
    """An exception is a Deny in IAM: one that meets the registry's own names would stop everything in the zone."""
    taken = {owner, "_albias", "_hold", *zone.name.split(".")}
    for pattern in zone.excepted:
        if pattern.startswith("*.") and pattern.endswith(".*") and pattern[2:-2] in taken:
            yield (
                f"{place} except: {shown(pattern)} would keep every name out, since the registry's own names have this"
                f" label, too; allowed: other labels than {', '.join(sorted(taken))}"
            )


def policies_too_long(zones: Sequence[HostedZone], *, owner: str, adopt: Adopt) -> Iterator[str]:
    """One role has the permissions for all these zones, and IAM's policies have an end."""
    for zone in zones:
        size = longest_statement(zone, owner=owner, adopt=adopt)
        if size > MAX_STATEMENT:
            kind = "private" if zone.private else "public"
            yield (
                f"[[zones]] {zone.name} ({kind}): its hostnames need {size:,} characters of an IAM policy; allowed:"
                f" {MAX_STATEMENT:,}. Use fewer or wider `hostnames` and `except`"
            )
    number = len(fence(zones, owner=owner, adopt=adopt, partition="aws"))
    if number > MAX_POLICIES:
        yield (
            f"zones: their permissions need {number} IAM policies; a role carries {MAX_POLICIES}."
            " Use fewer or wider `hostnames` and `except`, or share the zones out among several owners"
        )


def _watched_too_long(settings: Settings) -> Iterator[str]:
    """All tag keys stand in one event pattern. Of hostname_tags alone conflicts.py speaks."""
    keys = watched_keys(settings)
    size = watched_size(keys)
    if size > ROOM_FOR_TAGS and len(keys) > 2 * len(settings.hostname_tags):
        yield (
            f"hostname_tags, names_from_rules, claims: their tag keys would take {size:,} characters of the rules'"
            f" event patterns; allowed: {ROOM_FOR_TAGS:,}. Use fewer or shorter tag keys"
        )


def _roles_too_long(settings: Settings) -> Iterator[str]:
    """The role may assume each zone's role: one list in an inline policy."""
    roles = {zone.role_arn for zone in settings.zones if zone.role_arn}
    size = sum(len(arn) + 3 for arn in roles)
    if size > MAX_INLINE - _OWN_INLINE:
        yield (
            f"[[zones]] role_arn: {len(roles)} roles take {size:,} characters of the function's own IAM policies;"
            f" allowed: {MAX_INLINE - _OWN_INLINE:,}. Use one role for several zones of an account, or shorter names"
        )
