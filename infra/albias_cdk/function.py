"""The Lambda function with its log group, fed from the queue. What it may do is in role.py."""

from typing import cast

from aws_cdk import RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from albias.dashboard.asks import ALIAS
from albias.settings import Settings
from albias_config import Placement, environment

from .nag import acknowledge
from .queues import FUNCTION_TIMEOUT, Queues
from .role import function_role

HANDLER = "albias.edge.handler.handler"
_ARCHITECTURES = {"arm64": lambda_.Architecture.ARM_64, "x86_64": lambda_.Architecture.X86_64}
# No batching window (C21): with one, Lambda may wait 20 seconds on a quiet queue, however short the window is ("Using
# Lambda with Amazon SQS"). 10 messages are the most that need none; an invocation that gets so many takes the rest of a
# burst from the queue itself. Two invocations at once are the least that SQS can be told.
BATCH_SIZE = 10
MAX_CONCURRENCY = 2


class Function(Construct):
    """`function`, `role`, `log_group`; `widget`: the alias by which the dashboard calls the function."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        placement: Placement,
        queues: Queues,
        code: lambda_.Code,
    ) -> None:
        super().__init__(scope, construct_id)
        self.log_group = self._log_group(placement)
        self.role = function_role(
            self, "Role", settings=settings, placement=placement, queues=queues, log_group=self.log_group
        )
        self.function = self._function(settings, placement, queues, code)
        # Whoever may invoke the alias, and not the function, sees the table of names and can do nothing else.
        self.widget = lambda_.Alias(
            self,
            "Widget",
            alias_name=ALIAS,
            description="The dashboard's table of names: it only reads",
            version=self.function.latest_version,
        )
        lambda_.EventSourceMapping(
            self,
            "Messages",
            target=self.function,
            event_source_arn=queues.work.queue_arn,
            batch_size=BATCH_SIZE,
            max_concurrency=MAX_CONCURRENCY,
            report_batch_item_failures=True,
        )

    def _log_group(self, placement: Placement) -> logs.LogGroup:
        """It is kept when the stack goes: the record of who changed which name, and why."""
        group = logs.LogGroup(self, "Logs", removal_policy=RemovalPolicy.RETAIN)
        resource = cast(logs.CfnLogGroup, group.node.default_child)
        resource.retention_in_days = placement.log_retention
        if placement.kms_key_arn:
            resource.kms_key_id = placement.kms_key_arn
        return group

    def _function(
        self, settings: Settings, placement: Placement, queues: Queues, code: lambda_.Code
    ) -> lambda_.Function:
        function = lambda_.Function(
            self,
            "Function",
            description=f"Route 53 names of load balancers, from their tags (owner {settings.owner})",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=_ARCHITECTURES[placement.architecture],
            handler=HANDLER,
            code=code,
            role=self.role,
            log_group=self.log_group,
            memory_size=512,
            timeout=FUNCTION_TIMEOUT,
            environment=environment(settings, queue_url=queues.work.queue_url, dlq_url=queues.dead.queue_url),
        )
        acknowledge(
            function,
            {"AwsSolutions-L1": "Python 3.13 starts faster than 3.14 (85 against 97 ms for an empty function)."},
        )
        return function
