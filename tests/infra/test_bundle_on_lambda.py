"""The bundle on Lambda's own version of Python, with the oldest and the newest SDK that it meets there, on MiniStack.

Where the machine has no Python 3.13, these tests are skipped; test_bundle.py runs the bundle on the Python of this one.
"""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from albias.settings import VARIABLE
from albias_cdk import bundle as bundling
from albias_cdk import bytecode
from albias_cdk.function import HANDLER
from local_aws.ministack import ministack
from local_aws.session import ACCOUNT, LocalEndpoint
from tests.support.synth import REGION, ROOT

OLDEST = ROOT / "locks" / "requirements-oldest-sdk.txt"
# What Lambda's Python brings itself of what our code needs, as this environment has it: newer than any runtime.
NEWEST = ("botocore", "jmespath", "urllib3", "dateutil", "six.py")
NAME = "shop.apps.example.com"
PROGRAM = """
import importlib, json, os, sys
module, name = os.environ["HANDLER"].rsplit(".", 1)
handler = getattr(importlib.import_module(module), name)
class Context:
    function_name = "albias"; memory_limit_in_mb = 512; aws_request_id = "1"
    invoked_function_arn = os.environ["FUNCTION"]
    get_remaining_time_in_millis = staticmethod(lambda: 300000)
answer = handler(json.loads(sys.stdin.read()), Context)
import botocore
cached = {name: getattr(module, "__cached__", None) for name, module in sys.modules.items()}
print("ANSWER " + json.dumps({"answer": answer, "cached": cached, "botocore": botocore.__version__}))
"""
Told = dict[str, Any]


@pytest.fixture(scope="module")
def python() -> bytecode.Python:
    found = bytecode.python_of_lambda()
    if found is None:
        pytest.skip(bytecode.NONE_HERE)
    return found


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newest")
    for name in NEWEST:
        (folder / name).symlink_to(Path(sysconfig.get_path("purelib")) / name)
    return folder


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oldest")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        "--quiet",
    ]
    command += ["--no-compile", "--disable-pip-version-check", f"--target={folder}", f"--requirement={OLDEST}"]
    subprocess.run(command, check=True)
    return folder


@pytest.fixture(params=["oldest", "newest"])
def sdk(request: pytest.FixtureRequest) -> Path:
    """The folder of an SDK as the runtime has it beside the bundle."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


class Account:
    """A local account with a hosted zone, a load balancer that is tagged, and a queue with its dead-letter queue."""

    def __init__(self, endpoint: LocalEndpoint) -> None:
        self.endpoint = endpoint
        session = endpoint.session()
        self.route53, self.sqs = session.client("route53"), session.client("sqs")
        made = self.route53.create_hosted_zone(Name="apps.example.com", CallerReference="bundle")
        self.zone = made["HostedZone"]["Id"].rpartition("/")[2]
        balancer = session.client("elbv2").create_load_balancer(
            Name="web", Subnets=["subnet-1", "subnet-2"], Tags=[{"Key": "albias/hostname", "Value": NAME}]
        )
        self.arn = balancer["LoadBalancers"][0]["LoadBalancerArn"]
        self.queue = self.sqs.create_queue(QueueName="work")["QueueUrl"]
        self.dead = self.sqs.create_queue(QueueName="dead")["QueueUrl"]

    @property
    def names(self) -> set[tuple[str, str]]:
        listed = self.route53.list_resource_record_sets(HostedZoneId=self.zone)["ResourceRecordSets"]
        return {(found["Name"], found["Type"]) for found in listed}

    def event(self) -> Told:
        return {"source": "aws.tag", "detail-type": "Tag Change on Resource", "detail": {}, "resources": [self.arn]}

    def handed_out(self, most: int) -> list[Told]:
        """Messages as Lambda's poller receives them and hands them to the function."""
        answer = self.sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=most, MessageSystemAttributeNames=["ApproximateReceiveCount"]
        )
        return [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message["Attributes"],
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:work",
            }
            for message in answer["Messages"]
        ]

    def messages(self) -> tuple[int, int]:
        """How many are visible, and how many in somebody's hands."""
        told = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["All"])["Attributes"]
        return int(told["ApproximateNumberOfMessages"]), int(told["ApproximateNumberOfMessagesNotVisible"])


@pytest.fixture
def account() -> Any:
    with ministack(REGION) as endpoint:
        yield Account(endpoint)


def invoked(python: bytecode.Python, sdk: Path, account: Account, event: Told) -> Told:
    """One invocation in a process of its own that sees the bundle, the SDK and nothing else of this machine."""
    zones = [{"id": account.zone, "name": "apps.example.com"}]
    environment = account.endpoint.variables() | {
        "PATH": os.defpath,
        "PYTHONPATH": f"{bundling.bundle()}:{sdk}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HANDLER": HANDLER,
        "FUNCTION": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:albias",
        VARIABLE: json.dumps({"owner": "platform", "zones": zones}),
        "ALBIAS_QUEUE_URL": account.queue,
        "ALBIAS_DLQ_URL": account.dead,
    }
    # -S: without the packages of that Python
    command = [python.path, "-S", "-c", PROGRAM]
    done = subprocess.run(
        command, env=environment, input=json.dumps(event), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("ANSWER ")]
    told: Told = json.loads(line.removeprefix("ANSWER "))
    return told


def test_the_bundle_makes_a_name_and_takes_the_rest_of_a_burst_from_the_queue(
    python: bytecode.Python, sdk: Path, account: Account
) -> None:
    """Elastic Load Balancing, Route 53 and SQS through that SDK."""
    for _ in range(12):
        account.sqs.send_message(QueueUrl=account.queue, MessageBody=json.dumps(account.event()))
    records = account.handed_out(7)

    told = invoked(python, sdk, account, {"Records": records})

    assert told["answer"] == {"batchItemFailures": []}
    assert (f"{NAME}.", "A") in account.names
    assert account.messages() == (0, len(records)), "the others are confirmed"


def test_the_oldest_sdk_is_what_it_says(python: bytecode.Python, oldest: Path, account: Account) -> None:
    told = invoked(python, oldest, account, account.event())
    assert told["botocore"].startswith("1.35.")
    assert told["answer"]["done"] is True


def test_every_module_of_the_bundle_starts_from_its_bytecode(
    python: bytecode.Python, newest: Path, account: Account
) -> None:
    """Python takes it as it is (PEP 552, unchecked), whatever the time of the files."""
    folder = bundling.bundle()
    told = invoked(python, newest, account, {})
    ours = {name: cached for name, cached in told["cached"].items() if str(cached).startswith(str(folder))}
    assert len(ours) > 50
    for cached in ours.values():
        assert Path(cached).read_bytes()[4:8] == b"\x01\x00\x00\x00", f"{cached}: hash-based, unchecked"
