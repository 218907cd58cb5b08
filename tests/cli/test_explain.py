"""`albias explain`: the whole truth about one name, or one load balancer."""

import io
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from albias.engine.outcome import Request
from albias.model import HostedZone, LoadBalancerId
from albias.names import DnsName
from albias_cli.errors import Exit
from albias_cli.main import main
from albias_cli.show.advice import tag_for
from albias_cli.show.screen import Screen
from albias_cli.workspace import Options, Workspace
from albias_config.values import tag_key
from tests.cli.patients import Canned
from tests.support.desk import Desk
from tests.support.external_dns import external
from tests.support.records import SHOP, alias, put
from tests.support.world import TAG, ZONE, World

DAY = 86400.0


def test_a_name_that_is_right(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    result = desk.run("explain", SHOP.upper() + ".")
    assert result.code == Exit.OK
    for words in (
        "shop.apps.example.com  held, and as it should be",
        "claimed by   app/web/",
        "tag albias/hostname = shop.apps.example.com",
        "in zone      apps.example.com (Z0APPS, public)",
        f"record: A alias to {world.dns_name(web)}",
        "held by: app/web/",
    ):
        assert words in result.out


def test_nothing_is_changed_by_explaining(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    result = desk.run("explain", SHOP)
    assert result.code == Exit.PENDING
    assert world.names() == []


@pytest.mark.parametrize("routing", ["", " weight=20"])
def test_who_is_to_have_a_name_that_nobody_holds_is_told(world: World, desk: Desk, routing: str) -> None:
    first = world.create("first", f"{SHOP}{routing}")
    told = " ".join(desk.run("explain", SHOP).out.split())
    assert f"held by: nobody yet; app/first/{first.id} is to have it" in told
    world.look(first)
    assert "nobody" not in desk.run("explain", SHOP).out
    second = world.create("second", f"{SHOP} weight=20")
    told = " ".join(desk.run("explain", SHOP).out.split())
    assert (f"nobody yet; app/second/{second.id} is to have it (set identifier " in told) == bool(routing)


def test_what_nobody_is_to_have_is_held_by_nobody(world: World, desk: Desk) -> None:
    assert "held by: nobody\n" in desk.run("explain", SHOP).out


def test_what_a_sweep_would_do_is_told(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    world.route53.remove(ZONE.id, f"{SHOP}.", "A")
    result = desk.run("explain", SHOP)
    assert result.code == Exit.PENDING
    assert "repair is pending" in result.out
    assert "next sweep: repair" in result.out


def test_an_unclaimed_name_and_the_tag_to_set(desk: Desk) -> None:
    result = desk.run("explain", "*.team.apps.example.com")
    assert result.code == Exit.REFUSED
    assert "no load balancer of this account and Region claims it" in result.out
    assert (
        "Tag the load balancer that should have it: `albias/hostname/_wildcard.team.apps.example.com = " in result.out
    )
    assert " = _wildcard.team.apps.example.com" in result.out


@pytest.mark.parametrize("key", [TAG, "k" * 120, "k" * 127])
@pytest.mark.parametrize("name", ["*.apps.example.com", f"{'x' * 60}.{'y' * 60}.apps.example.com"])
def test_the_tag_to_set_has_a_key_of_its_own_that_counts(world: World, key: str, name: str) -> None:
    world.settings = replace(world.settings, hostname_tags=(key,))
    told, _, value = tag_for(DnsName(name), key).partition(" = ")
    assert tag_key(told[:127]) == told[:127]
    assert len(told) <= 128
    world.look(world.create("web", tags={told: value}))
    assert world.target(name)


def test_advice_can_be_pasted_into_a_shell(world: World, desk: Desk) -> None:
    world.create("web", f"_wildcard.team.apps.example.com {SHOP}")
    put(world, "*.team.apps.example.com", TTL=1, ResourceRecords=[{"Value": "192.0.2.1"}])
    external(world, SHOP, "192.0.2.1", f"a-{SHOP}", owner="$(id)")
    assert "`albias adopt --replace '*.team.apps.example.com'`" in refusal(world, "*.team.apps.example.com")["advice"]
    assert f"--owner '$(id)' --only {SHOP}`" in refusal(world, SHOP)["advice"]


def test_a_removal_that_max_removals_may_stop_is_no_promise(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.delete(web)
    assert "next sweep: remove: the load balancer is deleted; max_removals may stop it" in desk.run("explain", SHOP).out


def refusal(world: World, hostname: str, **options: Any) -> Any:
    """The first refusal of a name as the document has it."""
    return Desk(world).json("explain", hostname, **options)["refusals"][0]


def test_a_taken_name_and_what_to_do(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    put(world, TTL=1, ResourceRecords=[{"Value": "192.0.2.1"}])
    result = desk.run("explain", SHOP)
    assert result.code == Exit.REFUSED
    assert "refused: name-taken" in result.out
    assert f"albias adopt --replace {SHOP}" in refusal(world, SHOP)["advice"]
    alias(world, world.dns_name(web))
    assert f"take it over: `albias adopt {SHOP}`" in refusal(world, SHOP)["advice"]


def test_a_name_of_external_dns(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    external(world, SHOP, world.dns_name(web))
    result = desk.run("explain", SHOP)
    assert "external-dns: owner default registers it" in result.out
    assert f"albias migrate external-dns --owner default --only {SHOP}" in result.out


def test_a_name_that_waits(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    world.look(world.create("api", SHOP))
    result = desk.run("explain", SHOP)
    assert result.code == Exit.OK
    assert "waiting: app/api/" in result.out
    assert "refused      waiting in apps.example.com for app/api/" in result.out


def test_a_name_that_another_deployment_holds(world: World, desk: Desk) -> None:
    world.create("web", SHOP)
    foreign = '"heritage=albias,v=1,owner=other,resource=00000000/eu-west-1/app/x/1"'
    put(world, f"shop._hold._albias.{ZONE.name}", "TXT", TTL=1, ResourceRecords=[{"Value": foreign}])
    result = desk.run("explain", SHOP)
    assert result.code == Exit.REFUSED
    assert "held by: the deployment other (00000000/eu-west-1/app/x/1)" in result.out
    assert "albias release --config ITS-FILE shop.apps.example.com" in result.out


def test_a_delegated_name(world: World, desk: Desk) -> None:
    world.create("web", "shop.team.apps.example.com")
    put(world, "team.apps.example.com", "NS", TTL=1, ResourceRecords=[{"Value": "ns.example.net."}])
    result = desk.run("explain", "shop.team.apps.example.com")
    assert "delegated: team.apps.example.com has name servers of its own" in result.out
    assert "refused: delegated" in result.out


def test_a_name_in_other_dns_and_the_cname_that_leads_there(world: World, desk: Desk) -> None:
    web = world.create("web", f"www.shop.example.net {SHOP} other.apps.example.com")
    unknown = desk.run("explain", "www.shop.example.net").out
    assert "write there: `www.shop.example.net. 300 IN CNAME NAME-THAT-ALBIAS-KEEPS.`" in " ".join(unknown.split())
    assert "in other DNS" not in unknown
    world.engine().run(Request(frozenset([web]), only=frozenset([DnsName(SHOP)])))
    result = desk.run("explain", "www.shop.example.net")
    assert result.code == Exit.REFUSED
    assert "none of the configured hosted zones (apps.example.com)" in result.out
    assert f"www.shop.example.net. 300 IN CNAME {SHOP}." in result.out


@pytest.mark.parametrize(
    ("hostname", "options", "code"),
    [
        ("a.apps.example.com", {"scheme": "internal"}, "scheme-not-allowed"),
        ("a.apps.example.com", {"kind": "network"}, "type-not-supported"),
        ("other.apps.example.com", {}, "name-not-allowed"),
    ],
)
def test_what_the_tags_alone_rule_out(hostname: str, options: dict[str, Any], code: str) -> None:
    zone = HostedZone(ZONE.id, ZONE.name, hostnames=("a.apps.example.com",), schemes=("internet-facing",))
    world = World(zones=(zone,))
    world.create("web", hostname, **options)
    told = refusal(world, hostname)
    assert told["code"] == code
    assert told["advice"]


def test_both_worlds_of_a_split_horizon(tmp_path: object) -> None:
    inner = HostedZone("Z0INNER", DnsName("apps.example.com"), private=True)
    world = World(zones=(ZONE, inner))
    world.look(world.create("web", SHOP))
    world.route53.remove("Z0INNER", f"{SHOP}.", "A")
    zones = Desk(world).json("explain", SHOP)["zones"]
    assert [(zone["zone_id"], len(zone["record_sets"]), len(zone["pending"])) for zone in zones] == [
        ("Z0APPS", 1, 0),
        ("Z0INNER", 0, 1),
    ]


def test_the_last_lines_of_the_log(world: World, desk: Desk) -> None:
    for age in (8, 3, 2, 1):
        desk.clients.logs.add(
            world.clock - age * DAY,
            kind="decision",
            action="repair",
            hostname=SHOP,
            reason=f"{age} days ago",
            load_balancer="",
        )
    desk.clients.logs.add(world.clock, kind="decision", action="create", hostname="other.apps.example.com")
    result = desk.run("explain", SHOP)
    assert [age for age in (8, 3, 2, 1) if f"{age} days ago" in result.out] == [3, 2, 1]
    assert "other.apps.example.com" not in result.out
    assert desk.clients.logs.asked[0]["filterPattern"] == '{ $.hostname = "shop.apps.example.com" }'


def test_where_nothing_is_deployed_the_rest_is_told_all_the_same(world: World, desk: Desk) -> None:
    desk.clients.stack.deployed = False
    world.look(world.create("web", SHOP))
    result = desk.run("explain", SHOP)
    assert result.code == Exit.OK
    assert "log          not read: no stack albias-platform, and no function of this name" in result.out


def test_a_log_that_cannot_be_reached_stops_nothing(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    desk.clients.more["cloudformation"] = Canned(describe_stacks=EndpointConnectionError(endpoint_url="http://x"))
    result = desk.run("explain", SHOP)
    assert result.code == Exit.OK
    assert "log          not read: Could not connect" in result.out


def test_a_load_balancer_with_all_its_names(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.tag(web, f"{SHOP} new.apps.example.com two..dots taken.apps.example.com")
    put(world, "taken.apps.example.com", TTL=1, ResourceRecords=[{"Value": "192.0.2.1"}])
    result = desk.run("explain", str(web))
    assert result.code == Exit.REFUSED
    states = {row["hostname"]: row["state"] for row in desk.json("explain", str(web))["names"]}
    assert states == {
        SHOP: "held",
        "new.apps.example.com": "pending",
        "taken.apps.example.com": "refused",
        "two..dots": "refused",
    }
    assert "do: In the tag, write the hostname alone: `two.dots`" in result.out
    assert "elsewhere): `albias adopt --replace taken.apps.example.com`" in result.out
    assert "two..dots  invalid-name" in result.out
    assert f"tag {TAG} = {SHOP} new.apps.example.com" in result.out


def test_a_load_balancer_that_is_gone_but_holds_a_name(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.delete(web)
    result = desk.run("explain", str(web))
    assert result.code == Exit.PENDING
    assert "Elastic Load Balancing does not know it: deleted, or elsewhere" in result.out
    assert "remove: the load balancer is deleted" in result.out


def test_a_load_balancer_without_names(world: World, desk: Desk) -> None:
    result = desk.run("explain", str(world.create("web", "")))
    assert result.code == Exit.OK
    assert "it names no hostname, and holds none" in result.out


@pytest.mark.parametrize("text", ["arn:aws:s3:::bucket", "arn:aws:elasticloadbalancing:x:1:targetgroup/a/b", "a..b"])
def test_what_is_neither_a_hostname_nor_a_load_balancer(desk: Desk, text: str) -> None:
    assert desk.run("explain", text).code == Exit.USAGE


def test_a_name_in_no_tag_that_is_held_by_a_deleted_load_balancer(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.delete(web)
    document = desk.json("explain", SHOP)
    assert document["zones"][0]["held_by"] == str(web)
    assert LoadBalancerId.parse(document["zones"][0]["held_by"]) == web
    assert document["zones"][0]["pending"][0]["action"] == "remove"


def test_elb_that_does_not_answer_is_told(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))

    def fail(operation: str, params: object) -> None:
        if operation == "ListResourceRecordSets":
            raise world.route53.error(operation, "NoSuchHostedZone", "none", 404)

    world.route53.before = fail
    result = desk.run("explain", SHOP)
    assert result.code == Exit.FAILED
    assert "`albias doctor`" in result.err


def test_the_last_lines_about_a_load_balancer(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    line = {"kind": "decision", "action": "create", "hostname": SHOP, "reason": "claimed"}
    desk.clients.logs.add(world.clock - DAY, **line, load_balancer=str(web))
    desk.clients.logs.add(world.clock - DAY, **line, load_balancer="arn:other")
    assert desk.run("explain", str(web)).out.count("log          ") == 1
    assert [each["load_balancer"] for each in desk.json("explain", str(web))["log"]] == [str(web)]


def test_a_load_balancer_that_nobody_knows(desk: Desk) -> None:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/none/0123456789abcdef"
    result = desk.run("explain", arn)
    assert result.code == Exit.REFUSED
    assert "do: Check the ARN, and that it is one of this deployment's (owner platform" in result.out


def test_which_of_the_zones_that_a_name_lies_in_is_used() -> None:
    parent = HostedZone("Z0PARENT", DnsName("example.com"))
    narrow = HostedZone("Z0NARROW", DnsName("shop.apps.example.com"), hostnames=("x.shop.apps.example.com",))
    inside = HostedZone("Z0INSIDE", DnsName("apps.example.com"), private=True, schemes=("internal",))
    world = World(zones=(parent, ZONE, narrow, inside))
    desk = Desk(world)
    unclaimed = {zone["zone_id"]: zone["unused"] for zone in desk.json("explain", SHOP)["zones"]}
    assert unclaimed == {
        "Z0PARENT": "apps.example.com is longer",
        "Z0APPS": None,
        "Z0NARROW": "its hostnames do not allow it: x.shop.apps.example.com",
        "Z0INSIDE": None,
    }
    world.create("web", SHOP)
    out = desk.run("explain", SHOP).out
    assert "in zone      example.com (Z0PARENT, public), not used: apps.example.com is longer" in out
    assert "in zone      apps.example.com (Z0APPS, public)\n" in out
    assert "in zone      apps.example.com (Z0INSIDE, private), not used: its schemes do not allow it: internal" in out


def test_what_is_no_hostname_is_told_before_aws_is_asked() -> None:
    def opened(options: Options, screen: Screen) -> Workspace:
        raise AssertionError("AWS was asked")

    for arguments in (["explain", "a..b"], ["plan", "--only", "a..b"], ["logs", "a..b"], ["list", "a..b"]):
        err = io.StringIO()
        assert main(arguments, opened, Screen(out=io.StringIO(), err=err)) == Exit.USAGE
        assert "do: Write " in err.getvalue()


@pytest.mark.parametrize("called", ["web", "{short}", "{dns}", "dualstack.{dns}."])
def test_a_load_balancer_is_found_by_what_people_call_it(world: World, desk: Desk, called: str) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    text = called.format(short=web.short, dns=world.dns_name(web))
    assert desk.json("explain", text)["load_balancer"] == str(web)


def test_what_no_load_balancer_is_called_is_taken_for_a_hostname(world: World, desk: Desk) -> None:
    world.look(world.create("web", SHOP))
    world.elbv2.calls.clear()
    assert desk.json("explain", "nobody")["hostname"] == "nobody"
    assert world.elbv2.count("DescribeLoadBalancers") == 1
    assert "'app/nobody/0000000000000001' is no hostname" in desk.run("explain", "app/nobody/0000000000000001").err


@pytest.mark.parametrize("key", ["albias/hostnames", "albias/Hostname", "albias-hostname", "albias/hostname2"])
def test_a_slip_in_a_tags_key_is_told_with_the_key_that_was_meant(world: World, desk: Desk, key: str) -> None:
    web = world.create("web", tags={key: f"{SHOP.upper()}. weight=20", "Name": SHOP})
    shown = desk.run("explain", SHOP)
    assert shown.code == Exit.REFUSED
    assert f"{web.short} has the tag {key} = " in shown.out
    assert f"which albias does not read: did you mean {TAG}?" in " ".join(shown.out.split())
    assert f"Key={TAG},Value=" in " ".join(shown.out.split())


def test_no_slip_is_told_of_another_tag_or_of_a_name_that_somebody_claims(world: World, desk: Desk) -> None:
    world.create("web", tags={"albias/rules": SHOP, "Name": SHOP})
    assert "did you mean" not in desk.run("explain", SHOP).out
    world.create("slip", tags={"albias/hostnames": SHOP})
    world.look(world.create("right", SHOP))
    assert "did you mean" not in desk.run("explain", SHOP).out
