"""Zones in other accounts, run: the real engine and its real clients on moto, which keeps accounts apart (H46).

moto checks no policies: who may do what is test_fence.py's and test_zone_access.py's.
"""

import time
from collections.abc import Iterator
from typing import Any

import boto3
import botocore.session
import pytest
from moto import mock_aws

from albias.aws.clients import Clients
from albias.aws.elbv2 import Elbv2
from albias.engine.outcome import Outcome
from albias.engine.run import Engine
from albias.model import HostedZone, LoadBalancerId
from albias.names import DnsName
from albias.registry import Deployment, Key, encode_index
from albias.settings import Settings

OWN, FIRST, SECOND = "123456789012", "444455556666", "777788889999"
REGION = "eu-west-1"
NAMES = {OWN: "own.example.com", FIRST: "first.example.com", SECOND: "second.example.com"}
TAG = " ".join(f"shop.{name}" for name in NAMES.values())


def role(account: str) -> str:
    return "" if account == OWN else f"arn:aws:iam::{account}:role/dns/albias"


@pytest.fixture
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in (("ACCESS_KEY_ID", "own"), ("SECRET_ACCESS_KEY", "secret"), ("DEFAULT_REGION", REGION)):
        monkeypatch.setenv(f"AWS_{name}", value)
    with mock_aws():
        yield


def route53(account: str) -> Any:
    """Route 53 as somebody of that account has it, by another way than the code under test."""
    if account == OWN:
        return boto3.client("route53")
    made = boto3.client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/person", RoleSessionName="person")
    keys = made["Credentials"]
    return boto3.client(
        "route53",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def zone(account: str) -> HostedZone:
    answer = route53(account).create_hosted_zone(Name=NAMES[account], CallerReference=account)
    return HostedZone(answer["HostedZone"]["Id"].rpartition("/")[2], DnsName(NAMES[account]), role_arn=role(account))


def load_balancer() -> LoadBalancerId:
    ec2, elbv2 = boto3.client("ec2"), boto3.client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"{REGION}{ab}")["Subnet"]["SubnetId"]
        for n, ab in enumerate("ab")
    ]  # fmt: skip
    tags = [{"Key": "albias/hostname", "Value": TAG}]
    made = elbv2.create_load_balancer(Name="web", Subnets=subnets, Scheme="internet-facing", Tags=tags)  # type: ignore[arg-type]
    found = LoadBalancerId.parse(made["LoadBalancers"][0]["LoadBalancerArn"])
    assert found
    return found


def names(account: str, zone_id: str) -> dict[str, str]:
    """What the zone holds beside its NS and SOA: type by name."""
    found = route53(account).list_resource_record_sets(HostedZoneId=zone_id)["ResourceRecordSets"]
    return {item["Name"].removesuffix("."): item["Type"] for item in found if item["Type"] not in ("NS", "SOA")}


def engine(zones: tuple[HostedZone, ...], clients: Clients) -> Engine:
    return Engine(
        settings=Settings(owner="platform", zones=zones),
        me=Deployment("platform", "aws", OWN, REGION),
        elbv2=Elbv2(clients.get),
        route53=clients.route53,
        now=time.time,
    )


def indexed(name: DnsName, load_balancer: LoadBalancerId, zone: HostedZone) -> str:
    """Where the index tells of a name."""
    me = Deployment("platform", "aws", OWN, REGION)
    return encode_index(Key(name), load_balancer, me, zone).key.name


@pytest.mark.usefixtures("_aws")
def test_one_load_balancer_is_named_in_zones_of_three_accounts() -> None:
    """Each record set, hold and index lands in its own account's zone, and goes from there again."""
    zones = {account: zone(account) for account in NAMES}
    web = load_balancer()
    run = engine(tuple(zones.values()), Clients("platform", botocore.session.get_session()))

    done: Outcome = run.look([web])

    assert (done.problems, done.refusals) == ([], [])
    for account, name in NAMES.items():
        assert names(account, zones[account].id) == {
            f"shop.{name}": "A",
            f"shop._hold._albias.{name}": "TXT",
            indexed(DnsName(f"shop.{name}"), web, zones[account]): "TXT",
        }
    gone = run.look([web], deleted={web})
    assert gone.problems == []
    assert [names(account, zones[account].id) for account in NAMES] == [{}, {}, {}]


@pytest.mark.usefixtures("_aws")
def test_the_session_there_says_who_it_is() -> None:
    """What CloudTrail shows in the zones' account."""
    clients = Clients("platform", botocore.session.get_session())

    who = clients.get("sts", role(FIRST)).get_caller_identity()

    assert who["Account"] == FIRST
    assert who["Arn"].endswith(":assumed-role/albias/albias-platform")


@pytest.mark.usefixtures("_aws")
def test_a_zone_out_of_reach_does_not_stop_the_others() -> None:
    """The first account has lost its zone: its names fail and are tried again, the second account's are right."""
    lost = HostedZone("ZLOST", DnsName(NAMES[FIRST]), role_arn=role(FIRST))
    there = zone(SECOND)
    web = load_balancer()

    done = engine((lost, there), Clients("platform", botocore.session.get_session())).look([web])

    assert done.problems
    assert names(SECOND, there.id)[f"shop.{NAMES[SECOND]}"] == "A"
