"""The stack `albias-<owner>`: one Albias, and the outputs that people and programs rely on."""

from typing import Any

from aws_cdk import CfnOutput, IStackSynthesizer, Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from albias import __version__
from albias.settings import Settings
from albias_config import Placement

from .albias import Albias, options_of

PLACEMENT = Placement()


class AlbiasStack(Stack):
    """albias as albias.toml describes it."""

    def __init__(
        self,
        scope: Construct,
        settings: Settings,
        *,
        placement: Placement = PLACEMENT,
        code: lambda_.Code | None = None,
        local_aws: bool = False,
        synthesizer: IStackSynthesizer | None = None,
    ) -> None:
        super().__init__(
            scope,
            f"albias-{settings.owner}",
            description=f"albias (owner {settings.owner}): DNS names of load balancers, from their tags",
            synthesizer=synthesizer,
        )
        self.template_options.metadata = {"albias": {"version": __version__, "owner": settings.owner}}
        albias = Albias(
            self,
            "Albias",
            owner=settings.owner,
            zones=settings.zones,
            code=code,
            local_aws=local_aws,
            **options_of(settings, placement),
        )
        outputs: dict[str, Any] = {
            "FunctionName": albias.function.function_name,
            "FunctionRoleArn": albias.role.role_arn,
            "QueueUrl": albias.queues.work.queue_url,
            "DeadLetterQueueUrl": albias.queues.dead.queue_url,
            "UndeliveredQueueUrl": albias.queues.undelivered.queue_url,
            "LogGroupName": albias.log_group.log_group_name,
            "DashboardUrl": albias.dashboard_url,
            "WidgetArn": albias.widget.function_arn,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
