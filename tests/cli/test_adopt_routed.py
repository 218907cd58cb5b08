"""`albias adopt` of weighted, latency, failover and geolocation names, with and without an external-dns beside them."""

from typing import Any

from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.external_dns import heritage
from tests.support.records import SHOP, alias, batches, put
from tests.support.world import ZONE, World

BLUE = "blue-1.eu-west-1.elb.amazonaws.com"


def external(world: World, target: str, set_identifier: str, *, kind: str = "A", **routing: Any) -> None:
    """A routed record set of an external-dns, and its TXT under the same set identifier."""
    to = {"DNSName": f"{target}.", "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": True}
    put(world, SHOP, kind, SetIdentifier=set_identifier, AliasTarget=to, **routing)
    text(world, set_identifier, f'"{heritage("default")}"', **routing)


def text(world: World, set_identifier: str, value: str, **routing: Any) -> None:
    more = {"SetIdentifier": set_identifier, "TTL": 300, "ResourceRecords": [{"Value": value}]}
    put(world, f"a-{SHOP}", "TXT", **more, **routing)


def sets(world: World, name: str = SHOP) -> dict[str, str]:
    """The routed record sets of a name by set identifier: where each points, or what it says."""
    found = {}
    for each in world.route53.records(ZONE.id):
        if each["Name"] == f"{name}." and "SetIdentifier" in each:
            to = each.get("AliasTarget", {}).get("DNSName", "").rstrip(".")
            found[each["SetIdentifier"]] = to or each["ResourceRecords"][0]["Value"]
    return found


def test_an_external_dns_of_another_cluster_is_a_neighbour_and_stays_with_its_txt(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    external(world, BLUE, "far", Weight=80)
    texts = sets(world, f"a-{SHOP}")
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.OK, result.out
    assert "claimed, beside record sets of others" in result.out
    now = sets(world)
    assert (now.pop("far"), [*now.values()]) == (BLUE, [world.dns_name(web)])
    assert sets(world, f"a-{SHOP}") == texts
    assert len(batches(world)) == 1


def test_what_external_dns_has_of_the_same_load_balancer_is_taken_with_its_txt(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    external(world, world.dns_name(web), "mine", Weight=20)
    external(world, BLUE, "far", Weight=80)
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.OK, result.out
    assert "owned by external-dns, owner default (TXT a-shop.apps.example.com, set 'mine')" in result.out
    assert "in place of" not in result.out
    now = sets(world)
    assert (now.pop("far"), [*now.values()]) == (BLUE, [world.dns_name(web)])
    assert [*sets(world, f"a-{SHOP}")] == ["far"]
    assert len(batches(world)) == 1


def test_another_weight_is_replaced_by_order_and_told(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    external(world, world.dns_name(web), "mine", Weight=7)
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.OK, result.out
    assert "by order, in place of: A (weighted 7, set 'mine')" in result.out
    assert [*sets(world).values()] == [world.dns_name(web)]
    assert sets(world, f"a-{SHOP}") == {}


def test_a_slot_that_external_dns_has_goes_to_the_load_balancer_with_all_that_is_in_the_set(
    world: World, desk: Desk
) -> None:
    web = world.create("web", f"{SHOP} latency=here")
    for kind in ("A", "AAAA"):
        external(world, BLUE, "blue", kind=kind, Region="eu-west-1")
    assert desk.run("adopt", SHOP, "--yes").code == Exit.REFUSED
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.OK, result.out
    assert "by order, in place of: A (latency eu-west-1, set 'blue')" in result.out
    assert [*sets(world).values()] == [world.dns_name(web)]
    assert sets(world, f"a-{SHOP}") == {}


def test_another_policy_is_refused_with_the_record_set_that_differs(world: World, desk: Desk) -> None:
    world.create("web", f"{SHOP} latency=here")
    external(world, BLUE, "far", Weight=80)
    before = world.route53.records(ZONE.id)
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.REFUSED
    assert "routing-differs" in result.out
    assert "it asks for latency routing, and there is" in result.out
    assert "app/web (50dc…)  A (weighted 80, set 'far') alias to blue-1" in result.out
    assert world.route53.records(ZONE.id) == before


def test_a_simple_name_beside_what_is_routed_is_refused_with_the_record_set(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    external(world, BLUE, "far", Weight=80)
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.REFUSED
    assert "it asks for simple routing, and there is" in result.out
    assert batches(world) == []


def test_a_routed_txt_without_a_record_set_keeps_nobody_from_a_simple_name(world: World, desk: Desk) -> None:
    """What an external-dns left behind under some set identifier speaks of nothing that is here."""
    web = world.create("web", SHOP)
    put(world, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    text(world, "gone", f'"{heritage("default")}"', Weight=1)
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.OK, result.out
    assert world.target(SHOP) == world.dns_name(web)
    assert [*sets(world, f"a-{SHOP}")] == ["gone"]


def test_an_encrypted_txt_is_an_objection_only_to_the_set_that_is_taken(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    hidden = f'"{"Abcd1234" * 8}"'
    external(world, BLUE, "far", Weight=80)
    text(world, "far", hidden, Weight=80)
    assert desk.run("adopt", SHOP, "--replace", "--dry-run").code == Exit.PENDING
    external(world, world.dns_name(web), "mine", Weight=20)
    text(world, "mine", hidden, Weight=20)
    result = desk.run("adopt", SHOP, "--replace", "--yes")
    assert result.code == Exit.REFUSED
    assert f"--aes-key-file FILE --only {SHOP}" in " ".join(result.out.split())
    assert batches(world) == []


def test_without_replace_nothing_is_taken_from_external_dns(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    external(world, world.dns_name(web), "mine", Weight=20)
    texts = sets(world, f"a-{SHOP}")
    desk.run("adopt", SHOP, "--yes")
    assert "mine" in sets(world)
    assert sets(world, f"a-{SHOP}") == texts


def test_the_document_says_of_which_set_external_dns_speaks(world: World, desk: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    external(world, world.dns_name(web), "mine", Weight=20)
    (now,) = desk.json("adopt", SHOP, "--replace", "--dry-run")["now"]
    assert now["external_dns"] == [{"owner": "default", "txt": f"a-{SHOP}", "set_identifier": "mine"}]


def test_what_is_simple_is_adopted_as_before(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    alias(world, world.dns_name(web))
    text(world, "gone", f'"{heritage("default")}"', Weight=1)
    assert desk.run("adopt", SHOP, "--replace", "--yes").code == Exit.OK
    assert [*sets(world, f"a-{SHOP}")] == ["gone"]
