"""Stories that several suites tell, and the two ways in which a load balancer is looked at. They assert."""

from collections.abc import Callable
from typing import Any

from albias.engine.outcome import Outcome
from albias.model import LoadBalancerId
from tests.support.balancers import Balancer
from tests.support.scene import Scene, done

SHOP = "shop.apps.example.com"

Looks = Callable[[Scene, LoadBalancerId], Outcome]


def by_event(scene: Scene, load_balancer: LoadBalancerId) -> Outcome:
    return scene.look(load_balancer)


def by_sweep(scene: Scene, _: LoadBalancerId) -> Outcome:
    return scene.sweep()


def rules_that_cannot_be_read(scene: Scene, looks: Looks) -> None:
    """Who waits for a name by a rule keeps its place in the line, and gets the name when its rules can be read."""
    blue, green = scene.create("blue", SHOP), Balancer(scene, "green")
    scene.look(blue)
    green.rule(SHOP)
    scene.look(green.id)

    def fail(called: str, params: dict[str, Any]) -> None:
        if called == "DescribeRules":
            raise scene.elbv2.error(called, "Throttling", "Rate exceeded")

    scene.elbv2.before = fail
    looks(scene, green.id)
    assert scene.waiting(SHOP) == [green.id]
    scene.delete(blue)
    looks(scene, blue)
    assert scene.waiting(SHOP) == [green.id]
    scene.elbv2.before = None
    assert done(looks(scene, blue)) == [("hand-over", SHOP)]
    assert scene.holder(SHOP) == green.id
