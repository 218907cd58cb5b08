"""`albias migrate external-dns` of weighted, latency, failover and geolocation names, beside neighbours; and back."""

import json
from pathlib import Path
from typing import Any

import pytest

from albias_cli.errors import Exit
from tests.cli.routed import BLUE, routed, sets
from tests.support.desk import Desk, Migrate
from tests.support.external_dns import external, texts
from tests.support.records import SHOP, batches, put
from tests.support.world import ZONE, World

HEALTH_CHECK = "0123abcd-0123-0123-0123-0123456789ab"

POLICIES: list[tuple[str, dict[str, Any]]] = [
    ("weight=20", {"Weight": 20}),
    ("latency=here", {"Region": "eu-west-1"}),
    (f"failover=primary health-check={HEALTH_CHECK}", {"Failover": "PRIMARY", "HealthCheckId": HEALTH_CHECK}),
    ("country=DE", {"GeoLocation": {"CountryCode": "DE"}}),
    ("country=default", {"GeoLocation": {"CountryCode": "*"}}),
    ("continent=EU", {"GeoLocation": {"ContinentCode": "EU"}}),
    ("subdivision=US-CA", {"GeoLocation": {"CountryCode": "US", "SubdivisionCode": "CA"}}),
]
OTHERS: dict[str, dict[str, Any]] = {
    "weight": {"Weight": 80},
    "latency": {"Region": "eu-central-1"},
    "failover": {"Failover": "SECONDARY"},
    "country": {"GeoLocation": {"CountryCode": "FR"}},
    "continent": {"GeoLocation": {"ContinentCode": "AS"}},
    "subdivision": {"GeoLocation": {"CountryCode": "US", "SubdivisionCode": "NY"}},
}


@pytest.mark.parametrize(("option", "routing"), POLICIES)
def test_a_routed_name_moves_with_its_txt_beside_another_cluster_and_back(
    option: str, routing: dict[str, Any], world: World, desk: Desk, tmp_path: Path
) -> None:
    report = f"{tmp_path}/report.json"
    migrate = ["migrate", "external-dns", "--owner", "default", "--report", report, "--yes"]
    web = world.create("web", f"{SHOP} {option}")
    routed(world, world.dns_name(web), "mine", **routing)
    routed(world, BLUE, "theirs", owner="other", **OTHERS[option.partition("=")[0]])
    before = world.route53.records(ZONE.id)
    theirs = sets(world)["theirs"]
    theirs_txt = sets(world, f"a-{SHOP}", "TXT")["theirs"]

    assert desk.run(*migrate).code == Exit.OK
    assert len(batches(world)) == 1
    now = sets(world)
    (ours,) = {*now} - {"theirs"}
    assert ours != "mine"
    assert now["theirs"] == theirs
    assert now[ours]["AliasTarget"]["DNSName"].rstrip(".") == world.dns_name(web)
    assert now[ours].items() >= routing.items()
    assert sets(world, f"a-{SHOP}", "TXT") == {"theirs": theirs_txt}
    assert desk.run("plan").code == Exit.OK
    assert desk.run(*migrate).out.endswith("nothing to do\n")

    assert desk.run("migrate", "back", report, "--yes").code == Exit.OK
    assert world.route53.records(ZONE.id) == before
    assert desk.run("migrate", "back", report, "--yes").out == "Plan: nothing to do\n"


