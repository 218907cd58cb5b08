"""Real cases at the command line: zones that change, and registry texts that somebody edited."""

import io
import sys
from dataclasses import replace
from typing import Any

import pytest

from albias.engine.outcome import Request
from albias.model import HostedZone
from albias.names import DnsName
from albias_cli.doctor.leftovers import adoption, leftovers
from albias_cli.errors import Exit
from tests.cli.patients import patient
from tests.support.desk import Desk
from tests.support.records import SHOP, alias, put
from tests.support.world import ZONE, World

PAY = "pay.shops.example.com"
PARENT = HostedZone("Z0PARENT", DnsName("example.com"))
CHILD = HostedZone("Z0CHILD", DnsName("shops.example.com"))
HOLD = f"shop._hold._albias.{ZONE.name}."


def split_off(parent: HostedZone = PARENT) -> World:
    """A name is held in a zone, of which a subzone is split off; the next sweep has made the name there."""
    world = World(zones=(PARENT,))
    world.look(world.create("web", PAY))
    world.look(world.create("canary", PAY))
    world.route53.add_zone(CHILD.id, CHILD.name, private=False)
    ns = {"Name": "shops.example.com.", "Type": "NS", "TTL": 1, "ResourceRecords": [{"Value": "ns.example.net."}]}
    world.route53.put(PARENT.id, ns)
    world.settings = replace(world.settings, zones=(parent, CHILD))
    world.sweep()
    return world


@pytest.mark.parametrize("parent", [PARENT, replace(PARENT, hostnames=("www.example.com",))], ids=["all", "narrow"])
def test_c3_what_a_subzone_left_behind_in_its_parent_is_told_and_is_no_refusal(parent: HostedZone) -> None:
    world = split_off(parent)
    desk = Desk(world)
    result = desk.run("explain", PAY)
    assert result.code == Exit.PENDING
    assert "to know      left-behind in example.com" in result.out
    assert f"`albias release {PAY} --zone Z0PARENT --delete`" in result.out
    assert "hostnames` in albias.toml" not in result.out
    assert {each["code"] for each in desk.json("explain", PAY)["refusals"]} <= {"waiting"}
    (kept, _) = desk.json("list")["names"]
    assert kept["zone_id"] == "Z0PARENT"
    assert {note["code"] for note in kept["notes"]} == {"delegated", "left-behind"}


@pytest.mark.parametrize("parent", [PARENT, replace(PARENT, hostnames=("www.example.com",))], ids=["all", "narrow"])
def test_c3_release_tidies_the_parent_alone(parent: HostedZone) -> None:
    world = split_off(parent)
    desk = Desk(world)
    result = desk.run("release", PAY, "--zone", "Z0PARENT", "--delete", "--yes")
    assert result.code == Exit.OK
    assert "1 removed" in result.out
    assert [name for name in world.names(PARENT) if "pay" in name or "_albias" in name] == []
    assert world.target(PAY, zone=CHILD)
    assert desk.run("plan").code == Exit.OK
    assert desk.run("explain", PAY).code == Exit.OK
    assert desk.run("release", PAY, "--zone", "Z0PARENT", "--yes").code == Exit.REFUSED


def test_c3_a_zone_that_is_not_configured_is_no_zone_to_release_in(desk: Desk) -> None:
    assert desk.run("release", SHOP, "--zone", "nope", "--yes").code == Exit.USAGE


def test_c6_a_delegation_above_a_held_name_is_told_everywhere() -> None:
    name = "x.team9.apps.example.com"
    world = World()
    world.look(world.create("web", name))
    put(world, "team9.apps.example.com", "NS", TTL=1, ResourceRecords=[{"Value": "ns.example.net."}])
    desk = Desk(world)
    plan = desk.run("plan")
    assert plan.code == Exit.OK
    assert "delegated  x.team9.apps.example.com" in plan.out
    assert [note["code"] for note in desk.json("plan")["notes"]] == ["delegated"]
    explained = desk.run("explain", name)
    assert explained.code == Exit.PENDING
    assert "to know      delegated in apps.example.com" in explained.out
    (held,) = desk.json("list")["names"]
    assert held["state"] == "kept"
    assert "delegated: the zone delegates team9.apps.example.com" in held["next"]
    assert world.target(name)


def test_c7_the_zone_behind_a_delegation_that_is_configured_is_not_to_be_configured() -> None:
    """A public child's apex: only `hostnames` give it."""
    world = World(zones=(PARENT, CHILD))
    ns = {"Name": "shops.example.com.", "Type": "NS", "TTL": 1, "ResourceRecords": [{"Value": "ns.example.net."}]}
    world.route53.put(PARENT.id, ns)
    world.create("web", "shops.example.com")
    (refusal,) = Desk(world).json("explain", "shops.example.com")["refusals"]
    assert refusal["code"] == "delegated"
    assert "The hosted zone shops.example.com is configured" in refusal["advice"]
    assert "its hostnames do not allow it" in refusal["advice"]
    assert "Configure the hosted zone" not in refusal["advice"]


