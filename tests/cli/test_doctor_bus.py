"""What doctor says of the event bus on which albias tells what became of names."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from albias_cli.doctor import Finding
from albias_cli.doctor.bus import event_bus
from tests.cli.patients import DENIED, Canned, patient
from tests.support.desk import Desk
from tests.support.world import ACCOUNT

OURS = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/dns"
ELSEWHERE = "arn:aws:events:eu-west-1:210987654321:event-bus/dns"
MISSING: Any = {"Error": {"Code": "ResourceNotFoundException", "Message": "Event bus dns does not exist."}}


def look(desk: Desk, bus: str, answer: Any) -> tuple[list[Finding], Canned]:
    """What is found of a bus, where DescribeEventBus answers so."""
    desk.world.settings = replace(desk.world.settings, events_bus=bus)
    events = Canned(describe_event_bus=answer)
    desk.clients.more["events"] = events
    return list(event_bus(patient(desk))), events


@pytest.mark.parametrize("bus", ["default", OURS])
def test_a_bus_that_is_there(desk: Desk, bus: str) -> None:
    [found], events = look(desk, bus, {"Name": "dns"})
    assert (found.area, found.state, found.words) == ("event bus", "ok", f"{bus} is there")
    assert events.asked == [("describe_event_bus", {"Name": bus})]


def test_without_a_bus_nothing_is_looked_at(desk: Desk) -> None:
    found, events = look(desk, "", {})
    assert not found
    assert not events.asked


def test_a_bus_that_is_not_there(desk: Desk) -> None:
    [found], _ = look(desk, OURS, ClientError(MISSING, "DescribeEventBus"))
    assert found.state == "problem"
    assert found.words == f"{OURS} is not there: nobody is told of anything"
    assert "`aws events create-event-bus --name dns`" in found.mend


def test_a_bus_of_another_account_cannot_be_looked_at(desk: Desk) -> None:
    [found], events = look(desk, ELSEWHERE, {})
    assert found.state == "ok"
    assert "the account 210987654321's" in found.words
    assert "notices-lost" in found.words
    assert not events.asked


def test_what_may_not_be_described_is_the_examiners_to_tell(desk: Desk) -> None:
    with pytest.raises(ClientError):
        look(desk, OURS, ClientError(DENIED, "DescribeEventBus"))
