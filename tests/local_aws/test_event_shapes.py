"""The events that the local AWS tells have the shape of CloudTrail's own: one JSON file for each.

The casing, the null responses and the fields beside them are those of real records.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local_aws.cloudtrail import Call, call_detail, tag_change_detail

GOLDEN = Path(__file__).with_name("golden")
ARN = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:loadbalancer/app/web/50dc6c495c0c9188"
NOON = datetime(2026, 4, 2, 12, 19, 59, tzinfo=UTC)
REQUEST: dict[str, Any] = {"ResponseMetadata": {"RequestId": "f80b53f4-0397-4ec2-8162-546176c31b97"}}
WEB: dict[str, Any] = {
    "LoadBalancerArn": ARN,
    "DNSName": "web-1234567890.eu-west-1.elb.amazonaws.com",
    "CanonicalHostedZoneId": "Z32O12XQLNTSW2",
    "CreatedTime": NOON,
    "LoadBalancerName": "web",
    "Scheme": "internet-facing",
    "VpcId": "vpc-0a",
    "State": {"Code": "provisioning"},
    "Type": "application",
    "AvailabilityZones": [{"ZoneName": "eu-west-1a", "SubnetId": "subnet-0a", "LoadBalancerAddresses": []}],
    "SecurityGroups": ["sg-0a"],
    "IpAddressType": "dualstack",
}
LISTENER = ARN.replace(":loadbalancer/", ":listener/") + "/f2f7dc8efc522ab2"
RULE = LISTENER.replace(":listener/", ":listener-rule/") + "/9683b2d02a6cabee"
NOT_FOUND = {"Type": "fixed-response", "Order": 1, "FixedResponseConfig": {"StatusCode": "404"}}


def for_hosts(*hosts: str) -> dict[str, Any]:
    return {"Field": "host-header", "HostHeaderConfig": {"Values": list(hosts)}}


SHOP_RULE: dict[str, Any] = {
    "RuleArn": RULE,
    "Priority": "10",
    "Conditions": [for_hosts("shop.apps.example.com", "www.apps.example.com")],
    "Actions": [NOT_FOUND],
    "IsDefault": False,
}
HOSTNAME = {"Key": "albias/hostname", "Value": "shop.apps.example.com"}


def refused(code: str, message: str) -> dict[str, Any]:
    return {"Error": {"Type": "Sender", "Code": code, "Message": message}}


# file, operation, request, response: the last two in the API's own member names
CALLS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "create",
        "CreateLoadBalancer",
        {
            "Name": "web",
            "Subnets": ["subnet-0a", "subnet-0b"],
            "Scheme": "internet-facing",
            "Tags": [HOSTNAME],
            "IpAddressType": "dualstack",
        },
        {"LoadBalancers": [WEB]},
    ),
    (
        "create-refused",
        "CreateLoadBalancer",
        {"Name": "web", "Subnets": ["subnet-0a", "subnet-0b"]},
        refused(
            "DuplicateLoadBalancerName",
            "A load balancer with the same name 'web' exists, but with different settings",
        ),
    ),
    ("delete", "DeleteLoadBalancer", {"LoadBalancerArn": ARN}, {}),
    (
        "delete-refused",
        "DeleteLoadBalancer",
        {"LoadBalancerArn": ARN},
        refused(
            "OperationNotPermitted",
            f"Load balancer '{ARN}' cannot be deleted because deletion protection is enabled",
        ),
    ),
    ("add-tags", "AddTags", {"ResourceArns": [ARN], "Tags": [HOSTNAME]}, {}),
    ("remove-tags", "RemoveTags", {"ResourceArns": [ARN], "TagKeys": ["albias/hostname", "team"]}, {}),
    (
        "set-ip-address-type",
        "SetIpAddressType",
        {"LoadBalancerArn": ARN, "IpAddressType": "dualstack"},
        {"IpAddressType": "dualstack"},
    ),
    (
        "set-subnets",
        "SetSubnets",
        {
            "LoadBalancerArn": ARN,
            "SubnetMappings": [{"SubnetId": "subnet-0c", "AllocationId": "eipalloc-0a"}],
            "IpAddressType": "dualstack",
        },
        {
            "AvailabilityZones": [{"ZoneName": "eu-west-1c", "SubnetId": "subnet-0c", "LoadBalancerAddresses": []}],
            "IpAddressType": "dualstack",
        },
    ),
    (
        "create-listener",
        "CreateListener",
        {"LoadBalancerArn": ARN, "Protocol": "HTTP", "Port": 80, "DefaultActions": [NOT_FOUND]},
        {"Listeners": [{"ListenerArn": LISTENER, "LoadBalancerArn": ARN, "Protocol": "HTTP", "Port": 80}]},
    ),
    ("delete-listener", "DeleteListener", {"ListenerArn": LISTENER}, {}),
    (
        "create-rule",
        "CreateRule",
        {
            "ListenerArn": LISTENER,
            "Priority": 10,
            "Conditions": SHOP_RULE["Conditions"],
            "Actions": [NOT_FOUND],
        },
        {"Rules": [SHOP_RULE]},
    ),
    (
        "create-rule-refused",
        "CreateRule",
        {"ListenerArn": LISTENER, "Priority": 10, "Conditions": SHOP_RULE["Conditions"], "Actions": [NOT_FOUND]},
        refused("PriorityInUse", "Priority '10' is currently in use"),
    ),
    (
        "modify-rule",
        "ModifyRule",
        {"RuleArn": RULE, "Conditions": SHOP_RULE["Conditions"]},
        {"Rules": [SHOP_RULE]},
    ),
    ("delete-rule", "DeleteRule", {"RuleArn": RULE}, {}),
    (
        "set-rule-priorities",
        "SetRulePriorities",
        {"RulePriorities": [{"RuleArn": RULE, "Priority": 5}]},
        {"Rules": [SHOP_RULE | {"Priority": "5"}]},
    ),
]


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "operation", "request_", "response"), CALLS, ids=[call[0] for call in CALLS])
def test_a_call_is_logged_as_cloudtrail_logs_it(
    file: str, operation: str, request_: dict[str, Any], response: dict[str, Any]
) -> None:
    """H1, H2: a refused call has an errorCode and no response."""
    call = Call(
        operation=operation,
        parameters=request_,
        answer=response | REQUEST,
        region="eu-west-1",
        at=NOON,
        event_id="e6e87b56-b73b-4775-87b8-5f1af9a0f9ae",
        user_agent="Boto3/1.40.0",
    )
    assert call_detail(call) == golden(file)


def test_a_tag_change_tells_the_changed_keys_and_all_tags() -> None:
    tags = {"albias/hostname": "shop.apps.example.com", "team": "shop"}
    assert tag_change_detail(ARN, ["albias/hostname"], tags, 3) == golden("tag-change")


@pytest.mark.parametrize(
    ("hour", "logged"), [(0, "Apr 2, 2026 12:05:09 AM"), (9, "Apr 2, 2026 9:05:09 AM"), (23, "Apr 2, 2026 11:05:09 PM")]
)
def test_times_are_written_with_a_twelve_hour_clock(hour: int, logged: str) -> None:
    made = WEB | {"CreatedTime": datetime(2026, 4, 2, hour, 5, 9, tzinfo=UTC)}
    call = Call("CreateLoadBalancer", {}, {"LoadBalancers": [made]}, "eu-west-1", NOON)
    assert call_detail(call)["responseElements"]["loadBalancers"][0]["createdTime"] == logged
