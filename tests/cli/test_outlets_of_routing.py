"""Whatever tells of a routed name does so in Route 53's words: its policy with its value, and its set identifier."""

import csv
import io
import json

import pytest

from albias.edge.notices import notices_of
from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.records import SHOP
from tests.support.world import ME, World

HEALTH_CHECK = "0123abcd-0123-4567-89ab-0123456789ab"
POLICIES = pytest.mark.parametrize(
    ("options", "routing", "slot"),
    [
        ("weight=20", "weighted 20", "50dc6c4900000001"),
        ("latency=here", "latency eu-west-1", "eu-west-1"),
        (f"failover=primary health-check={HEALTH_CHECK}", "failover PRIMARY", "primary"),
        ("country=DE", "geolocation country=DE", "country=de"),
        ("country=default", "geolocation country=default", "country=default"),
        ("continent=EU", "geolocation continent=EU", "continent=eu"),
        ("subdivision=US-CA", "geolocation subdivision=US-CA", "subdivision=us-ca"),
    ],
)


def identifier(slot: str) -> str:
    """The set identifier that albias makes."""
    return f"{ME.owner}/{ME.fingerprint}/{ME.region}/{slot}"


@POLICIES
def test_plan(options: str, routing: str, slot: str, world: World, desk: Desk) -> None:
    world.create("web", f"{SHOP} {options}")
    result = desk.run("plan")
    assert result.code == Exit.PENDING
    assert f"A alias ({routing}) -> app/web" in result.out
    told = json.dumps(desk.json("plan"))
    assert json.dumps(routing) in told
    assert json.dumps(identifier(slot)) in told


@POLICIES
def test_explain_of_the_name(options: str, routing: str, slot: str, world: World, desk: Desk) -> None:
    world.look(world.create("web", f"{SHOP} {options}"))
    shown = desk.run("explain", SHOP).out
    assert f"record: A ({routing}, set '{identifier(slot)}') alias to web-1234567891" in shown
    assert f"(set identifier {identifier(slot)})" in shown


@POLICIES
def test_list_in_every_form(options: str, routing: str, slot: str, world: World, desk: Desk) -> None:
    world.look(world.create("web", f"{SHOP} {options}"))
    assert f"{routing}, set {identifier(slot)}" in desk.run("list", "--wide").out
    (name,) = desk.json("list")["names"]
    assert (name["routing"], name["set_identifier"]) == (routing, identifier(slot))
    assert [found["routing"] for found in name["record_sets"]] == [routing]
    (row,) = csv.DictReader(io.StringIO(desk.run("list", "--csv").out))
    assert (row["routing"], row["set_identifier"]) == (routing, identifier(slot))


@POLICIES
def test_the_page_of_names(options: str, routing: str, slot: str, world: World, desk: Desk) -> None:
    world.look(world.create("web", f"{SHOP} {options}"))
    page = desk.run("list", "--html", "-").out
    assert f">{routing}<" in page


@POLICIES
def test_a_notice_has_the_policy_and_the_set_identifier(
    options: str, routing: str, slot: str, world: World, desk: Desk
) -> None:
    web = world.create("web", f"{SHOP} {options}")
    (notice,) = notices_of(world.look(web), ME.owner, {web})
    said = json.loads(notice.detail)
    assert (said["routing"], said["set_identifier"]) == (routing.partition(" ")[0], identifier(slot))


@pytest.mark.parametrize("other", ["", "weight=20", "latency=here", "failover=primary", "country=DE"])
def test_a_refusal_says_both_policies_wherever_it_is_told(other: str, world: World, desk: Desk) -> None:
    world.look(world.create("web", f"{SHOP} {other}" if other != "weight=20" else f"{SHOP} latency=here"))
    late = world.create("late", f"{SHOP} weight=20")
    outcome = world.look(late)
    (refusal,) = outcome.refusals
    assert refusal.reason.startswith("it asks for weighted routing, and the name is ")
    (notice,) = [each for each in notices_of(outcome, ME.owner, {late}) if each.type == "Name Refused"]
    assert json.loads(notice.detail)["routing"] == "weighted"
    for shown in (desk.run("plan").out, desk.run("explain", SHOP).out, desk.run("list", "--html", "-").out):
        assert "it asks for weighted routing, and the name is " in shown


def test_a_simple_name_has_no_routing_in_a_table_for_programs(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    (row,) = csv.DictReader(io.StringIO(desk.run("list", "--csv").out))
    assert (row["routing"], row["set_identifier"]) == ("", "")
