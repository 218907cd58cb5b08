"""`albias doctor`: the checks that MiniStack cannot make fail, on answers as AWS gives them."""

import email.utils
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from albias.model import HostedZone
from albias.names import DnsName
from albias_cli.ask.deployed import Deployed
from albias_cli.doctor import Finding, Patient, examine
from albias_cli.doctor.account import clock, trail
from albias_cli.doctor.alarms import CHECKS as ALARMS
from albias_cli.doctor.deployment import CHECKS as DEPLOYMENT
from albias_cli.doctor.deployment import schedule, stack
from albias_cli.doctor.permissions import permissions
from albias_cli.doctor.rules import CHECKS as RULES
from albias_cli.doctor.zones import zones
from albias_cli.errors import Exit
from tests.cli.patients import DENIED, Canned, Refusing, patient, states
from tests.support.deployed import LOG_GROUP
from tests.support.desk import Desk
from tests.support.name_server import name_server
from tests.support.world import ACCOUNT, ZONE, World


def _trail(desk: Desk, selectors: dict[str, Any], **more: Any) -> list[Finding]:
    found = {"Name": "t", "TrailARN": "arn:t", "HomeRegion": "us-east-1", "IsMultiRegionTrail": True} | more
    desk.clients.more["cloudtrail"] = Canned(
        describe_trails={"trailList": [found]},
        get_trail_status={"IsLogging": True},
        get_event_selectors=selectors,
    )
    return list(trail(patient(desk)))


def field(name: str, **condition: list[str]) -> dict[str, Any]:
    """A field of an advanced event selector."""
    return {"Field": name, **condition}


MANAGEMENT = field("eventCategory", Equals=["Management"])
WITHOUT_ELB = field("eventSource", NotEquals=["elasticloadbalancing.amazonaws.com"])
ONLY_KMS = field("eventSource", Equals=["kms.amazonaws.com"])


