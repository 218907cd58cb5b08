"""wait, history and audit on MiniStack.

It answers no DNS, so a name server of the test does, on the loopback. It takes calls of classic load balancers for
those of the newer ones, so a proxy says that there are no classic ones. Its CloudTrail does not record Route 53 as
AWS's does, so the function's log tells the history.
"""

import json
import shlex
import time

from local_aws import observe
from tests.e2e.cli.conftest import Operated
from tests.e2e.cli.person import Person
from tests.e2e.cli.proxy import proxy
from tests.e2e.zones_and_balancers import LoadBalancers
from tests.support.name_server import name_server

_CLASSIC = b"Version=2012-06-01"
_NONE = b"""\
<DescribeLoadBalancersResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/">
<DescribeLoadBalancersResult><LoadBalancerDescriptions/></DescribeLoadBalancersResult>
<ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata>
</DescribeLoadBalancersResponse>"""
_DENIED = b'{"__type": "AccessDeniedException", "message": "not authorized to perform cloudtrail:LookupEvents"}'
_OLD = "old-1234567890.eu-west-1.elb.amazonaws.com"


def _no_classic_ones(body: bytes) -> tuple[int, bytes] | None:
    return (200, _NONE) if _CLASSIC in body else None


def _no_cloudtrail(body: bytes) -> tuple[int, bytes] | None:
    return (400, _DENIED) if b"LookupAttributes" in body else None


def _pass(_method: str, _path: str) -> None:
    pass


def test_wait_ends_when_the_name_is_accepted_and_answered(person: Person, balancers: LoadBalancers) -> None:
    shop = f"shop.{person.zone.name}"
    target = balancers.create(tags={"albias/hostname": shop})["DNSName"].lower()
    before = person.run("wait", shop, "--timeout", "1s")
    assert before.code == 4
    assert "not accepted yet: create is pending" in before.err
    assert person.run("apply", "--yes").code == 0
    with name_server({(shop, "A"): ["192.0.2.1"], (target, "A"): ["192.0.2.1"]}) as address:
        ready = person.run("wait", shop, "--nameserver", address)
    assert ready.code == 0, ready.out + ready.err
    assert "answered  yes" in ready.out
    assert person.json("wait", shop, "--no-dns")["ready"] is True


def test_a_refused_name_ends_the_waiting(person: Person, balancers: LoadBalancers) -> None:
    shop = f"shop.{person.zone.name}"
    person.create([{"Name": shop, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}])
    balancers.create(tags={"albias/hostname": shop})
    refused = person.run("wait", shop)
    assert refused.code == 3
    assert f"`albias adopt --replace {shop}`" in refused.err


def test_what_is_left_behind_is_found_and_its_command_deletes_it(person: Person, balancers: LoadBalancers) -> None:
    zone = person.zone.name
    living = balancers.create(tags={"albias/hostname": f"shop.{zone}"})
    assert person.run("apply", "--yes").code == 0
    person.create([{"Name": f"old.{zone}", "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": _OLD}]}])
    with (
        name_server({("known.example.com", "A"): ["192.0.2.1"]}) as address,
        proxy(person.endpoint.url, _pass, instead=_no_classic_ones) as url,
    ):
        found = person.run("audit", "--nameserver", address, "--json", url=url).json
        (gone,) = found["record_sets"]
        assert (gone["hostname"], gone["state"], gone["made_by"]) == (f"old.{zone}", "gone", "unknown")
        assert found["alive"] == 1
        balancers.delete(living["LoadBalancerArn"])
        both = person.run("audit", "--nameserver", address, url=url)
        assert both.code == 3
        assert "remove by the next sweep" in both.out
        batch = json.loads(shlex.split(gone["advice"].split("`")[1])[-1])
        route53 = person.endpoint.session().client("route53")
        route53.change_resource_record_sets(HostedZoneId=person.zone.id, ChangeBatch=batch)
        assert person.run("apply", "--yes").code == 0
        assert person.run("audit", "--nameserver", address, url=url).code == 0
    assert person.names() == []


def test_what_dns_still_knows_or_was_not_looked_at_is_not_called_gone(person: Person) -> None:
    """Without the proxy nobody can say whether a classic load balancer has the name."""
    name = f"old.{person.zone.name}"
    person.create([{"Name": name, "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": _OLD}]}])
    with (
        name_server({(_OLD, "A"): ["192.0.2.1"]}) as address,
        proxy(person.endpoint.url, _pass, instead=_no_classic_ones) as url,
    ):
        known = person.run("audit", "--nameserver", address, "--json", url=url)
    assert (known.code, [each["state"] for each in known.json["record_sets"]]) == (1, ["elsewhere"])
    half = person.run("audit")
    assert half.code == 1
    assert "proves nothing" in half.out


def test_wait_sees_the_deployed_function_at_work_and_the_log_has_the_history(operated: Operated) -> None:
    name = f"waited{time.monotonic_ns()}.operated.example.com"
    made = operated.balancers.create(tags={"albias/hostname": name})
    ready = operated.person.run("wait", name, "--no-dns", "--load-balancer", made["LoadBalancerArn"])
    assert ready.code == 0, ready.out + ready.err
    observe.until(lambda: name in operated.person.run("logs", name).out, f"{name} in the log")
    with proxy(operated.person.endpoint.url, _pass, instead=_no_cloudtrail) as url:
        told = operated.person.run("history", name, "--json", url=url)
    assert told.code == 0, told.out + told.err
    (zone,) = told.json["zones"]
    assert zone["source"] == "the function's log"
    assert [each["source"] for each in zone["not_from"]] == ["Change History", "CloudTrail"]
    (happened,) = zone["happened"]
    assert (happened["who"], happened["what"].partition(" for ")[0]) == ("albias operated", "created")
    operated.balancers.delete(made["LoadBalancerArn"])
    observe.until(lambda: not operated.person.zone.find(name, "A"), f"{name} gone")
