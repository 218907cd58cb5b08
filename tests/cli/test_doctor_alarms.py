"""What doctor says of the alarms: there, on, of a length that CloudWatch takes, and heard by their topic."""

import json
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from albias_cli.doctor import Finding
from albias_cli.doctor.alarms import alarms
from albias_cli.doctor.topic import lets_in, topic
from tests.cli.patients import DENIED, Canned, patient, states
from tests.support.desk import Desk
from tests.support.world import ACCOUNT, World

TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:alarms"
CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
BY_SNS = {  # the policy that SNS makes by itself
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": ["SNS:GetTopicAttributes", "SNS:Publish"],
    "Resource": TOPIC,
    "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
}
PUBLISH = {"Effect": "Allow", "Principal": CLOUDWATCH, "Action": "sns:Publish", "Resource": TOPIC}
KEY_USE = {
    "Effect": "Allow",
    "Principal": CLOUDWATCH,
    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
}
ROOT = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}


class CloudWatch(Canned):
    """Alarms of these states; `history`: what each of the alarms tells of itself, by kind."""

    def __init__(self, **answers: Any) -> None:
        super().__init__(**answers)
        self.history: dict[str, list[str]] = {}

    def describe_alarm_history(self, AlarmName: str, HistoryItemType: str, **_: Any) -> Any:  # noqa: N803
        return {"AlarmHistoryItems": [{"HistorySummary": each} for each in self.history.get(HistoryItemType, [])]}


def look(desk: Desk, deployed: list[str], **found: Any) -> tuple[list[Finding], CloudWatch]:
    """Each alarm by its name: its state, or all that is to be said of it."""
    made = []
    for name, said in found.items():
        told = said if isinstance(said, dict) else {"StateValue": said}
        made.append({"AlarmName": f"albias-platform-{name.replace('_', '-')}", "StateValue": "OK", **told})
    client = CloudWatch(describe_alarms={"MetricAlarms": made})
    desk.clients.more["cloudwatch"] = client
    return examined(desk, deployed), client


def examined(desk: Desk, deployed: list[str]) -> list[Finding]:
    there = patient(desk)
    assert there.deployed
    resources = {"AWS::CloudWatch::Alarm": deployed}
    found = list(alarms(replace(there, deployed=replace(there.deployed, resources=resources))))
    return [each for each in found if "none: alarms are seen in the console alone" not in each.words]


def test_an_alarm_that_is_on_one_that_is_gone_and_no_alarm_at_all(desk: Desk) -> None:
    both = ["albias-platform-errors", "albias-platform-denied"]
    assert states(look(desk, both, errors="OK", denied="OK")[0]) == ["ok"]
    assert states(look(desk, both, errors="OK", denied="ALARM")[0]) == ["problem"]
    (gone,), _ = look(desk, both, errors="OK")
    assert (gone.state, gone.words) == ("problem", "deployed, and not there any more: albias-platform-denied")
    assert states(look(desk, [])[0]) == ["problem"]


def test_only_the_stacks_own_alarms_are_looked_at(desk: Desk) -> None:
    """The alarms of an owner `platform-eu` begin with `albias-platform-`, too."""
    _, client = look(desk, ["albias-platform-errors", "somebody-elses"], errors="OK")
    assert client.asked == [("describe_alarms", {"AlarmNames": ["albias-platform-errors"]})]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"Period": 86_400, "EvaluationPeriods": 7}, "ok"),
        ({"Period": 172_800, "EvaluationPeriods": 1}, "problem"),
        ({"Period": 86_400, "EvaluationPeriods": 8}, "problem"),
        (
            {"Metrics": [{"MetricStat": {"Period": 172_800}}, {"Expression": "FILL(a, 0)"}], "EvaluationPeriods": 3},
            "problem",
        ),
    ],
)
def test_c28_an_alarm_longer_than_cloudwatch_takes(desk: Desk, said: dict[str, Any], state: str) -> None:
    found, _ = look(desk, ["albias-platform-denied"], denied=said)
    assert found[-1].state == state


@pytest.mark.parametrize(("times", "state"), [(3, "ok"), (4, "problem")])
def test_an_alarm_on_short_sweeps_that_comes_and_goes(desk: Desk, times: int, state: str) -> None:
    _, client = look(desk, ["albias-platform-no-sweep"], no_sweep="OK")
    client.history = {"StateUpdate": ["Alarm updated from OK to ALARM", "Alarm updated from ALARM to OK"] * times}
    *_, last = examined(desk, ["albias-platform-no-sweep"])
    assert (last.area, last.state) == ("alarms that flap", state)


