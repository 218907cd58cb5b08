"""A deployed albias under its operator's eyes: logs, explain with its history, every ailment that doctor knows."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from local_aws import observe
from local_aws.cloudtrail import TAG_CHANGE, ElbEvents, tag_change_detail
from tests.e2e.cli.conftest import Operated
from tests.e2e.cli.person import SECONDS

Ail = Callable[[boto3.Session, Operated], Any]


@pytest.fixture
def named(operated: Operated) -> Iterator[str]:
    """A name that the deployed function has made."""
    name = f"shop{time.monotonic_ns()}.operated.example.com"
    made = operated.balancers.create(tags={"albias/hostname": name})
    observe.until(lambda: operated.person.zone.find(name, "A"), f"{name} in Route 53")
    observe.until(lambda: name in operated.person.run("logs", name).out, f"{name} in the log")
    yield name
    operated.balancers.delete(made["LoadBalancerArn"])
    observe.until(lambda: not operated.person.zone.find(name, "A"), f"{name} gone")


def test_the_decisions_of_the_function_are_shown(operated: Operated, named: str) -> None:
    lines = operated.person.json("logs", named)
    assert [(line["kind"], line["action"]) for line in lines] == [("decision", "create")]
    shown = operated.person.run("explain", named)
    assert shown.code == 0
    assert f"create             {named}" in shown.out
    (listed,) = operated.person.json("list", named, "--since")["names"]
    assert listed["state"] == "healthy"
    assert listed["since"].startswith("20")


def test_following_the_log_until_interrupted(operated: Operated, named: str) -> None:
    process = operated.person.start("logs", "--follow", "--since", "1h")
    assert process.stdout is not None
    first = process.stdout.readline()
    while named not in first:
        first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=SECONDS)
    assert process.returncode == 0


@pytest.fixture(scope="session")
def trail(operated: Operated) -> str:
    """A trail that logs, as every account should have."""
    session = operated.person.endpoint.session()
    session.client("s3").create_bucket(
        Bucket="trail-of-the-account", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    client = session.client("cloudtrail")
    client.create_trail(Name="account", S3BucketName="trail-of-the-account")
    client.start_logging(Name="account")
    return "account"


def test_a_healthy_deployment(operated: Operated, named: str, trail: str) -> None:
    document = operated.person.json("doctor")
    assert document["unknown"] == 0, document
    assert document["problems"] == 0, document


@contextmanager
def _tag_changes_told(operated: Operated, arn: str) -> Iterator[None]:
    """AWS's own events for the tags of a load balancer, whoever changes them: here somebody has to look for them."""
    session, events = operated.person.endpoint.session(), ElbEvents(operated.person.endpoint)
    over = threading.Event()

    def tags() -> dict[str, str]:
        (described,) = session.client("elbv2").describe_tags(ResourceArns=[arn])["TagDescriptions"]
        return {tag["Key"]: tag.get("Value", "") for tag in described["Tags"]}

    def tell() -> None:
        before, version = tags(), 0
        while not over.wait(0.2):
            now = tags()
            changed = sorted({*now} ^ {*before}) + [key for key in now if before.get(key, now[key]) != now[key]]
            if changed:
                version += 1
                events.send(TAG_CHANGE, "aws.tag", tag_change_detail(arn, changed, now, version), [arn])
            before = now

    telling = threading.Thread(target=tell)
    telling.start()
    try:
        yield
    finally:
        over.set()
        telling.join()


def test_a_trial_goes_through_the_deployed_function_and_leaves_nothing(operated: Operated, named: str) -> None:
    before = operated.person.names()
    made = operated.balancers.create()
    arn = made["LoadBalancerArn"]
    with _tag_changes_told(operated, arn):
        document = operated.person.json("doctor", "--try", "--yes", f"--load-balancer={arn}")
    found = [each for each in document["findings"] if each["area"] == "try"]
    assert [each["state"] for each in found] == ["ok"] * 3, found
    assert "were replaced" in found[1]["words"]
    assert operated.person.names() == before
    (left,) = operated.person.endpoint.session().client("elbv2").describe_tags(ResourceArns=[arn])["TagDescriptions"]
    assert left["Tags"] == []
    operated.balancers.delete(arn)


@contextmanager
def _edited(operated: Operated, old: str, new: str) -> Iterator[None]:
    file = operated.person.folder / "albias.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(text, encoding="utf-8")


@contextmanager
def _no_logging(session: boto3.Session, operated: Operated) -> Iterator[None]:
    client = session.client("cloudtrail")
    client.stop_logging(Name="account")
    try:
        yield
    finally:
        client.start_logging(Name="account")


