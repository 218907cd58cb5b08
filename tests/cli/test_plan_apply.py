"""`albias plan` and `albias apply`: what a sweep would do, and doing exactly that."""

import io
import shlex
import sys
from typing import Any

import pytest

from albias.settings import MaxRemovals
from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.records import alias
from tests.support.world import ZONE, World


def test_a_plan_changes_nothing_and_exits_with_2(world: World, desk: Desk) -> None:
    world.create("web", "shop.apps.example.com")
    before = world.names()
    result = desk.run("plan")
    assert result.code == Exit.PENDING
    assert "+ shop.apps.example.com  A alias -> app/web (50dc…)\n" in result.out
    assert "Plan: 1 to create, 0 to change, 0 to remove\n" in result.out
    assert world.names() == before
    assert world.route53.count("ChangeResourceRecordSets") == 0


def test_a_plan_speaks_of_routing_in_route_53s_words(world: World, desk: Desk) -> None:
    web = world.create("web", "shop.apps.example.com weight=20")
    out = desk.run("plan").out
    assert "+ shop.apps.example.com  A alias (weighted 20) -> app/web (50dc…)\n" in out
    world.look(web)
    world.tag(web, "shop.apps.example.com latency=here")
    out = desk.run("plan").out
    assert "~ shop.apps.example.com  A alias (latency eu-west-1) -> app/web (50dc…)  its tags ask for another" in out
    assert "weighted 20 -> latency eu-west-1" in " ".join(out.split())


def test_nothing_to_do_exits_with_0(world: World, desk: Desk) -> None:
    world.look(world.create("web", "shop.apps.example.com"))
    result = desk.run("plan")
    assert result.code == Exit.OK
    assert "1 name is held, 0 waiting for one (owner platform, account 123456789012, Region eu-west-1)." in result.out
    assert result.out.endswith("nothing to do\n")


def test_a_plan_names_every_kind_of_change(desk: Desk, world: World) -> None:
    web = world.create("web", "shop.apps.example.com cart.apps.example.com old.apps.example.com")
    world.look(web)
    api = world.create("api", "old.apps.example.com")
    world.tag(web, "shop.apps.example.com new.apps.example.com")
    alias(world, world.dns_name(web), "shop.apps.example.com", health=False)
    document = desk.json("plan")
    actions = {each["hostname"].split(".")[0]: each["action"] for each in document["decisions"]}
    assert actions == {"shop": "repair", "cart": "remove", "old": "hand-over", "new": "create"}
    assert document["counts"] == {"create": 1, "repair": 1, "hand-over": 1, "remove": 1}
    taken = next(each for each in document["decisions"] if each["action"] == "hand-over")
    assert taken["load_balancer"] == str(api)
    text = desk.run("plan", "--verbose").out
    assert f"- A alias to {world.dns_name(web)}" in text
    assert f"+ A alias to {world.dns_name(web)}" in text


