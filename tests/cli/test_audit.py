"""`albias audit`: what points at load balancers that are gone, whose it is, and what becomes of it."""

import json
import shlex
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from albias.engine.outcome import Request
from albias_cli.audit.elb_names import ElbName, elb_name
from albias_cli.errors import Exit
from tests.cli.patients import DENIED, Canned
from tests.fakes import FakeElb, FakeElbv2
from tests.support.deployed import FakeCloudFormation, FakeSts
from tests.support.desk import Desk, DeskClients
from tests.support.records import alias, put
from tests.support.world import ZONE, World

SHOP = "shop.apps.example.com"
OLD = "old-1.eu-west-1.elb.amazonaws.com"
OTHER_ACCOUNT = "210987654321"


def _cname(world: World, target: str, name: str = SHOP) -> None:
    put(world, name, "CNAME", TTL=60, ResourceRecords=[{"Value": target}])


def _found(desk: Desk, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.json("audit", *arguments)["record_sets"]
    return found


def _states(desk: Desk, *arguments: str) -> dict[str, str]:
    return {each["hostname"]: each["state"] for each in _found(desk, *arguments)}


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("web-1234567890.eu-west-1.elb.amazonaws.com", "web-1234567890.eu-west-1.elb.amazonaws.com", "eu-west-1"),
        ("dualstack.Web-1.eu-west-1.elb.amazonaws.com.", "web-1.eu-west-1.elb.amazonaws.com", "eu-west-1"),
        (
            "internal-a-1.us-gov-west-1.elb.amazonaws.com",
            "internal-a-1.us-gov-west-1.elb.amazonaws.com",
            "us-gov-west-1",
        ),
        ("ipv6.old-1.us-east-1.elb.amazonaws.com", "old-1.us-east-1.elb.amazonaws.com", "us-east-1"),
        ("net-0f.elb.ap-southeast-2.amazonaws.com", "net-0f.elb.ap-southeast-2.amazonaws.com", "ap-southeast-2"),
        ("web-1.cn-north-1.elb.amazonaws.com.cn", "web-1.cn-north-1.elb.amazonaws.com.cn", "cn-north-1"),
        ("net-0f.elb.cn-northwest-1.amazonaws.com.cn", "net-0f.elb.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ("web-1.eusc-de-east-1.elb.amazonaws.eu", "web-1.eusc-de-east-1.elb.amazonaws.eu", "eusc-de-east-1"),
    ],
)
def test_a_load_balancers_name_tells_its_region(text: str, name: str, region: str) -> None:
    assert elb_name(text) == ElbName(name, region)


@pytest.mark.parametrize(
    "text",
    [
        "web.eu-west-1.elb.amazonaws.com.example.com",
        "s3.eu-west-1.amazonaws.com",
        "d111.cloudfront.net",
        "a.b.eu-west-1.elb.amazonaws.com",
        "x.elb.evil.amazonaws.com",
        "",
    ],
)
def test_another_name_is_no_load_balancers(text: str) -> None:
    assert elb_name(text) is None


def test_the_fakes_names_are_such_names(world: World) -> None:
    for kind in ("application", "network"):
        found = elb_name(world.dns_name(world.create(f"web-{kind}", kind=kind)))
        assert found is not None
        assert found.region == "eu-west-1"


def test_what_points_at_living_load_balancers_is_well(world: World, desk: Desk) -> None:
    alias(world, f"dualstack.{world.dns_name(world.create('web')).upper()}")
    _cname(world, world.dns_name(world.create("net", kind="network")), "net.apps.example.com")
    _cname(world, desk.clients.classic.add_load_balancer("classic"), "classic.apps.example.com")
    put(world, "s3.apps.example.com", "CNAME", TTL=60, ResourceRecords=[{"Value": "s3.eu-west-1.amazonaws.com"}])
    result = desk.run("audit")
    assert result.code == Exit.OK
    assert result.out == ""
    assert "3 names point at load balancers: 0 gone, 3 alive" in result.err
    assert "account 123456789012 in eu-west-1" in result.err


