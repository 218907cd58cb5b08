# What puts messages into the queue: the rules on the default event bus, and the schedule of the sweep.

resource "aws_cloudwatch_event_rule" "look" {
  for_each = module.spec.rules

  name          = each.value.name
  description   = "albias: load balancers to look at (${each.key})"
  event_pattern = each.value.pattern
  state         = "ENABLED"
  tags          = local.placement.tags
}

resource "aws_cloudwatch_event_target" "look" {
  for_each = module.spec.rules

  rule = aws_cloudwatch_event_rule.look[each.key].name
  arn  = aws_sqs_queue.work.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead["undelivered"].arn
  }
}

# A rate without a start date runs at once: the first sweep comes with the deployment.
resource "aws_scheduler_schedule" "sweep" {
  count = module.spec.sweep == null ? 0 : 1

  name                = local.names.sweep
  description         = "albias: look at everything again"
  schedule_expression = module.spec.sweep.expression

  flexible_time_window {
    mode                      = module.spec.sweep.window > 0 ? "FLEXIBLE" : "OFF"
    maximum_window_in_minutes = module.spec.sweep.window > 0 ? module.spec.sweep.window : null
  }

  target {
    arn      = aws_sqs_queue.work.arn
    role_arn = aws_iam_role.sweep[0].arn
    input    = module.spec.sweep.input

    dead_letter_config {
      arn = aws_sqs_queue.dead["undelivered"].arn
    }
  }

  # Its first sweep needs the function's permissions, and its own.
  depends_on = [aws_lambda_event_source_mapping.messages, aws_iam_role_policy.sweep]
}
