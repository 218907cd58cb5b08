"""The services that the contract is asked of, and how a known gap of one of them is written down.

``@gap(ministack="why")`` expects the test to fail there, strictly: a gap that is closed one day fails the suite.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local_aws.ministack import ministack
from tests.contract.balancers import Balancers
from tests.contract.listening import Listening
from tests.contract.zones import FAKE_ZONE, ZoneUnderTest
from tests.fakes import FakeElbv2, FakeRoute53

REGION = "eu-west-1"
# A gap is an answer that differs, never a broken test.
_DISAGREEMENT = (AssertionError, pytest.fail.Exception)
_accounts = itertools.count(100000000001)
_references = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "gap(**why): services that are known not to do this, each with its reason")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        callspec = getattr(item, "callspec", None)
        backend = str(callspec.params.get("backend")) if callspec else ""
        for marker in item.iter_markers("gap"):
            if backend in marker.kwargs:
                reason = f"{backend}: {marker.kwargs[backend]}"
                item.add_marker(pytest.mark.xfail(strict=True, reason=reason, raises=_DISAGREEMENT))


@pytest.fixture(scope="session")
def local_aws() -> Iterator[boto3.Session]:
    """MiniStack, once for the suite; every test has an account of its own in it."""
    with ministack(region=REGION) as endpoint:
        yield endpoint.session()


def _local_client(session: boto3.Session, service: Any) -> Any:
    """A client with an account of its own: to MiniStack an access key of twelve digits is the account."""
    return session.client(service, aws_access_key_id=str(next(_accounts)), aws_secret_access_key="local")


@pytest.fixture(params=["fake", "ministack"])
def backend(request: pytest.FixtureRequest) -> str:
    """The service that answers; elbv2 tests ask one more."""
    return str(request.param)


@pytest.fixture
def route53(backend: str, request: pytest.FixtureRequest) -> Any:
    """A Route 53 client of an account without hosted zones."""
    if backend == "fake":
        return FakeRoute53()
    return _local_client(request.getfixturevalue("local_aws"), "route53")


@pytest.fixture
def fake() -> FakeRoute53:
    """The fake of Route 53 with a hosted zone ``example.com``, for what no local AWS shows."""
    client = FakeRoute53()
    client.add_zone(FAKE_ZONE, "example.com")
    return client


@pytest.fixture
def zone(route53: Any) -> ZoneUnderTest:
    """A public hosted zone ``example.com`` with nothing but its NS and SOA."""
    return ZoneUnderTest.made_by(route53, "example.com", reference=f"contract-{next(_references)}")


@pytest.fixture
def elbv2(backend: str, request: pytest.FixtureRequest) -> Iterator[Balancers]:
    """Elastic Load Balancing without load balancers."""
    if backend == "fake":
        yield Balancers(FakeElbv2(region=REGION), subnets=["subnet-1", "subnet-2"])
    elif backend == "ministack":
        yield Balancers(_local_client(request.getfixturevalue("local_aws"), "elbv2"), subnets=["subnet-1", "subnet-2"])
    else:
        yield from _on_moto(*request.getfixturevalue("moto_subnets"))


@pytest.fixture
def web(elbv2: Balancers) -> Listening:
    """One load balancer without listeners."""
    return Listening(elbv2, elbv2.arn("web"))


@pytest.fixture(scope="session")
def moto_subnets() -> Iterator[tuple[boto3.Session, list[str]]]:
    """A session whose Region has moto's default VPC, once for the suite: it takes moto seconds to make one."""
    session = boto3.Session(region_name=REGION, aws_access_key_id="moto", aws_secret_access_key="moto")
    aws = mock_aws()
    aws.start()
    subnets = session.client("ec2").describe_subnets()["Subnets"]
    aws.stop(remove_data=False)
    yield session, [subnet["SubnetId"] for subnet in subnets[:2]]
    aws.start()
    aws.stop()


def _on_moto(session: boto3.Session, subnets: list[str]) -> Iterator[Balancers]:
    """Moto while a test runs, and no longer: it stands in for AWS in the whole process."""
    aws = mock_aws()
    aws.start(reset=False)
    try:
        client = session.client("elbv2")
        yield Balancers(client, subnets=subnets)
        for balancer in client.describe_load_balancers()["LoadBalancers"]:
            client.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])
    finally:
        aws.stop(remove_data=False)
