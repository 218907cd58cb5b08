"""The dashboard's table of names: the deployed function, invoked as CloudWatch does it.

MiniStack tells a function its plain ARN, whatever alias it is invoked by, and answers a text as it is, not as JSON. So
what an alias forbids is held by tests/unit/test_widget.py.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.e2e.deployed.scene import TAG, DeployedScene
from tests.support.dashboard import DESCRIBE, look
from tests.support.html import rows


@pytest.fixture
def widget(scene: DeployedScene) -> str:
    """What the dashboard invokes, as it stands in the dashboard itself."""
    cloudwatch = scene.session.client("cloudwatch")
    (found,) = cloudwatch.list_dashboards(DashboardNamePrefix="albias-stories-")["DashboardEntries"]
    body = json.loads(cloudwatch.get_dashboard(DashboardName=found["DashboardName"])["DashboardBody"])
    (custom,) = [each["properties"] for each in body["widgets"] if each["type"] == "custom"]
    assert custom["endpoint"].endswith(f":function:{scene.deployed.outputs['FunctionName']}:widget")
    return str(custom["endpoint"])


def invoked(scene: DeployedScene, function: str, event: Mapping[str, Any]) -> str:
    """What the function answers: a text."""
    answer: Any = scene.session.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    text: str = answer["Payload"].read().decode()
    assert "FunctionError" not in answer, text
    return str(json.loads(text)) if text.startswith('"') else text


def test_the_table_has_the_names_of_all_zones(scene: DeployedScene, widget: str) -> None:
    shop, cart, inner = scene.name("shop"), scene.name("cart"), scene.name("x.team")
    web = scene.create("web", {TAG: shop, f"{TAG}/cart": f"{cart} weight=20", f"{TAG}/inner": inner})
    scene.quiet()
    green = scene.create("green", {TAG: shop})
    scene.quiet()

    page = invoked(scene, widget, look())

    found = {row[0]: row for row in rows(page)}
    assert found.keys() == {shop, cart, inner}
    assert {row[-1].partition(" | ")[0] for row in found.values()} == {"in place"}
    assert found[cart][3] == "weighted 20"
    assert found[shop][1] == f"{web.path.partition('/')[2]} | {web.dns_name.lower()}"
    assert f"{green.path.partition('/')[2]} waits for it since 20" in found[shop][-1]
    assert [row[0] for row in rows(invoked(scene, widget, look({"text": "weighted"})))] == [cart]


def test_it_describes_itself_and_tells_what_would_be_refused(scene: DeployedScene, widget: str) -> None:
    assert invoked(scene, widget, DESCRIBE).startswith("## albias: the names of this deployment")
    scene.create("web", {TAG: "shop.example.net"})
    scene.quiet()

    refused = {row[0]: row for row in rows(invoked(scene, widget, look(refusals=True)))}

    assert refused["shop.example.net"][2] == "zone-not-allowed"
    scene.zone.is_so({})
