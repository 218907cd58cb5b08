"""What `albias doctor` says of the function's state, which MiniStack shows for a moment only, or never."""

from typing import Any

import pytest

from albias_cli.doctor import Finding
from albias_cli.doctor.deployment import function
from tests.cli.patients import Canned, patient
from tests.support.desk import Desk

IDLE = "The function is idle."
NO_ROOM = "The subnets have no free addresses."


def _found(desk: Desk, state: str, update: str = "Successful", **more: str) -> Finding:
    """The finding on a function of this state, whose queue feeds it."""
    described: dict[str, Any] = {"State": state, "LastUpdateStatus": update, **more}
    mappings = {"EventSourceMappings": [{"State": "Enabled"}]}
    desk.clients.more["lambda"] = Canned(get_function_configuration=described, list_event_source_mappings=mappings)
    findings = function(patient(desk, {"FunctionName": "albias-platform"}))
    return next(each for each in findings if each.area == "function")


def test_one_that_can_run_is_well(desk: Desk) -> None:
    found = _found(desk, "Active")
    assert (found.state, found.words) == ("ok", "albias-platform: Active, last update Successful")


@pytest.mark.parametrize(
    ("state", "update"), [("Pending", "InProgress"), ("Pending", "Successful"), ("Active", "InProgress")]
)
def test_one_that_is_being_made_or_updated_is_looked_at_again(desk: Desk, state: str, update: str) -> None:
    """Another deployment would only begin it anew."""
    found = _found(desk, state, update, StateReason="The function is being created.")
    assert found.state == "problem"
    assert "is being created" in found.words
    assert found.mend == "It is being made or updated; look again in a minute: `albias doctor`"


def test_one_that_could_not_be_made_is_made_anew(desk: Desk) -> None:
    found = _found(desk, "Failed", StateReason=NO_ROOM, StateReasonCode="SubnetOutOfIPAddresses")
    assert (found.state, NO_ROOM in found.words) == ("problem", True)
    assert "it must be deleted and made anew" in found.mend
    assert "cdk destroy && cdk deploy" in found.mend


def test_an_update_that_failed_is_told_with_its_reason(desk: Desk) -> None:
    """AWS Lambda, "Function states during updates": the code and configuration before it stay in use."""
    found = _found(desk, "Active", "Failed", LastUpdateStatusReason=NO_ROOM)
    assert (found.state, found.words) == ("problem", f"albias-platform: Active, last update Failed: {NO_ROOM}")
    assert "runs as before the update" in found.mend
    assert "cdk deploy" in found.mend


def test_one_that_is_idle_is_well(desk: Desk) -> None:
    """The next message wakes it, and waits in the queue until it is awake."""
    found = _found(desk, "Inactive", StateReason=IDLE, StateReasonCode="Idle")
    assert found.state == "ok"
    assert found.words == f"albias-platform: Inactive, last update Successful: {IDLE} (the next message wakes it)"


def test_one_that_could_not_be_woken_is_deployed_again(desk: Desk) -> None:
    found = _found(desk, "Inactive", StateReason=NO_ROOM, StateReasonCode="SubnetOutOfIPAddresses")
    assert (found.state, NO_ROOM in found.words) == ("problem", True)
    assert "Lambda could not wake it" in found.mend
    assert "cdk deploy" in found.mend


def test_a_state_that_nobody_knows_is_told_as_it_is(desk: Desk) -> None:
    found = _found(desk, "Deactivated")
    assert (found.state, found.words) == ("problem", "albias-platform: Deactivated, last update Successful")
    assert "cdk deploy" in found.mend