def edited(world: World, how: str) -> None:
    """Somebody edits the hold by hand."""
    record = world.route53.record(ZONE.id, HOLD, "TXT")
    assert record
    (value,) = (each["Value"] for each in record["ResourceRecords"])
    if how == "removed":
        world.route53.remove(ZONE.id, HOLD, "TXT")
    elif how == "ttl":
        world.route53.put(ZONE.id, {**record, "TTL": 60})
    else:
        cut = f'{value[:40]}" "{value[40:]}'
        world.route53.put(ZONE.id, {**record, "ResourceRecords": [{"Value": cut}]})


@pytest.mark.parametrize("how", ["ttl", "two strings", "removed"])
def test_c9_a_hold_that_was_edited_by_hand_does_not_stop_an_apply(world: World, desk: Desk, how: str) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    edited(world, how)
    alias(world, world.dns_name(web), health=False)
    result = desk.run("apply", "--yes")
    assert result.code == Exit.OK
    assert "not done" not in result.err
    assert desk.run("plan").code == Exit.OK
    assert world.route53.record(ZONE.id, HOLD, "TXT")


@pytest.mark.parametrize("how", ["ttl", "two strings", "removed"])
@pytest.mark.parametrize("delete", [[], ["--delete", "--force"]], ids=["keep", "delete"])
def test_c9_a_hold_that_was_edited_by_hand_can_be_released(
    world: World, desk: Desk, how: str, delete: list[str]
) -> None:
    world.look(world.create("web", SHOP))
    edited(world, how)
    result = desk.run("release", SHOP, *delete, "--yes")
    assert result.code == Exit.OK
    assert [name for name in world.names() if "_albias" in name] == []
    assert (world.target(SHOP) is None) == bool(delete)


def test_c9_index_entries_that_nothing_is_left_of_are_released(world: World, desk: Desk) -> None:
    """The hold was removed, and the record points elsewhere: nobody holds the name."""
    web = world.create("web", SHOP)
    world.look(web)
    edited(world, "removed")
    put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    before = world.route53.record(ZONE.id, f"{SHOP}.", "A")
    assert desk.run("release", SHOP, "--yes").code == Exit.OK
    assert [name for name in world.names() if "_albias" in name] == []
    assert world.route53.record(ZONE.id, f"{SHOP}.", "A") == before
    assert desk.run("release", SHOP, "--yes").code == Exit.REFUSED


def test_c9_who_waits_while_a_person_thinks_changes_nothing_of_what_was_shown(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The registry's texts differ by then, the record set does not."""
    web = world.create("web", SHOP)
    world.look(web)
    alias(world, world.dns_name(web), health=False)

    class Thinking(io.StringIO):
        def isatty(self) -> bool:
            return True

        def readline(self, *_: Any) -> Any:
            world.create("api", SHOP)
            return "y\n"

    monkeypatch.setattr(sys, "stdin", Thinking())
    result = desk.run("apply")
    assert result.code == Exit.OK
    assert "not done" not in result.err


def test_c11_names_in_a_zone_that_is_not_configured_any_more_are_found(world: World, desk: Desk) -> None:
    assert [finding.state for finding in leftovers(patient(desk))] == ["ok"]
    world.look(world.create("web", SHOP))
    other = HostedZone("Z0OTHER", DnsName("other.example.org"))
    world.route53.add_zone(other.id, other.name, private=False)
    assert [finding.state for finding in leftovers(patient(desk))] == ["ok"]
    world.settings = replace(world.settings, zones=(other,))
    found, _ = leftovers(patient(desk))
    assert found.state == "problem"
    assert "apps.example.com (Z0APPS) is not configured" in found.words
    assert "albias release --all --zone Z0APPS" in found.mend


def test_c11_release_of_everything_in_one_zone_tidies_it(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    other = HostedZone("Z0OTHER", DnsName("other.example.org"))
    world.route53.add_zone(other.id, other.name, private=False)
    world.settings = replace(world.settings, zones=(ZONE, other))
    world.look(world.create("api", "api.other.example.org"))
    assert desk.run("release", "--all", "--zone", "Z0APPS", "--yes").code == Exit.OK
    assert [name for name in world.names() if "_albias" in name] == []
    assert [name for name in world.names(other) if "_albias" in name] != []


def test_x7_doctor_says_what_adoption_cannot_see(world: World, desk: Desk) -> None:
    assert list(adoption(patient(desk))) == []
    world.settings = replace(world.settings, adopt="matching")
    (found,) = adoption(patient(desk))
    assert "--registry=dynamodb, crd or noop" in found.words


def test_a_plan_keeps_of_itself_what_was_shown_before(world: World) -> None:
    web = world.create("web", f"{SHOP} cart.apps.example.com")
    request = Request(frozenset([web]), whole=True)
    shown = world.engine().plan(replace(request, only=frozenset([DnsName(SHOP)])))
    plan = world.engine().plan(request)
    assert [decision.hostname for _, decision in plan.decisions] == ["cart.apps.example.com", SHOP]
    assert [decision.hostname for _, decision in plan.only_as_in(shown).decisions] == [SHOP]
