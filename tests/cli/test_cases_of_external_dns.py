"""Real cases at the command line: an external-dns next door, and load balancers that a cluster makes."""

from pathlib import Path
from typing import Any

import pytest

from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.external_dns import KEY, encrypted, external, heritage, texts
from tests.support.records import SHOP, alias, batches, holds, put
from tests.support.world import ZONE, World


def as_cname(world: World, name: str, target: str) -> None:
    """A name as external-dns makes it with --aws-prefer-cname."""
    put(world, name, "CNAME", TTL=300, ResourceRecords=[{"Value": target}])
    put(world, f"cname-{name}", "TXT", TTL=300, ResourceRecords=[{"Value": f'"{heritage()}"'}])


def migrate(desk: Desk, tmp_path: Path, *more: str) -> Any:
    """A migration from the owner `default`."""
    report = f"--report={tmp_path}/report.json"
    return desk.run("migrate", "external-dns", "--owner", "default", report, "--yes", *more)


def back(desk: Desk, tmp_path: Path) -> Any:
    """The way back."""
    return desk.run("migrate", "back", f"{tmp_path}/report.json", "--yes")


def test_x1_what_external_dns_had_as_a_cname_comes_back_as_one_in_one_batch(
    world: World, desk: Desk, tmp_path: Path
) -> None:
    web = world.create("web", SHOP, ip_address_type="dualstack")
    as_cname(world, SHOP, world.dns_name(web))
    before = world.route53.records(ZONE.id)
    assert migrate(desk, tmp_path).code == Exit.OK
    assert {f"{SHOP} A", f"{SHOP} AAAA"} <= {*world.names()}
    made = len(batches(world))
    assert back(desk, tmp_path).code == Exit.OK
    assert world.route53.records(ZONE.id) == before
    assert len(batches(world)) == made + 1


@pytest.mark.parametrize("health", [True, False])
@pytest.mark.parametrize("target", ["{}", "dualstack.{}"])
def test_x1_an_alias_comes_back_exactly_as_it_was(
    world: World, desk: Desk, tmp_path: Path, target: str, health: bool
) -> None:
    """Its AAAA, which an IPv4 load balancer does not answer, comes back, too."""
    web = world.create("web", SHOP)
    external(world, SHOP, target.format(world.dns_name(web)))
    alias(world, target.format(world.dns_name(web)), health=health)
    to = world.route53.record(ZONE.id, f"{SHOP}.", "A")
    assert to
    world.route53.put(ZONE.id, {**to, "Type": "AAAA"})
    before = world.route53.records(ZONE.id)
    assert migrate(desk, tmp_path).code == Exit.OK
    assert f"{SHOP} AAAA" not in world.names()
    assert desk.run("plan").code == Exit.OK
    assert back(desk, tmp_path).code == Exit.OK
    assert world.route53.records(ZONE.id) == before


def test_x1_after_a_hand_over_the_form_comes_back_with_todays_answer(world: World, desk: Desk, tmp_path: Path) -> None:
    blue = world.create("blue", SHOP)
    as_cname(world, SHOP, world.dns_name(blue))
    assert migrate(desk, tmp_path).code == Exit.OK
    green = world.create("green", SHOP)
    world.look(green)
    world.deleted(blue)
    assert back(desk, tmp_path).code == Exit.OK
    record = world.route53.record(ZONE.id, f"{SHOP}.", "CNAME")
    assert record
    assert record["ResourceRecords"] == [{"Value": world.dns_name(green)}]


def test_x1_a_name_that_got_routing_is_not_given_back_in_part(world: World, desk: Desk, tmp_path: Path) -> None:
    web = world.create("web", SHOP)
    as_cname(world, SHOP, world.dns_name(web))
    assert migrate(desk, tmp_path).code == Exit.OK
    world.tag(web, f"{SHOP} weight=20")
    world.look(web)
    before = world.route53.records(ZONE.id)
    result = back(desk, tmp_path)
    assert result.code == Exit.REFUSED
    assert "it has got routing" in result.out
    assert world.route53.records(ZONE.id) == before


def test_x1_what_no_cname_tolerates_is_told_before_anything_is_done(world: World, desk: Desk, tmp_path: Path) -> None:
    web = world.create("web", SHOP)
    as_cname(world, SHOP, world.dns_name(web))
    assert migrate(desk, tmp_path).code == Exit.OK
    put(world, SHOP, "MX", TTL=1, ResourceRecords=[{"Value": "1 mail.example.net"}])
    before = world.route53.records(ZONE.id)
    result = back(desk, tmp_path)
    assert result.code == Exit.REFUSED
    assert "no CNAME tolerates" in result.out
    assert world.route53.records(ZONE.id) == before


