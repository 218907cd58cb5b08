"""The real template on a second emulator: MiniStack's newest version, whose bus takes no event of AWS's, as AWS's.

`make second` puts it into an environment of its own, build/second: two versions of one package share none.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_aws.cdk import Cdk
from local_aws.cloudtrail import ElbEvents, EventsNotTaken
from local_aws.delivery import DeliveredEvents
from local_aws.ministack import ministack
from local_aws.observe import until
from local_aws.session import LocalEndpoint
from tests.e2e.cli.person import Person
from tests.e2e.zones_and_balancers import HostedZone, HostedZones, LoadBalancers
from tests.support.locks import pins

_REPOSITORY = Path(__file__).parents[2]
_PYTHON = _REPOSITORY / "build" / "second" / "bin" / "python"
_STACK = "albias-second"
_CONFIG = """\
owner = "second"
[[zones]]
id   = "{zone.id}"
name = "{zone.name}"
"""
pytestmark = pytest.mark.skipif(not _PYTHON.exists(), reason="there is no second emulator: `make second` brings it")


@pytest.fixture(scope="module")
def second() -> Iterator[LocalEndpoint]:
    with ministack(python=_PYTHON) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def zone(second: LocalEndpoint) -> HostedZone:
    return HostedZones(second.session()).create("second.example.com")


def _unknown_here(resource: dict[str, Any]) -> bool:
    """What this CloudFormation says it does not know: saved Logs Insights queries, and alarms on metric math."""
    kind = resource["Type"]
    return kind == "AWS::Logs::QueryDefinition" or (
        kind == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]
    )


def _without_what_is_unknown(template: dict[str, Any]) -> list[str]:
    """Take those resources out, and the dashboard's mention of the alarm; the types of what went."""
    resources = template["Resources"]
    gone = {name: each for name, each in resources.items() if _unknown_here(each)}
    for name in gone:
        del resources[name]
    for each in resources.values():
        if each["Type"] == "AWS::CloudWatch::Dashboard":
            each["Properties"]["DashboardBody"] = "{}"
    return sorted(each["Type"] for each in gone.values())


@pytest.fixture(scope="module")
def deployed(second: LocalEndpoint, zone: HostedZone, tmp_path_factory: pytest.TempPathFactory) -> Person:
    """`cdk bootstrap`, and `cdk deploy` of the template that AWS would get."""
    folder = tmp_path_factory.mktemp("second")
    config = folder / "albias.toml"
    config.write_text(_CONFIG.format(zone=zone), encoding="utf-8")
    cdk = Cdk(second, _REPOSITORY, output=folder)
    cdk.bootstrap()
    assembly = cdk.synth({"config": str(config)})
    file = assembly / f"{_STACK}.template.json"
    template = json.loads(file.read_text(encoding="utf-8"))
    gone = _without_what_is_unknown(template)
    assert {*gone} == {"AWS::CloudWatch::Alarm", "AWS::Logs::QueryDefinition"}
    assert gone.count("AWS::CloudWatch::Alarm") == 1
    file.write_text(json.dumps(template), encoding="utf-8")
    cdk.deploy(assembly=assembly)
    return Person(second, zone, folder)


def test_it_is_another_emulator_than_everywhere_else(second: LocalEndpoint) -> None:
    ours = pins("requirements.txt")["ministack"]
    assert pins("locks/requirements-second.txt")["ministack"] != ours
    with pytest.raises(EventsNotTaken, match="NotAuthorizedForSource"):
        ElbEvents(second).send("Tag Change on Resource", "aws.tag", {})


def test_one_name_comes_moves_and_goes(second: LocalEndpoint, deployed: Person) -> None:
    """The events pass the deployed rules as this bus reads them; a name is made, handed over and removed."""
    zone, name = deployed.zone, f"shop.{deployed.zone.name}"
    load_balancers = LoadBalancers(DeliveredEvents(second).session)
    blue = load_balancers.create("blue", {"albias/hostname": name})
    until(lambda: _target(zone, name) == blue["DNSName"], "the name")
    green = load_balancers.create("green", {})
    load_balancers.tag(green["LoadBalancerArn"], {"albias/hostname": name})
    until(lambda: _waits(deployed, "green"), "the waiting load balancer")
    load_balancers.delete(blue["LoadBalancerArn"])
    until(lambda: _target(zone, name) == green["DNSName"], "the hand-over")
    load_balancers.untag(green["LoadBalancerArn"], ["albias/hostname"])
    until(lambda: not zone.find(name, "A"), "the end of the name")
    assert deployed.held() == set()


def _target(zone: HostedZone, name: str) -> str:
    found = zone.find(name, "A") or {"AliasTarget": {"DNSName": ""}}
    return str(found["AliasTarget"]["DNSName"]).removesuffix(".").removeprefix("dualstack.")


def _waits(person: Person, load_balancer: str) -> bool:
    """Whether a hold has a load balancer of this name in its line."""
    texts = json.dumps([found for found in person.zone.record_sets() if found["Type"] == "TXT"])
    return "wait=" in texts and f"/app/{load_balancer}/" in texts.partition("wait=")[2]
