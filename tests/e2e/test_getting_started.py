"""docs/getting-started.md, followed word by word on a local AWS, in a copy of the repository."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest

from demo.zone import LoadBalancer, Zone
from local_aws.cdk import delete_stack
from local_aws.cloudtrail import API_CALL, Call, ElbEvents, call_detail
from local_aws.ministack import ministack
from local_aws.session import LocalEndpoint
from tests.docs.markdown import ROOT, blocks, text_of

_TEXT = text_of("docs/getting-started.md")
_TOOLS, _ZONE_ID, _TRAIL, _DEPLOY, _TAG, _LOOK, _AWAY = blocks(_TEXT, "sh")
(_SETTINGS,) = blocks(_TEXT, "toml")
_NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "build", "cdk.out*", ".local", ".*cache", "mutants", "__pycache__"
)
# What a person would answer, and what MiniStack's CloudFormation does not know.
_CDK = {"requireApproval": "never", "context": {"local-aws": "true"}}


class Newcomer:
    """Somebody with a shell, who types what the document says."""

    def __init__(self, folder: Path, aws: LocalEndpoint) -> None:
        self._folder = folder
        own = aws.environment()
        # as in local_aws/cdk.py: what costs half a minute a synthesis, and is tested elsewhere or the same every time
        jsii = Path(own["XDG_CACHE_HOME"]) / "aws" / "jsii" / "package-cache"
        self._environment = own | {"CDK_VALIDATION": "false", "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(jsii)}
        (aws.home / ".cdk.json").write_text(json.dumps(_CDK), encoding="utf-8")

    def types(self, block: str) -> str:
        """Run one block as it stands; what it printed. Every command must succeed."""
        shell = subprocess.run(
            ["/bin/sh", "-e", "-c", f". .venv/bin/activate\n{block}"],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert shell.returncode == 0, shell.stdout
        return shell.stdout

    def writes(self, text: str) -> None:
        """Replace albias.toml."""
        (self._folder / "albias.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def aws(region: str) -> Iterator[LocalEndpoint]:
    """An account of its own, as a newcomer has."""
    with ministack(region=region) as endpoint:
        yield endpoint


@pytest.fixture
def newcomer(tmp_path: Path, aws: LocalEndpoint) -> Newcomer:
    folder = tmp_path / "albias"
    shutil.copytree(ROOT, folder, ignore=_NOT_COPIED)
    for shared in (".venv", "build"):
        (folder / shared).symlink_to(ROOT / shared)
    return Newcomer(folder, aws)


def test_from_nothing_to_a_working_name_and_away_again(newcomer: Newcomer, aws: LocalEndpoint) -> None:
    session = aws.session()
    made = session.client("route53").create_hosted_zone(Name="apps.example.com", CallerReference="newcomer")
    web = session.client("elbv2").create_load_balancer(Name="web", Subnets=["subnet-0a", "subnet-0b"])
    arn = web["LoadBalancers"][0]["LoadBalancerArn"]
    load_balancer = LoadBalancer("web", arn, web["LoadBalancers"][0]["DNSName"])
    _start_a_trail(session)
    newcomer.types(_TOOLS)
    zone_id = newcomer.types(_ZONE_ID).split()[0].removeprefix("/hostedzone/")
    assert zone_id == made["HostedZone"]["Id"].removeprefix("/hostedzone/")
    zone = Zone(session, zone_id, "apps.example.com", "platform")
    newcomer.writes(_SETTINGS.replace("Z0123456789ABCDEFGHIJ", zone_id))
    newcomer.types(_TRAIL)
    assert "albias-platform.DashboardUrl" in newcomer.types(_DEPLOY)
    newcomer.types(_TAG)
    _what_the_trail_tells(aws, arn)
    zone.is_so({"shop.apps.example.com": load_balancer})
    assert "held, and as it should be" in newcomer.types(_LOOK)
    destroy, release = _AWAY.splitlines()
    assert destroy == "cdk destroy --force"
    delete_stack(aws, "albias-platform")  # MiniStack cannot do what `cdk destroy` asks for
    newcomer.types(release)
    zone.is_so({})


def _start_a_trail(session: boto3.Session) -> None:
    """Most accounts have one."""
    session.client("s3").create_bucket(Bucket="trail", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    trails = session.client("cloudtrail")
    trails.create_trail(Name="everything", S3BucketName="trail", IsMultiRegionTrail=True)
    trails.start_logging(Name="everything")


def _what_the_trail_tells(aws: LocalEndpoint, arn: str) -> None:
    """The event of the AddTags call that was typed: a local AWS has no CloudTrail that would send it."""
    parameters = {"ResourceArns": [arn], "Tags": [{"Key": "albias/hostname", "Value": "shop.apps.example.com"}]}
    call = Call("AddTags", parameters, {}, aws.region, datetime.now(UTC))
    ElbEvents(aws).send(API_CALL, "aws.elasticloadbalancing", call_detail(call))
