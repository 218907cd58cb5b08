"""A slip of the pen in a tag: whoever looks at the name, the load balancer or everything is told, in the same words."""

import pytest

from albias_cli.doctor.account import load_balancers
from albias_cli.errors import Exit
from tests.cli.patients import patient
from tests.support.desk import Desk
from tests.support.records import SHOP
from tests.support.world import TAG, World

CART = "cart.apps.example.com"


def told(desk: Desk, command: str) -> str:
    """What a command shows, in one line."""
    return " ".join(desk.run(*command.split()).out.split())


@pytest.mark.parametrize(
    "command", ["plan", "plan --verbose", f"plan --only {SHOP}", "apply --dry-run", "explain web", f"explain {SHOP}"]
)
def test_a_slip_in_a_key_is_told_in_the_same_words_everywhere(command: str, world: World, desk: Desk) -> None:
    web = world.create("web", tags={"albias/hostnam": SHOP})
    shown = told(desk, command)
    assert (
        f"app/web/{web.id} has the tag albias/hostnam = {SHOP}, which albias does not read: did you mean {TAG}?"
        f" {'to do' if SHOP in command and 'explain' in command else 'do:'} Tag app/web/{web.id}:"
        f" `aws elbv2 add-tags --resource-arns {web} --tags Key={TAG},Value={SHOP}`"
    ) in shown
    assert "Tag the load balancer that should have it" not in shown


@pytest.mark.parametrize("command", ["plan", "explain web", f"explain {SHOP}"])
def test_a_slip_in_a_key_is_in_the_document(command: str, world: World, desk: Desk) -> None:
    web = world.create("web", tags={"albias/hostnam": SHOP})
    (slip,) = desk.json(*command.split())["slips"]
    assert (slip["load_balancer"], slip["names"]) == (str(web), [SHOP])
    assert slip["told"].endswith(f"did you mean {TAG}?")
    assert slip["advice"].startswith("Tag app/web/")


def test_the_doctor_finds_a_slip_in_a_key(world: World, desk: Desk) -> None:
    world.create("web", tags={"albias/hostnam": SHOP})
    world.create("api", CART)
    fine, slip = load_balancers(patient(desk))
    assert (fine.state, slip.state, slip.area) == ("ok", "problem", "load balancers")
    assert f"which albias does not read: did you mean {TAG}?" in slip.words
    assert slip.mend.endswith(f"Key={TAG},Value={SHOP}`")


def test_the_doctor_finds_no_slip_where_there_is_none(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    assert [finding.state for finding in load_balancers(patient(desk))] == ["ok"]


def test_what_follows_a_key_stays(world: World, desk: Desk) -> None:
    world.create("web", tags={"albias/hostnames/cart/eu": CART})
    assert f"did you mean {TAG}/cart/eu?" in told(desk, "plan")
    assert f"Key={TAG}/cart/eu,Value={CART}" in told(desk, "plan")


def test_a_tag_that_is_there_already_is_not_written_over(world: World, desk: Desk) -> None:
    world.create("web", tags={TAG: SHOP, "albias/hostnam": f"{CART} weight=20"})
    assert f"--tags 'Key={TAG}/{CART},Value={CART} weight=20'" in told(desk, "plan")


@pytest.mark.parametrize(
    "tags",
    [
        {TAG: SHOP, "albias/hostnam": SHOP},  # asked for rightly by now
        {"albias/hostnam": "www.example.net"},
        {"albias/hostnam": "two words"},
        {"albias/rules": SHOP},
        {"Name": SHOP},
    ],
)
def test_no_slip_is_told_where_none_makes_albias_silent(tags: dict[str, str], world: World, desk: Desk) -> None:
    world.create("web", tags=tags)
    for command in ("plan", "explain web"):
        assert "did you mean" not in told(desk, command)


def test_of_the_slips_only_those_of_the_chosen_names_are_told(world: World, desk: Desk) -> None:
    world.create("web", tags={"albias/hostnam": SHOP, "albias/hostname2": CART})
    shown = told(desk, f"plan --only {SHOP}")
    assert "albias/hostnam =" in shown
    assert "albias/hostname2 =" not in shown


@pytest.mark.parametrize(
    "value", [f"http://{SHOP}", f"https://{SHOP}/", f"https://{SHOP}:8443/x", f"{SHOP}:443", f"-{SHOP}"]
)
def test_explain_finds_who_has_a_name_in_a_value_that_is_no_hostname(value: str, world: World, desk: Desk) -> None:
    web = world.create("web", f"{CART} {value}")
    result = desk.run("explain", SHOP)
    shown = " ".join(result.out.split())
    assert result.code == Exit.REFUSED
    assert f"to know app/web/{web.id} asks for {value}, invalid-name: not a hostname: " in shown
    assert f"to do In the tag, write the hostname alone: `{SHOP}`" in shown
    assert "Tag the load balancer" not in shown
    assert f"do: In the tag, write the hostname alone: `{SHOP}`" in told(desk, "plan")


def test_explain_finds_who_asks_for_nearly_the_name(world: World, desk: Desk) -> None:
    world.create("web", "shop.app.example.com")
    shown = told(desk, f"explain {SHOP}")
    assert "asks for shop.app.example.com, zone-not-allowed: it lies in none of the configured hosted zones" in shown
    assert f"to do Did you mean {SHOP}? Then write that in its place: `{SHOP}`" in shown


def test_explain_tells_nothing_of_a_value_that_means_another_name(world: World, desk: Desk) -> None:
    world.create("web", f"https://{CART} https://www.example.net two..dots")
    assert "to know" not in told(desk, f"explain {SHOP}")
    assert "to know" not in told(desk, "explain www.example.net")


@pytest.mark.parametrize("command", [f"adopt {SHOP} --yes", f"wait {SHOP} --timeout 0s"])
def test_who_wants_the_name_here_is_told_of_the_slip_that_keeps_it_away(command: str, world: World, desk: Desk) -> None:
    web = world.create("web", tags={"albias/hostnam": SHOP})
    result = desk.run(*command.split())
    assert f"albias/hostnam = {SHOP}, which albias does not read: did you mean {TAG}?" in result.err
    assert f"Tag app/web/{web.id}: `aws elbv2 add-tags" in result.err
    world.tag(web, f"https://{SHOP}")
    assert f"In the tag, write the hostname alone: `{SHOP}`\n" in desk.run(*command.split()).err
