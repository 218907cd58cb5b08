"""What a resolver answers for a name, beside what it answers for the load balancer. Asks DNS, nothing of AWS."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

import dns.exception
import dns.resolver

from albias_cli.errors import CommandError, Exit

_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """The addresses of a name and of its load balancer; `problem` where a question was not answered."""

    name: tuple[str, ...]
    target: tuple[str, ...]
    problem: str = ""

    @property
    def same(self) -> bool:
        """Whether the name answers what the load balancer answers (which hands out some of its addresses at a time)."""
        return bool(set(self.name) & set(self.target))


def compare(name: str, target: str, nameserver: str | None = None) -> Comparison:
    """Ask for A and AAAA of both, if there is a target. Raises: CommandError for a nameserver that is none."""
    resolver = _resolver(nameserver)
    try:
        return Comparison(_addresses(resolver, name), _addresses(resolver, target) if target else ())
    except dns.exception.DNSException as error:
        return Comparison((), (), f"{type(error).__name__}: {error}")


def _resolver(nameserver: str | None) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=nameserver is None)
    resolver.lifetime = _SECONDS
    if nameserver is not None:
        host, port = address_and_port(nameserver)
        resolver.nameservers, resolver.port = [host], port
    return resolver


def address_and_port(nameserver: str) -> tuple[str, int]:
    """A DNS server as a person writes it. Raises: CommandError."""
    host, _, port = nameserver.rpartition(":") if nameserver.count(":") == 1 else (nameserver, "", "53")
    try:
        return str(ipaddress.ip_address(host)), int(port)
    except ValueError as error:
        what = f"--nameserver {nameserver!r} is no address"
        raise CommandError(
            what, "Write an IP address, with :PORT where it is not 53: `--nameserver 192.0.2.53:5353`", Exit.USAGE
        ) from error


def addresses(name: str, nameserver: str | None = None) -> frozenset[str]:
    """What DNS answers for a name; nothing where it does not. Raises: CommandError for a nameserver that is none."""
    try:
        return frozenset(_addresses(_resolver(nameserver), name))
    except dns.exception.DNSException:
        return frozenset()


def _addresses(resolver: dns.resolver.Resolver, name: str) -> tuple[str, ...]:
    found: list[str] = []
    for kind in ("A", "AAAA"):
        try:
            found += [str(answer) for answer in resolver.resolve(name, kind, search=False)]
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
            continue  # there is none, which is an answer
    return tuple(sorted(found))


def name_servers(zone: str, nameserver: str | None = None) -> set[str]:
    """The name servers that resolvers ask for a zone. Raises: DNSException."""
    return {str(answer).lower().removesuffix(".") for answer in _resolver(nameserver).resolve(zone, "NS", search=False)}


def words(comparison: Comparison) -> Sequence[str]:
    """What came of it, for people."""
    if comparison.problem:
        return [f"no answer: {comparison.problem}"]
    addresses = ", ".join(comparison.name) or "nothing (yet: a resolver may remember that for minutes)"
    if not comparison.name or not comparison.target:
        return [addresses]
    verdict = "as the load balancer" if comparison.same else f"the load balancer answers {', '.join(comparison.target)}"
    return [f"{addresses} ({verdict})"]


def exists(name: str, nameserver: str | None = None) -> tuple[bool | None, str]:
    """Whether DNS knows a name; None where nobody can tell, and why.

    A name without an address of a kind exists, too: only NXDOMAIN says that there is none (RFC 8020).
    Raises: CommandError for a nameserver that is none.
    """
    try:
        _resolver(nameserver).resolve(name, "A", search=False)
    except dns.resolver.NXDOMAIN:
        return False, ""
    except dns.resolver.NoAnswer:
        return True, ""
    except dns.exception.DNSException as error:
        return None, f"{type(error).__name__}: {error}"
    return True, ""
