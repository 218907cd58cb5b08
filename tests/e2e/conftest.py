"""A deployed albias on a MiniStack of its own, and the fixtures of its stories."""

import tomllib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import boto3
import pytest

from local_aws.cdk import Cdk
from local_aws.cloudtrail import ElbEvents
from local_aws.ministack import ministack, tail
from local_aws.session import LocalEndpoint
from tests.e2e.zones_and_balancers import HostedZones, LoadBalancers

_REPOSITORY = Path(__file__).parents[2]
_LOG_LINES = 60
_log = pytest.StashKey[Path]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the end of MiniStack's log with a test that failed: it holds what the Lambda printed."""
    report = yield
    if report.failed and _log in item.session.stash:
        report.sections.append(("MiniStack", tail(item.session.stash[_log], _LOG_LINES)))
    return report


@pytest.fixture(scope="session")
def region() -> str:
    return "eu-west-1"


@pytest.fixture(scope="session")
def local_aws(
    region: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[LocalEndpoint]:
    """MiniStack, once for all tests, made ready for the CDK."""
    log = tmp_path_factory.mktemp("ministack") / "ministack.log"
    request.session.stash[_log] = log
    with ministack(region=region, log=log) as endpoint:
        Cdk(endpoint, _REPOSITORY).bootstrap()
        yield endpoint


@pytest.fixture(scope="session")
def events(local_aws: LocalEndpoint) -> ElbEvents:
    """What AWS would tell EventBridge; `with events.lost():` is a time in which it tells nothing."""
    return ElbEvents(local_aws)


@pytest.fixture(scope="session")
def aws(events: ElbEvents) -> boto3.Session:
    """The session of a user: its Elastic Load Balancing calls become events."""
    return events.session


@pytest.fixture(scope="session")
def deploy(local_aws: LocalEndpoint, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, str]]:
    """`cdk deploy` with this text as albias.toml; the outputs of the stack.

    Deploying one owner again changes its stack. MiniStack 1.4.21 takes no deployment after one that changed nothing.
    """
    folder = tmp_path_factory.mktemp("deployments")

    def run(config: str) -> dict[str, str]:
        stack = f"albias-{tomllib.loads(config)['owner']}"
        own = folder / stack
        own.mkdir(exist_ok=True)
        file = own / "albias.toml"
        file.write_text(config, encoding="utf-8")
        cdk = Cdk(local_aws, _REPOSITORY, output=own)
        return cdk.deploy({"config": str(file), "local-aws": "true"})[stack]

    return run


@pytest.fixture(scope="session")
def hosted_zones(local_aws: LocalEndpoint) -> HostedZones:
    """Makes hosted zones."""
    return HostedZones(local_aws.session())


@pytest.fixture
def load_balancers(aws: boto3.Session) -> Iterator[LoadBalancers]:
    """Load balancers of one test, deleted after it."""
    made = LoadBalancers(aws)
    yield made
    made.delete_all()