def test_a_txt_without_an_address_can_be_taken_over(world: World, desk: Desk, tmp_path: Path) -> None:
    """X2: the engine refuses to create beside it; this is the way out."""
    web = world.create("web", SHOP)
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": f'"{heritage()}"'}])
    command = f"`albias migrate external-dns --owner default --only {SHOP}`"
    assert command in desk.run("explain", SHOP).out
    assert migrate(desk, tmp_path, "--only", SHOP).code == Exit.OK
    assert world.target(SHOP) == world.dns_name(web)
    assert texts(world) == []


@pytest.mark.parametrize("elsewhere", [False, True], ids=["as albias made it", "written over"])
@pytest.mark.parametrize("order", ["migrate", "adopt"])
def test_x3_a_name_that_both_hold_is_mended_by_one_command(
    world: World, desk: Desk, tmp_path: Path, order: str, elsewhere: bool
) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": f'"{heritage()}"'}])
    if elsewhere:
        alias(world, "old-1.eu-west-1.elb.amazonaws.com")
    result = desk.run("explain", SHOP)
    assert result.code == (Exit.REFUSED if elsewhere else Exit.PENDING)
    assert f"`albias migrate external-dns --owner default --only {SHOP}`" in result.out
    if order == "migrate":
        assert migrate(desk, tmp_path, "--only", SHOP).code == Exit.OK
    else:
        assert desk.run("adopt", "--replace", SHOP, "--yes").code == Exit.OK
    assert world.target(SHOP) == world.dns_name(web)
    assert texts(world) == []
    assert holds(world)
    assert desk.run("explain", SHOP).code == Exit.OK


