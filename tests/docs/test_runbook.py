"""docs/runbook.md against the alarms that are deployed."""

from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_

from albias.settings import Settings
from albias_cdk.alarms import alarms
from albias_cdk.queues import MAX_RECEIVE_COUNT, Queues
from tests.docs.markdown import headings, text_of

TEXT = text_of("docs/runbook.md")


def test_every_alarm_has_its_part() -> None:
    stack = Stack(App(), "Stack")
    function = lambda_.Function.from_function_name(stack, "Function", "albias")
    deployed = [alarm.name for alarm in alarms(Settings(owner="platform", zones=()), function, Queues(stack, "Queues"))]
    assert [heading for heading in headings(TEXT) if heading in deployed] == deployed


def test_numbers_are_those_deployed() -> None:
    words = {3: "three", 4: "four", 5: "five", 6: "six"}
    assert f"it failed {words[MAX_RECEIVE_COUNT]}\ntimes" in TEXT
