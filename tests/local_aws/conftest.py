"""A MiniStack for the tests that need one running."""

from collections.abc import Iterator

import pytest

from local_aws.ministack import ministack
from local_aws.session import LocalEndpoint


@pytest.fixture(scope="session")
def endpoint() -> Iterator[LocalEndpoint]:
    with ministack(region="eu-central-1") as running:
        yield running
