"""What the table says of each held name: its state, how that looks to the eye, and all zones' names together."""

from collections.abc import Callable
from dataclasses import replace

from albias.aws.route53 import Route53
from albias.dashboard.held import Reading, read_names
from albias.dashboard.table import Row
from albias.errors import OutOfTime
from albias.model import HostedZone
from albias.names import DnsName
from albias.registry import encode_hold
from tests.support.scene import Scene
from tests.support.world import ME, ZONE

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
INSIDE = HostedZone("Z0CORP", DnsName("corp.example.com"), private=True)


def no_wait() -> None:
    """Between pages."""


def reading_of(scene: Scene, turn: Callable[[], None] = no_wait) -> Reading:
    return read_names(scene.zones, scene.me, lambda _: Route53(scene.route53), turn=turn)  # type: ignore[arg-type]


def rows_of(scene: Scene) -> list[Row]:
    reading = reading_of(scene)
    assert reading.troubles == []
    return reading.rows


def looks(rows: list[Row]) -> dict[str, tuple[str, str]]:
    """Each name's state, and its tone."""
    return {row.hostname: (row.state, row.tone) for row in rows}


def say(scene: Scene, hostname: str, *lines: str, **differing: object) -> None:
    """A hold says something else than albias wrote: somebody who may write TXT was there."""
    hold = scene.hold(hostname)
    assert hold
    text = encode_hold(replace(hold, **differing), scene.me, scene.zone)  # type: ignore[arg-type]
    scene.foreign_set(replace(text, values=(*text.values, *(f'"{line}"' for line in lines))))
    scene.tampered = True


def crowd(scene: Scene) -> None:
    """So many record sets of others that a page of holds tells of no name."""
    for number in range(350):
        name = f"a{number:03}.{scene.zone.name}."
        record = {"Name": name, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
        scene.route53.put(scene.zone.id, record)


def only_once() -> Callable[[], None]:
    """There is time for one page."""
    turns = []

    def turn() -> None:
        turns.append(1)
        if len(turns) > 1:
            raise OutOfTime("no time")

    return turn


def test_the_eye_finds_what_somebody_should_look_at(scene: Scene) -> None:
    scene.look(scene.create("web", f"{SHOP} {CART} a.apps.example.com"))
    scene.removed_by_hand("cart")
    say(scene, SHOP, "gone=1795396100")

    assert looks(rows_of(scene)) == {
        "a.apps.example.com": ("in place", "good"),
        CART: ("differs", "warn"),
        SHOP: ("leaving", "warn"),
    }


def test_a_name_that_was_not_read_is_shown_as_that_and_why(scene: Scene) -> None:
    crowd(scene)
    scene.look(scene.create("web", f"{SHOP} {CART}"))

    reading = reading_of(scene, only_once())

    assert looks(reading.rows) == {CART: ("not read", "dim"), SHOP: ("not read", "dim")}
    assert reading.troubles == [f"{ZONE.name}: not every name could be read: no time"]


def test_every_name_is_read_however_far_from_the_others_it_lies(scene: Scene) -> None:
    crowd(scene)
    names = [CART, SHOP, "zoo.apps.example.com"]
    scene.look(scene.create("web", " ".join(names)))

    assert looks(rows_of(scene)) == dict.fromkeys(names, ("in place", "good"))


def test_the_names_of_all_hosted_zones_are_in_one_table_and_a_private_zone_is_told(
    scene_of: Callable[..., Scene],
) -> None:
    scene = scene_of([ZONE, INSIDE])
    scene.look(scene.create("web", f"{SHOP} shop.corp.example.com"))

    assert [(row.hostname, row.zone, row.zone_id) for row in rows_of(scene)] == [
        (SHOP, "apps.example.com", ZONE.id),
        ("shop.corp.example.com", "corp.example.com (private)", INSIDE.id),
    ]


def test_a_hold_that_tells_of_no_record_set_differs_from_whatever_is_there(scene: Scene) -> None:
    scene.look(scene.create("web", SHOP))
    say(scene, SHOP, answer=None)

    (row,) = rows_of(scene)

    assert (row.state, row.remarks[0]) == ("differs", "the registry does not say that albias made anything")


def test_who_waits_since_nobody_knows_when_is_told_without_a_time(scene: Scene) -> None:
    green = scene.create("green")
    scene.look(scene.create("web", SHOP))
    say(scene, SHOP, f"wait={ME.resource(green)}")

    (row,) = rows_of(scene)

    assert row.remarks == (f"{green.short} waits for it",)
