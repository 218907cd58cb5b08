# The queue that feeds the function, and the two dead-letter queues: one for each hop that can fail.

resource "aws_sqs_queue" "work" {
  name                       = module.spec.queues.work.name
  message_retention_seconds  = module.spec.queues.work.retention_seconds
  visibility_timeout_seconds = module.spec.queues.work.visibility_timeout
  sqs_managed_sse_enabled    = module.spec.queues.work.managed_encryption ? true : null
  kms_master_key_id          = local.placement.kms_key_arn
  tags                       = local.placement.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead["dead"].arn
    maxReceiveCount     = module.spec.queues.work.max_receive_count
  })
}

resource "aws_sqs_queue" "dead" {
  for_each = { for key, queue in module.spec.queues : key => queue if key != "work" }

  name                       = each.value.name
  message_retention_seconds  = each.value.retention_seconds
  visibility_timeout_seconds = each.value.visibility_timeout
  sqs_managed_sse_enabled    = each.value.managed_encryption ? true : null
  kms_master_key_id          = local.placement.kms_key_arn
  redrive_allow_policy       = jsonencode({ redrivePermission = "allowAll" })
  tags                       = local.placement.tags
}

resource "aws_sqs_queue_policy" "work" {
  queue_url = aws_sqs_queue.work.id
  policy    = module.spec.queues.work.policy
}

resource "aws_sqs_queue_policy" "dead" {
  for_each = aws_sqs_queue.dead

  queue_url = each.value.id
  policy    = module.spec.queues[each.key].policy
}
