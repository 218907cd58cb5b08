"""What puts messages into the queue: the rules on the default event bus, and the schedule of the sweep."""

import json
from datetime import timedelta

from aws_cdk import Aws, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from albias.settings import Settings
from albias_config import Placement, sweep_interval
from albias_config.patterns import Pattern, patterns

from .queues import Queues
from .role import KEY_USE, allow, role_name

SWEEP_MESSAGE = {"source": "albias", "detail-type": "Sweep", "detail": {}}


class Triggers(Construct):
    """Rules and schedule. Whatever they cannot deliver lands in `queues.undelivered`."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: Settings, placement: Placement, queues: Queues
    ) -> None:
        super().__init__(scope, construct_id)
        for name, pattern in patterns(settings, Aws.PARTITION, f"{Aws.REGION}:{Aws.ACCOUNT_ID}").items():
            self._rule(name, pattern, queues)
        interval = sweep_interval(settings.sweep)
        if interval:
            role = self._sweep_role(settings, placement, queues)
            self._schedule(settings.sweep, interval, queues, role)

    def _rule(self, name: str, pattern: Pattern, queues: Queues) -> None:
        arns = [events.Match.prefix(match["prefix"]) for match in pattern.get("resources", [])]
        events.Rule(
            self,
            name,
            description=f"albias: load balancers to look at ({name})",
            event_pattern=events.EventPattern(
                source=pattern["source"],
                detail_type=pattern["detail-type"],
                resources=events.Match.any_of(*arns) if arns else None,
                detail=pattern["detail"],
            ),
            targets=[targets.SqsQueue(queues.work, dead_letter_queue=queues.undelivered)],
        )

    def _schedule(self, sweep: str, interval: timedelta, queues: Queues, role: iam.Role) -> None:
        """A rate without a start date runs at once: the first sweep comes with the deployment (H12)."""
        # Sweeps of many deployments should not all read Route 53 in the same second.
        window = min(5, int(interval.total_seconds()) // 60 // 5)
        scheduler.CfnSchedule(
            self,
            "Sweep",
            description="albias: look at everything again",
            schedule_expression=f"rate({sweep})",
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(
                mode="FLEXIBLE" if window else "OFF", maximum_window_in_minutes=window or None
            ),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=queues.work.queue_arn,
                role_arn=role.role_arn,
                input=json.dumps(SWEEP_MESSAGE),
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(arn=queues.undelivered.queue_arn),
            ),
        )

    def _sweep_role(self, settings: Settings, placement: Placement, queues: Queues) -> iam.Role:
        statements = [allow(["sqs:SendMessage"], [queues.work.queue_arn, queues.undelivered.queue_arn])]
        if placement.kms_key_arn:
            statements.append(allow(KEY_USE, [placement.kms_key_arn]))
        group = Stack.of(self).format_arn(service="scheduler", resource="schedule-group", resource_name="default")
        return iam.Role(
            self,
            "SweepRole",
            role_name=role_name(settings.owner, placement, suffix="-sweep"),
            path=placement.role_path,
            description="EventBridge Scheduler puts albias's sweep message into the queue",
            assumed_by=iam.ServicePrincipal(
                "scheduler.amazonaws.com",
                # EventBridge Scheduler, "Confused deputy prevention": the schedule group, not the schedule
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID, "aws:SourceArn": group}},
            ),
            inline_policies={"send": iam.PolicyDocument(statements=statements)},
        )
