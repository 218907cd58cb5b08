"""Several hosted zones: public and private of one name, nested ones, and one in trouble (H18, H26, H38)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from albias.aws.route53 import Route53
from albias.engine.run import MARGIN
from albias.errors import Failure
from albias.model import HostedZone
from albias.names import DnsName
from albias.settings import MaxRemovals
from tests.support.scene import Scene, done, refused
from tests.support.world import ZONE

Make = Callable[..., Scene]
SHOP = "shop.apps.example.com"
PUBLIC = replace(ZONE, schemes=("internet-facing",))
INSIDE = HostedZone("Z0INSIDE", ZONE.name, private=True)
ROOT = HostedZone("Z0ROOT", DnsName("example.com"))


def test_h26_a_name_goes_into_the_public_and_the_private_zone_each_with_its_own_registry(scene_of: Make) -> None:
    scene = scene_of([PUBLIC, INSIDE])
    web = scene.create("web", SHOP)
    assert done(scene.look(web)) == [("create", SHOP), ("create", SHOP)]
    for zone in (PUBLIC, INSIDE):
        assert scene.target(SHOP, zone=zone) == scene.dns_name(web)
        assert scene.told(web, zone)
    assert len(done(scene.deleted(web))) == 2
    assert (scene.holds(PUBLIC), scene.holds(INSIDE)) == ([], [])


def test_h26_each_zone_is_read_and_written_by_its_own_adapter(scene_of: Make) -> None:
    """Another account's zone is reached by another role."""
    scene = scene_of([PUBLIC, INSIDE])
    web = scene.create("web", SHOP)
    engine, asked = scene.engine(), list[HostedZone]()

    def adapter(zone: HostedZone) -> Route53:
        asked.append(zone)
        return engine.route53(zone)

    replace(engine, route53=adapter).look([web])
    assert {*asked} == {PUBLIC, INSIDE}


def test_h38_an_internal_load_balancers_addresses_stay_in_the_private_zone(scene_of: Make) -> None:
    scene = scene_of([PUBLIC, INSIDE])
    web = scene.create("web", SHOP, scheme="internal")
    scene.look(web)
    assert scene.target(SHOP, zone=INSIDE) == scene.dns_name(web)
    assert scene.record_sets(SHOP, PUBLIC) == {}


def test_h26_an_internal_and_an_internet_facing_one_share_a_name_across_the_split(scene_of: Make) -> None:
    scene = scene_of([PUBLIC, replace(INSIDE, schemes=("internal",))])
    outside, inside = scene.create("outside", SHOP), scene.create("inside", SHOP, scheme="internal")
    outcome = scene.look(outside, inside)
    assert outcome.refusals == []
    assert scene.target(SHOP, zone=PUBLIC) == scene.dns_name(outside)
    assert scene.target(SHOP, zone=INSIDE) == scene.dns_name(inside)


def test_a_name_taken_in_one_zone_is_still_served_in_the_other(scene_of: Make) -> None:
    scene = scene_of([PUBLIC, INSIDE])
    scene.foreign("new", "A", zone=PUBLIC)
    web = scene.create("web", "new.apps.example.com")
    outcome = scene.look(web)
    assert [(zone.id, decision.action) for zone, decision in outcome.decisions] == [("Z0INSIDE", "create")]
    assert [(refusal.code, refusal.zone) for refusal in outcome.refusals] == [("name-taken", PUBLIC)]


def test_h24_nested_zones_each_get_their_own_names(scene_of: Make) -> None:
    scene = scene_of([ROOT, ZONE])
    web = scene.create("web", f"{SHOP} new.example.com")
    scene.look(web)
    assert scene.target(SHOP, zone=ZONE)
    assert scene.target("new.example.com", zone=ROOT)
    assert scene.record_sets(SHOP, ROOT) == {}


def test_h18_a_zone_that_is_not_configured_is_never_touched(scene_of: Make) -> None:
    scene = scene_of()
    scene.route53.add_zone("Z0OTHER", "example.net")
    before = scene.route53.records("Z0OTHER")
    web = scene.create("web", tags={"albias/hostname": "www.example.net", "ZONE": "Z0OTHER", "hosted-zone": "Z0OTHER"})
    assert refused(scene.look(web)) == [("zone-not-allowed", "www.example.net")]
    assert scene.route53.records("Z0OTHER") == before
    assert {call.params["HostedZoneId"] for call in scene.route53.calls} <= {ZONE.id}


