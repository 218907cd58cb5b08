"""A DNS server on the loopback, for what asks a resolver."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Zone = dict[tuple[str, str], list[str]]


@contextmanager
def name_server(zone: Zone) -> Iterator[str]:
    """A DNS server that answers from (name, type) -> values; its address with its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_serve, args=(server, zone))
        thread.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.sendto(b"", server.getsockname())
            thread.join()


def _serve(server: socket.socket, zone: Zone) -> None:
    while True:
        packet, client = server.recvfrom(4096)
        if not packet:
            return
        query = dns.message.from_wire(packet)
        question = query.question[0]
        name = str(question.name).removesuffix(".")
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        values = zone.get((name, question.rdtype.name), [])
        if values:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", question.rdtype.name, *values))
        elif not any(known == name for known, _ in zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        server.sendto(answer.to_wire(), client)