def test_refusals_are_shown_with_their_reasons(world: World, desk: Desk) -> None:
    world.create("web", "shop.example.net two..dots shop.apps.example.com")
    world.route53.put(
        ZONE.id, {"Name": "shop.apps.example.com.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    )
    result = desk.run("plan")
    assert result.code == Exit.REFUSED
    for code in ("zone-not-allowed", "invalid-name", "name-taken"):
        assert f"1 {code}" in result.out.splitlines()[-1]
    assert {each["code"] for each in desk.json("plan")["refusals"]} == {
        "zone-not-allowed",
        "invalid-name",
        "name-taken",
    }


def test_apply_does_what_was_shown_and_plan_is_quiet_afterwards(world: World, desk: Desk) -> None:
    web = world.create("web", "shop.apps.example.com")
    result = desk.run("apply", "--yes")
    assert result.code == Exit.OK
    assert "done: 1 created" in result.out
    assert world.target("shop.apps.example.com") == world.dns_name(web)
    assert desk.run("plan").code == Exit.OK


def test_without_a_yes_nothing_happens(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    world.create("web", "shop.apps.example.com")
    result = desk.run("apply")
    assert result.code == Exit.FAILED
    assert "nothing was changed" in result.err
    assert world.names() == []


def test_a_dry_run_stops_after_showing(world: World, desk: Desk) -> None:
    world.create("web", "shop.apps.example.com")
    assert desk.run("apply", "--dry-run").code == Exit.PENDING
    assert world.names() == []


def test_only_leaves_every_other_name_alone(world: World, desk: Desk) -> None:
    world.create("web", "shop.apps.example.com cart.apps.example.com two..dots")
    result = desk.run("apply", "--yes", "--only", "shop.apps.example.com, blog.apps.example.com")
    assert result.code == Exit.OK
    assert "nothing to do for blog.apps.example.com; why: `albias explain blog.apps.example.com`" in result.err
    assert "two..dots" not in result.out
    assert world.target("shop.apps.example.com")
    assert world.target("cart.apps.example.com") is None


@pytest.mark.parametrize("value", ["", " , "])
def test_only_must_name_something(desk: Desk, value: str) -> None:
    assert desk.run("apply", "--yes", "--only", value).code == Exit.USAGE


def test_only_takes_hostnames(desk: Desk) -> None:
    result = desk.run("plan", "--only", "two..dots")
    assert result.code == Exit.USAGE
    assert "'two..dots' is no hostname" in result.err


def _emptied() -> World:
    world = World(max_removals=MaxRemovals(count=1, percent=10))
    web = world.create("web", "a.apps.example.com b.apps.example.com c.apps.example.com")
    world.look(web)
    world.tag(web, "c.apps.example.com")
    return world


def test_h37_max_removals_holds_for_the_command_line_too() -> None:
    world = _emptied()
    result = Desk(world).run("apply", "--yes")
    assert result.code == Exit.REFUSED
    assert "would remove 2 of 3 names" in result.err
    assert "albias apply --force" in result.err
    assert world.target("a.apps.example.com")


def test_force_goes_past_max_removals_and_names_what_it_passes() -> None:
    world = _emptied()
    result = Desk(world).run("apply", "--yes", "--force")
    assert result.code == Exit.OK
    assert "past max_removals by --force" in result.err
    assert ": 2 names are removed: a.apps.example.com, b.apps.example.com" in result.err
    assert "nothing is removed" not in result.err
    assert world.target("a.apps.example.com") is None
    assert world.target("c.apps.example.com")


def test_what_force_passes_is_in_the_document() -> None:
    document = Desk(_emptied()).json("apply", "--dry-run", "--force")
    assert document["past_max_removals"] == ["a.apps.example.com", "b.apps.example.com"]


def test_a_plan_says_of_a_mistyped_name_that_nothing_is_to_do(world: World, desk: Desk) -> None:
    result = desk.run("plan", "--only", "shpo.apps.example.com")
    assert "nothing to do for shpo.apps.example.com" in result.err


def test_nothing_is_counted_in_a_zone_that_was_not_read(world: World, desk: Desk) -> None:
    def denied(operation: str, params: object) -> None:
        raise world.route53.error(operation, "AccessDenied", "User is not authorized", 403)

    world.route53.before = denied
    result = desk.run("plan")
    assert "names are held" not in result.out
    assert result.out == "Plan: nothing found to do: not everything could be looked at\n"
    assert "names" not in desk.run("list").err
    result = desk.run("apply", "--only", "shop.apps.example.com", "--yes")
    assert "nothing to do" not in result.out + result.err
    assert "nothing found to do for shop.apps.example.com: not everything could be looked at" in result.err


def _between(world: World, monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """A person who thinks about the question while something happens."""

    class Thinking(io.StringIO):
        def isatty(self) -> bool:
            return True

        def readline(self, *_: Any) -> Any:
            act()
            return "y\n"

    monkeypatch.setattr(sys, "stdin", Thinking())


def test_what_was_not_shown_is_not_done(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    web = world.create("web", "shop.apps.example.com")
    _between(world, monkeypatch, lambda: world.tag(web, "shop.apps.example.com later.apps.example.com"))
    result = desk.run("apply")
    assert world.target("shop.apps.example.com")
    assert world.target("later.apps.example.com") is None
    assert result.code == Exit.OK


def test_what_is_different_by_now_is_not_done(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    web = world.create("web", "shop.apps.example.com")
    world.look(web)
    world.tag(web, "")
    _between(world, monkeypatch, lambda: world.look(world.create("api", "shop.apps.example.com")))
    result = desk.run("apply")
    assert "remove" in result.out
    assert result.code == Exit.FAILED
    assert "not done remove shop.apps.example.com in apps.example.com" in result.err
    assert world.target("shop.apps.example.com")


def test_a_zone_that_cannot_be_read_fails_and_says_where(desk: Desk, world: World) -> None:
    world.create("web", "shop.apps.example.com")

    def denied(operation: str, params: object) -> None:
        raise world.route53.error(operation, "AccessDenied", "User is not authorized", 403)

    world.route53.before = denied
    result = desk.run("plan")
    assert result.code == Exit.FAILED
    assert "apps.example.com: ListResourceRecordSets of Z0APPS: AccessDenied" in result.err
    assert "Your credentials lack that permission" in result.err
    assert result.err.count("AccessDenied") == 1


def test_a_refusal_that_arises_while_the_change_is_made_is_told_with_its_reason(world: World, desk: Desk) -> None:
    world.create("web", "shop.apps.example.com")

    def denied(operation: str, params: object) -> None:
        if operation == "ChangeResourceRecordSets":
            raise world.route53.error(operation, "AccessDenied", "an explicit deny", 403)

    world.route53.before = denied
    result = desk.run("apply", "--yes")
    assert result.code == Exit.FAILED
    assert "not done create shop.apps.example.com in apps.example.com: " in result.err
    assert "an explicit deny" in result.err


@pytest.mark.parametrize(
    "arguments", [["apply"], ["adopt", "shop.apps.example.com"], ["release", "shop.apps.example.com"]]
)
def test_with_json_nobody_is_asked(world: World, desk: Desk, arguments: list[str]) -> None:
    """The plan would be in the document, which comes after the question."""
    world.look(world.create("web", "shop.apps.example.com"))
    result = desk.run(*arguments, "--json")
    assert result.code == Exit.USAGE
    assert result.json["error"]["advice"].endswith(f": `albias {shlex.join(arguments)} --json --dry-run`")
