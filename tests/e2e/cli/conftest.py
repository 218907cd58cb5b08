"""A MiniStack for the command line alone, hosted zones and load balancers on it, and for some tests a deployment."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local_aws.cdk import Cdk
from local_aws.cloudtrail import ElbEvents
from local_aws.ministack import ministack
from local_aws.session import LocalEndpoint
from tests.e2e.cli.person import Person
from tests.e2e.zones_and_balancers import HostedZones, LoadBalancers

_REPOSITORY = Path(__file__).parents[3]
_CONFIG = """\
owner = "{owner}"
{more}
[[zones]]
id   = "{zone}"
name = "{name}"
"""
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cloud(region: str) -> Iterator[LocalEndpoint]:
    """MiniStack without any deployment at first."""
    with ministack(region=region) as endpoint:
        yield endpoint


@pytest.fixture
def hire(cloud: LocalEndpoint, tmp_path: Path) -> Callable[..., Person]:
    """A person with a new hosted zone, an owner of their own, and more lines of albias.toml."""

    def new(more: str = "", name: str | None = None) -> Person:
        zone = HostedZones(cloud.session()).create(name or f"cli{next(_numbers)}.example.com")
        text = _CONFIG.format(owner=f"cli-{next(_numbers)}", zone=zone.id, name=zone.name, more=more)
        (tmp_path / "albias.toml").write_text(text, encoding="utf-8")
        return Person(cloud, zone, tmp_path)

    return new


@pytest.fixture
def person(hire: Callable[..., Person]) -> Person:
    return hire()


@pytest.fixture
def balancers(cloud: LocalEndpoint) -> Iterator[LoadBalancers]:
    """Load balancers of one test, deleted after it; nothing tells albias of them."""
    made = LoadBalancers(cloud.session())
    yield made
    made.delete_all()


@dataclass(frozen=True, slots=True)
class Operated:
    """A deployed albias, the person who operates it, and load balancers whose calls it hears of."""

    person: Person
    outputs: dict[str, str]
    balancers: LoadBalancers


@pytest.fixture(scope="session")
def operated(cloud: LocalEndpoint, tmp_path_factory: pytest.TempPathFactory) -> Operated:
    """One `cdk deploy` for all tests that need one."""
    folder = tmp_path_factory.mktemp("operated")
    zone = HostedZones(cloud.session()).create("operated.example.com")
    text = _CONFIG.format(owner="operated", zone=zone.id, name=zone.name, more="")
    (folder / "albias.toml").write_text(text, encoding="utf-8")
    cdk = Cdk(cloud, _REPOSITORY, output=folder)
    cdk.bootstrap()
    outputs = cdk.deploy({"config": str(folder / "albias.toml"), "local-aws": "true"})["albias-operated"]
    return Operated(Person(cloud, zone, folder), outputs, LoadBalancers(ElbEvents(cloud).session))
