"""What the template tests share: one synthesis of the sample, one MiniStack for the event patterns."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local_aws.ministack import ministack
from tests.support.synth import REGION, Template, synth

Matcher = Callable[[str, dict[str, Any]], bool]


@pytest.fixture(scope="session")
def template() -> Template:
    return synth()


@pytest.fixture(scope="session")
def matcher() -> Iterator[Matcher]:
    """EventBridge's TestEventPattern, answered by MiniStack: whether a pattern matches an event."""
    with ministack(REGION) as endpoint:
        client = endpoint.session().client("events")

        def matches(pattern: str, event: dict[str, Any]) -> bool:
            return client.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"]

        yield matches
