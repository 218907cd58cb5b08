"""Edges of a routed migration: encrypted texts, two types of record sets, slots, the way back; and its screens.

The snapshots are in __snapshots__; `pytest tests/cli/test_migrate_routed_edges.py --snapshot-update` writes them again.
"""

from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from albias_cli.errors import Exit
from tests.cli.routed import BLUE, routed, sets
from tests.support.desk import Desk, Migrate
from tests.support.external_dns import KEY, encrypted, heritage, texts
from tests.support.records import SHOP, batches, put
from tests.support.world import ZONE, World


def hidden(world: World, target: str, set_identifier: str, **routing: Any) -> None:
    """A routed name of an external-dns with --txt-encrypt-enabled."""
    routed(world, target, set_identifier, **routing)
    value = [{"Value": f'"{encrypted(heritage())}"'}]
    put(world, f"a-{SHOP}", "TXT", SetIdentifier=set_identifier, TTL=300, ResourceRecords=value, **routing)


def test_an_encrypted_text_of_a_set_is_read_with_the_key(world: World, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    hidden(world, world.dns_name(web), "mine", Weight=20)
    before = world.route53.records(ZONE.id)
    assert "--aes-key-file FILE" in " ".join(migrate("--yes").out.split())
    assert world.route53.records(ZONE.id) == before
    (tmp_path / "key").write_bytes(KEY)
    assert migrate("--yes", f"--aes-key-file={tmp_path}/key").code == Exit.OK
    assert texts(world) == []
    (ours,) = sets(world)
    assert ours != "mine"


def test_an_encrypted_set_beside_it_stays_a_neighbour(world: World, migrate: Migrate) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    routed(world, world.dns_name(web), "mine", Weight=20)
    hidden(world, BLUE, "far", Weight=80)
    far = sets(world)["far"], sets(world, f"a-{SHOP}", "TXT")["far"]
    migrate("--yes")
    assert "mine" not in sets(world)
    assert (sets(world)["far"], sets(world, f"a-{SHOP}", "TXT")["far"]) == far


def test_both_types_of_a_set_move_and_come_back(world: World, desk: Desk, migrate: Migrate, tmp_path: Path) -> None:
    web = world.create("web", f"{SHOP} weight=20", ip_address_type="dualstack")
    target = f"dualstack.{world.dns_name(web)}"
    routed(world, target, "mine", Weight=20)
    to = {"DNSName": f"{target}.", "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": True}
    put(world, SHOP, "AAAA", SetIdentifier="mine", AliasTarget=to, Weight=20)
    value = [{"Value": f'"{heritage()}"'}]
    put(world, f"aaaa-{SHOP}", "TXT", SetIdentifier="mine", TTL=300, ResourceRecords=value, Weight=20)
    before = world.route53.records(ZONE.id)
    assert migrate("--yes").code == Exit.OK
    assert len(batches(world)) == 1
    assert [*sets(world)] == [*sets(world, kind="AAAA")] != ["mine"]
    assert texts(world) == []
    assert desk.run("plan").code == Exit.OK
    assert desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes").code == Exit.OK
    assert world.route53.records(ZONE.id) == before


def test_a_slot_that_another_load_balancer_has_is_no_slot_to_move_to(world: World, migrate: Migrate) -> None:
    """external-dns has the A, and by then somebody has the AAAA of the same Region."""
    web = world.create("web", f"{SHOP} latency=here", ip_address_type="dualstack")
    routed(world, world.dns_name(web), "mine", Region="eu-west-1")
    value = [{"Value": "2001:db8::7"}]
    put(world, SHOP, "AAAA", SetIdentifier="theirs", Region="eu-west-1", TTL=60, ResourceRecords=value)
    before = world.route53.records(ZONE.id)
    result = migrate("--yes")
    assert result.code == Exit.REFUSED
    assert "AAAA (latency eu-west-1, set 'theirs')" in result.out
    assert world.route53.records(ZONE.id) == before


def test_a_set_that_was_handed_over_goes_back_with_the_answer_of_who_has_it(
    world: World, desk: Desk, migrate: Migrate, tmp_path: Path
) -> None:
    """One slot, two load balancers: the second one has it when the name is given back."""
    web = world.create("web", f"{SHOP} latency=here")
    routed(world, world.dns_name(web), "mine", Region="eu-west-1")
    assert migrate("--yes").code == Exit.OK
    green = world.create("green", f"{SHOP} latency=here")
    world.look(green)
    world.deleted(web)
    assert [each["AliasTarget"]["DNSName"].rstrip(".") for each in sets(world).values()] == [world.dns_name(green)]
    assert desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes").code == Exit.OK
    (kept,) = sets(world).values()
    assert (kept["SetIdentifier"], kept["Region"]) == ("mine", "eu-west-1")
    assert kept["AliasTarget"]["DNSName"].rstrip(".") == world.dns_name(green)
    assert [*sets(world, f"a-{SHOP}", "TXT")] == ["mine"]


@pytest.mark.parametrize("width", [60, 80, 120, None], ids=["60", "80", "120", "piped"])
def test_a_screen_of_a_routed_migration(
    width: int | None, world: World, desk: Desk, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    routed(world, world.dns_name(web), "mine", Weight=20)
    routed(world, BLUE, "far", Weight=80)
    other = world.create("other", f"{SHOP} weight=7")
    routed(world, world.dns_name(other), "more", Weight=9)
    report = f"{tmp_path}/report.json"
    migrate = ["migrate", "external-dns", "--owner", "default", "--report", report]
    shown = ""
    for arguments in ([*migrate, "--dry-run"], [*migrate, "--yes"], ["migrate", "back", report, "--yes"]):
        result = desk.run(*arguments, width=width)
        shown += f"{result.out}---\n{result.err}---\n".replace(str(tmp_path), "FOLDER")
    assert shown == snapshot
