"""docs/runbook.md against the alarms that are deployed, and against what the function says."""

import json

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_

from albias.edge.journal import Journal
from albias.settings import Settings
from albias_cdk.alarms import alarms
from albias_cdk.queues import MAX_RECEIVE_COUNT, Queues
from tests.support.markdown import blocks, headings, table_with, text_of

TEXT = text_of("docs/runbook.md")


def test_every_alarm_has_its_part() -> None:
    stack = Stack(App(), "Stack")
    function = lambda_.Function.from_function_name(stack, "Function", "albias")
    deployed = [alarm.name for alarm in alarms(Settings(owner="platform", zones=()), function, Queues(stack, "Queues"))]
    assert [heading for heading in headings(TEXT) if heading in deployed] == deployed


def test_numbers_are_those_deployed() -> None:
    words = {3: "three", 4: "four", 5: "five", 6: "six"}
    assert f"it failed {words[MAX_RECEIVE_COUNT]}\ntimes" in TEXT


def test_c23_the_topics_key_lets_cloudwatch_in() -> None:
    """CloudWatch publishes to an encrypted topic only where the key's policy lets it use the key."""
    (statement,) = (json.loads(block) for block in blocks(TEXT, "json"))
    assert (statement["Effect"], statement["Principal"]) == ("Allow", {"Service": "cloudwatch.amazonaws.com"})
    assert set(statement["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey*"}


def test_c24_what_nothing_can_redrive_is_said_to_be_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    """In the log's line, where the kinds of lines are, and in the runbook."""
    Journal("albias-runbook", "INFO", dry_run=False).malformed("no JSON", "{")
    (line,) = [json.loads(text) for text in capsys.readouterr().out.splitlines() if '"malformed"' in text]
    assert "nothing can redrive it, delete it" in line["message"]
    (row,) = [row for row in table_with(text_of("docs/logs.md"), "kind") if row["kind"] == "`malformed`"]
    assert "cannot be redriven" in row["means"]
    assert "cannot redrive them" in " ".join(TEXT.split())
