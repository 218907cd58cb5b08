"""Killed between any two API calls: the next run completes what was begun, or undoes it (H39, H41, H47)."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.model import LoadBalancerId
from tests.fakes.aws import read_timeout
from tests.support.scene import Scene

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
Story = Callable[[Scene], Callable[[], object]]


class Killed(BaseException):
    """The process ends here, whatever it would have caught."""


def created(scene: Scene) -> Callable[[], object]:
    web = scene.create("web", f"{SHOP} {CART}", ip_address_type="dualstack")
    return lambda: scene.look(web)


def retagged(scene: Scene) -> Callable[[], object]:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.tag(web, CART)
    return lambda: scene.look(web)


def deleted(scene: Scene) -> Callable[[], object]:
    web = scene.create("web", f"{SHOP} {CART}")
    scene.look(web)
    scene.delete(web)
    return lambda: scene.engine().look([web], deleted={web})


def handed_over(scene: Scene) -> Callable[[], object]:
    blue = scene.create("blue", SHOP)
    scene.look(blue)
    scene.look(scene.create("green", f"{SHOP} {CART}"))
    scene.delete(blue)
    return lambda: scene.engine().look([blue], deleted={blue})


def swept(scene: Scene) -> Callable[[], object]:
    gone = scene.create("gone", SHOP)
    scene.look(gone)
    scene.delete(gone)
    scene.create("web", CART)
    scene.create("other", f"{SHOP} {CART}")
    return scene.sweep


def state(scene: Scene) -> list[Any]:
    return scene.route53.records("Z0APPS")


def killing(scene: Scene, number: int, when: str) -> list[int]:
    """Kills the process before or after the n-th call; the list holds how many calls there were."""
    calls = [0]

    def hook(operation: str, params: dict[str, Any]) -> None:
        calls[0] += 1
        if calls[0] == number:
            raise Killed

    for client in (scene.route53, scene.elbv2):
        setattr(client, when, hook)
    return calls


def at_peace(scene: Scene) -> None:
    for client in (scene.route53, scene.elbv2):
        client.before = client.after = None


@pytest.mark.parametrize("story", [created, retagged, deleted, handed_over, swept])
@pytest.mark.parametrize("when", ["before", "after"])
def test_h47_a_crash_at_any_call_is_mended_by_the_next_run(
    scene_of: Callable[..., Scene], story: Story, when: str
) -> None:
    undisturbed = scene_of()
    run = story(undisturbed)
    calls = killing(undisturbed, 0, when)
    run()
    at_peace(undisturbed)
    assert calls[0] >= 2
    for number in range(1, calls[0] + 1):
        scene = scene_of()
        run = story(scene)
        killing(scene, number, when)
        with pytest.raises(Killed):
            run()
        at_peace(scene)
        scene.check()
        run()
        assert state(scene) == state(undisturbed), f"killed {when} call {number}"


@pytest.mark.parametrize("story", [created, retagged, deleted, handed_over, swept])
def test_h41_h42_a_time_out_after_the_change_is_a_failure_that_the_next_try_finds_done(
    scene_of: Callable[..., Scene], story: Story
) -> None:
    undisturbed = scene_of()
    story(undisturbed)()
    scene = scene_of()
    run = story(scene)

    def lose(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            raise read_timeout("route53")

    scene.route53.after = lose
    outcome: Any = run()
    at_peace(scene)
    failed: set[LoadBalancerId] = set(outcome.failures)
    assert failed
    run()
    assert state(scene) == state(undisturbed)
