"""What resolvers answer, from a DNS server of the test on the loopback."""

import socket

import pytest

from albias_cli.ask import resolving
from albias_cli.errors import CommandError, Exit
from tests.support.desk import Desk
from tests.support.name_server import name_server
from tests.support.records import SHOP
from tests.support.world import World


def test_the_same_addresses_as_the_load_balancer() -> None:
    zone = {("a.example.com", "A"): ["192.0.2.1"], ("lb.example.net", "A"): ["192.0.2.2", "192.0.2.1"]}
    with name_server(zone) as server:
        found = resolving.compare("a.example.com", "lb.example.net", server)
    assert found.same
    assert resolving.words(found) == ["192.0.2.1 (as the load balancer)"]


def test_other_addresses() -> None:
    zone = {("a.example.com", "AAAA"): ["2001:db8::1"], ("lb.example.net", "A"): ["192.0.2.2"]}
    with name_server(zone) as server:
        found = resolving.compare("a.example.com", "lb.example.net", server)
    assert not found.same
    assert resolving.words(found) == ["2001:db8::1 (the load balancer answers 192.0.2.2)"]


def test_no_answer_is_an_answer() -> None:
    with name_server({("lb.example.net", "A"): ["192.0.2.2"]}) as server:
        found = resolving.compare("a.example.com", "lb.example.net", server)
    assert (found.name, found.problem) == ((), "")
    assert resolving.words(found)[0].startswith("nothing (yet")


def test_name_servers_of_a_zone() -> None:
    with name_server({("example.com", "NS"): ["NS-1.example.net.", "ns-2.example.net."]}) as server:
        assert resolving.name_servers("example.com", server) == {"ns-1.example.net", "ns-2.example.net"}


def test_what_is_no_address_of_a_server() -> None:
    with pytest.raises(CommandError, match="is no address") as caught:
        resolving.compare("a.example.com", "b.example.com", "nonsense:x")
    assert caught.value.code == Exit.USAGE


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolving, "_SECONDS", 0.2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        found = resolving.compare("a.example.com", "b.example.com", f"127.0.0.1:{silent.getsockname()[1]}")
    assert found.problem
    assert resolving.words(found)[0].startswith("no answer: LifetimeTimeout")


def test_explain_compares_the_name_with_its_load_balancer(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} *.apps.example.com".replace("*", "_wildcard"))
    world.look(web)
    zone = {
        (SHOP, "A"): ["192.0.2.1"],
        ("albias-explain.apps.example.com", "A"): ["192.0.2.1"],
        (world.dns_name(web), "A"): ["192.0.2.1"],
    }
    with name_server(zone) as server:
        result = desk.run("explain", SHOP, "--nameserver", server)
        wildcard = desk.run("explain", "*.apps.example.com", "--nameserver", server)
    assert "DNS answers  192.0.2.1 (as the load balancer)" in result.out
    assert "DNS answers  192.0.2.1 (as the load balancer)" in wildcard.out


def test_a_name_that_nobody_claims_is_compared_with_where_it_points(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    target = world.dns_name(web)
    world.delete(web)
    with name_server({(SHOP, "A"): ["192.0.2.1"], (target, "A"): ["192.0.2.1"]}) as server:
        result = desk.run("explain", SHOP, "--nameserver", server)
        free = desk.json("explain", "free.apps.example.com", "--nameserver", server)
    assert f"DNS answers  192.0.2.1 (as the load balancer)  {target}" in result.out
    assert free["dns"] == {"": {"name": [], "target": [], "problem": ""}}


def test_a_question_without_an_answer_is_not_taken_for_an_answer(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "_SECONDS", 0.2)
    world.create("web", SHOP)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        server = f"127.0.0.1:{silent.getsockname()[1]}"
        (found,) = desk.json("explain", SHOP, "--nameserver", server)["dns"].values()
    assert "LifetimeTimeout" in found["problem"]
