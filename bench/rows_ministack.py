"""The real deployment on MiniStack: which events start the function at all, the time from an API call to a record."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from bench.lambdas import Message
from bench.row import Row, Section, middle, shown
from bench.rows_planning import ROOT
from bench.worlds import add_balancers, created, retagged, world_of
from local_aws import session
from local_aws.cdk import Cdk
from local_aws.cloudtrail import API_CALL, ElbEvents
from local_aws.ministack import ministack
from local_aws.observe import record_sets, until
from tests.support.world import ACCOUNT, REGION

RUNS = 9
_ZONE = "apps.example.com"
# The usual rule of a home-made Lambda.
_LEGACY_RULE = {
    "source": ["aws.elasticloadbalancing"],
    "detail-type": [API_CALL],
    "detail": {"eventName": ["CreateLoadBalancer"]},
}


def measure() -> Section:
    """The rows."""
    section = Section("Deployed on MiniStack")
    with _deployment() as (user, zone_id):
        ours, legacy = _started(user.session)
        seconds = _seconds(user, zone_id)
    cold, *warm = seconds
    section.points["ministack"] = warm
    section.rows += [
        Row(
            "invocations for untagged load balancers and other people's tags",
            ours,
            "of 4 events",
            must=0,
            legacy=f"{legacy} of 4",
            external_dns="no events, a loop",
            note="created without tags, created with others, others added (told by CloudTrail and as a tag change):"
            " matched against the deployed rules' patterns. The exceptions: DeleteLoadBalancer, SetIpAddressType and"
            " SetSubnets carry no tags, so they start an invocation for every load balancer",
        ),
        Row(
            "end to end on MiniStack: CreateLoadBalancer to record, warm",
            middle(warm),
            "s",
            note=f"median of {len(warm)}, {shown(min(warm), 's')} to {shown(max(warm), 's')}; cold {shown(cold, 's')};"
            " the queue is looked into twenty times a second, where AWS keeps a request open",
        ),
    ]
    return section


@contextmanager
def _deployment() -> Iterator[tuple[ElbEvents, str]]:
    """A MiniStack with a hosted zone and albias in it; a user whose ELB calls become events, and the zone's id."""
    with ministack(region=REGION) as endpoint, tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        zone = endpoint.session().client("route53").create_hosted_zone(Name=_ZONE, CallerReference="bench")
        zone_id = zone["HostedZone"]["Id"].rpartition("/")[2]
        config = own / "albias.toml"
        config.write_text(f'owner = "bench"\n[[zones]]\nid = "{zone_id}"\nname = "{_ZONE}"\n', encoding="utf-8")
        cdk = Cdk(endpoint, ROOT, output=own)
        cdk.bootstrap()
        cdk.deploy({"config": str(config), "local-aws": "true"})
        yield ElbEvents(endpoint), zone_id


def _started(aws: boto3.Session) -> tuple[int, int]:
    """How many of the events that are none of our business match a deployed rule, and the legacy rule."""
    events = aws.client("events")
    rules = [rule["EventPattern"] for rule in events.list_rules()["Rules"] if rule["Name"].startswith("albias-")]
    if not rules:
        raise AssertionError("no rule is deployed")

    def count(patterns: Sequence[str], messages: Sequence[Message]) -> int:
        return sum(
            any(events.test_event_pattern(EventPattern=pattern, Event=message.body)["Result"] for pattern in patterns)
            for message in messages
        )

    if count(rules, _events({"albias/hostname": f"shop.{_ZONE}"})) != len(_events({})):
        raise AssertionError("the rules do not match what is our business")
    strangers = [*_events({})[:1], *_events({"team": "shop"})]
    return count(rules, strangers), count([json.dumps(_LEGACY_RULE)], strangers)


def _events(tags: dict[str, str]) -> list[Message]:
    """A creation with these tags, and their addition as the two events that tell of it, in MiniStack's account."""
    world = world_of()
    [arn] = add_balancers(world, 1, tagged=False)
    world.elbv2.set_tags(arn, tags)
    messages = [created(world, arn), *retagged(world, arn)]
    return [Message(message.body.replace(ACCOUNT, session.ACCOUNT)) for message in messages]


def _seconds(user: ElbEvents, zone_id: str) -> list[float]:
    """From the API call to the record, one load balancer after the other; the first finds the function cold."""
    elb = user.session.client("elbv2")
    taken = []
    for number in range(RUNS):
        name = f"web-{number}.{_ZONE}"
        began = time.monotonic()
        elb.create_load_balancer(
            Name=f"web-{number}",
            Subnets=["subnet-0a", "subnet-0b"],
            Tags=[{"Key": "albias/hostname", "Value": name}],
        )
        until(_exists(user.session, zone_id, name), f"a record set {name}")
        taken.append(time.monotonic() - began)
    return taken


def _exists(aws: boto3.Session, zone_id: str, name: str) -> Callable[[], Any]:
    return lambda: any(found["Name"] == f"{name}." and "AliasTarget" in found for found in record_sets(aws, zone_id))
