# What everything is called. Names are known before anything exists, so that documents can name what they are about.

locals {
  here = "${var.aws.region}:${var.aws.account}"

  names = {
    function    = "albias-${var.owner}"
    work        = "albias-${var.owner}"
    dead        = "albias-${var.owner}-dead"
    undelivered = "albias-${var.owner}-undelivered"
    log_group   = "/aws/lambda/albias-${var.owner}"
    role        = "${var.role_name_prefix}albias-${var.owner}-${var.aws.region}"
    sweep_role  = "${var.role_name_prefix}albias-${var.owner}-${var.aws.region}-sweep"
    sweep       = "albias-${var.owner}-sweep"
    policy      = "albias-${var.owner}-${var.aws.region}-zones"
    dashboard   = "albias-${var.owner}-${var.aws.region}"
    queries     = "albias/${var.owner}"
  }

  queue_names = { for key in ["work", "dead", "undelivered"] : key => local.names[key] }
  queue_arns  = { for key, name in local.queue_names : key => "arn:${var.aws.partition}:sqs:${local.here}:${name}" }
  queue_urls = {
    for key, name in local.queue_names :
    key => "https://sqs.${var.aws.region}.${var.aws.dns_suffix}/${var.aws.account}/${name}"
  }
  log_group_arn = "arn:${var.aws.partition}:logs:${local.here}:log-group:${local.names.log_group}"
  alarm_arns = [
    for name in keys(local.alarms) :
    "arn:${var.aws.partition}:cloudwatch:${local.here}:alarm:albias-${var.owner}-${name}"
  ]
  events_bus_arn = var.events_bus == "default" ? "arn:${var.aws.partition}:events:${local.here}:event-bus/default" : var.events_bus

  # How far sweeps are apart; 0 for `off`.
  sweep_minutes = var.sweep == "off" ? 0 : (
    tonumber(split(" ", var.sweep)[0]) * { minute = 1, hour = 60, day = 1440 }[trimsuffix(split(" ", var.sweep)[1], "s")]
  )
}
