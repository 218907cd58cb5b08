"""A load balancer with listener rules, for scenes that take names from them. Asserts nothing."""

from typing import Any

from tests.support.scene import Scene

SELECTED = {"albias/rules": "yes"}


class Balancer:
    """A load balancer whose listeners' rules a test writes."""

    def __init__(self, scene: Scene, name: str = "web", **options: Any) -> None:
        self.scene = scene
        self.id = scene.create(name, tags=options.pop("tags", SELECTED), **options)
        self.listener = scene.elbv2.add_listener(str(self.id), 443)

    def rule(self, *hosts: str, listener: str = "") -> str:
        return self.scene.elbv2.add_rule(listener or self.listener, *hosts)
