"""Events about load balancers: what the function reads of them, and no more. Builds, asserts nothing."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from albias.model import LoadBalancerId

EVENTS = Path(__file__).parents[1] / "events"
SWEEP = {"source": "albias", "detail-type": "Sweep", "detail": {}}


def tag_change(*load_balancers: LoadBalancerId, age: float = 1_000.0, event_id: str = "e1") -> dict[str, Any]:
    """An event that makes albias look at these; so many seconds old."""
    return {
        "id": event_id,
        "source": "aws.tag",
        "detail-type": "Tag Change on Resource",
        "time": _ago(age),
        "resources": [str(each) for each in load_balancers],
        "detail": {"service": "elasticloadbalancing", "resource-type": "loadbalancer"},
    }


def api_call(name: str, load_balancer: LoadBalancerId, age: float = 1_000.0, event_id: str = "e1") -> dict[str, Any]:
    """A successful call with the load balancer's ARN as its parameter, or in its answer for a create."""
    made = {"loadBalancers": [{"loadBalancerArn": str(load_balancer)}]}
    return {
        "id": event_id,
        "source": "aws.elasticloadbalancing",
        "detail-type": "AWS API Call via CloudTrail",
        "time": _ago(0),
        "detail": {
            "eventName": name,
            "eventTime": _ago(age),
            "requestParameters": {"loadBalancerArn": str(load_balancer)},
            "responseElements": made if name == "CreateLoadBalancer" else None,
        },
    }


def event_file(name: str) -> dict[str, Any]:
    """An event of tests/events, whole; it lies in the account of the files."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


def _ago(seconds: float) -> str:
    return datetime.fromtimestamp(time.time() - seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