@pytest.mark.parametrize(
    ("selectors", "state"),
    [
        ({}, "ok"),
        ({"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]}, "ok"),
        ({"EventSelectors": [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]}, "problem"),
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": False}]}, "problem"),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [MANAGEMENT]}]}, "ok"),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [field("eventCategory", Equals=["Data"])]}]}, "problem"),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [MANAGEMENT, field("readOnly", Equals=["true"])]}]}, "problem"),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [MANAGEMENT, field("readOnly", Equals=["false"])]}]}, "ok"),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [MANAGEMENT, WITHOUT_ELB]}]}, "problem"),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [MANAGEMENT, field("eventSource", NotEquals=["kms"])]}]}, "ok"),
        ({"AdvancedEventSelectors": [{"FieldSelectors": [MANAGEMENT, ONLY_KMS]}]}, "problem"),
    ],
)
def test_h10_which_trails_make_events_of_elb_calls(desk: Desk, selectors: dict[str, Any], state: str) -> None:
    assert states(_trail(desk, selectors)) == [state]


def test_h10_a_trail_of_another_region_makes_none_here(desk: Desk) -> None:
    assert states(_trail(desk, {}, IsMultiRegionTrail=False)) == ["problem"]
    assert states(_trail(desk, {}, IsMultiRegionTrail=False, HomeRegion="eu-west-1")) == ["ok"]


def test_a_local_aws_is_missing_no_trail(desk: Desk) -> None:
    examined = patient(desk)
    local = replace(examined, workspace=replace(examined.workspace, local="http://127.0.0.1:4566"))
    desk.clients.more["cloudtrail"] = Canned(describe_trails={"trailList": []})
    assert states(trail(examined)) == ["problem"]
    (finding,) = trail(local)
    assert finding.state == "ok"
    assert finding.words == (
        "the local AWS at http://127.0.0.1:4566 sends no events, so no trail is missing: names come with the next"
        " sweep, or at once by `albias apply`"
    )


def test_a_check_that_may_not_look_says_so_and_stops_no_other(desk: Desk) -> None:
    def denied(patient: Patient) -> Iterable[Finding]:
        raise ClientError(DENIED, "DescribeTrails")

    def fine(patient: Patient) -> Iterable[Finding]:
        return [Finding("fine", "ok", "")]

    found = list(examine(patient(desk), [denied, fine]))
    assert states(found) == ["unknown", "ok"]
    assert "AccessDenied" in found[0].words
    assert "--profile" in found[0].mend


def test_a_whole_examination_of_a_world_where_nothing_answers(world: World, desk: Desk) -> None:
    """No check breaks another, whatever AWS refuses."""
    world.create("web", "shop.apps.example.com")
    refusing = Canned()
    refusing.answers = Refusing()
    for service in ("sts", "cloudtrail", "lambda", "events", "scheduler", "sqs", "cloudwatch", "iam"):
        desk.clients.more[service] = refusing
    _zone_client(world, get_hosted_zone_limit=ClientError(DENIED, "GetHostedZoneLimit"))
    desk.clients.stack.outputs |= dict.fromkeys(("FunctionName", "QueueUrl", "FunctionRoleArn"), "x")
    result = desk.run("doctor")
    assert "could not be looked at" in result.out
    assert "could not be made" in result.out
    assert result.code == Exit.REFUSED


def test_what_was_deployed_and_is_gone_is_a_problem(desk: Desk) -> None:
    def missing(operation: str, code: str = "ResourceNotFoundException") -> ClientError:
        return ClientError({"Error": {"Code": code, "Message": "does not exist"}}, operation)

    desk.clients.more |= {
        "lambda": Canned(get_function_configuration=missing("GetFunctionConfiguration")),
        "events": Canned(describe_rule=missing("DescribeRule")),
        "scheduler": Canned(get_schedule=missing("GetSchedule")),
        "sqs": Canned(get_queue_attributes=missing("x", "AWS.SimpleQueueService.NonExistentQueue")),
        "cloudwatch": Canned(describe_alarms={"MetricAlarms": []}),
    }
    examined = patient(desk, dict.fromkeys(("FunctionName", "QueueUrl"), "x"))
    assert examined.deployed
    resources = {"AWS::Events::Rule": ["a|b"], "AWS::Scheduler::Schedule": ["c"]}
    there = replace(examined, deployed=replace(examined.deployed, resources=resources))
    found = {finding.area: finding for finding in examine(there, (*DEPLOYMENT, *RULES, *ALARMS))}
    assert {area: finding.state for area, finding in found.items() if area != "stack"} == dict.fromkeys(
        ("function", "rules", "schedule", "queues", "alarms"), "problem"
    )
    assert all("cdk deploy" in finding.mend for finding in found.values() if finding.state == "problem")


def test_what_a_stack_does_not_name_cannot_be_looked_at_and_stops_no_other_check(desk: Desk) -> None:
    """A stack of somebody's own, or one whose first deployment failed."""
    desk.clients.more |= {"lambda": Canned(), "sqs": Canned(), "iam": Canned()}
    desk.clients.more["cloudwatch"] = Canned(describe_alarms={"MetricAlarms": []})
    desk.clients.more["events"] = desk.clients.more["scheduler"] = Canned()
    examined = patient(desk)
    found = {each.area: each for each in examine(examined, [*DEPLOYMENT, *ALARMS, permissions])}
    missing = {"function": "FunctionName", "queues": "QueueUrl", "permissions": "FunctionRoleArn"}
    for area, output in missing.items():
        assert found[area].words == f"could not be looked at: the stack albias-platform has no output {output}"
        assert (found[area].state, "docs/construct.md" in found[area].mend) == ("unknown", True)
    assert found["stack"].state == "ok"


def test_the_stack_may_have_another_name(world: World, desk: Desk) -> None:
    desk.clients.stack.deployed = False
    desk.run("list", "--stack", "network")
    assert desk.workspace
    (found,) = stack(Patient(desk.workspace, None))
    assert found.words.startswith("no stack network in owner platform")
    assert "--stack" in found.mend


def test_a_cloudformation_that_does_not_answer_stops_no_other_check(world: World, desk: Desk) -> None:
    world.create("web", "shop.apps.example.com")
    desk.clients.more["cloudformation"] = Canned(describe_stacks=EndpointConnectionError(endpoint_url="http://x"))
    for service in ("sts", "cloudtrail"):
        desk.clients.more[service] = Canned()
        desk.clients.more[service].answers = Refusing()
    _zone_client(world, get_hosted_zone_limit=ClientError(DENIED, "GetHostedZoneLimit"))
    document = desk.json("doctor")
    areas = {each["area"]: each["state"] for each in document["findings"]}
    assert areas["stack"] == "unknown"
    assert areas["load balancers"] == "ok"
    assert areas["zone apps.example.com"] == "ok"
    assert (document["problems"], document["unknown"]) == (0, 3)
    assert desk.run("doctor").code == Exit.FAILED


def test_one_zone_that_may_not_be_read_hides_no_other() -> None:
    other = HostedZone("Z0OTHER", DnsName("other.example.com"))
    world = World(zones=(ZONE, other))
    _zone_client(world, get_hosted_zone_limit=ClientError(DENIED, "GetHostedZoneLimit"))

    def denied(operation: str, params: dict[str, Any]) -> None:
        if operation == "GetHostedZone" and params["Id"] == ZONE.id:
            raise ClientError(DENIED, operation)

    desk = Desk(world)
    examined = patient(desk)
    world.route53.before = denied
    found = [(finding.area, finding.state) for finding in zones(examined)]
    assert found[0] == ("zone apps.example.com", "unknown")
    assert ("zone other.example.com", "ok") in found


ORGANISATION = "arn:aws:cloudtrail:us-east-1:999999999999:trail/all"


@pytest.mark.parametrize(
    ("logging", "more", "state"),
    [
        (True, {"IsOrganizationTrail": True}, "ok"),
        (True, {"TrailARN": ORGANISATION}, "ok"),
        (False, {"IsOrganizationTrail": True}, "problem"),
        (True, {}, "unknown"),
        (True, {"TrailARN": ORGANISATION.replace("999999999999", ACCOUNT)}, "unknown"),
    ],
)
def test_c22_an_organisations_trail_is_judged_by_what_a_member_may_read(
    desk: Desk, logging: bool, more: dict[str, Any], state: str
) -> None:
    """Its selectors are refused to a member account for ever; that it logs is not."""
    found = {"Name": "all", "TrailARN": "arn:t", "HomeRegion": "us-east-1", "IsMultiRegionTrail": True} | more
    desk.clients.more["cloudtrail"] = Canned(
        describe_trails={"trailList": [found]},
        get_trail_status={"IsLogging": logging},
        get_event_selectors=ClientError(DENIED, "GetEventSelectors"),
    )
    (told,) = trail(patient(desk))
    assert told.state == state
    assert ("cannot be read from this account" in told.words) == (state == "ok")


def test_one_trail_that_may_not_be_read_hides_no_other(desk: Desk) -> None:
    trails = [{"Name": name, "TrailARN": name, "IsMultiRegionTrail": True} for name in ("org", "own")]

    class Trails(Canned):
        def get_trail_status(self, Name: str) -> Any:  # noqa: N803
            if Name == "org":
                raise ClientError(DENIED, "GetTrailStatus")
            return {"IsLogging": self.answers["logging"]}

    def look(*, logging: bool) -> list[str]:
        client = Trails(describe_trails={"trailList": trails}, get_event_selectors={}, logging=logging)
        desk.clients.more["cloudtrail"] = client
        return states(trail(patient(desk)))

    assert look(logging=True) == ["ok"]
    assert look(logging=False) == ["unknown"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("CREATE_COMPLETE", "ok"),
        ("UPDATE_COMPLETE", "ok"),
        ("UPDATE_ROLLBACK_COMPLETE", "problem"),
        ("UPDATE_IN_PROGRESS", "problem"),
        ("DELETE_COMPLETE", "problem"),
        ("ROLLBACK_FAILED", "problem"),
    ],
)
def test_the_states_of_a_stack(desk: Desk, status: str, state: str) -> None:
    assert states(stack(patient(desk, status=status))) == [state]


@pytest.mark.parametrize(("skew", "state"), [(0, "ok"), (59, "ok"), (-61, "problem"), (400, "problem")])
def test_the_clock(world: World, desk: Desk, skew: int, state: str) -> None:
    date = email.utils.formatdate(world.clock + skew, usegmt=True)
    desk.clients.more["sts"] = Canned(
        get_caller_identity={"Arn": "arn:aws:iam::1:root", "ResponseMetadata": {"HTTPHeaders": {"date": date}}}
    )
    assert states(clock(patient(desk))) == ["ok", state]


def _sweeps(desk: Desk, changed: float = 0.0) -> str:
    desk.clients.more["scheduler"] = Canned(
        get_schedule={"State": "ENABLED", "ScheduleExpression": "rate(15 minutes)"},
    )
    examined = patient(desk)
    made = Deployed(
        "albias-platform",
        "CREATE_COMPLETE",
        {"LogGroupName": LOG_GROUP},
        changed,
        {"AWS::Scheduler::Schedule": ["albias-Sweep"]},
    )
    *_, last = schedule(Patient(examined.workspace, made))
    assert last.area == "sweeps"
    return f"{last.state}: {last.words}"


def test_h9_sweeps_that_do_not_come_through(world: World, desk: Desk) -> None:
    assert _sweeps(desk) == "problem: none done within 45 minutes"
    assert _sweeps(desk, world.clock - 60) == "ok: none yet: the stack is young"
    desk.clients.logs.add(world.clock - 600, kind="sweep", message="sweep not complete")
    assert _sweeps(desk) == "problem: 1 begun, none done within 45 minutes"
    desk.clients.logs.add(world.clock - 300, kind="sweep", message="sweep done")
    assert _sweeps(desk) == "ok: the last one was done 5 minutes ago"


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_sweeps_that_the_log_does_not_tell_of_are_unknown(world: World, desk: Desk, level: str) -> None:
    world.settings = replace(world.settings, log_level=level)
    told = f'unknown: could not be looked at: log_level = "{level}" keeps decisions and sweeps out of the log'
    assert _sweeps(desk) == told
    desk.clients.logs.add(world.clock - 300, kind="sweep", message="sweep done")
    assert _sweeps(desk) == "ok: the last one was done 5 minutes ago"


def test_c27_a_log_that_is_gone_is_not_the_schedules_trouble(desk: Desk) -> None:
    gone = ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "log group"}}, "FilterLogEvents")
    desk.clients.more["scheduler"] = Canned(get_schedule={"State": "ENABLED", "ScheduleExpression": "rate(15 minutes)"})

    class Gone:
        def get_paginator(self, operation: str) -> Any:
            raise gone

    desk.clients.more["logs"] = Gone()
    examined = patient(desk)
    assert examined.deployed
    made = replace(examined.deployed, resources={"AWS::Scheduler::Schedule": ["albias-Sweep"]})
    found = {each.area: each.state for each in schedule(replace(examined, deployed=made))}
    assert found == {"schedule": "ok", "sweeps": "problem"}