def _hear(world: World, desk: Desk, policy: Any, key: str = "", **kms: Any) -> list[Finding]:
    desk.run("list")
    assert desk.workspace
    attributes = {"Policy": json.dumps({"Statement": policy}), **({"KmsMasterKeyId": key} if key else {})}
    desk.clients.more |= {"sns": Canned(get_topic_attributes={"Attributes": attributes}), "kms": Canned(**kms)}
    return list(topic(desk.workspace, TOPIC))


@pytest.mark.parametrize(
    ("statements", "state"),
    [
        ([BY_SNS], "ok"),
        ([PUBLISH], "ok"),
        (PUBLISH, "ok"),
        ([], "problem"),
        ([{**BY_SNS, "Condition": {"StringEquals": {"AWS:SourceOwner": "999999999999"}}}], "problem"),
        ([{**PUBLISH, "Principal": {"Service": "s3.amazonaws.com"}}], "problem"),
        ([{**PUBLISH, "Action": "sns:Subscribe"}], "problem"),
        ([PUBLISH, {"Effect": "Deny", "Principal": "*", "Action": "sns:*"}], "problem"),
        ([PUBLISH, {"Effect": "Deny", "Principal": "*", "Action": "sns:*", "Condition": {"Bool": {"a": "b"}}}], "ok"),
    ],
)
def test_c23_the_topics_policy_lets_cloudwatch_in_or_not(world: World, desk: Desk, statements: Any, state: str) -> None:
    assert states(_hear(world, desk, statements)) == [state]


def _key(manager: str, *statements: Any) -> dict[str, Any]:
    policy = json.dumps({"Statement": list(statements)})
    return {
        "describe_key": {"KeyMetadata": {"KeyId": "1234", "KeyManager": manager}},
        "get_key_policy": {"Policy": policy},
    }


def test_c23_the_topics_key_lets_cloudwatch_in_or_not(world: World, desk: Desk) -> None:
    """AWS's own key never does, whatever it is called; the account's does where its policy says so."""
    assert states(_hear(world, desk, [BY_SNS], "alias/aws/sns")) == ["problem"]
    assert states(_hear(world, desk, [BY_SNS], "1234", **_key("AWS", KEY_USE))) == ["problem"]
    assert states(_hear(world, desk, [BY_SNS], "1234", **_key("CUSTOMER", ROOT, KEY_USE))) == ["ok"]
    (found,) = _hear(world, desk, [BY_SNS], "1234", **_key("CUSTOMER", ROOT))
    assert "does not let CloudWatch kms:Decrypt and kms:GenerateDataKey" in found.words
    half = {**KEY_USE, "Action": "kms:Decrypt"}
    (found,) = _hear(world, desk, [BY_SNS], "1234", **_key("CUSTOMER", half))
    assert "does not let CloudWatch kms:GenerateDataKey" in found.words


def test_c23_a_topic_of_another_account_is_no_fault(world: World, desk: Desk) -> None:
    """It cannot be looked at from here, for ever: that is told, and the exit code is not raised by it (as in C22)."""
    desk.run("list")
    assert desk.workspace
    desk.clients.more["sns"] = Canned(get_topic_attributes=ClientError(DENIED, "GetTopicAttributes"))
    (found,) = topic(desk.workspace, TOPIC.replace(ACCOUNT, "999999999999"))
    assert (found.state, "cannot be looked at from here" in found.words) == ("ok", True)
    with pytest.raises(ClientError):
        list(topic(desk.workspace, TOPIC))


def test_c23_what_an_alarm_could_not_tell_is_in_its_history(world: World, desk: Desk) -> None:
    _, client = look(desk, ["albias-platform-errors"], errors="OK")
    world.settings = replace(world.settings, alarm_topic_arn=TOPIC)
    client.history = {
        "Action": [f"Failed to execute action {TOPIC}. Received error: CloudWatch Alarms is not authorized"]
    }
    desk.clients.more["sns"] = Canned(
        get_topic_attributes={"Attributes": {"Policy": json.dumps({"Statement": [PUBLISH]})}}
    )
    found = [each for each in examined(desk, ["albias-platform-errors"]) if each.area == "alarm topic"]
    assert states(found) == ["problem", "ok"]
    assert "not authorized" in found[0].words


def test_a_statement_without_a_principal_lets_nobody_in() -> None:
    assert not lets_in({"Statement": [{"Effect": "Allow", "Action": "sns:Publish"}]}, "sns:Publish", ACCOUNT)
