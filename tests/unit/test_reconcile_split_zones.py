"""A name in two hosted zones of ours: who has it in one is preferred in the other; and a record that one hides."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from albias.model import HostedZone
from albias.names import DnsName
from tests.support.scene import Scene
from tests.support.world import ZONE

Make = Callable[..., Scene]
SHOP = "shop.apps.example.com"
INSIDE = HostedZone("Z0INSIDE", ZONE.name, private=True)
PARENT = HostedZone("Z0ROOT", DnsName("example.com"))
PARENT_INSIDE = replace(PARENT, private=True)


def targets(scene: Scene, *zones: HostedZone) -> list[str | None]:
    return [scene.target(SHOP, zone=zone) for zone in zones]


def test_c4_two_zones_of_one_name_give_it_to_one_load_balancer(scene_of: Make) -> None:
    scene = scene_of([ZONE, INSIDE])
    blue, green = scene.create("blue", SHOP), scene.create("green", SHOP)
    scene.sweep()
    first = scene.target(SHOP)
    assert first in (scene.dns_name(blue), scene.dns_name(green))
    assert targets(scene, ZONE, INSIDE) == [first, first]
    scene.sweep()
    assert targets(scene, ZONE, INSIDE) == [first, first]


@pytest.mark.parametrize(("before", "after"), [(ZONE, INSIDE), (INSIDE, ZONE), (PARENT, ZONE), (INSIDE, PARENT)])
def test_c3_c4_who_has_the_name_has_it_in_a_zone_that_is_added_while_another_waits(
    scene_of: Make, before: HostedZone, after: HostedZone
) -> None:
    """A twin, a subzone that is split off, a zone around it: the one that waits gets it in neither."""
    scene = scene_of([before, after])
    scene.settings = replace(scene.settings, zones=(before,))
    web = scene.create("web", SHOP)
    scene.sweep()
    scene.create("canary", SHOP)
    scene.sweep()
    scene.settings = replace(scene.settings, zones=(before, after))
    scene.sweep()
    assert targets(scene, before, after) == [scene.dns_name(web)] * 2
    scene.sweep()
    assert targets(scene, before, after) == [scene.dns_name(web)] * 2


def test_c7_a_name_that_a_longer_private_zone_hides_is_made_and_told(scene_of: Make) -> None:
    """Whoever resolves by a VPC with both asks the longer one, and never sees the record."""
    closed = replace(INSIDE, hostnames=("other.apps.example.com",))
    scene = scene_of([PARENT_INSIDE, closed])
    web = scene.create("web", SHOP)
    outcome = scene.sweep()
    assert scene.target(SHOP, zone=PARENT_INSIDE) == scene.dns_name(web)
    assert scene.target(SHOP, zone=closed) is None
    assert [(note.code, note.hostname) for note in outcome.notes if note.hostname == SHOP] == [("hidden", SHOP)]


@pytest.mark.parametrize("after", [ZONE, PARENT])
def test_c4_an_event_of_the_one_that_waits_gives_it_no_name_that_another_has_in_a_later_zone(
    scene_of: Make, after: HostedZone
) -> None:
    """A zone that is planned before the holder's, and that no sweep has looked at yet."""
    scene = scene_of([after, INSIDE])
    scene.settings = replace(scene.settings, zones=(INSIDE,))
    web = scene.create("web", SHOP)
    scene.look(web)
    canary = scene.create("canary", SHOP)
    scene.settings = replace(scene.settings, zones=(after, INSIDE))
    scene.look(canary)
    assert targets(scene, after, INSIDE) == [scene.dns_name(web)] * 2


def test_c4_who_may_not_have_the_name_in_a_zone_keeps_nobody_from_it(scene_of: Make) -> None:
    """The holder's scheme is not let into the public zone: the other one has it there, as the configuration says."""
    public = replace(ZONE, schemes=("internet-facing",))
    scene = scene_of([public, INSIDE])
    inner = scene.create("inner", SHOP, scheme="internal")
    scene.look(inner)
    outer = scene.create("outer", SHOP)
    scene.look(outer)
    scene.sweep()
    assert targets(scene, public, INSIDE) == [scene.dns_name(outer), scene.dns_name(inner)]


def test_a_race_for_the_name_in_one_zone_forgets_nobody_who_waits_for_it_in_another(scene_of: Make) -> None:
    """What was to be done in the second zone is planned again with the race, for all whose work it was."""
    public, inside = replace(ZONE, schemes=("internet-facing",)), replace(INSIDE, schemes=("internal",))
    scene = scene_of([public, inside])
    holder = scene.create("holder", SHOP, scheme="internal")
    scene.look(holder)
    waiter = scene.create("waiter", SHOP, scheme="internal")
    scene.create("outer", SHOP)

    def somebody_is_first(operation: str, _: object) -> None:
        if operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            scene.foreign("shop", zone=public)

    scene.route53.before = somebody_is_first
    outcome = scene.sweep()
    assert outcome.lost_races == 1
    assert scene.waiting(SHOP, inside) == [waiter]


def test_c3_an_event_of_the_one_that_waits_gives_it_no_name_in_a_subzone_that_is_split_off(scene_of: Make) -> None:
    """Its own event comes first: the zone around it is asked who has the name, though nobody claims it there now."""
    other = HostedZone("Z0OTHER", DnsName("example.net"))
    scene = scene_of([PARENT, ZONE, other])
    scene.settings = replace(scene.settings, zones=(PARENT, other))
    web = scene.create("web", SHOP)
    scene.look(web)
    canary = scene.create("canary", f"other.example.com {SHOP} x.example.net")
    scene.settings = replace(scene.settings, zones=(PARENT, ZONE, other))
    scene.look(canary)
    assert scene.target("other.example.com", zone=PARENT) == scene.dns_name(canary)
    assert targets(scene, PARENT, ZONE) == [scene.dns_name(web)] * 2


BETWEEN = replace(ZONE, hostnames=("other.apps.example.com",))  # planned between the two, and has nothing of the name


def test_c4_a_zone_between_that_has_nothing_of_the_name_hides_no_holder_in_a_later_one(scene_of: Make) -> None:
    scene = scene_of([PARENT, BETWEEN, INSIDE])
    scene.settings = replace(scene.settings, zones=(INSIDE,))
    web = scene.create("web", SHOP)
    scene.look(web)
    canary = scene.create("canary", SHOP)
    scene.settings = replace(scene.settings, zones=(PARENT, BETWEEN, INSIDE))
    scene.look(canary)
    assert targets(scene, PARENT, INSIDE) == [scene.dns_name(web)] * 2


def test_c4_a_zone_between_that_has_nothing_of_the_name_hides_no_holder_in_an_earlier_one(scene_of: Make) -> None:
    scene = scene_of([PARENT, BETWEEN, INSIDE])
    scene.settings = replace(scene.settings, zones=(PARENT,))
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.create("canary", SHOP)
    scene.settings = replace(scene.settings, zones=(PARENT, BETWEEN, INSIDE))
    scene.sweep()
    assert targets(scene, PARENT, INSIDE) == [scene.dns_name(web)] * 2
