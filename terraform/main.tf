# The resources, and nothing but them: what they say is thought out in spec/.

data "aws_partition" "here" {}

data "aws_region" "here" {}

data "aws_caller_identity" "here" {}

module "spec" {
  source = "./spec"

  aws = {
    partition  = data.aws_partition.here.partition
    dns_suffix = data.aws_partition.here.dns_suffix
    region     = data.aws_region.here.id
    account    = data.aws_caller_identity.here.account_id
  }

  owner                  = var.owner
  zones                  = var.zones
  hostname_tags          = var.hostname_tags
  policy                 = var.policy
  adopt                  = var.adopt
  load_balancer_types    = var.load_balancer_types
  sweep                  = var.sweep
  max_removals           = var.max_removals
  dry_run                = var.dry_run
  log_level              = var.log_level
  alarm_topic_arn        = var.alarm_topic_arn
  evaluate_target_health = var.evaluate_target_health
  create_trail           = var.create_trail
  external_dns           = var.external_dns
  names_from_rules       = var.names_from_rules
  rule_grace             = var.rule_grace
  events_bus             = var.events_bus
  role_name_prefix       = var.role_name_prefix
  role_path              = var.role_path
  permissions_boundary   = var.permissions_boundary
  architecture           = var.architecture
  kms_key_arn            = var.kms_key_arn
  log_retention          = var.log_retention
  tags                   = var.tags
}

locals {
  names     = module.spec.names
  placement = module.spec.placement
}
