"""What an operator finds in CloudWatch Logs: a line for each decision, and metrics in the embedded format."""

from typing import Any

import boto3

from local_aws.observe import log_lines, until
from tests.e2e.deployed.scene import TAG, DeployedScene


def test_a_decision_is_one_line_with_stable_keys(scene: DeployedScene) -> None:
    shop = scene.name("shop")
    web = scene.create("web", {TAG: shop})
    line = scene.journal.wait_for(action="create", hostname=shop)
    assert line["message"] == f"created {shop}"
    assert {key: line[key] for key in ("level", "service", "kind", "zone", "zone_id", "load_balancer", "dry_run")} == {
        "level": "INFO",
        "service": "albias-stories",
        "kind": "decision",
        "zone": scene.zone.name,
        "zone_id": scene.zone.id,
        "load_balancer": web.arn,
        "dry_run": False,
    }
    assert line["reason"]
    assert len(line["event_ids"]) == 1
    assert f"CREATE A alias to {web.dns_name}" in line["changes"]


def test_metrics_are_lines_in_the_embedded_format(scene: DeployedScene, aws: boto3.Session) -> None:
    """Counted by CloudWatch itself: no call, no permission."""
    shop, taken = scene.name("shop"), scene.name("byhand")
    web = scene.create("web", {TAG: f"{shop} {taken}"})
    scene.zone.is_so({shop: web})
    scene.refusal(web, taken)
    scene.quiet()  # the metrics are an invocation's last lines
    made = _metrics(scene, aws, "NamesCreated")
    assert made["NamesCreated"] == [1.0]
    assert made["ChangeLatency"][0] > 0
    assert made["service"] == "albias-stories"
    assert _directive(made)["Namespace"] == "Albias"
    assert _directive(made)["Dimensions"] == [["service"]]
    by_reason = _metrics(scene, aws, "Reason")
    assert (by_reason["Reason"], by_reason["Refusals"]) == ("name-taken", [1.0])


def _metrics(scene: DeployedScene, session: boto3.Session, key: str) -> dict[str, Any]:
    """The newest metric line with a key."""

    def newest() -> dict[str, Any] | None:
        lines = log_lines(session, scene.deployed.outputs["LogGroupName"])
        return next((line for line in reversed(lines) if "_aws" in line and key in line), None)

    return until(newest, f"a metric line with {key}")


def _directive(line: dict[str, Any]) -> dict[str, Any]:
    directive: dict[str, Any] = line["_aws"]["CloudWatchMetrics"][0]
    return directive
