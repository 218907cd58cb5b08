"""The Lambda's edge: parse the messages, call the engine once for all of them, tell what came of it. Nothing else.

What is in hand is planned together: Lambda's messages, and the rest of a burst that they begin (drain.py). A message
fails only for what is worth another try; a refusal never fails one. Lambda confirms or returns its own messages by what
the function answers; those that it took itself, it confirms or gives back itself.
"""

import gc

gc.disable()  # until all is loaded: nothing of it is garbage, and to look for some takes a tenth of a cold start

import json
import os
import random
import time
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, Any

from albias import __version__
from albias.aws.clients import Clients, Pace, shares
from albias.aws.elbv2 import Elbv2
from albias.dashboard.asks import is_for_widget, read_ask
from albias.engine.outcome import Outcome
from albias.engine.run import Engine
from albias.errors import AwsUnavailable, OutOfTime
from albias.model import LoadBalancerId
from albias.registry import Deployment
from albias.settings import VARIABLE, Settings
from albias.sources import Announced

from .drain import LAST_TRIES, drain, is_burst
from .events import Ignored, Look, MalformedEvent, Sweep, read_event
from .journal import Journal
from .queue import BATCH, Message, Queue, records_of
from .together import side_by_side

if TYPE_CHECKING:
    from albias.aws.event_bus import EventBus
    from albias.model import Notice

YOUNG = 300  # seconds after an event in which a load balancer that is not found may have been made just then (H52)
YOUNG_TRIES = 3
BY_HAND = "by hand"  # in place of a message's id
SWEEP_RATE = 5.0  # calls a second: half of what Route 53 gives the whole account
RETRY_FIRST, RETRY_LAST = 5, 900  # seconds until a failed message comes back: fourfold each time, full jitter
RESERVE = 30.0  # seconds before the deadline at which the queue is no longer asked for anything, nor anybody told
TELLING = 10.0  # seconds of an invocation for telling on the event bus, without the calls that are under way then

settings = Settings.from_json(os.environ[VARIABLE])
journal = Journal(f"albias-{settings.owner}", settings.log_level, dry_run=settings.dry_run)
clients = Clients(settings.owner, shares=shares(time.monotonic, time.sleep))
gc.freeze()  # nor will what is loaded ever be garbage
gc.enable()


def handler(event: Any, context: Any) -> dict[str, Any] | str:
    """Process a batch of SQS messages; answers with those to be tried again (ReportBatchItemFailures).

    What a person sends by hand, from the console's test tab for instance, is answered in words (C30); the dashboard's
    widget gets its HTML, and changes nothing.
    """
    journal.started(__version__)
    clients.calls.clear()
    try:
        if is_for_widget(event, context.invoked_function_arn):
            return _page(event, context)
        records = records_of(event, os.environ["ALBIAS_QUEUE_URL"])
        if records is None:
            return Invocation([], context).by_hand(event)
        failed = Invocation(records, context).run()
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
    finally:
        journal.close(clients.calls)


def _page(event: Any, context: Any) -> str:
    """The dashboard's table of names. Whatever goes wrong is told in its place, and in the log."""
    from albias.dashboard.widget import failure, widget  # noqa: PLC0415  only a dashboard needs it

    ask = read_ask(event)
    try:
        return widget.answer(ask, Invocation([], context).engine, context.invoked_function_arn)
    except Exception as error:
        journal.defect()
        return failure(f"a defect, told in the function's log ({type(error).__name__})", dark=ask.dark)


