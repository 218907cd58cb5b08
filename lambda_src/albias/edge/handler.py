"""The Lambda's edge: parse the messages, call the engine once for all of them, tell what came of it. Nothing else.

A batch of messages is planned together. A message fails only for what is worth another try; a refusal never fails one.
"""

import json
import os
import random
import time
from typing import Any

from albias.aws.clients import Clients, Pace
from albias.aws.elbv2 import Elbv2
from albias.engine.outcome import Outcome
from albias.engine.run import Engine
from albias.errors import AwsUnavailable, OutOfTime
from albias.model import LoadBalancerId
from albias.registry import Deployment
from albias.settings import VARIABLE, Settings

from .events import Ignored, Look, MalformedEvent, Sweep, read_event
from .journal import Journal
from .queue import dead_letter, retry_in

YOUNG = 300  # seconds after an event in which a load balancer that is not found may have been made just then (H52)
YOUNG_TRIES = 3
SWEEP_RATE = 5.0  # calls a second: half of what Route 53 gives the whole account
RETRY_FIRST, RETRY_LAST = 5, 900  # seconds until a failed message comes back: fourfold each time, full jitter
RESERVE = 30.0  # seconds before the deadline at which the queue is no longer asked for anything

settings = Settings.from_json(os.environ[VARIABLE])
journal = Journal(f"albias-{settings.owner}", settings.log_level, dry_run=settings.dry_run)
clients = Clients(settings.owner)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Process a batch of SQS messages; answers with those to be tried again (ReportBatchItemFailures)."""
    clients.calls.clear()
    try:
        return {"batchItemFailures": [{"itemIdentifier": each} for each in Invocation(event["Records"], context).run()]}
    finally:
        journal.close(clients.calls)


class Invocation:
    """One invocation: which message asked for what, and so which one a failure brings back."""

    def __init__(self, records: list[dict[str, Any]], context: Any) -> None:
        _, partition, _, region, account, *_ = context.invoked_function_arn.split(":")
        self.engine = Engine(
            settings=settings,
            me=Deployment(settings.owner, partition, account, region),
            elbv2=Elbv2(clients.get("elbv2")),
            route53=clients.route53,
            now=time.time,
            remaining=lambda: context.get_remaining_time_in_millis() / 1000,
            pace=Pace(SWEEP_RATE, time.monotonic, time.sleep),
            wait=time.sleep,
        )
        self.records = {record["messageId"]: record for record in records}
        self.reasons: dict[str, str] = {}

    def run(self) -> dict[str, str]:
        """Do what the messages ask; returns the reason for each message that is to be tried again."""
        wishes = {message_id: self._read(record) for message_id, record in self.records.items()}
        if looks := {message_id: wish for message_id, wish in wishes.items() if isinstance(wish, Look)}:
            self._look_each(looks)
        if sweeps := [message_id for message_id, wish in wishes.items() if isinstance(wish, Sweep)]:
            self._sweep(sweeps)
        for message_id in self.reasons:
            self._retry_soon(self.records[message_id])
        return self.reasons

    def _read(self, record: dict[str, Any]) -> Look | Sweep | Ignored | None:
        try:
            wish = read_event(json.loads(record["body"]), self.engine.me)
        except (ValueError, RecursionError) as error:
            self._dead_letter(record, str(error) if isinstance(error, MalformedEvent) else f"no JSON: {error}")
            return None
        if isinstance(wish, Ignored):
            journal.ignored(wish.reason)
        return wish

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
        young = {
            each
            for each, message_id, look in asked
            if time.time() - look.at < YOUNG and _tries(self.records[message_id]) < YOUNG_TRIES
        }
        outcome = self.engine.look(
            {each for each, *_ in asked}, {each for look in looks.values() for each in look.deleted}, young
        )
        self.reasons |= {
            message_id: outcome.failures[each].reason for each, message_id, _ in asked if each in outcome.failures
        }
        causes: dict[LoadBalancerId, list[str]] = {each: [] for each, *_ in asked}
        for each, _, look in asked:
            causes[each].append(look.event_id)
        journal.outcome(outcome, causes)
        journal.latencies(outcome, looks.values(), time.time())

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
        if unfinished := outcome.unfinished:
            self.reasons |= dict.fromkeys(sweeps, unfinished[0])

    def _dead_letter(self, record: dict[str, Any], reason: str) -> None:
        """What no retry can mend goes to the dead-letter queue at once, alone, with the reason (H15)."""
        journal.malformed(reason, record["body"])
        try:
            dead_letter(self._sqs(), os.environ["ALBIAS_DLQ_URL"], record["body"], reason)
            journal.count("MessagesDeadLettered")
        except AwsUnavailable as error:
            self.reasons[record["messageId"]] = str(error)

    def _retry_soon(self, record: dict[str, Any]) -> None:
        journal.count("MessagesRetried")
        try:
            retry_in(
                self._sqs(),
                os.environ["ALBIAS_QUEUE_URL"],
                record["receiptHandle"],
                random.randint(1, min(RETRY_LAST, RETRY_FIRST * 4 ** _tries(record))),
            )
        except AwsUnavailable as error:  # then it comes back when its visibility timeout ends
            journal.failure("retry not brought forward", str(error))

    def _sqs(self) -> Any:
        """The client of the queue, to ask one thing of it. Raises: OutOfTime."""
        if self.engine.remaining() < RESERVE:
            raise OutOfTime("out of time")
        return clients.get("sqs")


def _tries(record: dict[str, Any]) -> int:
    return int(record["attributes"]["ApproximateReceiveCount"])
