"""`albias migrate`: names from external-dns to albias, each in one batch, with an unchanged answer; and back."""

import errno
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from albias.model import HostedZone
from albias.names import DnsName
from albias.settings import ExternalDns
from albias_cli.errors import Exit
from tests.support.desk import Desk, Migrate
from tests.support.external_dns import KEY, encrypted, external, heritage, texts
from tests.support.records import alias, batches, holds, put
from tests.support.world import ZONE, World


def answers(world: World) -> dict[str, Any]:
    """Every record set that answers for an address."""
    return {
        f"{found['Name']} {found['Type']}": found.get("AliasTarget", found.get("ResourceRecords"))
        for found in world.route53.records(ZONE.id)
        if found["Type"] in ("A", "AAAA", "CNAME")
    }


def test_a_name_is_taken_over_whole_in_one_batch(world: World, desk: Desk, migrate: Migrate) -> None:
    web = world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web))
    before = answers(world)
    result = migrate("--yes")
    assert result.code == Exit.OK
    assert "done: 1 adopted" in result.out
    assert answers(world) == before
    assert texts(world) == []
    assert holds(world)
    assert len(batches(world)) == 1
    assert {("DELETE", "TXT", "shop.apps.example.com."), ("DELETE", "TXT", "a-shop.apps.example.com.")} <= set(
        batches(world)[0]
    )
    assert desk.run("plan").code == Exit.OK


def test_a_dry_run_shows_every_name_and_writes_nothing(world: World, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web))
    result = migrate("--dry-run")
    assert result.code == Exit.PENDING
    assert "* shop.apps.example.com  app/web" in result.out
    assert f'- a-shop.apps.example.com TXT "{heritage()}"' in result.out
    assert batches(world) == []
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_finds_nothing_to_do(world: World, migrate: Migrate) -> None:
    web = world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web))
    migrate("--yes")
    made = len(batches(world))
    result = migrate("--yes")
    assert result.code == Exit.OK
    assert result.out.endswith("nothing to do\n")
    assert len(batches(world)) == made


def test_a_name_that_nobody_claims_stays_and_the_tag_to_set_is_told(world: World, migrate: Migrate) -> None:
    web = world.create("web", "")
    external(world, "*.team.apps.example.com", world.dns_name(web), "a-*.team.apps.example.com")
    put(world, "elsewhere.apps.example.com", TTL=1, ResourceRecords=[{"Value": "192.0.2.1"}])
    put(world, "a-elsewhere.apps.example.com", "TXT", TTL=1, ResourceRecords=[{"Value": f'"{heritage()}"'}])
    result = migrate("--yes")
    assert result.code == Exit.OK
    tag = "Key=albias/hostname/_wildcard.team.apps.example.com,Value=_wildcard.team.apps.example.com"
    assert f"Tag {web.short}: `aws elbv2 add-tags --resource-arns {web} --tags {tag}`" in result.out
    assert "it points at none of this Region: A 192.0.2.1" in result.out
    assert batches(world) == []


def test_the_tag_to_set_takes_no_name_away(world: World, desk: Desk, migrate: Migrate) -> None:
    """AddTags replaces the value of a key that is there."""
    web = world.create("web", "shop.apps.example.com")
    world.look(web)
    external(world, "blog.apps.example.com", world.dns_name(web))
    (told,) = [line for line in migrate("--yes").out.splitlines() if "Tag " in line]
    key, _, value = told.partition(" --tags Key=")[2].removesuffix("`").partition(",Value=")
    world.elbv2.add_tags(ResourceArns=[str(web)], Tags=[{"Key": key, "Value": value}])
    assert migrate("--yes").code == Exit.OK
    world.look(web)
    assert holds(world, "shop.apps.example.com")
    assert holds(world, "blog.apps.example.com")


def test_an_empty_owner_is_a_usage_error(desk: Desk) -> None:
    result = desk.run("migrate", "external-dns", "--owner", "", "--yes")
    assert result.code == Exit.USAGE
    assert "--owner is empty" in result.err


def test_what_points_elsewhere_is_refused(world: World, migrate: Migrate) -> None:
    world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", "old-1.eu-west-1.elb.amazonaws.com")
    result = migrate("--yes")
    assert result.code == Exit.REFUSED
    assert "name-taken" in result.out
    assert batches(world) == []