@contextmanager
def _read_only_trail(session: boto3.Session, operated: Operated) -> Iterator[None]:
    client = session.client("cloudtrail")
    reading: Any = [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]
    client.put_event_selectors(TrailName="account", EventSelectors=reading)
    try:
        yield
    finally:
        everything: Any = [{"ReadWriteType": "All", "IncludeManagementEvents": True}]
        client.put_event_selectors(TrailName="account", EventSelectors=everything)


@contextmanager
def _rule_off(session: boto3.Session, operated: Operated) -> Iterator[None]:
    client = session.client("events")
    name = next(rule["Name"] for rule in client.list_rules()["Rules"] if rule["Name"].startswith("albias-operated"))
    client.disable_rule(Name=name)
    try:
        yield
    finally:
        client.enable_rule(Name=name)


@contextmanager
def _dead_letter(session: boto3.Session, operated: Operated) -> Iterator[None]:
    client = session.client("sqs")
    client.send_message(QueueUrl=operated.outputs["DeadLetterQueueUrl"], MessageBody="{}")
    try:
        yield
    finally:
        client.purge_queue(QueueUrl=operated.outputs["DeadLetterQueueUrl"])


@contextmanager
def _mapping_off(session: boto3.Session, operated: Operated) -> Iterator[None]:
    client = session.client("lambda")
    found = client.list_event_source_mappings(FunctionName=operated.outputs["FunctionName"])
    (mapping,) = found["EventSourceMappings"]
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


@contextmanager
def _alarm_on(session: boto3.Session, operated: Operated) -> Iterator[None]:
    client = session.client("cloudwatch")
    client.set_alarm_state(AlarmName="albias-operated-errors", StateValue="ALARM", StateReason="test")
    try:
        yield
    finally:
        client.set_alarm_state(AlarmName="albias-operated-errors", StateValue="OK", StateReason="test")


@contextmanager
def _schedule_off(session: boto3.Session, operated: Operated) -> Iterator[None]:
    client = session.client("scheduler")
    (found,) = client.list_schedules()["Schedules"]
    schedule: Any = client.get_schedule(Name=found["Name"])
    kept = {key: schedule[key] for key in ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")}
    client.update_schedule(**kept, State="DISABLED")
    try:
        yield
    finally:
        client.update_schedule(**kept, State="ENABLED")


@contextmanager
def _wrong_zone(session: boto3.Session, operated: Operated) -> Iterator[None]:
    with _edited(operated, f'"{operated.person.zone.id}"', '"Z0NOSUCHZONE"'):
        yield


@contextmanager
def _wrong_name(session: boto3.Session, operated: Operated) -> Iterator[None]:
    with _edited(operated, 'name = "operated.example.com"', 'name = "other.example.com"'):
        yield


@contextmanager
def _other_configuration(session: boto3.Session, operated: Operated) -> Iterator[None]:
    with _edited(operated, 'owner = "operated"', 'owner = "operated"\npolicy = "upsert-only"'):
        yield


@contextmanager
def _not_deployed(session: boto3.Session, operated: Operated) -> Iterator[None]:
    with _edited(operated, 'owner = "operated"', 'owner = "nobody"'):
        yield


@pytest.mark.parametrize(
    ("ail", "area", "words"),
    [
        (_no_logging, "trail", "account (does not log)"),
        (_read_only_trail, "trail", "account (leaves out writing management events)"),
        (_rule_off, "rules", "4 of 5 enabled"),
        (_dead_letter, "dead letters", "1 message in"),
        (_mapping_off, "queue to function", "0 of 1"),
        (_alarm_on, "alarms", "albias-operated-errors is on"),
        (_schedule_off, "schedule", "disabled"),
        (_wrong_zone, "zone operated.example.com", "Z0NOSUCHZONE does not exist"),
        (_wrong_name, "zone other.example.com", "is operated.example.com, public"),
        (_other_configuration, "configuration", "differ in policy"),
        (_not_deployed, "stack", "no stack albias-nobody"),
    ],
    ids=lambda value: getattr(value, "__name__", "").strip("_") or None,
)
def test_h10_every_ailment_is_found_and_named(operated: Operated, trail: str, ail: Ail, area: str, words: str) -> None:
    with ail(operated.person.endpoint.session(), operated):
        result = operated.person.run("doctor", "--json")
    assert result.code == 3
    found = [each for each in result.json["findings"] if each["area"] == area]
    assert any(each["state"] == "problem" and words in each["words"] and each["mend"] for each in found), found
