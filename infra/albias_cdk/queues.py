"""The queue that feeds the function, and the two dead-letter queues: one for each hop that can fail (H43)."""

from typing import TypedDict, Unpack, cast

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .nag import acknowledge

FUNCTION_TIMEOUT = Duration.minutes(5)
# Lambda asks for six times the function's timeout, so that a message is not handed out twice while it is worked on.
VISIBILITY_TIMEOUT = Duration.seconds(6 * FUNCTION_TIMEOUT.to_seconds())
MAX_RECEIVE_COUNT = 5
DEAD_LETTER_RETENTION = Duration.days(14)


class _Options(TypedDict, total=False):
    retention_period: Duration
    visibility_timeout: Duration
    dead_letter_queue: sqs.DeadLetterQueue
    redrive_allow_policy: sqs.RedriveAllowPolicy


# The policy says what holds without it, too: by it, Control Tower's control CT.SQS.PR.1 knows a dead-letter queue from
# a queue that lacks one. `dead` cannot name its source there, which names it already.
_FOR_DEAD_LETTERS = _Options(
    retention_period=DEAD_LETTER_RETENTION,
    redrive_allow_policy=sqs.RedriveAllowPolicy(redrive_permission=sqs.RedrivePermission.ALLOW_ALL),
)


class Queues(Construct):
    """`work`: events and sweeps. `dead`: what the function gave up. `undelivered`: what never reached `work`."""

    def __init__(self, scope: Construct, construct_id: str, *, key_arn: str = "") -> None:
        super().__init__(scope, construct_id)
        self.dead = _queue(self, "Dead", key_arn, **_FOR_DEAD_LETTERS)
        self.undelivered = _queue(self, "Undelivered", key_arn, **_FOR_DEAD_LETTERS)
        acknowledge(
            self.undelivered,
            {"AwsSolutions-SQS3": "It is a dead-letter queue itself: of EventBridge's rules and schedule."},
        )
        self.work = _queue(
            self,
            "Work",
            key_arn,
            visibility_timeout=VISIBILITY_TIMEOUT,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=MAX_RECEIVE_COUNT),
        )


def _queue(scope: Construct, construct_id: str, key_arn: str, **options: Unpack[_Options]) -> sqs.Queue:
    """A queue, encrypted by SQS itself or with a KMS key.

    The CDK is not told of the key: with one it would let every rule of the account send to the queue, not ours alone.
    """
    encryption = None if key_arn else sqs.QueueEncryption.SQS_MANAGED
    queue = sqs.Queue(scope, construct_id, encryption=encryption, enforce_ssl=True, **options)
    if key_arn:
        cast(sqs.CfnQueue, queue.node.default_child).kms_master_key_id = key_arn
    return queue
