"""Every row of the manual's table of exit codes, and which one it is where several apply.

Those of doctor and audit are in test_doctor.py and test_audit.py.
"""

import io
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from albias.settings import MaxRemovals
from albias_cli.errors import Exit
from albias_cli.gravity import NORMAL
from tests.support.desk import Desk
from tests.support.markdown import ROOT, table_with
from tests.support.records import SHOP, put
from tests.support.world import ZONE, World

CART = "cart.apps.example.com"
ELSEWHERE = "www.example.net"
TAKEN = "taken.apps.example.com"


def held() -> World:
    """A load balancer that has the name that it asks for."""
    world = World()
    world.look(world.create("web", SHOP))
    return world


def pending() -> World:
    """The same, and another name that it is to get."""
    world = held()
    world.create("api", CART)
    return world


def taken() -> World:
    """The same as the first one, and a load balancer that asks for a name that somebody else has."""
    world = held()
    put(world, TAKEN, TTL=1, ResourceRecords=[{"Value": "192.0.2.1"}])
    world.create("late", TAKEN)
    return world


def taken_and_pending() -> World:
    """A name that is refused beside one that is to come."""
    world = taken()
    world.create("api", CART)
    return world


def blocked() -> World:
    """A held name in whose place somebody put a CNAME, beside one that is to be repaired."""
    world = held()
    world.look(world.create("api", CART))
    for name in (SHOP, CART):
        world.route53.remove(world.zone.id, f"{name}.", "A")
    put(world, SHOP, "CNAME", TTL=1, ResourceRecords=[{"Value": "elsewhere.example.net"}])
    return world


def emptied() -> World:
    """More names to remove than `max_removals` lets go."""
    world = World(max_removals=MaxRemovals(count=1, percent=10))
    web = world.create("web", f"{SHOP} {CART} {TAKEN}")
    world.look(web)
    world.delete(web)
    return world


def waiting() -> World:
    """A second load balancer that asks for a name that is held."""
    world = held()
    world.look(world.create("second", SHOP))
    return world


def elsewhere() -> World:
    """A load balancer that asks for a name in some other DNS, too."""
    world = World()
    world.look(world.create("web", f"{SHOP} {ELSEWHERE}"))
    return world


def broken() -> World:
    """A hosted zone that does not answer."""
    world = taken()

    def fail(operation: str, params: object) -> None:
        if operation == "ListResourceRecordSets":
            raise world.route53.error(operation, "NoSuchHostedZone", "none", 404)

    world.route53.before = fail
    return world


Made = Callable[[], World]
ROWS: list[tuple[Exit, Made, str]] = [
    (Exit.OK, held, "plan"),
    (Exit.OK, held, "apply --yes"),
    (Exit.OK, pending, "apply --yes"),
    (Exit.OK, held, "list"),
    (Exit.OK, held, f"explain {SHOP}"),
    (Exit.OK, held, "explain web"),
    (Exit.OK, held, f"release {SHOP} --yes"),
    (Exit.OK, waiting, "plan"),
    (Exit.OK, waiting, "apply --yes"),
    (Exit.OK, waiting, f"plan --only {SHOP}"),
    (Exit.OK, waiting, f"explain {SHOP}"),
    (Exit.OK, elsewhere, "plan"),
    (Exit.OK, elsewhere, "apply --yes"),
    (Exit.OK, taken, f"plan --only {SHOP}"),
    (Exit.OK, taken, "list"),
    (Exit.FAILED, broken, "plan"),
    (Exit.FAILED, broken, "list"),
    (Exit.FAILED, broken, f"explain {SHOP}"),
    (Exit.FAILED, pending, "apply"),  # nobody is there to say yes
    (Exit.PENDING, pending, "plan"),
    (Exit.PENDING, pending, "apply --dry-run"),
    (Exit.PENDING, pending, f"explain {CART}"),
    (Exit.PENDING, pending, "explain api"),
    (Exit.PENDING, held, f"release {SHOP} --dry-run"),
    (Exit.PENDING, blocked, f"list {CART}"),
    (Exit.REFUSED, taken, "plan"),
    (Exit.REFUSED, taken, "apply --dry-run"),
    (Exit.REFUSED, taken, "apply --yes"),
    (Exit.REFUSED, taken, f"plan --only {TAKEN}"),
    (Exit.REFUSED, taken, f"explain {TAKEN}"),
    (Exit.REFUSED, taken, "explain late"),
    (Exit.REFUSED, taken, f"adopt {TAKEN} --yes"),
    (Exit.REFUSED, taken_and_pending, "plan"),
    (Exit.REFUSED, taken_and_pending, "apply --yes"),
    (Exit.REFUSED, blocked, "plan"),
    (Exit.REFUSED, blocked, "list"),
    (Exit.REFUSED, blocked, f"explain {SHOP}"),
    (Exit.REFUSED, emptied, "plan"),
    (Exit.REFUSED, emptied, "apply --yes"),
    (Exit.REFUSED, emptied, "list"),
    (Exit.REFUSED, waiting, "explain second"),
    (Exit.REFUSED, elsewhere, f"plan --only {ELSEWHERE}"),
    (Exit.REFUSED, elsewhere, f"apply --yes --only {ELSEWHERE}"),
    (Exit.REFUSED, elsewhere, f"explain {ELSEWHERE}"),
    (Exit.TIMED_OUT, pending, f"wait --timeout 0s --no-dns {CART}"),
    (Exit.USAGE, held, "plan --nonsense"),
    (Exit.USAGE, held, "explain two..dots"),
]


@pytest.mark.parametrize(("code", "made", "command"), ROWS)
def test_what_a_command_ends_with(code: Exit, made: Made, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    result = Desk(made()).run(*command.split())
    assert result.code == code, result.out + result.err


def test_the_manual_has_every_exit_code_and_each_is_tried() -> None:
    manual = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    told = {int(row["exit code"]) for row in table_with(manual, "exit code")}
    assert told == {int(code) for code in Exit}
    assert told == {int(code) for code, _, _ in ROWS} | {Exit.INTERRUPTED}  # test_interrupt.py


def test_the_manual_names_the_refusals_that_do_not_count() -> None:
    manual = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sentence = manual.partition("What nobody has to mend does not count there: ")[2].partition("\n\n")[0]
    assert all(f"`{code}`" in sentence for code in NORMAL)


def test_a_name_that_is_to_come_in_one_zone_and_refused_in_another_is_refused() -> None:
    inside = replace(ZONE, id="Z0INSIDE", private=True)
    world = World((ZONE, inside))
    record = {"Name": f"{SHOP}.", "Type": "A", "TTL": 1, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    world.route53.put(inside.id, record)
    world.create("web", SHOP)
    result = Desk(world).run("explain", SHOP)
    assert result.code == Exit.REFUSED
    assert result.out.startswith(f"{SHOP}  refused: name-taken; create is pending: ")
