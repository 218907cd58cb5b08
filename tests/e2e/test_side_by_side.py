"""Several deployments in one account on one hosted zone: two owners in one Region, and one owner in two Regions (H37).

None may touch another's names, whatever happens to it; what happens to a name that two want is said aloud.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from demo.cloud import Journal
from local_aws.cdk import Cdk
from local_aws.cloudtrail import ElbEvents
from local_aws.observe import OFTEN, until
from local_aws.session import LocalEndpoint
from tests.e2e.zones_and_balancers import HostedZone, HostedZones, LoadBalancers
from tests.support.events import SWEEP

OTHER_REGION = "us-east-1"
CONFIG = """\
owner = "{owner}"
hostname_tags = ["{owner}/hostname"]
sweep = "1 day"
[[zones]]
id   = "{id}"
name = "{name}"
"""


@dataclass(frozen=True, slots=True)
class Party:
    """One deployment: its log, its queue, and load balancers made in its Region."""

    owner: str
    outputs: dict[str, str]
    session: boto3.Session
    load_balancers: LoadBalancers

    def create(self, name: str, hostname: str, **more: str) -> str:
        """A load balancer with this party's tag; its ARN."""
        tags = {f"{self.owner}/hostname": hostname} | {f"{owner}/hostname": value for owner, value in more.items()}
        return str(self.load_balancers.create(name, tags)["LoadBalancerArn"])

    def sweep(self) -> dict[str, Any]:
        """A sweep, and its line in the log."""
        journal = Journal(self.session, self.outputs["LogGroupName"])
        journal.skip()
        message = json.dumps(SWEEP)
        self.session.client("sqs").send_message(QueueUrl=self.outputs["QueueUrl"], MessageBody=message)
        return journal.wait_for(kind="sweep")

    def refusal(self, hostname: str) -> dict[str, Any]:
        return Journal(self.session, self.outputs["LogGroupName"]).wait_for(kind="refusal", hostname=hostname)


@dataclass(frozen=True, slots=True)
class SharedZone:
    """One hosted zone and three deployments: blue and green in one Region, blue once more in another."""

    zone: HostedZone
    blue: Party
    green: Party
    blue_elsewhere: Party

    def name(self, label: str) -> str:
        return f"{label}.{self.zone.name}"

    def answers(self) -> dict[str, str]:
        """Which load balancer's name each hostname points at."""
        found = [item for item in self.zone.record_sets() if "AliasTarget" in item]
        return {item["Name"].removesuffix("."): item["AliasTarget"]["DNSName"].split("-")[0] for item in found}

    def registry(self) -> list[str]:
        return sorted(json.dumps(item, sort_keys=True) for item in self.zone.record_sets() if item["Type"] == "TXT")

    def until_it_answers(self, expected: dict[str, str]) -> None:
        until(lambda: self.answers() == expected, lambda: f"{expected}; there is {self.answers()}")


@pytest.fixture(scope="module")
def elsewhere(local_aws: LocalEndpoint) -> LocalEndpoint:
    """The same account in another Region, made ready for the CDK."""
    endpoint = LocalEndpoint(local_aws.url, OTHER_REGION, local_aws.home)
    Cdk(endpoint, Path(__file__).parents[2], output=local_aws.home / OTHER_REGION).bootstrap()
    return endpoint


@pytest.fixture(scope="module")
def scene(
    deploy: Callable[[str], dict[str, str]],
    hosted_zones: HostedZones,
    aws: boto3.Session,
    elsewhere: LocalEndpoint,
    tmp_path_factory: pytest.TempPathFactory,
) -> SharedZone:
    zone = hosted_zones.create()

    def config(owner: str) -> str:
        return CONFIG.format(owner=owner, id=zone.id, name=zone.name)

    def party(owner: str, outputs: dict[str, str], session: boto3.Session) -> Party:
        return Party(owner, outputs, session, LoadBalancers(session))

    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "albias.toml").write_text(config("blue"))
    cdk = Cdk(elsewhere, Path(__file__).parents[2], output=folder)
    there = cdk.deploy({"config": str(folder / "albias.toml"), "local-aws": "true"})["albias-blue"]
    return SharedZone(
        zone,
        party("blue", deploy(config("blue")), aws),
        party("green", deploy(config("green")), aws),
        party("blue", there, ElbEvents(elsewhere).session),
    )