def test_h25_zones_are_the_configured_ids_and_nobody_looks_for_them_by_name(scene_of: Make) -> None:
    """A second zone of the very same name is there, and comes first in any listing by name."""
    scene = scene_of()
    scene.route53.add_zone("Z0A", ZONE.name)
    before = scene.route53.records("Z0A")
    scene.look(scene.create("web", SHOP))
    scene.sweep()
    assert scene.route53.records("Z0A") == before
    assert {call.params["HostedZoneId"] for call in scene.route53.calls} == {ZONE.id}
    assert {call.operation for call in scene.route53.calls} == {"ListResourceRecordSets", "ChangeResourceRecordSets"}


def test_h42_trouble_in_one_zone_stops_no_other_and_is_not_hidden(scene_of: Make) -> None:
    scene = scene_of([PUBLIC, INSIDE])
    web = scene.create("web", SHOP)

    def broken(operation: str, params: dict[str, Any]) -> None:
        if params["HostedZoneId"] == PUBLIC.id:
            raise scene.route53.error(operation, "AccessDenied", "not authorized", 403)

    scene.route53.before = broken
    for outcome in (scene.look(web), scene.sweep()):
        assert outcome.failures.keys() == {web}
        assert "AccessDenied" in outcome.failures[web].reason
        assert outcome.troubles
    scene.route53.before = None
    assert scene.target(SHOP, zone=INSIDE) == scene.dns_name(web)
    assert done(scene.look(web)) == [("create", SHOP)]


def test_h44_out_of_time_nothing_new_is_begun_and_the_rest_is_handed_back(scene_of: Make) -> None:
    scene = scene_of([PUBLIC, INSIDE])
    web = scene.create("web", SHOP)

    def remaining() -> float:
        """Time runs out with the change in the first zone."""
        return 5.0 if scene.route53.count("ChangeResourceRecordSets") else 100.0

    outcome = scene.look(web, remaining=remaining)
    assert done(outcome) == [("create", SHOP)]
    assert outcome.failures == {web: Failure("apps.example.com: out of time before the function's deadline")}
    assert scene.holds(INSIDE) == []
    assert done(scene.look(web)) == [("create", SHOP)]
    assert scene.holder(SHOP, INSIDE) == web


def test_h44_exactly_the_margin_is_time_enough(scene_of: Make) -> None:
    scene = scene_of([PUBLIC])
    web = scene.create("web", SHOP)
    assert done(scene.look(web, remaining=lambda: MARGIN)) == [("create", SHOP)]


def test_a_sweep_counts_the_names_of_all_zones(scene_of: Make) -> None:
    scene = scene_of([PUBLIC, INSIDE])
    scene.create("a", SHOP)
    scene.create("b", SHOP)
    scene.sweep()
    outcome = scene.sweep()
    assert (outcome.held, outcome.waiting) == (2, 2)


def test_c3_what_is_kept_in_a_zone_that_no_longer_grants_it_is_told_though_another_zone_does(
    scene_of: Make,
) -> None:
    scene = scene_of([ZONE, INSIDE])
    web = scene.create("web", SHOP, scheme="internal")
    scene.look(web)
    narrowed = replace(scene.settings, zones=(PUBLIC, INSIDE))
    for outcome in (scene.look(web, settings=narrowed), scene.sweep(settings=narrowed)):
        [note] = outcome.notes
        assert (note.code, note.hostname, note.zone, note.load_balancer) == ("left-behind", SHOP, PUBLIC, web)
        assert note.reason == "the configuration gives it to another hosted zone; here it stays until it is released"
    assert scene.target(SHOP, zone=ZONE) == scene.dns_name(web)


def test_h37_each_zone_that_a_sweep_would_empty_is_told(scene_of: Make) -> None:
    scene = scene_of([PUBLIC, INSIDE], max_removals=MaxRemovals(0, 0))
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.delete(web)
    assert len(scene.sweep().unsafe) == 2
