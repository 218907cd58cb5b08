"""The event bus on which albias tells what became of names: whether it is there (`events_bus`).

Source: EventBridge API Reference, DescribeEventBus, which knows the buses of one's own account alone.
"""

from collections.abc import Iterator
from shlex import quote

from botocore.exceptions import ClientError

from albias.aws.failures import error_code
from albias_config.values import is_token

from .finding import Check, Finding, Patient, ok, problem

_AREA = "event bus"
_DEFAULT = "default"


def event_bus(patient: Patient) -> Iterator[Finding]:
    """Whether there is such a bus; nothing where none is configured. Raises: ClientError."""
    bus = patient.workspace.settings.events_bus
    if not bus or is_token(bus):
        return
    account = patient.workspace.me.account if bus == _DEFAULT else bus.split(":")[4]
    if account != patient.workspace.me.account:
        way = "the alarm notices-lost tells whether it takes events"
        yield ok(_AREA, f"{bus} is the account {account}'s, and cannot be looked at from here; {way}")
        return
    try:
        patient.workspace.clients.get("events").describe_event_bus(Name=bus)
    except ClientError as error:
        if error_code(error) != "ResourceNotFoundException":
            raise
        name = bus.partition(":event-bus/")[2]
        way = f"Name another one as `events_bus`, or make it: `aws events create-event-bus --name {quote(name)}`"
        yield problem(_AREA, f"{bus} is not there: nobody is told of anything", way)
        return
    yield ok(_AREA, f"{bus} is there")


CHECKS: tuple[Check, ...] = (event_bus,)
