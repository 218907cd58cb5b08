# Every permission of the function's role and of the schedule's, beside those in fence.tf.

locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })

  foreign_roles = sort(distinct([for zone in local.zones : zone.role_arn if zone.role_arn != ""]))
  keyed         = var.kms_key_arn != ""

  statements = merge(
    {
      logs = [{
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${local.log_group_arn}:*"]
      }]
      queues = [
        {
          Effect   = "Allow"
          Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
          Resource = [local.queue_arns.work]
        },
        { Effect = "Allow", Action = ["sqs:SendMessage"], Resource = [local.queue_arns.dead] },
      ]
      load-balancers = [{
        Effect    = "Allow"
        Action    = local.read_by
        Resource  = ["*"]
        Condition = { StringEquals = { "aws:RequestedRegion" = var.aws.region } }
      }]
    },
    length(local.foreign_roles) > 0 ? {
      zones-elsewhere = [{ Effect = "Allow", Action = ["sts:AssumeRole"], Resource = local.foreign_roles }]
    } : {},
    local.keyed ? {
      key = [{ Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = [var.kms_key_arn] }]
    } : {},
    var.events_bus != "" ? {
      events-bus = [{
        Effect   = "Allow"
        Action   = ["events:PutEvents"]
        Resource = [local.events_bus_arn]
        Condition = {
          "ForAllValues:StringEquals" = { "events:source" = "albias" }
          Null                        = { "events:source" = "false" }
        }
      }]
    } : {},
  )
  inline_policies = {
    for name, statements in local.statements : name => jsonencode({ Version = "2012-10-17", Statement = statements })
  }

  sweep_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = var.aws.account
          "aws:SourceArn"     = "arn:${var.aws.partition}:scheduler:${local.here}:schedule-group/default"
        }
      }
    }]
  })
  sweep_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = [local.queue_arns.work, local.queue_arns.undelivered]
      }],
      local.keyed ? [{ Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = [var.kms_key_arn] }] : [],
    )
  })

  # Rules and schedule may send to the queues, over TLS only; nobody else may.
  queue_policies = {
    for key, arn in local.queue_arns : key => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [{
          Effect    = "Deny"
          Action    = "sqs:*"
          Principal = { AWS = "*" }
          Resource  = arn
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        }],
        [
          for name, rule in local.rule_arns : {
            Effect    = "Allow"
            Action    = local.rule_actions[key]
            Principal = { Service = "events.amazonaws.com" }
            Resource  = arn
            Condition = { ArnEquals = { "aws:SourceArn" = rule } }
          } if key != "dead"
        ],
      )
    })
  }
  rule_actions = {
    work        = ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"]
    undelivered = ["sqs:SendMessage"]
  }
}
