"""Who looks from the wrong Region or account finds nothing of the owner's: the registry says where the names are."""

from dataclasses import replace

import pytest

from albias.registry import Deployment
from albias_cli.doctor.zones import zones
from albias_cli.errors import Exit
from tests.cli.patients import Canned, patient
from tests.fakes import FakeElbv2
from tests.support.desk import Desk
from tests.support.records import SHOP
from tests.support.world import ME, World, load_balancer_id

CART = "cart.apps.example.com"
HERE = "you asked in us-east-1"
THERE = f"apps.example.com holds names of owner platform in eu-west-1; {HERE}"


def moved(world: World, me: Deployment) -> World:
    """The same hosted zones, looked at from another place, where no load balancer is yet."""
    world.me = me
    world.elbv2 = FakeElbv2(account=me.account, region=me.region)
    return world


@pytest.fixture
def world() -> World:
    """Two names that were made in eu-west-1, looked at from us-east-1."""
    world = World()
    world.look(world.create("web", f"{SHOP} {CART}"))
    return moved(world, replace(ME, region="us-east-1"))


def told(desk: Desk, command: str) -> str:
    """What a command shows and notes, in one line."""
    result = desk.run(*command.split())
    return " ".join((result.out + result.err).split())


@pytest.mark.parametrize("command", ["plan", "apply --yes", "list", f"explain {SHOP}", "explain new.apps.example.com"])
def test_the_region_is_asked_for_where_nothing_is_found(command: str, desk: Desk) -> None:
    shown = told(desk, command)
    assert THERE in shown
    assert f"Is the Region right? There: `albias {command} --region eu-west-1`" in shown
    assert "Tag the load balancer" not in shown


def test_a_region_that_was_named_is_replaced(desk: Desk) -> None:
    assert "There: `albias list --region eu-west-1`" in told(desk, "list --region us-east-1")


@pytest.mark.parametrize("command", ["plan", "list", f"explain {SHOP}"])
def test_the_credentials_are_asked_for_where_the_account_is_another_one(command: str) -> None:
    world = World()
    world.look(world.create("web", SHOP))
    shown = told(Desk(moved(world, replace(ME, account="444455556666"))), command)
    assert "names of owner platform in eu-west-1 of another account; you asked in account 444455556666" in shown
    assert f"Are the credentials right? With others: `albias {command} --profile NAME --region eu-west-1`" in shown


@pytest.mark.parametrize("command", ["plan", "list", "explain new.apps.example.com"])
def test_nothing_is_asked_of_another_owner(command: str) -> None:
    world = World()
    world.look(world.create("web", SHOP))
    other = replace(ME, owner="other", region="us-east-1")
    world.settings = replace(world.settings, owner="other")
    assert "right?" not in told(Desk(moved(world, other)), command)


def test_nothing_is_asked_where_the_deployment_has_names_of_its_own(world: World, desk: Desk) -> None:
    world.look(world.create("web", "new.apps.example.com"))
    for command in ("plan", "apply --yes", "list", "explain new.apps.example.com", "explain other.apps.example.com"):
        assert "right?" not in told(desk, command)
    assert "Is the Region right?" in told(desk, f"explain {SHOP}")  # that one is there


def test_entries_of_another_region_are_not_called_odd(world: World, desk: Desk) -> None:
    assert desk.json("plan")["notes"] == []
    odd = "x.0123.platform._albias.apps.example.com"
    record = {"Name": f"{odd}.", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"hello"'}]}
    world.route53.put(world.zone.id, record)
    assert [(note["code"], note["hostname"]) for note in desk.json("plan")["notes"]] == [("odd-text", odd)]
    assert desk.run("plan").code == Exit.OK


def test_the_doctor_asks_where_nothing_is_deployed(world: World, desk: Desk) -> None:
    limit = Canned(get_hosted_zone_limit={"Limit": {"Value": 10_000}, "Count": 2})
    world.route53.get_hosted_zone_limit = limit.get_hosted_zone_limit  # type: ignore[attr-defined]
    examined = patient(desk)
    *_, several = zones(examined)
    assert (several.state, several.words) == ("ok", THERE)
    *_, lost = zones(replace(examined, deployed=None))
    assert (lost.state, lost.words) == ("problem", THERE)
    assert lost.mend == "Is the Region right? There: `albias doctor --region eu-west-1`"


@pytest.mark.parametrize("command", [f"adopt {SHOP} --yes", f"wait {SHOP} --timeout 0s"])
def test_who_wants_a_name_that_is_in_another_region_is_told_so(command: str, desk: Desk) -> None:
    err = desk.run(*command.split()).err
    assert THERE in err
    assert f"Is the Region right? There: `albias {command} --region eu-west-1`" in err


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ({"region": "us-east-1"}, "It is in eu-west-1, and you asked in us-east-1; go there: `{} --region eu-west-1`"),
        (
            {"account": "444455556666"},
            "It is in eu-west-1 of account 123456789012, and you asked in eu-west-1 of account 444455556666; go there:"
            " `{} --profile NAME --region eu-west-1`",
        ),
    ],
)
def test_a_load_balancer_of_another_place_is_told_to_be_there(here: dict[str, str], said: str) -> None:
    web = load_balancer_id()
    desk = Desk(moved(World(), replace(ME, **here)))
    assert f"do: {said.format(f'albias explain {web}')}" in told(desk, f"explain {web}")
    command = f"adopt {SHOP} --load-balancer {web}"
    assert said.format(f"albias {command}") in told(desk, command)
