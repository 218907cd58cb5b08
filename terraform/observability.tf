# Alarms, dashboard and saved queries. What they say is in spec/.

locals {
  console = "${data.aws_region.here.id}.${lookup({
    aws-cn     = "console.amazonaws.cn"
    aws-us-gov = "console.amazonaws-us-gov.com"
    aws-eusc   = "console.amazonaws-eusc.eu"
  }, data.aws_partition.here.partition, "console.aws.amazon.com")}"
}

resource "aws_cloudwatch_dashboard" "albias" {
  dashboard_name = local.names.dashboard
  dashboard_body = module.spec.dashboard
}

resource "aws_cloudwatch_query_definition" "albias" {
  for_each = module.spec.queries

  name            = each.key
  query_string    = each.value
  log_group_names = [aws_cloudwatch_log_group.function.name]
}

resource "aws_cloudwatch_metric_alarm" "albias" {
  for_each = module.spec.alarms

  alarm_name          = "albias-${var.owner}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = each.value.below ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.datapoints
  treat_missing_data  = each.value.missing
  alarm_actions       = local.placement.alarm_actions
  ok_actions          = local.placement.alarm_actions
  tags                = local.placement.tags

  namespace   = each.value.fill ? null : each.value.namespace
  metric_name = each.value.fill ? null : each.value.metric
  dimensions  = each.value.fill ? null : each.value.dimensions
  statistic   = each.value.fill ? null : each.value.statistic
  period      = each.value.fill ? null : each.value.period

  # CloudWatch looks back farther than the periods asked for, and counts an old good point before what is missing: only
  # zeros in its place are counted in time.
  dynamic "metric_query" {
    for_each = each.value.fill ? [each.value] : []

    content {
      id          = "expr_1"
      expression  = "FILL(completed, 0)"
      label       = "completed sweeps"
      return_data = true
    }
  }

  dynamic "metric_query" {
    for_each = each.value.fill ? [each.value] : []

    content {
      id          = "completed"
      return_data = false

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric
        dimensions  = metric_query.value.dimensions
        period      = metric_query.value.period
        stat        = metric_query.value.statistic
      }
    }
  }
}
