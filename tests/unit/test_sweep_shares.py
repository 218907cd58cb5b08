"""Listener rules of more load balancers than a sweep has time for: a share each time, everybody in turn, and told."""

from typing import Any

import pytest

from albias.engine.reading import first_of
from albias.model import LoadBalancerId
from albias.settings import TagMatch
from tests.support.balancers import Balancer
from tests.support.scene import Scene, done
from tests.support.world import TAG


@pytest.fixture
def scene() -> Scene:
    return Scene(names_from_rules=(TagMatch("albias/rules", "yes"),))


class Clock:
    """A deadline, and calls that take their time."""

    def __init__(self, seconds: float, call: float = 1.0) -> None:
        self.left = seconds
        self.call = call

    def remaining(self) -> float:
        return self.left

    def pace(self) -> None:
        self.left -= self.call


def crowd(scene: Scene, size: int) -> list[LoadBalancerId]:
    """So many load balancers with one listener and one rule each."""
    made = []
    for number in range(size):
        web = Balancer(scene, f"lb{number:04}")
        web.rule(f"n{number:04}.apps.example.com")
        made.append(web.id)
    return made


def test_a_sweep_that_has_not_time_for_all_reads_a_share_and_says_so(scene: Scene) -> None:
    crowd(scene, 100)
    clock = Clock(200.0)
    outcome = scene.sweep(remaining=clock.remaining, pace=clock.pace)
    assert outcome.hosts_selected == 100
    assert 0 < outcome.hosts_read < 60
    assert len(done(outcome)) == outcome.hosts_read
    assert outcome.failures == {}
    assert clock.left > 60, "there is time for the rest of the sweep"


def test_every_load_balancer_has_its_turn_within_a_few_sweeps_and_nobody_loses_a_name(scene: Scene) -> None:
    made = crowd(scene, 100)
    sweeps = 0
    while any(not scene.held(each) for each in made):
        clock = Clock(200.0)
        outcome = scene.sweep(remaining=clock.remaining, pace=clock.pace)
        assert {action for action, _ in done(outcome)} <= {"create"}
        scene.clock += 900
        sweeps += 1
        assert sweeps <= 8
    assert sweeps > 1


def test_h58_a_name_whose_rule_went_is_given_up_though_each_sweep_reads_a_share(scene: Scene) -> None:
    """The sweeps that do not read its load balancer's rules leave what was noted of the grace as it is."""
    made = crowd(scene, 100)
    scene.look(*made)
    (listener,) = scene.elbv2.listeners(str(made[50]))
    for rule in scene.elbv2.rules(listener):
        scene.elbv2.remove_rule(rule)
    removed: list[tuple[str, str]] = []
    for _ in range(16):
        clock = Clock(200.0)
        outcome = scene.sweep(remaining=clock.remaining, pace=clock.pace)
        removed += [each for each in done(outcome) if each[0] == "remove"]
        scene.clock += 900
    assert removed == [("remove", "n0050.apps.example.com")]


def test_those_who_wait_are_asked_though_they_have_no_turn_where_the_holder_goes(scene: Scene) -> None:
    """No name stops answering while somebody is noted to wait for it."""
    names = [f"n{number:04}.apps.example.com" for number in range(40)]
    tags = {f"{TAG}/{place}": " ".join(names[place : place + 8]) for place in range(0, 40, 8)}
    holder = scene.create("holder", tags=tags)
    scene.look(holder)
    scene.look(*crowd(scene, 40))
    scene.delete(holder)
    clock = Clock(180.0)
    with scene.answering(*names):
        outcome = scene.sweep(remaining=clock.remaining, pace=clock.pace)
    assert (outcome.hosts_selected, outcome.failures) == (40, {})
    assert outcome.hosts_read < 40
    assert sorted(done(outcome)) == [("hand-over", name) for name in names]


def test_what_keeps_rules_from_being_read_at_all_is_not_tried_a_thousand_times(scene: Scene) -> None:
    crowd(scene, 30)

    def fail(called: str, params: dict[str, Any]) -> None:
        if called == "DescribeListeners":
            raise scene.elbv2.error(called, "AccessDenied", "no", 403)

    scene.elbv2.before = fail
    outcome = scene.sweep()
    assert scene.elbv2.count("DescribeListeners") == 3
    assert (outcome.hosts_selected, outcome.hosts_read) == (30, 0)
    assert len(outcome.unfinished) == 3


def test_every_call_of_a_sweep_for_rules_waits_its_turn(scene: Scene) -> None:
    crowd(scene, 25)
    turns: list[str] = []
    before = scene.route53.count() + scene.elbv2.count()
    scene.sweep(pace=lambda: turns.append("turn"))
    assert len(turns) == scene.route53.count() + scene.elbv2.count() - before
    assert scene.elbv2.count("DescribeRules") >= 25


def test_the_first_of_each_sweep_is_another_and_all_have_their_turn() -> None:
    """With a tenth of all in each sweep, everybody is read within 16 sweeps, whenever one begins to count."""
    for begin in range(0, 1_000, 37):
        read: set[int] = set()
        for sweep in range(begin, begin + 16):
            first = first_of(1_000, now=sweep * 900.0, period=900)
            read |= {place % 1_000 for place in range(first, first + 100)}
        assert len(read) == 1_000
    assert first_of(0, now=1_795_396_120.0, period=900) == 0


@pytest.mark.parametrize("sweep", ["off", "1 hour", "5 minutes"])
def test_a_share_is_read_whatever_the_configuration_says_of_sweeps(sweep: str) -> None:
    """With `off`, sweeps are people's."""
    scene = Scene(names_from_rules=(TagMatch("albias/rules", "yes"),), sweep=sweep)
    crowd(scene, 3)
    assert len(done(scene.sweep())) == 3
