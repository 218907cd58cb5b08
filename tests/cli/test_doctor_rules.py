"""What doctor says of the rules: those of this configuration, by whatever name, and what came through them."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from albias.settings import TagMatch
from albias_cli.ask.deployed import name_of
from albias_cli.doctor import Finding
from albias_cli.doctor.numbers import measured
from albias_cli.doctor.rules import rules
from tests.cli.patients import DENIED, PLAIN_RULES, Canned, Events, Metrics, patient, states
from tests.support.desk import Desk
from tests.support.world import World

OF_LISTENERS = ("ListenerChanged", "RuleChanged")


def look(desk: Desk, events: Events, physical: str = "stack-{}", **metrics: float) -> list[Finding]:
    desk.clients.more |= {"events": events, "cloudwatch": Metrics(**metrics)}
    examined = patient(desk)
    assert examined.deployed
    names = [name.removeprefix("stack-") if name.startswith("stack-") else name for name in events.words]
    made = [physical.format(name) if f"stack-{name}" in events.words else name for name in names]
    return list(rules(replace(examined, deployed=replace(examined.deployed, resources={"AWS::Events::Rule": made}))))


@pytest.mark.parametrize(
    "physical",
    [
        "stack-{}",
        "default|stack-{}",
        "arn:aws:events:eu-west-1:1:rule/stack-{}",
        "arn:aws:events:eu-west-1:1:rule/b/stack-{}",
    ],
)
def test_c27_the_physical_id_of_a_rule_may_be_an_arn(desk: Desk, physical: str) -> None:
    assert name_of(physical.format("Tagged")) == "stack-Tagged"
    found = look(desk, Events(*PLAIN_RULES), physical)
    assert found[0].words == "5 of 5 enabled, with a target"
    assert states(found) == ["ok", "ok"]


def test_c27_a_rule_on_for_all_of_cloudtrail_is_on(desk: Desk) -> None:
    found = look(desk, Events(*PLAIN_RULES, state="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"))
    assert states(found) == ["ok", "ok"]
    off = look(desk, Events(*PLAIN_RULES, state="DISABLED"))[0]
    assert (off.state, off.mend) == (
        "problem",
        "Enable each that is off: `aws events enable-rule --name stack-Created`",
    )


def test_the_rules_are_those_of_the_configuration(world: World, desk: Desk) -> None:
    """With names from listener rules there are two more; one that lacks is named, others' rules are not counted."""
    world.settings = replace(world.settings, names_from_rules=(TagMatch("team"),))
    short = look(desk, Events(*PLAIN_RULES, others=("somebody-elses",)))
    assert short[0].words == "5 of 5 enabled, with a target"
    assert short[1].words == "this configuration asks for 7; not there: ListenerChanged, RuleChanged"
    assert states(short) == ["ok", "problem", "ok"]
    assert states(look(desk, Events(*PLAIN_RULES, *OF_LISTENERS))) == ["ok", "ok"]
    assert states(look(desk, Events(*PLAIN_RULES[:4], *OF_LISTENERS))) == ["ok", "problem", "ok"]


def test_where_there_is_no_rule_that_is_told_once(desk: Desk) -> None:
    (found,) = look(desk, Events())
    assert (found.state, found.words.partition(";")[0]) == ("problem", "this configuration asks for 5")
    assert found.mend.endswith("`cdk deploy`")


def test_c20_tag_events_that_never_pass_are_told(desk: Desk) -> None:
    """Nobody has seen one for a load balancer: a deployment that has been tagged knows better after a day."""
    both = look(desk, Events(*PLAIN_RULES), Tagged=3, TagChange=3)[1]
    assert both.words == "within 14 days: Created 0, Tagged 3, Untagged 0, ChangedOrDeleted 0, TagChange 3"
    calls_alone = look(desk, Events(*PLAIN_RULES), Tagged=3)[1]
    assert (calls_alone.state, "AWS's own tag events do not come" in calls_alone.words) == ("ok", True)


def test_what_a_rule_could_not_deliver_is_a_problem(desk: Desk) -> None:
    *_, found = look(desk, Events(*PLAIN_RULES), FailedInvocations=1)
    assert (found.state, found.area) == ("problem", "events")


def test_metrics_that_may_not_be_read_hide_no_rule(desk: Desk) -> None:
    desk.clients.more["events"] = Events(*PLAIN_RULES)
    examined = patient(desk)
    desk.clients.more["cloudwatch"] = Canned(get_metric_data=ClientError(DENIED, "GetMetricData"))
    assert examined.deployed
    made = replace(examined.deployed, resources={"AWS::Events::Rule": [f"stack-{name}" for name in PLAIN_RULES]})
    assert states(rules(replace(examined, deployed=made))) == ["ok", "unknown"]


def _measured(desk: Desk, **metrics: float) -> dict[str, str]:
    desk.clients.more["cloudwatch"] = Metrics(**metrics)
    return {each.area: each.words for each in measured(patient(desk, {"QueueUrl": "https://sqs/1/work"}))}


def test_what_only_a_running_deployment_knows_is_measured(desk: Desk) -> None:
    found = _measured(
        desk,
        ChangeLatencyp50=2_100,
        ChangeLatencyp99=14_000,
        ChangeLatencySampleCount=40,
        LostRaces=2,
        Refusals=1,
        NumberOfEmptyReceives=14_000,
    )
    assert found == {
        "latency": "from the API call to the accepted change: p50 2.1 s, p99 14.0 s (CloudTrail's delay is in it)",
        "contention": "within 14 days: 0 calls throttled, 2 races lost, 1 times a target that was not there yet",
        "polling": "1,000 receive calls a day found the queue empty",
    }
    assert "`albias doctor --try` measures one" in _measured(desk)["latency"]


def test_outside_the_commercial_partition_a_name_proves_the_condition_keys() -> None:
    world = World()
    world.me = replace(world.me, partition="aws-cn")
    desk = Desk(world)
    assert "Route 53 hands IAM its condition keys there" in _measured(desk, NamesCreated=1)["partition"]
    assert "3 changes were denied" in _measured(desk, ChangesDenied=3)["partition"]
