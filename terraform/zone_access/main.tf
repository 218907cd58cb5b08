# For the account that owns hosted zones: the roles with which a deployment in another account reaches them. As the stack
# albias-zone-access. What they may do and whom they trust is thought out in ../spec/zone_access.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60"
    }
  }
}

data "aws_partition" "here" {}

data "aws_region" "here" {}

data "aws_caller_identity" "here" {}

module "spec" {
  source = "../spec/zone_access"

  aws = {
    partition  = data.aws_partition.here.partition
    dns_suffix = data.aws_partition.here.dns_suffix
    region     = data.aws_region.here.id
    account    = data.aws_caller_identity.here.account_id
  }

  owner            = var.owner
  zones            = var.zones
  adopt            = var.adopt
  deployments      = var.deployments
  organisation     = var.organisation
  role_path        = var.role_path
  role_name_prefix = var.role_name_prefix
}

resource "aws_iam_role" "zones" {
  for_each = module.spec.roles

  name                 = each.value.name
  path                 = each.value.path
  description          = "albias (owner ${var.owner}): names in hosted zones of this account"
  assume_role_policy   = module.spec.trust
  permissions_boundary = var.permissions_boundary == "" ? null : var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_policy" "zones" {
  for_each = module.spec.policies

  name        = each.key
  path        = module.spec.roles[each.value.role].path
  description = "albias: what it may read and write in Route 53"
  policy      = each.value.policy
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "zones" {
  for_each = module.spec.policies

  role       = aws_iam_role.zones[each.value.role].name
  policy_arn = aws_iam_policy.zones[each.key].arn
}
