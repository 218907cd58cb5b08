"""What the function tells on the event bus, when, and that nothing waits for it (H75)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from albias.edge.drain import LAST_TRIES
from tests.support.events import SWEEP, api_call, tag_change
from tests.support.invocation import message
from tests.support.scene import Scene
from tests.unit.edge import Edge

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
EdgeOf = Callable[[Scene], Edge]
SceneOf = Callable[..., Scene]


@pytest.fixture
def edge(scene_of: SceneOf, edge_of: EdgeOf) -> Edge:
    """The function of a deployment that tells on the default bus."""
    return edge_of(scene_of(events_bus="default"))


def types(edge: Edge) -> list[str]:
    return [type_ for type_, _ in edge.bus.notices()]


def test_a_name_that_is_granted_is_told(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    assert edge.handle(message(tag_change(web))) == []
    [(type_, detail)] = edge.bus.notices()
    assert (type_, detail["hostname"], detail["load_balancer"]) == ("Name Granted", SHOP, str(web))
    assert [entry["EventBusName"] for entry in edge.bus.taken] == ["default"]
    assert edge.metric("NoticesTold") == [1]
    assert edge.metric("NoticesLost") == []


def test_whoever_changes_something_tells_it_once(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.handle(message(tag_change(web)), message(tag_change(web), "m2"))
    edge.handle(message(tag_change(web)))
    edge.handle(message(SWEEP))
    assert types(edge) == ["Name Granted"]


def test_what_a_sweep_changes_is_told_and_what_it_refuses_is_not(edge: Edge) -> None:
    edge.scene.create("web", f"{SHOP} static.apps.example.com www.example.net")
    edge.handle(message(SWEEP))
    assert types(edge) == ["Name Granted"]
    assert len(edge.told("refusal")) == 2


def test_a_refusal_is_told_to_whom_it_concerns_alone(edge: Edge) -> None:
    """Green waits: its own event tells it, blue's next one does not repeat it."""
    blue = edge.scene.create("blue", SHOP)
    edge.handle(message(tag_change(blue)))
    green = edge.scene.create("green", SHOP)
    edge.handle(message(tag_change(green)))
    edge.scene.tag(blue, f"{SHOP} {CART}")
    edge.handle(message(tag_change(blue)))
    assert types(edge) == ["Name Granted", "Name Refused", "Name Granted"]
    assert edge.bus.notices()[1][1]["load_balancer"] == str(green)


def test_an_event_by_hand_is_told_as_any_other(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.invoke(tag_change(web))
    assert types(edge) == ["Name Granted"]


def test_without_a_bus_nobody_is_told_and_no_client_is_made(scene: Scene, edge_of: EdgeOf) -> None:
    edge = edge_of(scene)
    web = edge.scene.create("web", SHOP)
    edge.handle(message(tag_change(web)))
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)
    assert edge.clients is not None
    assert "events" not in edge.clients.asked


def test_where_nothing_became_of_any_name_no_client_is_made(edge: Edge) -> None:
    edge.handle(message(SWEEP))
    assert edge.clients is not None
    assert "events" not in edge.clients.asked


def test_a_dry_run_tells_nothing(scene_of: SceneOf, edge_of: EdgeOf) -> None:
    edge = edge_of(scene_of(events_bus="default", dry_run=True))
    web = edge.scene.create("web", f"{SHOP} www.example.net")
    edge.handle(message(tag_change(web)))
    edge.handle(message(SWEEP))
    assert edge.bus.calls == []


def denied(edge: Edge) -> None:
    def deny(operation: str, params: dict[str, Any]) -> None:
        raise edge.bus.error(operation, "AccessDeniedException", "not on this bus")

    edge.bus.before = deny


def test_h75_a_failure_to_tell_fails_no_message_and_is_logged_and_counted(edge: Edge) -> None:
    denied(edge)
    web = edge.scene.create("web", f"{SHOP} {CART}")
    assert edge.handle(message(tag_change(web))) == []
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)
    [line] = edge.told("notices")
    assert (line["level"], line["lost"]) == ("WARNING", 2)
    assert line["reason"] == "PutEvents: AccessDeniedException: not on this bus"
    assert edge.metric("NoticesLost") == [2]
    assert edge.metric("NoticesTold") == []


