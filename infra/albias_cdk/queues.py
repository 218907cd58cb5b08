"""The queue that feeds the function, and the two dead-letter queues: one for each hop that can fail (H43)."""

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .nag import acknowledge

FUNCTION_TIMEOUT = Duration.minutes(5)
# Lambda asks for six times the function's timeout, so that a message is not handed out twice while it is worked on.
VISIBILITY_TIMEOUT = Duration.seconds(6 * FUNCTION_TIMEOUT.to_seconds())
MAX_RECEIVE_COUNT = 5
DEAD_LETTER_RETENTION = Duration.days(14)


class Queues(Construct):
    """`work`: events and sweeps. `dead`: what the function gave up. `undelivered`: what never reached `work`."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.dead = _queue(self, "Dead", retention_period=DEAD_LETTER_RETENTION)
        self.undelivered = _queue(self, "Undelivered", retention_period=DEAD_LETTER_RETENTION)
        acknowledge(
            self.undelivered,
            {"AwsSolutions-SQS3": "It is a dead-letter queue itself: of EventBridge's rules and schedule."},
        )
        self.work = _queue(
            self,
            "Work",
            visibility_timeout=VISIBILITY_TIMEOUT,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=MAX_RECEIVE_COUNT),
        )


def _queue(
    scope: Construct,
    construct_id: str,
    *,
    retention_period: Duration | None = None,
    visibility_timeout: Duration | None = None,
    dead_letter_queue: sqs.DeadLetterQueue | None = None,
) -> sqs.Queue:
    return sqs.Queue(
        scope,
        construct_id,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=retention_period,
        visibility_timeout=visibility_timeout,
        dead_letter_queue=dead_letter_queue,
    )
