"""`albias adopt`: one existing record, taken over whole or not at all."""

from typing import Any

import pytest

from albias.names import DnsName
from albias.registry import hold_name
from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.records import SHOP, alias, batches, holds, put
from tests.support.world import ZONE, World

TXT = '"heritage=external-dns,external-dns/owner=default,external-dns/resource=ingress/web/shop"'


def test_what_points_at_the_load_balancer_is_taken_over_in_one_batch(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    alias(world, f"dualstack.{world.dns_name(web)}".upper())
    result = desk.run("adopt", SHOP, "--yes")
    assert result.code == Exit.OK
    assert "shop.apps.example.com in apps.example.com (Z0APPS, public) now" in result.out
    assert "* shop.apps.example.com  app/web" in result.out
    assert len(batches(world)) == 1
    assert holds(world)
    assert desk.run("plan").code == Exit.OK


def test_a_cname_to_the_load_balancer_becomes_an_alias(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    put(world, kind="CNAME", TTL=60, ResourceRecords=[{"Value": world.dns_name(web)}])
    assert desk.run("adopt", SHOP, "--yes").code == Exit.OK
    assert world.target(SHOP) == world.dns_name(web)
    assert len(batches(world)) == 1


def test_what_points_elsewhere_is_refused(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    before = world.route53.records(ZONE.id)
    result = desk.run("adopt", SHOP, "--yes")
    assert result.code == Exit.REFUSED
    assert "A 192.0.2.1" in result.out
    assert "name-taken" in result.out
    assert world.route53.records(ZONE.id) == before


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("A", {"TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}, {"Value": "192.0.2.2"}]}),
        ("AAAA", {"TTL": 60, "ResourceRecords": [{"Value": "2001:db8::1"}]}),
        ("CNAME", {"TTL": 60, "ResourceRecords": [{"Value": "elsewhere.example.net"}]}),
    ],
)
def test_replace_repoints_it_in_one_batch(world: World, desk: Desk, kind: str, more: dict[str, Any]) -> None:
    web = world.create("web", SHOP)
    put(world, kind=kind, **more)
    put(world, f"x.{SHOP}", TTL=1, ResourceRecords=[{"Value": "192.0.2.9"}])
    if kind != "CNAME":  # which tolerates nothing beside it
        put(world, kind="MX", TTL=1, ResourceRecords=[{"Value": "1 mail.example.net"}])
    others = [found for found in world.route53.records(ZONE.id) if (found["Name"], found["Type"]) != (f"{SHOP}.", kind)]
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.OK
    assert "by order, in place of" in result.out
    assert len(batches(world)) == 1
    assert batches(world)[0][0][0] == "DELETE"
    assert world.target(SHOP) == world.dns_name(web)
    assert all(record in world.route53.records(ZONE.id) for record in others)
    assert holds(world)


def test_a_routed_record_set_is_never_written(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    put(world, SetIdentifier="eu", Weight=1, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.REFUSED
    assert "routing" in result.out
    assert batches(world) == []


def test_what_external_dns_owns_is_refused_with_its_owner(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    alias(world, world.dns_name(web))
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": TXT}])
    result = desk.run("adopt", SHOP, "--yes")
    assert result.code == Exit.REFUSED
    assert "owned by external-dns, owner default (TXT a-shop.apps.example.com)" in result.out
    assert "external-dns (owner 'default') has it" in result.out
    assert batches(world) == []


def test_replace_takes_it_from_external_dns_with_its_txt_record_sets(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    alias(world, world.dns_name(web))
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": TXT}])
    put(world, SHOP, "TXT", TTL=300, ResourceRecords=[{"Value": TXT}, {"Value": '"v=spf1 -all"'}])
    assert desk.run("adopt", SHOP, "--replace", "--yes").code == Exit.OK
    assert len(batches(world)) == 1
    assert f"a-{SHOP} TXT" not in world.names()
    left = world.route53.record(ZONE.id, f"{SHOP}.", "TXT")
    assert left is not None
    assert left["ResourceRecords"] == [{"Value": '"v=spf1 -all"'}]


def test_h32_replace_keeps_a_txt_that_only_looks_encrypted(world: World, desk: Desk) -> None:
    """A verification token of another service is base64, too."""
    world.create("web", SHOP)
    put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    token = {"Value": '"' + "Abcd1234" * 8 + '"'}
    put(world, SHOP, "TXT", TTL=300, ResourceRecords=[token])
    assert desk.run("adopt", SHOP, "--replace", "--yes").code == Exit.OK
    left = world.route53.record(ZONE.id, f"{SHOP}.", "TXT")
    assert left is not None
    assert left["ResourceRecords"] == [token]


def test_a_name_that_nobody_claims_is_refused_with_the_tag_to_set(desk: Desk) -> None:
    result = desk.run("adopt", SHOP, "--yes")
    assert result.code == Exit.REFUSED
    assert f"albias/hostname/{SHOP} = {SHOP}" in result.err


def test_where_there_is_nothing_to_adopt_no_creation_is_promised(world: World, desk: Desk) -> None:
    """Here a delegation forbids it."""
    put(world, "team.apps.example.com", "NS", TTL=1, ResourceRecords=[{"Value": "ns.example.net."}])
    world.create("web", "_wildcard.team.apps.example.com")
    result = desk.run("adopt", "*.team.apps.example.com", "--yes")
    assert result.code == Exit.REFUSED
    assert "`albias plan --only '*.team.apps.example.com'`" in result.out


def test_where_several_claim_it_replace_needs_to_be_told_which(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    api = world.create("api", SHOP)
    put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    assert desk.run("adopt", SHOP, "--replace", "--yes").code == Exit.REFUSED
    assert desk.run("adopt", SHOP, "--replace", "--yes", "--load-balancer", str(api)).code == Exit.OK
    assert world.target(SHOP) == world.dns_name(api)


def test_the_load_balancer_told_must_claim_it(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    other = world.create("other", "")
    result = desk.run("adopt", SHOP, "--yes", "--load-balancer", str(other))
    assert result.code == Exit.REFUSED
    assert "does not claim" in result.err
    assert desk.run("adopt", SHOP, "--load-balancer", "arn:aws:s3:::x").code == Exit.USAGE


def test_a_name_without_a_record_has_nothing_to_adopt(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    result = desk.run("adopt", SHOP, "--yes")
    assert "there is nothing to adopt" in result.out
    assert result.code == Exit.OK
    assert batches(world) == []


def test_a_name_that_is_held_already_stays_as_it_is(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    made = len(batches(world))
    result = desk.run("adopt", SHOP, "--yes")
    assert result.code == Exit.OK
    assert "held by app/web/" in result.out
    assert len(batches(world)) == made


def test_a_name_held_by_another_deployment_is_refused(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    alias(world, world.dns_name(web))
    foreign = '"heritage=albias,v=1,owner=other,resource=00000000/eu-west-1/app/x/1"'
    put(world, hold_name(DnsName(SHOP), ZONE), "TXT", TTL=300, ResourceRecords=[{"Value": foreign}])
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.REFUSED
    assert "owned-elsewhere" in result.out
    assert batches(world) == []


def test_a_record_repointed_during_the_question_is_not_touched(world: World, desk: Desk) -> None:
    """The order is carried out as shown or not at all (compare-and-swap)."""
    world.create("web", SHOP)
    put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    seen: list[str] = []

    def repoint(operation: str, params: object) -> None:
        if operation == "ChangeResourceRecordSets" and not seen:
            seen.append(operation)
            put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.77"}])

    world.route53.before = repoint
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.FAILED
    assert "not done adopt shop.apps.example.com" in result.err
    record = world.route53.record(ZONE.id, f"{SHOP}.", "A")
    assert record is not None
    assert record["ResourceRecords"] == [{"Value": "192.0.2.77"}]


def test_h32_replace_leaves_the_txt_of_another_name(world: World, desk: Desk) -> None:
    """TXT at a-foo may be that of a-foo in the old form, and not of foo in the new one."""
    world.create("web", "foo.apps.example.com a-foo.apps.example.com")
    for name in ("foo.apps.example.com", "a-foo.apps.example.com"):
        put(world, name, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    put(world, "a-foo.apps.example.com", "TXT", TTL=300, ResourceRecords=[{"Value": TXT}])
    for name, other in (("foo", "a-foo"), ("a-foo", "foo")):
        result = desk.run("adopt", f"{name}.apps.example.com", "--replace", "--yes")
        assert result.code == Exit.REFUSED
        assert f"TXT record set could be that of {other}.apps.example.com, too" in result.out
        assert "delete it by hand" in result.out
    assert batches(world) == []
    put(world, "a-a-foo.apps.example.com", "TXT", TTL=300, ResourceRecords=[{"Value": TXT}])
    result = desk.run("adopt", "a-foo.apps.example.com", "--replace", "--yes")
    assert result.code == Exit.OK
    assert "TXT a-foo.apps.example.com stays" in result.out
    assert "a-foo.apps.example.com TXT" in world.names()
    assert "a-a-foo.apps.example.com TXT" not in world.names()


def test_h32_a_token_at_a_neighbour_is_no_objection(world: World, desk: Desk) -> None:
    world.create("web", "foo.apps.example.com")
    for name in ("foo.apps.example.com", "a-foo.apps.example.com"):
        put(world, name, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    token = {"Value": '"' + "Abcd1234" * 8 + '"'}
    put(world, "a-foo.apps.example.com", "TXT", TTL=300, ResourceRecords=[token])
    assert desk.run("adopt", "foo.apps.example.com", "--replace", "--yes").code == Exit.OK
    assert "a-foo.apps.example.com TXT" in world.names()


def test_an_encrypted_txt_of_external_dns_is_not_left_behind(world: World, desk: Desk) -> None:
    """external-dns would go on believing that the name is its own."""
    world.create("web", SHOP)
    put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": f'"{"Abcd1234" * 8}"'}])
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.REFUSED
    assert f"--aes-key-file FILE --only {SHOP}" in result.out
    assert batches(world) == []


def test_the_document_says_what_is_there_and_whose_it_is(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": TXT}])
    (now,) = desk.json("adopt", SHOP, "--dry-run")["now"]
    assert now["external_dns"] == [{"owner": "default", "txt": f"a-{SHOP}"}]
    assert [found["values"] for found in now["record_sets"]] == [["192.0.2.1"]]