def test_x3_a_name_that_one_holds_is_not_given_to_another(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    api = world.create("api", SHOP)
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": f'"{heritage()}"'}])
    before = world.route53.records(ZONE.id)
    result = desk.run("adopt", "--replace", SHOP, "--load-balancer", str(api), "--yes")
    assert result.code == Exit.REFUSED
    assert "waiting" in result.out
    assert world.route53.records(ZONE.id) == before


def test_x3_a_name_of_another_deployment_is_not_mended(world: World, desk: Desk, tmp_path: Path) -> None:
    web = world.create("web", SHOP)
    external(world, SHOP, world.dns_name(web))
    foreign = '"heritage=albias,v=1,owner=other,resource=00000000/eu-west-1/app/x/1"'
    put(world, f"shop._hold._albias.{ZONE.name}", "TXT", TTL=1, ResourceRecords=[{"Value": foreign}])
    assert migrate(desk, tmp_path, "--only", SHOP).code == Exit.REFUSED
    assert batches(world) == []


def test_x4_somebodys_aaaa_at_a_name_of_an_ipv4_load_balancer_is_told(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    put(world, SHOP, "AAAA", TTL=60, ResourceRecords=[{"Value": "2001:db8::1"}])
    told = "somebody has a record set at the name, which albias leaves alone: AAAA 2001:db8::1"
    plan, explained = desk.run("plan"), desk.run("explain", SHOP)
    assert (plan.code, explained.code) == (Exit.OK, Exit.OK)
    assert f"beside  {SHOP}  {told}" in plan.out
    assert f"to know      beside in {ZONE.name}: {told}" in explained.out
    (held,) = desk.json("list")["names"]
    assert held["next"] == f"beside: {told}"
    assert [note["code"] for note in held["notes"]] == ["beside"]


def test_x6_a_wrong_key_is_told_apart_from_none(world: World, desk: Desk, tmp_path: Path) -> None:
    web = world.create("web", SHOP)
    alias(world, world.dns_name(web))
    value = [{"Value": f'"{encrypted(heritage())}"'}]
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=value)
    assert "say --aes-key-file FILE" in migrate(desk, tmp_path).out
    key = tmp_path / "key"
    key.write_bytes(bytes(reversed(KEY)))
    result = migrate(desk, tmp_path, "--aes-key-file", str(key))
    assert "the key of --aes-key-file does not open it" in result.out
    assert "say --aes-key-file" not in result.out


def test_x6_explain_names_the_key_where_the_owner_is_encrypted(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    alias(world, world.dns_name(web))
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": f'"{encrypted(heritage())}"'}])
    command = f"`albias migrate external-dns --owner ID --aes-key-file FILE --only {SHOP}`"
    assert command in desk.run("explain", SHOP).out
    assert command in desk.run("explain", str(web)).out


def test_x6_another_owners_name_is_not_counted_for_one_encrypted_text(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    external(world, SHOP, world.dns_name(web), SHOP)
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": f'"{encrypted(heritage())}"'}])
    result = desk.run("migrate", "external-dns", "--owner", "other", "--dry-run")
    assert result.code == Exit.REFUSED
    assert "no TXT record set in the configured zones names the external-dns 'other'" in result.err


def test_x7_adopt_says_what_no_txt_tells(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    alias(world, world.dns_name(web))
    result = desk.run("adopt", SHOP, "--dry-run")
    assert "writes none for an apex, nor with --registry=dynamodb, crd or noop" in result.out
    assert "unless an external-dns has it that writes no TXT" in desk.run("explain", SHOP).out


def test_x7_migrate_says_that_no_apex_is_registered(desk: Desk, world: World, tmp_path: Path) -> None:
    web = world.create("web", SHOP)
    external(world, SHOP, world.dns_name(web))
    assert "registers no apex" not in migrate(desk, tmp_path, "--dry-run").err
    zones = tuple(type(ZONE)(zone.id, zone.name, hostnames=(zone.name, f"*.{zone.name}")) for zone in world.zones)
    world.settings = type(world.settings)(owner=world.me.owner, zones=zones)
    assert "external-dns registers no apex: whether it has apps.example.com" in migrate(desk, tmp_path, "--dry-run").err


INGRESS = {"elbv2.k8s.aws/cluster": "prod", "ingress.k8s.aws/stack": "web/shop"}
GROUP = {"elbv2.k8s.aws/cluster": "prod", "ingress.k8s.aws/stack": "public"}
SERVICE = {"elbv2.k8s.aws/cluster": "prod", "service.k8s.aws/stack": "web/gate"}
GATEWAY = {"elbv2.k8s.aws/cluster": "prod", "gateway.k8s.aws.alb/stack": "web/edge"}
AUTO_INGRESS = {"eks:eks-cluster-name": "auto", "ingress.eks.amazonaws.com/stack": "web/shop"}
AUTO_SERVICE = {"eks:eks-cluster-name": "auto", "service.eks.amazonaws.com/stack": "web/gate"}


def _annotation(owner: str, begins: str) -> str:
    return f"Add to the annotation on {owner}, after a comma where it has tags already: {begins}"


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        (
            INGRESS,
            _annotation("the Ingress web/shop", f"`alb.ingress.kubernetes.io/tags: albias/hostname/{SHOP}={SHOP}`"),
        ),
        (
            GROUP,
            _annotation("an Ingress of the IngressGroup public", "`alb.ingress.kubernetes.io/tags: "),
        ),
        (
            SERVICE,
            _annotation(
                "the Service web/gate", "`service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags: "
            ),
        ),
        (
            {"elbv2.k8s.aws/cluster": "prod"},
            _annotation("its Ingress in the cluster prod", "`alb.ingress.kubernetes.io/tags: "),
        ),
        (
            GATEWAY,
            f"the LoadBalancerConfiguration of the Gateway web/edge, in `spec.tags`: `albias/hostname/{SHOP}: {SHOP}`",
        ),
        (
            AUTO_INGRESS,
            _annotation("the Ingress web/shop", "`alb.ingress.kubernetes.io/tags: "),
        ),
        (
            AUTO_SERVICE,
            _annotation("the Service web/gate", "`service.beta.kubernetes.io/aws-load-balancer-additional-resource"),
        ),
        (
            {"eks:eks-cluster-name": "auto"},
            _annotation("its Ingress in the cluster auto", "`alb.ingress.kubernetes.io/tags: "),
        ),
    ],
    ids=["ingress", "group", "service", "cluster", "gateway", "auto-ingress", "auto-service", "auto-cluster"],
)
def test_a_clusters_load_balancer_gets_its_tag_by_annotation(
    world: World, desk: Desk, tmp_path: Path, tags: dict[str, str], words: str
) -> None:
    """The controller takes tags away that it did not write (H53), in EKS Auto Mode as in the cluster (H73)."""
    web = world.create("k8s-shop", tags=tags)
    external(world, SHOP, world.dns_name(web))
    assert words in desk.run("explain", SHOP).out
    assert words in migrate(desk, tmp_path).out
    assert words in desk.run("adopt", SHOP, "--yes").err
    assert words in desk.run("adopt", SHOP, "--load-balancer", str(web), "--yes").err


@pytest.mark.parametrize(
    ("tags", "place"),
    [
        (INGRESS, "Its tags are those in the annotation `alb.ingress.kubernetes.io/tags` on the Ingress web/shop."),
        (GATEWAY, "Its tags are those in `spec.tags` of the LoadBalancerConfiguration of the Gateway web/edge."),
        ({"team": "web"}, ""),
    ],
    ids=["ingress", "gateway", "by-hand"],
)
def test_h53_h73_a_refusal_that_other_tags_mend_says_where_these_are_written(
    world: World, desk: Desk, tags: dict[str, str], place: str
) -> None:
    world.create("web", tags={"albias/hostname": f"{SHOP} weight=300", **tags})
    (refused,) = desk.json("explain", SHOP)["refusals"]
    assert refused["code"] == "invalid-option"
    told = f"Correct the option in the tag, such as: `{SHOP} weight=20`"
    assert refused["advice"] == f"{place} {told}".lstrip()
