"""DNS as a command asks it: tests and the documents' scenes have their own in its place."""

from collections.abc import Iterable

import dns.resolver

from . import resolving, servers
from .servers import Answered, Question, Server


class Dns:
    """This machine's resolver, or the one that is named; and name servers, one by one."""

    def exists(self, name: str, nameserver: str | None = None) -> tuple[bool | None, str]:
        """Whether DNS knows a name; None where nobody can tell, and why."""
        return resolving.exists(name, nameserver)

    def addresses(self, name: str, nameserver: str | None = None) -> frozenset[str]:
        """What DNS answers for a name; nothing where it does not."""
        return resolving.addresses(name, nameserver)

    def servers(self, names: Iterable[str]) -> list[Server]:
        """Name servers with their addresses."""
        return servers.servers(names, dns.resolver.Resolver())

    def ask(self, server: Server, question: Question) -> Answered:
        """What one name server answers."""
        return servers.ask(server, question)