@pytest.fixture(autouse=True)
def _clean(scene: SharedZone) -> Iterator[None]:
    yield
    for party in (scene.blue, scene.green, scene.blue_elsewhere):
        party.load_balancers.delete_all()
    until(lambda: not scene.zone.record_sets(), lambda: f"an empty zone; there is {scene.zone.record_sets()}")


def test_each_writes_its_own_names_in_the_shared_zone(scene: SharedZone) -> None:
    scene.blue.create("web", scene.name("a"))
    scene.green.create("shop", scene.name("b"))
    scene.blue_elsewhere.create("far", scene.name("c"))

    scene.until_it_answers({scene.name("a"): "web", scene.name("b"): "shop", scene.name("c"): "far"})
    owners = [text.split("owner=")[1].split(",")[0] for text in scene.registry() if "_hold" not in text]
    assert sorted(owners) == ["blue", "blue", "green"]


def test_a_sweep_leaves_the_others_as_they_are(scene: SharedZone) -> None:
    """H37: neither another owner's names nor those of the same owner in another Region are taken for orphans."""
    scene.blue.create("web", scene.name("a"))
    scene.green.create("shop", scene.name("b"))
    scene.blue_elsewhere.create("far", scene.name("c"))
    everything = {scene.name("a"): "web", scene.name("b"): "shop", scene.name("c"): "far"}
    scene.until_it_answers(everything)
    before = scene.registry()

    found = [party.sweep()["found"] for party in (scene.blue, scene.green, scene.blue_elsewhere)]

    assert [each["held"] for each in found] == [1, 1, 1]
    assert (scene.answers(), scene.registry()) == (everything, before)


def test_one_load_balancer_may_serve_two_owners(scene: SharedZone) -> None:
    """Each owner has an index entry of its own for it; deleting it takes both names away."""
    arn = scene.blue.create("web", scene.name("a"), green=scene.name("b"))
    scene.until_it_answers({scene.name("a"): "web", scene.name("b"): "web"})

    scene.blue.load_balancers.untag(arn, ["blue/hostname"])
    scene.until_it_answers({scene.name("b"): "web"})

    scene.blue.load_balancers.delete(arn)
    scene.until_it_answers({})


def test_a_name_of_another_deployment_is_refused_and_free_once_it_is_released(scene: SharedZone) -> None:
    """H30: first come, first served across deployments too; the sweep gives the name on."""
    holder = scene.blue.create("web", scene.name("a"))
    scene.until_it_answers({scene.name("a"): "web"})

    scene.green.create("shop", scene.name("a"))
    refusal = scene.green.refusal(scene.name("a"))
    assert refusal["code"] == "owned-elsewhere"
    assert "blue" in refusal["reason"]
    assert scene.answers() == {scene.name("a"): "web"}

    scene.blue.load_balancers.delete(holder)
    scene.until_it_answers({})
    scene.green.sweep()
    scene.until_it_answers({scene.name("a"): "shop"})


def test_a_deployment_that_goes_leaves_the_names_and_the_others(scene: SharedZone) -> None:
    """`cdk destroy` removes no record set; the last story, since it takes blue's other deployment away."""
    scene.blue_elsewhere.create("far", scene.name("c"))
    scene.blue.create("web", scene.name("a"))
    everything = {scene.name("a"): "web", scene.name("c"): "far"}
    scene.until_it_answers(everything)

    cloudformation = scene.blue_elsewhere.session.client("cloudformation")
    cloudformation.delete_stack(StackName="albias-blue")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="albias-blue", WaiterConfig=OFTEN)

    assert scene.answers() == everything
    scene.green.sweep()
    scene.blue.sweep()
    assert scene.answers() == everything
    # nobody is left to tidy up after it
    for item in scene.zone.record_sets():
        if "us-east-1" in json.dumps(item) or item["Name"].startswith(scene.name("c")):
            scene.zone.change("DELETE", item)