def test_what_nobody_made_that_we_know_is_deleted_by_a_command_that_can_be_pasted(world: World, desk: Desk) -> None:
    alias(world, OLD)
    put(world, SHOP, "AAAA", AliasTarget={"DNSName": f"{OLD}.", "HostedZoneId": "Z3", "EvaluateTargetHealth": False})
    (gone,) = _found(desk)
    assert (gone["state"], gone["made_by"]) == ("gone", "unknown")
    assert gone["albias"] == "nothing: albias did not make it"
    assert "`albias adopt --replace shop.apps.example.com`" in gone["advice"]
    assert desk.run("audit").code == Exit.REFUSED
    words = shlex.split(gone["advice"].split("`")[1])
    assert words[:5] == ["aws", "route53", "change-resource-record-sets", "--hosted-zone-id", ZONE.id]
    world.route53.change_resource_record_sets(HostedZoneId=ZONE.id, ChangeBatch=json.loads(words[-1]))
    assert world.names() == []
    assert desk.run("audit").code == Exit.OK


def test_what_albias_holds_goes_by_the_next_sweep(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.delete(web)
    (gone,) = _found(desk)
    assert gone["made_by"] == "albias platform"
    assert gone["albias"].startswith("remove by the next sweep: ")
    assert "`albias apply --only shop.apps.example.com`" in gone["advice"]
    assert desk.run("audit").code == Exit.PENDING


def test_what_max_removals_keeps_is_not_promised(world: World, desk: Desk) -> None:
    made = [world.create(f"lb{number}", f"n{number}.apps.example.com") for number in range(12)]
    world.look(*made)
    for each in made:
        world.delete(each)
    assert world.engine().plan(Request(sweep=True)).unsafe
    found = _found(desk)
    assert {each["albias"] for each in found} == {"nothing: max_removals stops the sweep that would remove it"}
    assert "albias apply --force --only n0.apps.example.com" in found[0]["advice"]
    assert desk.run("audit").code == Exit.REFUSED


def test_what_albias_keeps_by_its_policy_is_told_as_kept(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.delete(web)
    world.settings = replace(world.settings, policy="upsert-only")
    (gone,) = _found(desk)
    assert gone["albias"] == "nothing: it keeps it"
    assert "albias explain" in gone["advice"]


def test_what_another_deployment_holds_is_given_up_there(world: World, desk: Desk) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    world.delete(web)
    desk.world.me = replace(world.me, owner="other")
    world.settings = replace(world.settings, owner="other")
    (gone,) = _found(desk)
    assert gone["made_by"] == "albias platform"
    assert gone["albias"].startswith("nothing: the deployment 'platform' holds it (")
    assert "albias release --config ITS-FILE --delete" in gone["advice"]


def test_what_external_dns_made_goes_with_its_text(world: World, desk: Desk) -> None:
    alias(world, OLD)
    text = '"heritage=external-dns,external-dns/owner=my-cluster,external-dns/resource=ingress/web/shop"'
    put(world, f"a-{SHOP}", "TXT", TTL=300, ResourceRecords=[{"Value": text}])
    (gone,) = _found(desk)
    assert gone["made_by"] == "external-dns my-cluster"
    words = shlex.split(gone["advice"].split("`")[1])
    world.route53.change_resource_record_sets(HostedZoneId=ZONE.id, ChangeBatch=json.loads(words[-1]))
    assert world.names() == []


@pytest.mark.parametrize("spelling", [SHOP, f"{SHOP}."])
def test_what_a_stack_has_is_taken_out_of_its_template(world: World, desk: Desk, spelling: str) -> None:
    alias(world, OLD)
    desk.clients.stack.record_sets[spelling] = "web-shop"
    (gone,) = _found(desk)
    assert gone["made_by"] == "CloudFormation: web-shop in eu-west-1"
    assert gone["advice"] == (
        "Take it out of the stack's template:"
        " `aws cloudformation get-template --stack-name web-shop --region eu-west-1`"
    )


def test_where_cloudformation_may_not_be_asked_the_maker_is_unknown_and_that_is_told(world: World, desk: Desk) -> None:
    alias(world, OLD)
    desk.clients.more["cloudformation"] = Canned(describe_stack_resources=ClientError(DENIED, "DescribeStackResources"))
    result = desk.run("audit")
    assert "made by  unknown" in result.out
    assert "note: CloudFormation could not be asked" in result.err


def test_a_name_that_a_load_balancer_asks_for_is_offered_to_it(world: World, desk: Desk) -> None:
    alias(world, OLD)
    world.create("web", SHOP)
    (gone,) = _found(desk)
    assert gone["albias"].startswith("nothing: it refuses it to app/web/")
    assert "`albias adopt --replace shop.apps.example.com`" in gone["advice"]


def test_a_region_that_was_not_looked_at_proves_nothing(world: World, desk: Desk) -> None:
    alias(world, "old-1.us-east-1.elb.amazonaws.com")
    result = desk.run("audit")
    assert result.code == Exit.FAILED
    assert "not looked at  the Region us-east-1 was not looked at: shop.apps.example.com" in result.out
    assert "`albias audit --region eu-west-1 --region us-east-1`" in result.out
    assert "gone  " not in result.out


def _place(desk: Desk, region: str, account: str = "123456789012", profile: str | None = None) -> DeskClients:
    """A Region of an account with load balancers of its own."""
    clients = DeskClients(desk.world)
    elbv2 = FakeElbv2(account=account, region=region)
    clients.more |= {"elbv2": elbv2, "elb": FakeElb(region), "sts": FakeSts(account)}
    clients.more["cloudformation"] = FakeCloudFormation()
    desk.places[profile, region] = clients
    return clients


def test_the_regions_that_are_asked_for_are_looked_at(world: World, desk: Desk) -> None:
    there = _place(desk, "us-east-1")
    arn = there.more["elbv2"].add_load_balancer("living")
    alias(world, there.more["elbv2"].description(arn)["DNSName"], "living.apps.example.com")
    alias(world, "old-1.us-east-1.elb.amazonaws.com")
    wanted = {SHOP: "gone"}
    assert _states(desk, "--region", "eu-west-1", "--region", "us-east-1") == wanted
    assert _states(desk, "--all-regions") == wanted


def test_a_load_balancer_of_an_account_that_was_not_looked_at_is_not_gone(world: World, desk: Desk) -> None:
    alias(world, OLD)
    desk.dns.names[OLD] = ["192.0.2.1"]
    (found,) = _found(desk)
    assert found["state"] == "elsewhere"
    assert found["why"] == "DNS knows it, and account 123456789012 does not have it"
    assert "--profile ITS-PROFILE" in found["advice"]
    there = _place(desk, "eu-west-1", OTHER_ACCOUNT, "shared")
    living = there.more["elb"].add_load_balancer("classic")
    alias(world, living)
    assert _found(desk, "--profile", "prod", "--profile", "shared") == []


def test_where_dns_does_not_answer_nothing_is_gone(world: World, desk: Desk) -> None:
    alias(world, OLD)
    desk.dns.broken = "Timeout: no server answered"
    (found,) = _found(desk)
    assert found["state"] == "not looked at"
    assert "Timeout" in found["why"]
    assert "--nameserver IP" in found["advice"]
    assert desk.run("audit").code == Exit.FAILED


@pytest.mark.parametrize("service", ["elbv2", "elb", "sts"])
def test_a_region_that_could_not_be_looked_at_proves_nothing(world: World, desk: Desk, service: str) -> None:
    alias(world, OLD)
    refused = ClientError(DENIED, "DescribeLoadBalancers")
    clients = _place(desk, "eu-west-1", profile="prod")
    clients.more[service] = Canned(describe_load_balancers=refused, get_caller_identity=refused)
    result = desk.run("audit", "--profile", "prod")
    assert result.code == Exit.FAILED
    assert "gone  " not in result.out
    assert "not looked at  profile prod, Region eu-west-1: DescribeLoadBalancers: AccessDenied" in result.out
    assert "do: Your credentials lack that permission" in result.out


def test_an_answer_that_lists_nothing_proves_nothing(world: World, desk: Desk) -> None:
    """A local AWS may take both generations' calls for one."""
    alias(world, OLD)
    desk.clients.more["elb"] = Canned(describe_load_balancers={"ResponseMetadata": {}})
    assert _states(desk) == {SHOP: "not looked at"}
    assert "elb answered without LoadBalancerDescriptions, which proves nothing" in desk.run("audit").out


def test_one_account_that_could_not_be_looked_at_keeps_the_region_unproven(world: World, desk: Desk) -> None:
    alias(world, OLD)
    clients = _place(desk, "eu-west-1", OTHER_ACCOUNT, "shared")
    clients.more["elb"] = Canned(describe_load_balancers=ClientError(DENIED, "DescribeLoadBalancers"))
    assert _states(desk, "--profile", "prod", "--profile", "shared") == {SHOP: "not looked at"}


def test_pages_of_both_generations_are_read_to_their_end(world: World, desk: Desk) -> None:
    names = [desk.clients.classic.add_load_balancer(f"classic{number}") for number in range(450)]
    arns = [world.create(f"web{number}") for number in range(450)]
    alias(world, names[-1], "a.apps.example.com")
    alias(world, world.dns_name(arns[-1]), "b.apps.example.com")
    assert _found(desk) == []


def test_a_zone_that_cannot_be_read_is_told_and_the_others_are_looked_at(world: World, desk: Desk) -> None:
    def denied(operation: str, params: dict[str, Any]) -> None:
        raise world.route53.error(operation, "AccessDenied", "not allowed")

    world.route53.before = denied
    result = desk.run("audit")
    assert result.code == Exit.FAILED
    assert "failed: apps.example.com: ListResourceRecordSets of Z0APPS: AccessDenied" in result.err


def test_weighted_record_sets_are_told_each_for_itself(world: World, desk: Desk) -> None:
    for number in (1, 2):
        target = {"DNSName": f"old-{number}.eu-west-1.elb.amazonaws.com.", "HostedZoneId": "Z3"}
        put(world, SetIdentifier=f"s{number}", Weight=1, AliasTarget=target | {"EvaluateTargetHealth": False})
    assert [each["set_identifier"] for each in _found(desk)] == ["s1", "s2"]


def test_other_commands_take_one_profile_and_one_region(desk: Desk) -> None:
    result = desk.run("list", "--region", "eu-west-1", "--region", "us-east-1")
    assert result.code == Exit.USAGE
    assert "--region is given 2 times: eu-west-1, us-east-1" in result.err
    assert "--profile is given 2 times" in desk.run("plan", "--profile", "a", "--profile", "b").err


@pytest.fixture
def chained(world: World) -> World:
    """`www` and `web` lead to `shop`, which leads to a load balancer that is gone; `beta` by way of `www`."""
    alias(world, OLD, SHOP)
    _cname(world, "Shop.apps.example.com.", "www.apps.example.com")
    alias(world, SHOP, "web.apps.example.com")
    _cname(world, "www.apps.example.com", "beta.apps.example.com")
    return world


def test_what_leads_to_a_load_balancer_by_way_of_other_names_is_found(chained: World, desk: Desk) -> None:
    found = {each["hostname"].partition(".")[0]: (each["state"], each["target"]) for each in _found(desk)}
    assert found == dict.fromkeys(("beta", "shop", "web", "www"), ("gone", OLD))
    (www,) = [each for each in _found(desk) if each["hostname"].startswith("www")]
    assert www["albias"] == "nothing: albias did not make it"
    command = shlex.split(www["advice"].partition("`")[2].partition("`")[0])
    (change,) = json.loads(command[-1])["Changes"]
    assert change["ResourceRecordSet"]["ResourceRecords"] == [{"Value": "Shop.apps.example.com."}]


def test_a_name_with_more_than_one_end_is_not_gone_through(chained: World, desk: Desk) -> None:
    """One of its load balancers is gone, the other answers: who leads there loses nothing, and must not be deleted."""
    chained.route53.remove(ZONE.id, f"{SHOP}.", "A")
    living = chained.dns_name(chained.create("new"))
    for place, target in enumerate((OLD, living)):
        to = {"DNSName": f"{target}.", "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": False}
        put(chained, SetIdentifier=f"s{place}", Weight=1, AliasTarget=to)
    assert _states(desk) == {SHOP: "gone"}


def test_names_that_lead_in_a_circle_lead_nowhere(world: World, desk: Desk) -> None:
    _cname(world, "b.apps.example.com", "a.apps.example.com")
    _cname(world, "a.apps.example.com", "b.apps.example.com")
    _cname(world, "c.apps.example.com", "c.apps.example.com")
    assert _found(desk) == []


def test_private_and_public_names_are_worlds_of_their_own() -> None:
    inner = replace(ZONE, id="Z0INNER", private=True)
    world = World([ZONE, inner])
    alias(world, OLD, SHOP)
    world.route53.put(inner.id, {"Name": "www.apps.example.com.", "Type": "CNAME", "TTL": 60} | _values(SHOP))
    assert _states(Desk(world)) == {SHOP: "gone"}


def _values(text: str) -> dict[str, Any]:
    return {"ResourceRecords": [{"Value": text}]}
