"""Hosted zones and load balancers of any size, and the events about them. Builds; measures nothing.

Names are random hexadecimal labels from a fixed seed, so that those of load balancers lie scattered all over a zone:
what is near each other shares pages of a listing, and this is the layout that shares least.
"""

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from albias.model import HostedZone
from albias.names import DnsName
from albias.settings import Settings, TagMatch
from bench.lambdas import Message
from local_aws.cloudtrail import API_CALL, TAG_CHANGE, Call, call_detail, tag_change_detail
from tests.fakes import FakeElbv2, FakeRoute53

ACCOUNT, REGION = "123456789012", "eu-west-1"
APEX_RECORDS = 2  # NS and SOA
TAG = "albias/hostname"


def zone_named(name: str = "apps.example.com", zone_id: str = "Z0BENCH") -> HostedZone:
    """A hosted zone, as in albias.toml."""
    return HostedZone(zone_id, DnsName(name))


def labels(seed: int, length: int = 10) -> Iterator[str]:
    """Scattered labels without end, the same for the same seed."""
    chance = random.Random(seed)
    while True:
        yield f"{chance.getrandbits(4 * length):0{length}x}"


@dataclass
class World:
    """Hosted zones of one account, the load balancers of another (or the same), and albias's settings between them."""

    zones: tuple[HostedZone, ...] = field(default_factory=lambda: (zone_named(),))
    owner: str = "platform"
    route53: FakeRoute53 = field(default_factory=lambda: FakeRoute53(check_parameters=False))
    elbv2: FakeElbv2 = field(default_factory=lambda: FakeElbv2(check_parameters=False))
    existing: bool = False  # the zones are there already, in `route53`
    selects: str = ""  # the tag of load balancers whose listener rules are hostnames, too

    def __post_init__(self) -> None:
        rules = (TagMatch.parse(self.selects),) if self.selects else ()
        self.settings = Settings(owner=self.owner, zones=self.zones, names_from_rules=rules)
        for zone in self.zones if not self.existing else ():
            self.route53.add_zone(zone.id, zone.name, private=zone.private)

    @property
    def zone(self) -> HostedZone:
        """The first zone."""
        return self.zones[0]

    def fill(self, records: int, seed: int = 1) -> None:
        """Other people's record sets, until the zone holds this many in all."""
        names = labels(seed)
        for _ in range(records - len(self.route53.records(self.zone.id))):
            name = f"{next(names)}.{self.zone.name}."
            value = [{"Value": "192.0.2.1"}]
            self.route53.put(self.zone.id, {"Name": name, "Type": "A", "TTL": 300, "ResourceRecords": value})

    def balancers(self, number: int, seed: int = 2, below: str = "", tagged: bool = True) -> list[str]:
        """Create load balancers with a hostname each, in the zone or in a subdomain of it; their ARNs."""
        names = labels(seed)
        suffix = f"{below}{self.zone.name}"
        arns = []
        for index in range(number):
            tags = {TAG: f"{next(names)}.{suffix}"} if tagged else {}
            arns.append(self.elbv2.add_load_balancer(f"web-{seed}-{index}", tags=tags))
        return arns

    def created(self, arn: str) -> Message:
        """The message that a successful CreateLoadBalancer makes."""
        described = self.elbv2.description(arn)
        assert described
        tags = [{"Key": key, "Value": value} for key, value in self.elbv2.tags(arn).items()]
        request = {"name": described["LoadBalancerName"], "tags": tags}
        return api_call("CreateLoadBalancer", request, {"LoadBalancers": [described]})

    def deleted(self, arn: str) -> Message:
        """Delete a load balancer, and the message that this makes."""
        self.elbv2.remove_load_balancer(arn)
        return api_call("DeleteLoadBalancer", {"loadBalancerArn": arn}, {})

    def rule_made(self, listener: str) -> Message:
        """Nothing new at a listener, but the message that a CreateRule there makes."""
        rule = self.elbv2.rules(listener)[-1]
        return api_call("CreateRule", {"listenerArn": listener}, {"Rules": [{"RuleArn": rule}]})

    def retagged(self, arn: str) -> list[Message]:
        """The messages that an AddTags makes: CloudTrail's, and the tagging service's own."""
        tags = self.elbv2.tags(arn)
        request = {"resourceArns": [arn], "tags": [{"key": key, "value": value} for key, value in tags.items()]}
        change = tag_change_detail(arn, list(tags), tags, 1)
        return [api_call("AddTags", request, {}), _message("aws.tag", TAG_CHANGE, change, [arn])]


def api_call(operation: str, parameters: dict[str, Any], answer: dict[str, Any]) -> Message:
    """The message about one API call, as CloudTrail and EventBridge would make it, at this moment."""
    call = Call(operation, parameters, answer, REGION, datetime.now(UTC), ACCOUNT)
    return _message("aws.elasticloadbalancing", API_CALL, call_detail(call), [])


def sweep() -> Message:
    """The scheduler's message."""
    return Message(json.dumps({"source": "albias", "detail-type": "Sweep", "detail": {}}))


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
