"""albias without the CDK: one template and one zip file, on a local AWS that nobody bootstrapped."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from albias_cdk.portable import Package, write_package
from albias_config import load_all
from local_aws.cloudtrail import ElbEvents
from local_aws.ministack import ministack
from local_aws.observe import OFTEN, until
from local_aws.session import LocalEndpoint
from tests.e2e.zones_and_balancers import HostedZone, HostedZones, LoadBalancers

STACK = "albias-packaged"
BUCKET = "artifacts-eu-west-1"
CONFIG = """\
owner         = "packaged"
hostname_tags = ["{tag}"]
[[zones]]
id   = "{id}"
name = "{name}"
"""


@pytest.fixture(scope="module")
def bare() -> Iterator[LocalEndpoint]:
    """A local AWS without the CDK's bucket, roles and version parameter."""
    with ministack("eu-west-1") as endpoint:
        yield endpoint


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody with a bucket and CloudFormation."""

    session: boto3.Session
    folder: Path
    zone: HostedZone

    def package(self, tag: str) -> Package:
        """Write the package, and put the bundle where its template looks for it."""
        config = self.folder / "albias.toml"
        config.write_text(CONFIG.format(tag=tag, id=self.zone.id, name=self.zone.name), encoding="utf-8")
        made = write_package(
            load_all(config), bucket="artifacts-${AWS::Region}", prefix="tools", folder=self.folder, local_aws=True
        )
        self.session.client("s3").upload_file(str(made.bundle), BUCKET, made.key)
        return made

    def create(self, package: Package) -> dict[str, str]:
        """A new stack; its outputs."""
        return self._done("create", package)

    def update(self, package: Package) -> dict[str, str]:
        """Change the stack; its outputs."""
        return self._done("update", package)

    def delete(self) -> None:
        cloudformation = self.session.client("cloudformation")
        cloudformation.delete_stack(StackName=STACK)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig=OFTEN)

    def _done(self, what: str, package: Package) -> dict[str, str]:
        assert package.is_inline
        cloudformation: Any = self.session.client("cloudformation")
        getattr(cloudformation, f"{what}_stack")(
            StackName=STACK, TemplateBody=package.template.read_text(), Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        cloudformation.get_waiter(f"stack_{what}_complete").wait(StackName=STACK, WaiterConfig=OFTEN)
        (stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


@pytest.fixture
def operator(bare: LocalEndpoint, tmp_path: Path) -> Operator:
    session = bare.session()
    session.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return Operator(session, tmp_path, HostedZones(session).create())


def test_a_stack_is_created_updated_and_deleted_without_the_cdk(bare: LocalEndpoint, operator: Operator) -> None:
    """The template goes to CreateStack as it is; albias works; an update changes its settings; a deletion ends it."""
    zone = operator.zone
    load_balancers = LoadBalancers(ElbEvents(bare).session)

    outputs = operator.create(operator.package("albias/hostname"))
    load_balancers.create("web", {"albias/hostname": f"shop.{zone.name}"})
    until(lambda: zone.find(f"shop.{zone.name}", "A"), "the record of the first tag")
    assert outputs["DashboardUrl"].startswith("https://eu-west-1.console.aws.amazon.com/cloudwatch/home")

    operator.update(operator.package("dns"))
    load_balancers.create("api", {"dns": f"api.{zone.name}"})
    until(lambda: zone.find(f"api.{zone.name}", "A"), "the record of the tag after the update")

    operator.delete()
    with pytest.raises(ClientError, match="ResourceNotFound"):
        operator.session.client("lambda").get_function(FunctionName=outputs["FunctionName"])
    assert zone.find(f"shop.{zone.name}", "A")  # names answer on; the stack is not in the path of any request
    load_balancers.delete_all()


def test_nobody_bootstrapped_it(bare: LocalEndpoint) -> None:
    """The test above stands on what it says."""
    parameters = bare.session().client("ssm").describe_parameters()["Parameters"]

    assert [parameter["Name"] for parameter in parameters if "cdk-bootstrap" in parameter["Name"]] == []