def test_h9_sweeps_that_are_off(world: World, desk: Desk) -> None:
    world.settings = type(world.settings)(owner=world.me.owner, zones=world.zones, sweep="off")
    assert states(schedule(patient(desk))) == ["problem"]


def _zone_client(world: World, **limit: Any) -> None:
    world.route53.get_hosted_zone_limit = Canned(**limit).get_hosted_zone_limit  # type: ignore[attr-defined]


def test_the_room_in_a_zone(world: World, desk: Desk) -> None:
    for count, state in ((100, "ok"), (9500, "problem")):
        _zone_client(world, get_hosted_zone_limit={"Limit": {"Value": 10_000}, "Count": count})
        assert states(zones(patient(desk)))[1] == state
    _zone_client(world, get_hosted_zone_limit=ClientError(DENIED, "GetHostedZoneLimit"))
    assert "2 of 10,000 record sets" in [finding.words for finding in zones(patient(desk))]


def test_a_zone_that_resolvers_do_not_ask(world: World, desk: Desk) -> None:
    _zone_client(world, get_hosted_zone_limit=ClientError(DENIED, "GetHostedZoneLimit"))
    with name_server({(ZONE.name, "NS"): ["ns-1.awsdns-01.com."]}) as server:
        assert states(zones(patient(desk, dns=True, nameserver=server)))[-1] == "ok"
    with name_server({(ZONE.name, "NS"): ["ns.registrar.example."]}) as server:
        assert states(zones(patient(desk, dns=True, nameserver=server)))[-1] == "problem"
    with name_server({}) as server:
        *_, last = zones(patient(desk, dns=True, nameserver=server))
    assert (last.state, "NS ns-1.awsdns-01.com" in last.mend) == ("problem", True)


