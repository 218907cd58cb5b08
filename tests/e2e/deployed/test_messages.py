"""Messages that are not what they should be, and events that come twice, late, or of failed calls."""

import json
from datetime import UTC, datetime, timedelta

from local_aws.cloudtrail import API_CALL
from local_aws.observe import until
from tests.e2e.deployed.scene import TAG, DeployedScene


def test_a_malformed_message_goes_to_the_dead_letter_queue_alone_with_its_reason(scene: DeployedScene) -> None:
    """H15: the good message beside it is worked on."""
    shop = scene.name("shop")
    scene.send("this is {no JSON")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    (letter,) = until(scene.dead_letters, "a dead letter")
    assert letter["Body"] == "this is {no JSON"
    assert letter["MessageAttributes"]["AlbiasReason"]["StringValue"].startswith("no JSON")
    line = scene.journal.wait_for(kind="malformed")
    assert (line["level"], line["body"]) == ("ERROR", "this is {no JSON")
    scene.quiet()


def test_a_message_of_no_kind_that_albias_knows_is_malformed(scene: DeployedScene) -> None:
    """H15."""
    body = json.dumps({"source": "aws.ec2", "detail-type": "EC2 Instance State-change Notification", "detail": {}})
    scene.send(body)
    (letter,) = until(scene.dead_letters, "a dead letter")
    assert letter["Body"] == body
    assert "aws.ec2" in letter["MessageAttributes"]["AlbiasReason"]["StringValue"]


def test_a_refused_delete_changes_nothing(scene: DeployedScene) -> None:
    """Deletion protection: the rule drops the event, and so does the Lambda where it comes all the same (H1)."""
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    detail = {
        "eventSource": "elasticloadbalancing.amazonaws.com",
        "eventName": "DeleteLoadBalancer",
        "errorCode": "OperationNotPermittedException",
        "requestParameters": {"loadBalancerArn": web.arn},
        "responseElements": None,
    }
    scene.events.send(API_CALL, "aws.elasticloadbalancing", detail)
    scene.quiet()
    scene.send(json.dumps({"source": "aws.elasticloadbalancing", "detail-type": API_CALL, "detail": detail}))
    assert "OperationNotPermittedException" in scene.journal.wait_for(kind="ignored")["reason"]
    scene.zone.is_so({shop: web})


def test_an_event_that_comes_twice_and_late_changes_nothing(scene: DeployedScene) -> None:
    """A tag event after the deletion does not bring the name back (H8); nor do duplicates write again.

    The event is ten minutes old: a young one whose load balancer is not found would be tried again for a while (H52).
    """
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    scene.zone.is_so({shop: web})
    detail = {
        "eventSource": "elasticloadbalancing.amazonaws.com",
        "eventTime": f"{datetime.now(UTC) - timedelta(minutes=10):%Y-%m-%dT%H:%M:%SZ}",
        "eventName": "AddTags",
        "requestParameters": {"resourceArns": [web.arn], "tags": [{"key": TAG, "value": scene.name("stale")}]},
        "responseElements": None,
    }
    for _ in range(2):
        scene.events.send(API_CALL, "aws.elasticloadbalancing", detail)
    scene.quiet()
    scene.zone.is_so({shop: web})
    scene.delete(web)
    scene.zone.is_so({})
    scene.events.send(API_CALL, "aws.elasticloadbalancing", detail)
    scene.quiet()
    scene.zone.is_so({})
