"""The record names that a deployment may write in a hosted zone: what IAM fences it to, and preflight asks about."""

from albias.model import HostedZone
from albias.names import DnsName, pattern_name
from albias.registry import hold_name, owner_root


def writable_patterns(zone: HostedZone, owner: str) -> tuple[str, ...]:
    """Every record name that albias may write in a zone, as patterns: IAM's fence (H50, H51).

    The configured ones first, as they are; then the registry's own, in which `_wildcard` is a label like any other.
    """
    holds = [
        f"*.{hold_name(DnsName(pattern[2:]), zone)}"
        if pattern.startswith("*.")
        else hold_name(pattern_name(pattern), zone)
        for pattern in zone.patterns
    ]
    return (*zone.patterns, *holds, f"*.{owner_root(owner, zone)}")
