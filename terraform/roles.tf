# The function's role and the schedule's. spec/policies.tf and spec/fence.tf have every permission.

resource "aws_iam_role" "function" {
  name                 = local.names.role
  path                 = local.placement.role_path
  description          = module.spec.role.description
  assume_role_policy   = module.spec.role.trust
  permissions_boundary = local.placement.permissions_boundary
  tags                 = local.placement.tags
}

resource "aws_iam_role_policy" "function" {
  for_each = module.spec.role.inline_policies

  name   = each.key
  role   = aws_iam_role.function.name
  policy = each.value
}

resource "aws_iam_policy" "zones" {
  count = length(module.spec.role.zone_policies)

  name        = "${local.names.policy}-${count.index + 1}"
  path        = local.placement.role_path
  description = "albias: what it may read and write in Route 53"
  policy      = module.spec.role.zone_policies[count.index]
  tags        = local.placement.tags
}

resource "aws_iam_role_policy_attachment" "zones" {
  count = length(module.spec.role.zone_policies)

  role       = aws_iam_role.function.name
  policy_arn = aws_iam_policy.zones[count.index].arn
}

resource "aws_iam_role" "sweep" {
  count = module.spec.sweep == null ? 0 : 1

  name                 = local.names.sweep_role
  path                 = local.placement.role_path
  description          = "EventBridge Scheduler puts albias's sweep message into the queue"
  assume_role_policy   = module.spec.sweep.trust
  permissions_boundary = local.placement.permissions_boundary
  tags                 = local.placement.tags
}

resource "aws_iam_role_policy" "sweep" {
  count = module.spec.sweep == null ? 0 : 1

  name   = "send"
  role   = aws_iam_role.sweep[0].name
  policy = module.spec.sweep.policy
}