def test_another_owners_names_are_left_alone(world: World, migrate: Migrate) -> None:
    web = world.create("web", "shop.apps.example.com cart.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web), owner="other")
    external(world, "cart.apps.example.com", world.dns_name(web), "cart.apps.example.com")
    put(world, "a-cart.apps.example.com", "TXT", TTL=1, ResourceRecords=[{"Value": f'"{heritage("other")}"'}])
    result = migrate("--yes")
    assert result.code == Exit.OK
    assert "cart.apps.example.com  it belongs to another external-dns: owner 'other'" in result.out
    assert "shop.apps.example.com" not in result.out
    assert batches(world) == []
    assert len(texts(world)) == 4


def test_only_takes_name_by_name(world: World, migrate: Migrate) -> None:
    web = world.create("web", "shop.apps.example.com cart.apps.example.com")
    for name in ("shop.apps.example.com", "cart.apps.example.com"):
        external(world, name, world.dns_name(web))
    assert migrate("--yes", "--only", "cart.apps.example.com").code == Exit.OK
    assert holds(world, "cart.apps.example.com")
    assert not holds(world, "shop.apps.example.com")
    assert set(texts(world)) == {"shop.apps.example.com TXT", "a-shop.apps.example.com TXT"}


def test_the_style_comes_from_the_configuration_and_the_options_win(world: World, migrate: Migrate) -> None:
    web = world.create("web", "shop.apps.example.com cart.apps.example.com")
    world.settings = type(world.settings)(
        owner=world.me.owner, zones=world.zones, external_dns=ExternalDns(txt_prefix="xdns-")
    )
    external(world, "shop.apps.example.com", world.dns_name(web), "xdns-a-shop.apps.example.com")
    external(world, "cart.apps.example.com", world.dns_name(web), "a-cart-suffix.apps.example.com")
    assert migrate("--yes").code == Exit.OK
    assert holds(world, "shop.apps.example.com")
    assert not holds(world, "cart.apps.example.com")
    assert migrate("--yes", "--txt-prefix=", "--txt-suffix=-suffix").code == Exit.OK
    assert holds(world, "cart.apps.example.com")


def test_an_encrypted_registry_needs_its_key(world: World, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", "shop.apps.example.com")
    alias(world, world.dns_name(web), "shop.apps.example.com")
    value = f'"{encrypted(heritage())}"'
    put(world, "a-shop.apps.example.com", "TXT", TTL=300, ResourceRecords=[{"Value": value}])
    assert "its external-dns TXT is encrypted: say --aes-key-file" in migrate("--yes").out
    assert not holds(world)
    key = tmp_path / "key"
    key.write_bytes(KEY + b"\n")
    assert migrate("--yes", "--aes-key-file", str(key)).code == Exit.OK
    assert holds(world)
    assert texts(world) == []
    key.write_text("short")
    assert migrate("--aes-key-file", str(key)).code == Exit.USAGE


def test_a_txt_that_two_names_could_mean_is_left(world: World, migrate: Migrate) -> None:
    web = world.create("web", "foo.apps.example.com a-foo.apps.example.com")
    external(world, "foo.apps.example.com", world.dns_name(web), "a-foo.apps.example.com")
    alias(world, world.dns_name(web), "a-foo.apps.example.com")
    result = migrate("--yes")
    assert "its TXT record set could be that of foo.apps.example.com, too" in result.out
    assert batches(world) == []


def test_leftover_txt_record_sets_are_told(world: World, migrate: Migrate) -> None:
    put(world, "mx-mail.apps.example.com", "TXT", TTL=1, ResourceRecords=[{"Value": f'"{heritage()}"'}])
    assert "1 TXT record set of it without an address here: mx-mail.apps.example.com" in migrate().out


def test_the_report_is_written_before_anything_is_changed(world: World, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web))
    states: list[str] = []

    def look(operation: str, params: object) -> None:
        if operation == "ChangeResourceRecordSets":
            states.extend(each["state"] for each in json.loads((tmp_path / "report.json").read_text())["names"])

    world.route53.before = look
    migrate("--yes")
    assert states == ["planned"]
    document = json.loads((tmp_path / "report.json").read_text())
    assert document["external_dns_owner"] == "default"
    assert [each["state"] for each in document["names"]] == ["migrated"]
    assert {each["name"] for each in document["names"][0]["external_dns"]} == {
        "shop.apps.example.com",
        "a-shop.apps.example.com",
    }


def test_a_report_that_cannot_be_written_stops_before_any_change(world: World, desk: Desk, tmp_path: Path) -> None:
    web = world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web))
    path = tmp_path / "none" / "report.json"
    result = desk.run("migrate", "external-dns", "--owner", "default", "--yes", f"--report={path}")
    assert result.code == Exit.FAILED
    assert "the report cannot be written" in result.err
    assert batches(world) == []


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_report_is_whole_whatever_happens_while_it_is_written(
    world: World, desk: Desk, migrate: Migrate, tmp_path: Path, error: BaseException
) -> None:
    """It is the only way back for what has been taken over already."""
    web = world.create("web", "shop.apps.example.com cart.apps.example.com")
    for name in ("shop.apps.example.com", "cart.apps.example.com"):
        external(world, name, world.dns_name(web))
    before = world.route53.records(ZONE.id)
    migrate("--yes", "--only", "shop.apps.example.com")
    report = tmp_path / "report.json"
    kept = report.read_text()

    def write_half(path: Path, text: str, **_: object) -> None:
        path.write_bytes(text[: len(text) // 2].encode())
        raise error

    with mock.patch.object(Path, "write_text", write_half):
        assert migrate("--yes").code in (Exit.FAILED, Exit.INTERRUPTED)
    assert report.read_text() == kept
    assert desk.run("migrate", "back", str(report), "--yes").code == Exit.OK
    assert world.route53.records(ZONE.id) == before


def test_the_report_of_another_migration_is_not_overwritten(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text('{"external_dns_owner": "other", "names": []}')
    result = desk.run("migrate", "external-dns", "--owner", "default", f"--report={path}")
    assert result.code == Exit.FAILED
    assert "is the report of another migration" in result.err


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", '{"names": [{}]}', '{"names": [1]}', '{"names": [{"hostname": "x"}]}', "nonsense", "\udcff", None],
)
def test_what_is_no_report_is_told_with_what_writes_one(desk: Desk, tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "report.json"
    if text is not None:
        path.write_text(text, errors="surrogateescape")
    result = desk.run("migrate", "back", str(path), "--yes")
    assert result.code == Exit.FAILED
    assert f"error: {path}: " in result.err
    assert "do: Name the file that the migration wrote: `albias migrate back albias-migration.json`" in result.err


def test_the_way_back(world: World, desk: Desk, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", "shop.apps.example.com cart.apps.example.com")
    for name in ("shop.apps.example.com", "cart.apps.example.com"):
        external(world, name, world.dns_name(web))
    put(
        world, "shop.apps.example.com", "TXT", TTL=300, ResourceRecords=[{"Value": f'"{heritage()}"'}, {"Value": '"x"'}]
    )
    before = world.route53.records(ZONE.id)
    assert migrate("--yes").code == Exit.OK
    report = str(tmp_path / "report.json")
    assert desk.run("migrate", "back", report, "--yes", "--only", "cart.apps.example.com").code == Exit.OK
    assert holds(world, "shop.apps.example.com")
    result = desk.run("migrate", "back", report, "--yes")
    assert result.code == Exit.OK
    assert world.route53.records(ZONE.id) == before
    assert desk.run("migrate", "back", report, "--yes").out == "Plan: nothing to do\n"


def test_the_way_back_after_a_hand_over(world: World, desk: Desk, migrate: Migrate, tmp_path: Path) -> None:
    """The report names the load balancer of that day; another one may hold the name by now."""
    blue = world.create("blue", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(blue))
    assert migrate("--yes").code == Exit.OK
    green = world.create("green", "shop.apps.example.com")
    world.look(green)
    world.deleted(blue)
    result = desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes")
    assert result.code == Exit.OK
    assert "done: 1 let go" in result.out
    assert world.target("shop.apps.example.com") == world.dns_name(green)
    assert texts(world) == ["a-shop.apps.example.com TXT", "shop.apps.example.com TXT"]


def test_the_way_back_of_what_is_given_back_is_no_refusal(
    world: World, desk: Desk, migrate: Migrate, tmp_path: Path
) -> None:
    """The planner refuses what the configuration gives to another hosted zone; the order is carried out."""
    name = "x.team.apps.example.com"
    external(world, name, world.dns_name(world.create("web", name)))
    migrate("--yes")
    longer = HostedZone("Z0LONGER", DnsName("team.apps.example.com"))
    world.route53.add_zone(longer.id, longer.name, private=False)
    world.settings = replace(world.settings, zones=(ZONE, longer))
    result = desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes")
    assert result.code == Exit.OK
    assert "done: 1 let go" in result.out
    assert "Refused" not in result.out


def test_a_name_that_cannot_be_given_back_is_told(world: World, desk: Desk, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web))
    migrate("--yes")
    report = f"{tmp_path}/report.json"
    desk.run("release", "shop.apps.example.com", "--yes")
    result = desk.run("migrate", "back", report, "--yes")
    assert result.code == Exit.REFUSED
    assert "shop.apps.example.com is not given back: this deployment does not hold it" in result.err
    assert desk.json("migrate", "back", report, "--yes")["not_back"] == ["shop.apps.example.com"]
    result = desk.run("migrate", "back", report, "--yes", "--only", "shpo.apps.example.com")
    assert result.code == Exit.REFUSED
    assert "says nothing of shpo.apps.example.com" in result.err


def test_a_txt_in_the_way_of_the_way_back_is_told(world: World, desk: Desk, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web), "a-shop.apps.example.com")
    migrate("--yes")
    put(world, "a-shop.apps.example.com", "TXT", TTL=60, ResourceRecords=[{"Value": '"x"'}])
    result = desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes")
    assert result.code == Exit.REFUSED
    assert "since the migration a-shop.apps.example.com has changed\n" in result.out
    assert 'app/web (50dc…)  TXT "x"\n    do: Put that right by hand first' in result.out
    assert holds(world)


def test_both_zones_of_a_split_horizon_are_migrated(tmp_path: Path) -> None:
    inner = HostedZone("Z0INNER", DnsName("apps.example.com"), private=True)
    world = World(zones=(ZONE, inner))
    web = world.create("web", "shop.apps.example.com")
    for zone in (ZONE, inner):
        target = {"DNSName": world.dns_name(web), "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": True}
        world.route53.put(zone.id, {"Name": "shop.apps.example.com.", "Type": "A", "AliasTarget": target})
        value = [{"Value": f'"{heritage()}"'}]
        world.route53.put(
            zone.id, {"Name": "a-shop.apps.example.com.", "Type": "TXT", "TTL": 300, "ResourceRecords": value}
        )
    desk = Desk(world)
    report = f"--report={tmp_path}/report.json"
    result = desk.run("migrate", "external-dns", "--owner=default", "--yes", report)
    assert result.code == Exit.OK
    assert len(json.loads((tmp_path / "report.json").read_text())["names"]) == 2
    for zone in (ZONE, inner):
        assert not any(name.startswith("a-shop") for name in world.names(zone))
    assert desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes").code == Exit.OK
    for zone in (ZONE, inner):
        assert any(name.startswith("a-shop") for name in world.names(zone))


def test_a_txt_that_changes_during_the_migration_stops_that_name_only(world: World, migrate: Migrate) -> None:
    web = world.create("web", "shop.apps.example.com")
    api = world.create("api", "api.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web))
    external(world, "api.apps.example.com", world.dns_name(api))
    changed: list[str] = []

    def change(operation: str, params: object) -> None:
        if operation == "ChangeResourceRecordSets" and not changed:
            changed.append(operation)
            value = [{"Value": f'"{heritage("other")}"'}]
            put(world, "a-shop.apps.example.com", "TXT", TTL=300, ResourceRecords=value)

    world.route53.before = change
    result = migrate("--yes")
    assert result.code == Exit.FAILED
    assert "not done adopt shop.apps.example.com" in result.err
    assert not holds(world, "shop.apps.example.com")
    assert holds(world, "api.apps.example.com")
    assert "a-shop.apps.example.com TXT" in texts(world)


def test_names_are_counted_before_some_are_chosen_and_a_slip_of_the_pen_is_told(world: World, migrate: Migrate) -> None:
    web = world.create("web", "shop.apps.example.com cart.apps.example.com")
    for name in ("shop.apps.example.com", "cart.apps.example.com"):
        external(world, name, world.dns_name(web))
    result = migrate("--dry-run", "--only", "shpo.apps.example.com")
    assert "external-dns 'default' has 2 names in the configured zones." in result.out
    assert "nothing to do for shpo.apps.example.com" in result.err


def test_an_owner_that_has_no_names_is_told_with_those_that_have(world: World, desk: Desk, tmp_path: Path) -> None:
    web = world.create("web", "shop.apps.example.com")
    external(world, "shop.apps.example.com", world.dns_name(web))
    result = desk.run("migrate", "external-dns", "--owner=defualt", f"--report={tmp_path}/report.json", "--yes")
    assert result.code == Exit.REFUSED
    assert "no TXT record set in the configured zones names the external-dns 'defualt'" in result.err
    assert "do: Owner ids seen there: default; so: `albias migrate external-dns --owner default`" in result.err
