"""The deployment that the stories share, and what happens around it. What albias should do is said in the tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import boto3

from demo.cloud import Journal, People
from demo.zone import LoadBalancer, Zone
from local_aws.cloudtrail import ElbEvents
from local_aws.observe import is_empty, until
from tests.e2e.zones_and_balancers import LoadBalancers
from tests.support.events import SWEEP

OWNER = "stories"
TAG = "albias/hostname"


@dataclass(frozen=True, slots=True)
class Deployed:
    """One `cdk deploy`: its outputs and its hosted zones. `inner` is a zone of its own below `public`'s name."""

    outputs: Mapping[str, str]
    public: Zone
    private: Zone
    inner: Zone

    @property
    def zones(self) -> tuple[Zone, ...]:
        return (self.public, self.private, self.inner)


class DeployedScene:
    """One story on a real deployment, not on a World: its load balancers, and what is told of them."""

    def __init__(self, deployed: Deployed, session: boto3.Session, events: ElbEvents, made: LoadBalancers) -> None:
        self.deployed = deployed
        self.zone = deployed.public
        self.events = events
        self.journal = Journal(session, deployed.outputs["LogGroupName"])
        self.journal.skip()
        self.session = session
        self.people = People(events)
        self._made = made

    def name(self, label: str) -> str:
        """A hostname in the public zone."""
        return f"{label}.{self.zone.name}"

    def create(
        self,
        name: str,
        tags: Mapping[str, str],
        scheme: Literal["internet-facing", "internal"] = "internet-facing",
        address_type: Literal["ipv4", "dualstack"] = "ipv4",
    ) -> LoadBalancer:
        made = self._made.create(name, tags, scheme, address_type)
        return LoadBalancer(name, made["LoadBalancerArn"], made["DNSName"])

    def tag(self, load_balancer: LoadBalancer, tags: Mapping[str, str]) -> None:
        self._made.tag(load_balancer.arn, tags)

    def untag(self, load_balancer: LoadBalancer, *keys: str) -> None:
        self._made.untag(load_balancer.arn, keys)

    def set_address_type(self, load_balancer: LoadBalancer, address_type: Literal["ipv4", "dualstack"]) -> None:
        self._made.set_address_type(load_balancer.arn, address_type)

    def delete(self, load_balancer: LoadBalancer) -> None:
        self._made.delete(load_balancer.arn)

    def refusal(self, load_balancer: LoadBalancer, hostname: str) -> dict[str, Any]:
        """The log line of the next refusal of this name."""
        return self.journal.wait_for(kind="refusal", hostname=hostname, load_balancer=load_balancer.arn)

    def send(self, body: str) -> None:
        """Put a message into the queue, as Scheduler or a stranger would."""
        self.session.client("sqs").send_message(QueueUrl=self.deployed.outputs["QueueUrl"], MessageBody=body)

    def sweep(self) -> dict[str, Any]:
        """A sweep, and its log line."""
        self.quiet()
        self.journal.skip()
        self.send(json.dumps(SWEEP))
        return self.journal.wait_for(kind="sweep")

    def dead_letters(self) -> list[dict[str, Any]]:
        """What is in the dead-letter queue, taken out of it."""
        sqs, url = self.session.client("sqs"), self.deployed.outputs["DeadLetterQueueUrl"]
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        for message in found.get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [dict(message) for message in found.get("Messages", [])]

    def quiet(self) -> None:
        """Wait until every message was worked on. Events are in the queue before the call that they tell of returns."""
        url = self.deployed.outputs["QueueUrl"]
        until(lambda: is_empty(self.session, url), "an empty queue")