def test_a_health_check_moves_and_comes_back(world: World, desk: Desk, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", f"{SHOP} weight=20 health-check={HEALTH_CHECK}")
    routed(world, world.dns_name(web), "mine", Weight=20, HealthCheckId=HEALTH_CHECK)
    before = world.route53.records(ZONE.id)
    assert migrate("--yes").code == Exit.OK
    (ours,) = sets(world).values()
    assert ours["HealthCheckId"] == HEALTH_CHECK
    assert texts(world) == []
    assert desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes").code == Exit.OK
    assert world.route53.records(ZONE.id) == before


@pytest.mark.parametrize(
    ("option", "routing", "advice"),
    [
        ("weight=0", {"Weight": 20}, "Tag it `weight=20`"),
        ("latency=here", {"Weight": 20}, "Tag it `weight=20`"),
        ("weight=20", {"GeoLocation": {"CountryCode": "DE"}}, "Tag it `country=DE`"),
        ("weight=20", {"Failover": "SECONDARY"}, "Tag it `failover=secondary`"),
        ("weight=20", {"Region": "eu-west-1"}, "Tag it `latency=here`"),
        ("latency=here", {"Region": "eu-central-1"}, "Change it in external-dns's sources"),
        ("weight=20", {"MultiValueAnswer": True}, "Change it in external-dns's sources"),
    ],
)
def test_what_answers_otherwise_is_refused_with_the_tag_that_asks_for_it(
    option: str, routing: dict[str, Any], advice: str, world: World, migrate: Migrate
) -> None:
    web = world.create("web", f"{SHOP} {option}")
    routed(world, world.dns_name(web), "mine", **routing)
    before = world.route53.records(ZONE.id)
    result = migrate("--yes")
    assert result.code == Exit.REFUSED
    assert advice in " ".join(result.out.split())
    assert world.route53.records(ZONE.id) == before


def test_a_health_check_that_the_tag_does_not_name_is_refused(world: World, migrate: Migrate) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    routed(world, world.dns_name(web), "mine", Weight=20, HealthCheckId=HEALTH_CHECK)
    result = migrate("--yes")
    assert result.code == Exit.REFUSED
    assert f"Tag it `weight=20 health-check={HEALTH_CHECK}`" in " ".join(result.out.split())
    assert batches(world) == []


def test_a_simple_claim_does_not_take_a_routed_name(world: World, migrate: Migrate) -> None:
    web = world.create("web", SHOP)
    routed(world, world.dns_name(web), "mine", Weight=20)
    result = migrate("--yes")
    assert result.code == Exit.REFUSED
    assert "routing-differs" in result.out
    assert batches(world) == []


def test_a_set_that_points_at_another_load_balancer_stays_and_is_told(world: World, migrate: Migrate) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    routed(world, world.dns_name(web), "mine", Weight=20)
    routed(world, BLUE, "far", Weight=80)
    far = sets(world)["far"]
    result = migrate("--yes")
    assert result.code == Exit.OK
    assert "points at none of this Region: A (weighted 80, set 'far')" in " ".join(result.out.split())
    assert sets(world)["far"] == far
    assert {*sets(world, f"a-{SHOP}", "TXT")} == {"far"}


def test_somebodys_set_beside_is_not_taken_though_it_points_here(world: World, migrate: Migrate) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    routed(world, world.dns_name(web), "mine", Weight=20)
    to = {"DNSName": world.dns_name(web), "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": True}
    put(world, SHOP, "A", SetIdentifier="by-hand", Weight=5, AliasTarget=to)
    by_hand = sets(world)["by-hand"]
    assert migrate("--yes").code == Exit.OK
    assert sets(world)["by-hand"] == by_hand
    assert "mine" not in sets(world)


def test_simple_and_routed_names_move_in_one_run(world: World, desk: Desk, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    cart = world.create("cart", "cart.apps.example.com")
    routed(world, world.dns_name(web), "mine", Weight=20)
    external(world, "cart.apps.example.com", world.dns_name(cart))
    before = world.route53.records(ZONE.id)
    result = migrate("--yes")
    assert "external-dns 'default' has 2 names" in result.out
    assert "done: 2 adopted" in result.out
    assert texts(world) == []
    assert desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes").code == Exit.OK
    assert world.route53.records(ZONE.id) == before


def test_an_unclaimed_routed_name_is_told_with_the_options_of_its_tag(world: World, migrate: Migrate) -> None:
    web = world.create("web", "")
    routed(world, world.dns_name(web), "mine", Weight=20)
    told = " ".join(migrate("--yes").out.split())
    assert f"--tags 'Key=albias/hostname/{SHOP},Value={SHOP} weight=20'`" in told


def test_a_slot_that_somebody_has_by_then_keeps_the_way_back_shut(
    world: World, desk: Desk, migrate: Migrate, tmp_path: Path
) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    routed(world, world.dns_name(web), "mine", Weight=20)
    assert migrate("--yes").code == Exit.OK
    routed(world, BLUE, "mine", Weight=7)
    before = world.route53.records(ZONE.id)
    assert desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes").code == Exit.REFUSED
    assert world.route53.records(ZONE.id) == before


def test_a_dry_run_writes_nothing_and_the_report_tells_routing(world: World, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    routed(world, world.dns_name(web), "mine", Weight=20)
    assert migrate("--dry-run").code == Exit.PENDING
    assert batches(world) == []
    assert [*tmp_path.iterdir()] == []
    migrate("--yes")
    (kept,) = json.loads((tmp_path / "report.json").read_text())["names"]
    assert [(each["set_identifier"], each["routing"]) for each in kept["record_sets"]] == [("mine", "weighted 20")]
    assert [(each["set_identifier"], each["routing"]) for each in kept["external_dns"]] == [("mine", "weighted 20")]


def test_adopt_takes_a_routed_record_set_under_a_new_set_identifier(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    to = {"DNSName": world.dns_name(web), "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": True}
    put(world, SHOP, "A", SetIdentifier="by-hand", Weight=20, AliasTarget=to)
    put(world, SHOP, "A", SetIdentifier="blue", Weight=80, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    blue = sets(world)["blue"]
    result = desk.run("adopt", SHOP, "--yes")
    assert result.code == Exit.OK
    assert len(batches(world)) == 1
    now = sets(world)
    assert now.pop("blue") == blue
    ((name, ours),) = now.items()
    assert name != "by-hand"
    assert (ours["Weight"], ours["AliasTarget"]["DNSName"].rstrip(".")) == (20, world.dns_name(web))
    assert "external-dns had it" not in result.out


def test_h57_adopt_leaves_what_an_external_dns_registers(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    routed(world, world.dns_name(web), "theirs", Weight=20)
    before = sets(world)["theirs"]
    desk.run("adopt", SHOP, "--yes")
    assert sets(world)["theirs"] == before


def test_one_of_two_load_balancers_of_a_name_moves_alone(world: World, desk: Desk, migrate: Migrate) -> None:
    """Each of two load balancers takes the set that points at it; no share changes."""
    web = world.create("web", f"{SHOP} weight=20")
    green = world.create("green", f"{SHOP} weight=80")
    routed(world, world.dns_name(web), "a", Weight=20)
    routed(world, world.dns_name(green), "b", Weight=80)
    assert migrate("--yes").code == Exit.OK
    shares = {}
    for found in sets(world).values():
        shares[found["AliasTarget"]["DNSName"].rstrip(".")] = found["Weight"]
    assert shares == {world.dns_name(web): 20, world.dns_name(green): 80}
    assert texts(world) == []


def test_a_routed_name_that_both_have_becomes_albias_s_alone_and_goes_back(
    world: World, desk: Desk, migrate: Migrate, tmp_path: Path
) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    world.look(web)
    (ours,) = sets(world)
    routed(world, world.dns_name(web), "mine", Weight=20)
    assert migrate("--yes").code == Exit.OK
    assert {*sets(world)} == {ours}
    assert texts(world) == []
    assert desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes").code == Exit.OK
    assert {*sets(world)} == {"mine"}
    assert {*sets(world, f"a-{SHOP}", "TXT")} == {"mine"}