def test_a_zone_in_another_account_is_checked_as_far_as_it_can_be_seen(desk: Desk, world: World) -> None:
    zone = HostedZone(ZONE.id, ZONE.name, role_arn="arn:aws:iam::2:role/zones")
    world.settings = type(world.settings)(owner=world.me.owner, zones=(zone,))
    allowed = {"EvaluationResults": [{"EvalDecision": "allowed"}]}
    client = desk.clients.more["iam"] = Canned(simulate_principal_policy=allowed)
    assert states(permissions(patient(desk, {"FunctionRoleArn": "arn:aws:iam::1:role/x"}))) == ["ok"]
    assert client.asked[0][1]["ActionNames"] == ["sts:AssumeRole"]


def test_a_zones_role_that_may_only_read_record_sets_is_no_fault() -> None:
    zone = replace(ZONE, role_arn="arn:aws:iam::2:role/zones")
    world = World(zones=(zone,))

    def denied(operation: str, params: dict[str, Any]) -> None:
        if operation == "GetHostedZone":
            raise ClientError(DENIED, operation)

    examined = patient(Desk(world))
    world.route53.before = denied
    unseen, registry = zones(examined)
    assert (unseen.state, "does not allow GetHostedZone" in unseen.words) == ("unknown", True)
    assert "no fault" in unseen.mend
    assert (registry.state, "the registry can be read" in registry.words) == ("ok", True)


def test_a_zones_role_that_cannot_be_assumed_is_told_once() -> None:
    world = World(zones=(replace(ZONE, role_arn="arn:aws:iam::2:role/zones"),))

    def denied(operation: str, params: dict[str, Any]) -> None:
        raise ClientError(DENIED, "AssumeRole")

    examined = patient(Desk(world))
    world.route53.before = denied
    (found,) = zones(examined)
    assert (found.state, "AssumeRole: AccessDenied" in found.words) == ("unknown", True)


def test_findings_are_shown_with_how_to_mend_them(world: World, desk: Desk) -> None:
    desk.clients.stack.deployed = False
    for service in ("sts", "cloudtrail"):
        desk.clients.more[service] = Canned()
        desk.clients.more[service].answers = Refusing()
    _zone_client(world, get_hosted_zone_limit=ClientError(DENIED, "GetHostedZoneLimit"))
    result = desk.run("doctor")
    assert result.code == Exit.REFUSED
    assert "problem  load balancers  0 load balancers" in result.out
    assert "         do: Tag one: `albias/hostname = HOSTNAME`" in result.out
    assert "unknown  clock" in result.out