def test_h75_a_defect_in_telling_fails_no_message(edge: Edge) -> None:
    def break_down(operation: str, params: dict[str, Any]) -> None:
        raise KeyError("nobody thought of it")

    edge.bus.before = break_down
    web = edge.scene.create("web", SHOP)
    assert edge.handle(message(tag_change(web))) == []
    assert edge.told("defect") != []
    assert edge.scene.target(SHOP) == edge.scene.dns_name(web)


def test_h75_messages_are_settled_before_anybody_is_told(edge: Edge) -> None:
    """A function that dies while it tells has lost notices, and no work."""
    settled: list[list[str]] = []
    edge.bus.before = lambda operation, params: settled.append(edge.confirmed())
    made = [edge.scene.create(f"lb{number}", f"n{number}.apps.example.com") for number in range(7)]
    messages = [message(tag_change(each), f"m{place}") for place, each in enumerate(made)]
    edge.sqs.waiting = messages[5:]
    assert edge.handle(*messages[:5]) == []
    assert settled == [["receipt of m5", "receipt of m6"]]
    assert len(edge.bus.taken) == 7


def test_h75_events_are_told_before_the_sweep_that_came_with_them(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    listed: list[int] = []
    edge.bus.before = lambda operation, params: listed.append(edge.scene.route53.count())
    edge.handle(message(SWEEP, "m1"), message(tag_change(web), "m2"))
    assert listed[0] < edge.scene.route53.count()
    assert types(edge) == ["Name Granted"]


def test_h75_nobody_is_told_when_the_deadline_is_near(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)

    def hurry(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            edge.remaining = 20.0

    edge.scene.route53.after = hurry
    assert edge.handle(message(tag_change(web))) == []
    assert edge.bus.calls == []
    assert edge.told("notices")[0]["reason"] == "no time was left for them"
    assert edge.metric("NoticesLost") == [1]


def test_h75_a_bus_that_hangs_costs_an_invocation_its_ten_seconds_once(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages with few tries left are worked on by tens, each ten told: the next ten do not wait for it."""
    clock = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])

    def hang(operation: str, params: dict[str, Any]) -> None:
        clock[0] += 14.0  # two attempts of two seconds to connect and five to read
        raise ConnectTimeoutError(endpoint_url="https://events.eu-west-1.amazonaws.com")

    edge.bus.before = hang
    made = [edge.scene.create(f"lb{number}", f"n{number}.apps.example.com") for number in range(50)]
    messages = [message(tag_change(each), f"m{place}", LAST_TRIES) for place, each in enumerate(made)]
    edge.sqs.waiting = messages[10:]
    handed = [message(tag_change(each), f"m{place}") for place, each in enumerate(made[:10])]
    assert edge.handle(*handed) == []
    assert clock[0] - 1000.0 < 20.0
    assert edge.metric("NoticesLost") == [10, 10, 10, 10, 10]


def test_a_burst_of_five_hundred_names_is_told_in_fifty_calls(edge: Edge) -> None:
    made = [edge.scene.create(f"lb{number}", f"n{number}.apps.example.com") for number in range(500)]
    messages = [message(tag_change(each), f"m{place}") for place, each in enumerate(made)]
    edge.sqs.waiting = messages[10:]
    assert edge.handle(*messages[:10]) == []
    assert edge.bus.count("PutEvents") == 50
    assert edge.metric("NoticesTold") == [500]


def test_h76_what_albias_tells_is_no_event_for_albias(edge: Edge) -> None:
    """Its own rules match none of it; and whoever sends one into the queue gets no loop, but a dead letter."""
    web = edge.scene.create("web", SHOP)
    edge.handle(message(tag_change(web)))
    [entry] = edge.bus.taken
    heard = {
        "source": entry["Source"],
        "detail-type": entry["DetailType"],
        "resources": entry["Resources"],
        "detail": json.loads(entry["Detail"]),
    }
    assert edge.handle(message(heard)) == []
    assert len(edge.dead()) == 1
    assert len(edge.bus.taken) == 1


def test_h75_what_is_told_of_a_deletion_is_what_was_written(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    target = edge.scene.dns_name(web)
    edge.handle(message(tag_change(web)))
    edge.scene.delete(web)
    edge.handle(message(api_call("DeleteLoadBalancer", web)))
    assert types(edge) == ["Name Granted", "Name Removed"]
    assert edge.bus.notices()[1][1]["target"] == target
    assert edge.scene.record_sets(SHOP) == {}