class Invocation:
    """One invocation: which message asked for what, and so which one a failure brings back."""

    def __init__(self, records: list[dict[str, Any]], context: Any) -> None:
        _, partition, _, region, account, *_ = context.invoked_function_arn.split(":")
        self.engine = Engine(
            settings=settings,
            me=Deployment(settings.owner, partition, account, region),
            elbv2=Elbv2(clients.get),
            route53=clients.route53,
            now=time.time,
            remaining=lambda: context.get_remaining_time_in_millis() / 1000,
            pace=Pace(SWEEP_RATE, time.monotonic, time.sleep),
            wait=time.sleep,
        )
        self.handed = [Message.of_lambda(record) for record in records]
        self.taken: dict[str, Message] = {}  # by this function itself
        self.messages = {message.id: message for message in self.handed}  # all that is in hand
        self.reasons: dict[str, str] = {}
        self.untold: list[tuple[Outcome, Set[LoadBalancerId]]] = []  # each with whom its events asked about
        self.telling = TELLING  # what is left of it

    def run(self) -> dict[str, str]:
        """Do what the messages ask; returns the reason for each of Lambda's that is to be tried again."""
        if is_burst(self.handed):
            self.taken = {message.id: message for message in drain(self.handed, self._receive)}
            self.messages |= self.taken  # of a message that was handed out twice only the last receipt is good
            journal.count_any("MessagesDrained", len(self.taken))
        sweeps: list[str] = []
        for messages in self._portions():
            sweeps += self._work_on(messages)
            self._tell()
        if sweeps:
            self._sweep(sweeps)
            self._settle(sweeps)
            self._tell()
        handed = {message.id for message in self.handed}
        return {message_id: reason for message_id, reason in self.reasons.items() if message_id in handed}

    def by_hand(self, event: Any) -> dict[str, Any]:
        """Do what one event asks that came by itself, not through the queue; the answer says what became of it."""
        self.messages[BY_HAND] = Message(BY_HAND, receipt="", body="", received=YOUNG_TRIES)
        try:
            order = read_event(event, self.engine.me)
        except MalformedEvent as error:
            order = Ignored(f"{error}; what albias works on is an EventBridge event, or a batch of its own queue")
        if isinstance(order, Ignored):
            journal.ignored(order.reason)
            return {"done": False, "reason": order.reason}
        if isinstance(order, Look):
            self._look_each({BY_HAND: order})
        else:
            self._sweep([BY_HAND])
        self._tell()
        reason = self.reasons.get(BY_HAND, "see the log for what was changed and refused")
        return {"done": BY_HAND not in self.reasons, "reason": reason}

    def _receive(self, calls: int) -> list[Message]:
        try:
            messages, troubles = self._queue().receive(calls)
        except AwsUnavailable as error:
            messages, troubles = [], [str(error)]
        for trouble in troubles:
            journal.failure("no more messages taken", trouble)
        return messages

    def _portions(self) -> Iterator[Sequence[str]]:
        """The messages to work on together: all at once, but those that have few tries left by tens, at last.

        What makes the function crash comes back with all that was in hand; so it ends alone, or nearly.
        """
        last = {each.id: None for each in self.taken.values() if each.received >= LAST_TRIES}
        yield [message_id for message_id in self.messages if message_id not in last]
        for start in range(0, len(last), BATCH):
            yield list(last)[start : start + BATCH]

    def _work_on(self, message_ids: Sequence[str]) -> list[str]:
        """Do what messages ask, and settle them; returns those that ask for a sweep, which comes at the end."""
        orders = {message_id: self._read(self.messages[message_id]) for message_id in message_ids}
        if looks := {message_id: order for message_id, order in orders.items() if isinstance(order, Look)}:
            self._look_each(looks)
        sweeps = [message_id for message_id, order in orders.items() if isinstance(order, Sweep)]
        self._settle([message_id for message_id, order in orders.items() if not isinstance(order, Sweep)])
        return sweeps

    def _read(self, message: Message) -> Look | Sweep | Ignored | None:
        try:
            order = read_event(json.loads(message.body), self.engine.me)
        except (ValueError, RecursionError) as error:
            self._dead_letter(message, str(error) if isinstance(error, MalformedEvent) else f"no JSON: {error}")
            return None
        if isinstance(order, Ignored):
            journal.ignored(order.reason)
        return order

    def _look_each(self, looks: dict[str, Look]) -> None:
        """Look for all messages together; where that meets a defect, only for the one that causes it in vain."""
        try:
            self._look(looks)
        except Exception as error:
            items, half = list(looks.items()), len(looks) // 2
            if half:
                self._look_each(dict(items[:half]))
                self._look_each(dict(items[half:]))
            else:
                journal.defect()
                self.reasons |= dict.fromkeys(looks, repr(error))

    def _look(self, looks: dict[str, Look]) -> None:
        asked = [(each, message_id, look) for message_id, look in looks.items() for each in look.load_balancers]
        young: dict[LoadBalancerId, Announced] = {}
        for each, message_id, look in asked:
            if time.time() - look.at < YOUNG and self.messages[message_id].received < YOUNG_TRIES:
                young[each] = young.get(each, frozenset()) | look.announced
        deleted = {each for look in looks.values() for each in look.deleted}
        may_have_lost = {each for each, _, look in asked if not look.gaining}
        causes: dict[LoadBalancerId, list[str]] = {each: [] for each, *_ in asked}
        for each, _, look in asked:
            causes[each].append(look.event_id)
        outcome = self.engine.look(causes, deleted, young, gaining=causes.keys() - may_have_lost)
        self.reasons |= {
            message_id: outcome.failures[each].reason for each, message_id, _ in asked if each in outcome.failures
        }
        journal.outcome(outcome, causes)
        journal.latencies(outcome, looks.values(), time.time())
        self.untold.append((outcome, causes.keys()))

    def _sweep(self, sweeps: list[str]) -> None:
        before = clients.calls.copy()
        try:
            outcome = self.engine.sweep()
        except AwsUnavailable as error:
            outcome = Outcome(troubles=[f"the load balancers could not be listed: {error}"])
        except Exception as error:
            journal.defect()
            outcome = Outcome(troubles=[f"a defect: {error!r}"])
        journal.outcome(outcome)
        journal.sweep(outcome, clients.calls - before)
        self.untold.append((outcome, frozenset()))
        if unfinished := outcome.unfinished:
            self.reasons |= dict.fromkeys(sweeps, unfinished[0])

    def _dead_letter(self, message: Message, reason: str) -> None:
        """What no retry can mend goes to the dead-letter queue at once, alone, with the reason (H15)."""
        journal.malformed(reason, message.body)
        try:
            self._queue().dead_letter(message.body, reason)
            journal.count("MessagesDeadLettered")
        except AwsUnavailable as error:
            self.reasons[message.id] = str(error)

    def _settle(self, message_ids: Sequence[str]) -> None:
        """Give back at once what failed, and confirm what was taken and is done."""
        failed = [self.messages[each] for each in message_ids if each in self.reasons]
        done = [self.taken[each] for each in message_ids if each in self.taken and each not in self.reasons]
        journal.count_any("MessagesRetried", len(failed))
        try:
            troubles = self._queue().give_back({each: _wait(each) for each in failed}) if failed else []
            troubles += self._queue().delete(done) if done else []
        except AwsUnavailable as error:
            troubles = [str(error)]
        for trouble in troubles:  # then they come back when their visibility timeout ends
            journal.failure("messages left to the queue", trouble)

    def _tell(self) -> None:
        """Tell what became of names on the event bus, once all is written and settled. No message fails by it."""
        untold, self.untold = self.untold, []
        if not settings.events_bus or settings.dry_run:
            return
        from .notices import notices_of  # noqa: PLC0415  only a configuration with a bus needs it

        began = time.monotonic()
        try:
            notices: list[Notice] = []
            for outcome, asked in untold:
                notices += notices_of(outcome, settings.owner, asked)
            if notices:
                journal.notices(self._bus(until=began + self.telling).tell(notices))
        except Exception:
            journal.defect()
        self.telling -= time.monotonic() - began

    def _bus(self, until: float) -> "EventBus":
        from albias.aws.event_bus import EventBus  # noqa: PLC0415  only a configuration with a bus needs it

        return EventBus(
            client=clients.get("events"),
            name=settings.events_bus,
            side_by_side=side_by_side,
            pause=time.sleep,
            has_time=lambda: self.engine.remaining() >= RESERVE and time.monotonic() < until,
        )

    def _queue(self) -> Queue:
        """The queue, to ask one thing of it. Raises: OutOfTime."""
        if self.engine.remaining() < RESERVE:
            raise OutOfTime("out of time")
        urls = os.environ["ALBIAS_QUEUE_URL"], os.environ["ALBIAS_DLQ_URL"]
        return Queue(clients.get("sqs"), *urls, side_by_side)


def _wait(message: Message) -> int:
    """Seconds until a message that failed comes back."""
    return random.randint(1, min(RETRY_LAST, RETRY_FIRST * 4**message.received))
