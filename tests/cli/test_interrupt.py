"""A Ctrl-C in the middle of long work: everything consistent, and the person is told where they are."""

import os
import signal
from pathlib import Path

import pytest

from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.external_dns import external, texts
from tests.support.records import holds
from tests.support.world import World


def _interrupt_after(world: World, batches: int) -> None:
    """The person presses Ctrl-C while Route 53 answers the batch of this number."""
    seen: list[str] = []

    def press(operation: str, params: object) -> None:
        if operation == "ChangeResourceRecordSets":
            seen.append(operation)
            if len(seen) == batches:
                os.kill(os.getpid(), signal.SIGINT)

    world.route53.after = press


def _many(world: World, count: int) -> list[str]:
    names = [f"app-{number:03}.apps.example.com" for number in range(count)]
    for number in range(0, count, 5):
        web = world.create(f"web-{number}", " ".join(names[number : number + 5]))
        for name in names[number : number + 5]:
            external(world, name, world.dns_name(web))
    return names


def test_an_interrupted_migration_is_half_done_and_every_name_is_whole(
    world: World, desk: Desk, tmp_path: Path
) -> None:
    names = _many(world, 60)
    arguments = ["migrate", "external-dns", "--owner=default", "--yes", f"--report={tmp_path}/report.json"]
    _interrupt_after(world, 1)
    before = signal.getsignal(signal.SIGINT)
    result = desk.run(*arguments)
    assert signal.getsignal(signal.SIGINT) is before
    assert result.code == Exit.INTERRUPTED
    assert "interrupted: 25 of 60 changes are done, each of them whole" in result.err
    done = [name for name in names if holds(world, name)]
    left = texts(world)
    assert len(done) == 25
    for name in names:
        assert (f"a-{name} TXT" in left, f"{name} TXT" in left) == (name not in done,) * 2
    world.route53.after = None
    result = desk.run(*arguments)
    assert result.code == Exit.OK
    assert "done: 35 adopted" in result.out
    assert all(holds(world, name) for name in names)
    assert texts(world) == []


def test_an_interrupted_apply_ends_after_the_batch_on_its_way(world: World, desk: Desk) -> None:
    for number in range(12):
        names = " ".join(f"n{number}-{each}.apps.example.com" for each in range(60))
        world.create(f"web-{number}", names)
    _interrupt_after(world, 1)
    result = desk.run("apply", "--yes")
    assert result.code == Exit.INTERRUPTED
    assert "of 720 changes are done" in result.err
    assert world.route53.count("ChangeResourceRecordSets") == 1
    held = desk.json("list")["names"]
    assert {each["state"] for each in held} == {"healthy"}
    assert 0 < len(held) < 720
    world.route53.after = None
    assert desk.run("apply", "--yes").code == Exit.OK
    assert len(desk.json("list")["names"]) == 720


def test_a_second_interrupt_stops_at_once_and_says_what_may_have_happened(world: World, desk: Desk) -> None:
    world.create("web", "shop.apps.example.com")

    def press_twice(operation: str, params: object) -> None:
        if operation == "ChangeResourceRecordSets":
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    world.route53.before = press_twice
    result = desk.run("apply", "--yes")
    assert result.code == Exit.INTERRUPTED
    assert "has happened as a whole or not at all" in result.err
    assert world.names() == []


def test_an_interrupt_after_the_change_does_not_deny_it(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the outcome is shown, Ctrl-C is the usual one again."""
    world.create("web", "shop.apps.example.com")

    def press(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("albias_cli.changes.undone", press)
    result = desk.run("apply", "--yes")
    assert result.code == Exit.INTERRUPTED
    assert "Route 53 has accepted 1 change batch;" in result.err


def test_an_apply_that_is_interrupted_before_its_first_batch_says_that_nothing_is_done(
    world: World, desk: Desk
) -> None:
    """The person presses Ctrl-C just after the yes, while the load balancers are listed anew."""
    world.create("web", "shop.apps.example.com cart.apps.example.com")
    listed: list[str] = []

    def press(operation: str, _: object) -> None:
        if operation == "DescribeLoadBalancers":
            listed.append(operation)
            if len(listed) == 3:  # the plan took the list and a second look
                os.kill(os.getpid(), signal.SIGINT)

    world.elbv2.before = press
    result = desk.run("apply", "--yes")
    world.elbv2.before = None
    assert result.code == Exit.INTERRUPTED
    assert "interrupted: 0 of 2 changes are done" in result.err
    assert "not done" not in result.err
    assert world.route53.count("ChangeResourceRecordSets") == 0
