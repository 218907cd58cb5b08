# The Lambda function with its log group, fed from the queue.

resource "aws_cloudwatch_log_group" "function" {
  name              = local.names.log_group
  retention_in_days = module.spec.function.log_retention
  kms_key_id        = local.placement.kms_key_arn
  tags              = local.placement.tags
  # The record of who changed which name, and why: it stays when the module goes.
  skip_destroy = true
}

resource "aws_lambda_function" "albias" {
  function_name = local.names.function
  description   = module.spec.function.description
  role          = aws_iam_role.function.arn
  runtime       = module.spec.function.runtime
  architectures = module.spec.function.architectures
  handler       = module.spec.function.handler
  memory_size   = module.spec.function.memory_size
  timeout       = module.spec.function.timeout
  tags          = local.placement.tags

  filename          = var.package.filename
  s3_bucket         = var.package.bucket
  s3_key            = var.package.key
  s3_object_version = var.package.version
  source_code_hash  = var.package.hash != null ? var.package.hash : var.package.filename != null ? filebase64sha256(var.package.filename) : null

  environment {
    variables = module.spec.function.environment
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  lifecycle {
    precondition {
      condition     = (var.package.filename != null) != (var.package.bucket != null && var.package.key != null)
      error_message = "package: allowed: either filename, or bucket and key"
    }
  }

  # Whoever runs before its permissions are there would fail.
  depends_on = [aws_iam_role_policy.function, aws_iam_role_policy_attachment.zones]
}

resource "aws_lambda_alias" "widget" {
  name             = module.spec.function.alias
  description      = "The dashboard's table of names: it only reads"
  function_name    = aws_lambda_function.albias.function_name
  function_version = "$LATEST"
}

resource "aws_lambda_event_source_mapping" "messages" {
  function_name           = aws_lambda_function.albias.arn
  event_source_arn        = aws_sqs_queue.work.arn
  batch_size              = module.spec.function.batch_size
  function_response_types = ["ReportBatchItemFailures"]
  tags                    = local.placement.tags

  scaling_config {
    maximum_concurrency = module.spec.function.maximum_concurrency
  }
}
