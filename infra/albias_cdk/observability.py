"""Alarms, dashboard and saved queries of one deployment, put together. What they say is in their own files."""

from aws_cdk import Aws
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from albias.settings import Settings

from .alarms import add_alarms, alarms
from .console import console_host
from .dashboard import dashboard
from .queries import saved_queries
from .queues import Queues


class Observability(Construct):
    """`alarms`, `dashboard_url`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        function: lambda_.IFunction,
        widget: lambda_.IAlias,
        log_group: logs.ILogGroup,
        queues: Queues,
        local_aws: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self.alarms = add_alarms(self, alarms(settings, function, queues, metric_math=not local_aws), settings)
        page = dashboard(
            self,
            "Dashboard",
            settings=settings,
            function=function,
            widget=widget,
            log_group=log_group,
            queues=queues,
            alarms=self.alarms,
        )
        home = f"https://{console_host(self)}/cloudwatch/home?region={Aws.REGION}"
        self.dashboard_url = f"{home}#dashboards/dashboard/{page.dashboard_name}"
        if not local_aws:
            saved_queries(self, owner=settings.owner, log_group=log_group)
