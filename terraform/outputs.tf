# The stack's outputs, under names as Terraform writes them.

output "function_name" {
  description = "The Lambda function."
  value       = aws_lambda_function.albias.function_name
}

output "function_role_arn" {
  description = "What a zone's role in another account has to trust."
  value       = aws_iam_role.function.arn
}

output "queue_url" {
  description = "Events and sweeps."
  value       = aws_sqs_queue.work.url
}

output "dead_letter_queue_url" {
  description = "What the function gave up."
  value       = aws_sqs_queue.dead["dead"].url
}

output "undelivered_queue_url" {
  description = "What EventBridge could not deliver."
  value       = aws_sqs_queue.dead["undelivered"].url
}

output "log_group_name" {
  description = "One line of JSON for each decision."
  value       = aws_cloudwatch_log_group.function.name
}

output "widget_arn" {
  description = "What viewers of the dashboard must be allowed to invoke."
  value       = aws_lambda_alias.widget.arn
}

output "dashboard_url" {
  description = "Where the dashboard is in the console."
  value       = "https://${local.console}/cloudwatch/home?region=${data.aws_region.here.id}#dashboards/dashboard/${aws_cloudwatch_dashboard.albias.dashboard_name}"
}
