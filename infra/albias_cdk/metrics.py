"""What the function reports about itself: CloudWatch metrics in the namespace Albias, by their names."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cw

NAMESPACE = "Albias"


class Metrics:
    """The metrics of one deployment."""

    def __init__(self, owner: str) -> None:
        self.service = f"albias-{owner}"

    def of(self, name: str, *, statistic: str = "Sum", period: Duration | None = None, label: str = "") -> cw.Metric:
        """One of albias's own metrics; counts unless it is a gauge or a time."""
        return cw.Metric(
            namespace=NAMESPACE,
            metric_name=name,
            dimensions_map={"service": self.service},
            statistic=statistic,
            period=period or Duration.minutes(5),
            label=label or None,
        )

    def refusals_by_reason(self) -> cw.MathExpression:
        """One line for each reason that occurred, whatever reasons there are."""
        search = f'{{{NAMESPACE},Reason,service}} service="{self.service}" MetricName="Refusals"'
        return cw.MathExpression(expression=f"SEARCH('{search}', 'Sum', 300)", label="", using_metrics={})
