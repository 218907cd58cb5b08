"""Hosted zones and load balancers of any size, and the events about them. Builds; measures nothing.

Names are random hexadecimal labels from a fixed seed, so that those of load balancers lie scattered all over a zone:
what is near each other shares pages of a listing, and this is the layout that shares least.
"""

import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from albias.model import HostedZone
from albias.names import DnsName
from bench.lambdas import Message
from local_aws.cloudtrail import API_CALL, TAG_CHANGE, Call, call_detail, tag_change_detail
from tests.support.events import SWEEP
from tests.support.world import ACCOUNT, REGION, TAG, World


def zone_named(name: str = "apps.example.com", zone_id: str = "Z0BENCH") -> HostedZone:
    """A hosted zone, as in albias.toml."""
    return HostedZone(zone_id, DnsName(name))


def labels(seed: int, length: int = 10) -> Iterator[str]:
    """Scattered labels without end, the same for the same seed."""
    chance = random.Random(seed)
    while True:
        yield f"{chance.getrandbits(4 * length):0{length}x}"


def world_of(*zones: HostedZone, **more: Any) -> World:
    """A world to measure in; its fakes do not check what they are asked. `more` is World's."""
    return World(zones or (zone_named(),), checked=False, **more)


def fill(world: World, records: int, seed: int = 1) -> None:
    """Other people's record sets, until the zone holds this many in all."""
    names = labels(seed)
    for _ in range(records - len(world.route53.records(world.zone.id))):
        name = f"{next(names)}.{world.zone.name}."
        value = [{"Value": "192.0.2.1"}]
        world.route53.put(world.zone.id, {"Name": name, "Type": "A", "TTL": 300, "ResourceRecords": value})


def add_balancers(world: World, number: int, seed: int = 2, *, below: str = "", tagged: bool = True) -> list[str]:
    """Create load balancers with a hostname each, in the zone or in a subdomain of it; their ARNs."""
    names = labels(seed)
    suffix = f"{below}{world.zone.name}"
    arns = []
    for index in range(number):
        tags = {TAG: f"{next(names)}.{suffix}"} if tagged else {}
        arns.append(world.elbv2.add_load_balancer(f"web-{seed}-{index}", tags=tags))
    return arns


def created(world: World, arn: str) -> Message:
    """The message that a successful CreateLoadBalancer makes."""
    described = world.elbv2.description(arn)
    assert described
    tags = [{"Key": key, "Value": value} for key, value in world.elbv2.tags(arn).items()]
    request = {"name": described["LoadBalancerName"], "tags": tags}
    return api_call("CreateLoadBalancer", request, {"LoadBalancers": [described]})


def deleted(world: World, arn: str) -> Message:
    """Delete a load balancer, and the message that this makes."""
    world.elbv2.remove_load_balancer(arn)
    return api_call("DeleteLoadBalancer", {"loadBalancerArn": arn}, {})


def rule_made(world: World, listener: str) -> Message:
    """Nothing new at a listener, but the message that a CreateRule there makes."""
    rule = world.elbv2.rules(listener)[-1]
    return api_call("CreateRule", {"listenerArn": listener}, {"Rules": [{"RuleArn": rule}]})


def retagged(world: World, arn: str) -> list[Message]:
    """The messages that an AddTags makes: CloudTrail's, and the tagging service's own."""
    tags = world.elbv2.tags(arn)
    request = {"resourceArns": [arn], "tags": [{"key": key, "value": value} for key, value in tags.items()]}
    change = tag_change_detail(arn, list(tags), tags, 1)
    return [api_call("AddTags", request, {}), _message("aws.tag", TAG_CHANGE, change, [arn])]


def api_call(operation: str, parameters: dict[str, Any], answer: dict[str, Any]) -> Message:
    """The message about one API call, as CloudTrail and EventBridge would make it, at this moment."""
    call = Call(operation, parameters, answer, REGION, datetime.now(UTC), ACCOUNT)
    return _message("aws.elasticloadbalancing", API_CALL, call_detail(call), [])


def sweep() -> Message:
    """The scheduler's message."""
    return Message(json.dumps(SWEEP))


def _message(source: str, detail_type: str, detail: dict[str, Any], resources: list[str]) -> Message:
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT,
        "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": REGION,
        "resources": resources,
        "detail": detail,
    }
    return Message(json.dumps(event))
