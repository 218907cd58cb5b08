"""The log as the demo reads it: a line that comes with the next invocation alone is waited for."""

from typing import Any

import boto3
import pytest

from demo import cloud


def test_a_line_that_only_the_next_invocation_brings_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    line = {"kind": "decision", "action": "remove"}
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(cloud, "log_lines", lambda session, log_group: shown)
    monkeypatch.setattr("local_aws.observe._POLL_SECONDS", 0)
    nudged: list[None] = []

    def nudge() -> None:
        nudged.append(None)
        shown.append(line)

    assert cloud.Journal(boto3.Session(), "group", nudge).wait_for(action="remove") == line
    assert len(nudged) == 1
