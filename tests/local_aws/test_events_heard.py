"""Calls through the hooked session reach the default bus; nothing else does."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.cloudtrail import ElbEvents, EventsNotTaken
from local_aws.session import LocalEndpoint

ACCOUNT_EVENTS = {"account": ["000000000000"]}
_numbers = itertools.count(1)
Heard = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def heard(endpoint: LocalEndpoint) -> Iterator[Heard]:
    """Everything that came over the default bus since it was last asked. MiniStack delivers within PutEvents."""
    session = endpoint.session()
    sqs, events = session.client("sqs"), session.client("events")
    name = f"heard-{next(_numbers)}"
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=name, EventPattern=json.dumps(ACCOUNT_EVENTS))
    events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])

    def take() -> list[dict[str, Any]]:
        taken: list[dict[str, Any]] = []
        while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                taken.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return taken

    yield take
    events.remove_targets(Rule=name, Ids=["queue"])
    events.delete_rule(Name=name)


def create(elb: Any, **more: Any) -> str:
    answer = elb.create_load_balancer(Name=f"web-{next(_numbers)}", Subnets=["subnet-0a"], **more)
    return str(answer["LoadBalancers"][0]["LoadBalancerArn"])


def named(events: list[dict[str, Any]]) -> list[str]:
    return [event["detail"].get("eventName", event["detail-type"]) for event in events]


def test_a_call_comes_over_the_default_bus_in_cloudtrails_envelope(endpoint: LocalEndpoint, heard: Heard) -> None:
    elb = ElbEvents(endpoint).session.client("elbv2")
    arn = create(elb, Tags=[{"Key": "albias/hostname", "Value": "shop.apps.example.com"}])
    (event,) = heard()
    assert {key: event[key] for key in ("version", "detail-type", "source", "account", "region", "resources")} == {
        "version": "0",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.elasticloadbalancing",
        "account": "000000000000",
        "region": "eu-central-1",
        "resources": [],
    }
    detail = event["detail"]
    assert detail["requestParameters"]["tags"] == [{"key": "albias/hostname", "value": "shop.apps.example.com"}]
    assert detail["responseElements"]["loadBalancers"][0]["loadBalancerArn"] == arn
    assert detail["awsRegion"] == "eu-central-1"


def test_every_call_that_changes_a_load_balancer_is_told_and_reads_are_not(
    endpoint: LocalEndpoint, heard: Heard
) -> None:
    elb = ElbEvents(endpoint, tag_changes=False).session.client("elbv2")
    arn = create(elb)
    elb.add_tags(ResourceArns=[arn], Tags=[{"Key": "team", "Value": "shop"}])
    elb.remove_tags(ResourceArns=[arn], TagKeys=["team"])
    elb.set_ip_address_type(LoadBalancerArn=arn, IpAddressType="dualstack")
    elb.set_subnets(LoadBalancerArn=arn, Subnets=["subnet-0b"])
    elb.describe_load_balancers(LoadBalancerArns=[arn])
    elb.describe_tags(ResourceArns=[arn])
    elb.delete_load_balancer(LoadBalancerArn=arn)
    assert named(heard()) == [
        "CreateLoadBalancer",
        "AddTags",
        "RemoveTags",
        "SetIpAddressType",
        "SetSubnets",
        "DeleteLoadBalancer",
    ]


def test_every_call_that_changes_listeners_and_their_rules_is_told(endpoint: LocalEndpoint, heard: Heard) -> None:
    """The request of each names the load balancer, in the ARN of its listener or rule."""
    elb = ElbEvents(endpoint, tag_changes=False).session.client("elbv2")
    arn = create(elb)
    action: Any = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    made = elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[action])
    listener = made["Listeners"][0]["ListenerArn"]
    shop: Any = [{"Field": "host-header", "Values": ["shop.apps.example.com"]}]
    cart: Any = [{"Field": "host-header", "Values": ["cart.apps.example.com"]}]
    made_rule = elb.create_rule(ListenerArn=listener, Priority=10, Conditions=shop, Actions=[action])
    rule = made_rule["Rules"][0]["RuleArn"]
    elb.modify_rule(RuleArn=rule, Conditions=cart)
    elb.set_rule_priorities(RulePriorities=[{"RuleArn": rule, "Priority": 5}])
    elb.describe_rules(ListenerArn=listener)
    elb.delete_rule(RuleArn=rule)
    elb.delete_listener(ListenerArn=listener)
    elb.delete_load_balancer(LoadBalancerArn=arn)
    events = heard()[1:-1]
    assert named(events) == [
        "CreateListener",
        "CreateRule",
        "ModifyRule",
        "SetRulePriorities",
        "DeleteRule",
        "DeleteListener",
    ]
    path = arn.partition(":loadbalancer/")[2]
    assert all(path in json.dumps(event["detail"]["requestParameters"]) for event in events)
    assert [event["detail"]["responseElements"] for event in events[4:]] == [None, None]
    assert events[1]["detail"]["responseElements"]["rules"][0]["conditions"][0]["values"] == ["shop.apps.example.com"]


def test_a_refused_call_is_told_with_its_error(endpoint: LocalEndpoint, heard: Heard) -> None:
    """H1: what albias must ignore has to be there to be ignored."""
    elb = ElbEvents(endpoint).session.client("elbv2")
    arn = "arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/none/50dc6c495c0c9188"
    with pytest.raises(ClientError, match="LoadBalancerNotFound"):
        elb.add_tags(ResourceArns=[arn], Tags=[{"Key": "team", "Value": "shop"}])
    (event,) = heard()
    assert event["detail"]["errorCode"] == "LoadBalancerNotFound"
    assert event["detail"]["responseElements"] is None


def test_without_a_trail_only_tag_changes_are_told(endpoint: LocalEndpoint, heard: Heard) -> None:
    """H10: no trail, no calls; the tagging service tells all the same."""
    elb = ElbEvents(endpoint, trail=False).session.client("elbv2")
    arn = create(elb, Tags=[{"Key": "team", "Value": "shop"}])
    elb.add_tags(ResourceArns=[arn], Tags=[{"Key": "albias/hostname", "Value": "shop.apps.example.com"}])
    elb.remove_tags(ResourceArns=[arn], TagKeys=["team"])
    elb.delete_load_balancer(LoadBalancerArn=arn)
    added, removed = heard()
    assert (added["source"], added["detail-type"], added["resources"]) == ("aws.tag", "Tag Change on Resource", [arn])
    assert added["detail"]["changed-tag-keys"] == ["albias/hostname"]
    assert added["detail"]["tags"] == {"team": "shop", "albias/hostname": "shop.apps.example.com"}
    assert removed["detail"]["changed-tag-keys"] == ["team"]
    assert removed["detail"]["tags"] == {"albias/hostname": "shop.apps.example.com"}
    assert (added["detail"]["version"], removed["detail"]["version"]) == (1, 2)


def test_events_can_be_lost(endpoint: LocalEndpoint, heard: Heard) -> None:
    """H9: delivery is best effort."""
    events = ElbEvents(endpoint)
    elb = events.session.client("elbv2")
    with events.lost():
        arn = create(elb)
    elb.delete_load_balancer(LoadBalancerArn=arn)
    assert named(heard()) == ["DeleteLoadBalancer"]


def test_another_session_is_not_heard(endpoint: LocalEndpoint, heard: Heard) -> None:
    ElbEvents(endpoint)
    create(endpoint.session().client("elbv2"))
    assert heard() == []


def test_an_event_that_the_bus_refuses_is_an_error(endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    events = ElbEvents(endpoint)
    answer = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]}
    monkeypatch.setattr(events, "_bus", type("Bus", (), {"put_events": staticmethod(lambda **_: answer)}))
    with pytest.raises(EventsNotTaken, match="InternalFailure"):
        create(events.session.client("elbv2"))
