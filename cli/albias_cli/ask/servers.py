"""What a hosted zone's own name servers answer for a name: asked one by one, past every cache. Asks DNS alone.

Route 53 answers at each of them from the edge that is nearest: that all of a zone's answer says that the change has
come where this machine asks, and INSYNC that it has come everywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

_SECONDS = 3.0
_DNS_PORT = 53


@dataclass(frozen=True, slots=True)
class Server:
    """A name server, where it is asked, and for how many seconds; why it has no address, where that is so."""

    name: str
    address: str = ""
    port: int = _DNS_PORT
    problem: str = ""
    seconds: float = _SECONDS


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what would be right: an address of each type, one of `addresses` where those are known."""

    name: str
    types: tuple[str, ...]
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether a name server answers as it should, and in words what it said."""

    server: str
    right: bool
    words: str


def servers(names: Iterable[str], resolver: dns.resolver.Resolver, port: int = _DNS_PORT) -> list[Server]:
    """The name servers with their addresses."""
    found: list[Server] = []
    for name in names:
        try:
            (address, *_) = resolver.resolve(name, "A", search=False)
            found.append(Server(name, str(address), port))
        except dns.exception.DNSException as error:
            found.append(Server(name, problem=f"its address was not found: {type(error).__name__}"))
    return found


def ask(server: Server, question: Question) -> Answered:
    """What one name server answers. A time-out is an answer that is not right."""
    if server.problem:
        return Answered(server.name, right=False, words=server.problem)
    told: list[str] = []
    for kind in question.types:
        try:
            said, right = _asked(server, question, kind)
        except (dns.exception.DNSException, OSError) as error:
            return Answered(server.name, right=False, words=f"not reached: {type(error).__name__}")
        if not right:
            return Answered(server.name, right=False, words=said)
        told.append(said)
    return Answered(server.name, right=True, words="; ".join(told))


def _asked(server: Server, question: Question, kind: str) -> tuple[str, bool]:
    query = dns.message.make_query(question.name, kind)
    answer, _ = dns.query.udp_with_fallback(query, server.address, server.seconds, port=server.port)
    if answer.rcode() != dns.rcode.NOERROR:
        return f"{kind}: {dns.rcode.to_text(answer.rcode())}", False
    found = _addresses(answer, kind)
    if not found:
        return f"{kind}: no address", False
    said = f"{kind} {', '.join(found)}"
    if question.addresses and not question.addresses & {*found}:
        return f"{said}, and the load balancer has {', '.join(sorted(question.addresses))}", False
    return said, True


def _addresses(answer: dns.message.Message, kind: str) -> Sequence[str]:
    wanted = dns.rdatatype.from_text(kind)
    found: list[str] = []
    for rrset in answer.answer:
        if rrset.rdtype == wanted:
            found += [str(each) for each in rrset]
    return sorted(found)
