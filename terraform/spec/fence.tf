# What may be read and written in the hosted zones, as IAM statements: config/albias_config/fence.py, word for word.
# Only zones of this account: those with a role are reached through it.

locals {
  change       = "route53:ChangeResourceRecordSets"
  max_policy   = 6144
  max_policies = 10
  # Without {"Version":"2012-10-17","Statement":[]}
  max_statement = local.max_policy - 39

  mine  = [for position, zone in local.zones : position if zone.role_arn == ""]
  types = concat(["A", "AAAA", "TXT"], var.adopt == "matching" ? ["CNAME"] : [])
  arns  = [for zone in local.zones : "arn:${var.aws.partition}:route53:::hostedzone/${zone.id}"]
  # The longest that an ARN can be, as JSON with a comma. Sizes may not depend on ids that the plan does not know.
  arn_size = length("\"arn:aws-us-gov:route53:::hostedzone/${join("", [for n in range(32) : "Z"])}\",")

  # Zones that except the same names share a statement.
  exception_groups = {
    for position in local.mine : jsonencode(local.exceptions[position]) => position...
    if length(local.exceptions[position]) > 0
  }

  # Zones that lie neither in nor around another one, and have no namesake, may share one, too.
  apart = [
    for position in local.mine : position
    if length([
      for other in local.mine : other
      if local.zones[position].name == local.zones[other].name
      || endswith(local.zones[position].name, ".${local.zones[other].name}")
      || endswith(local.zones[other].name, ".${local.zones[position].name}")
    ]) == 1
  ]
  inner = [for position in local.mine : position if !contains(local.apart, position)]

  name_sizes = [for names in local.writable : sum([for name in names : length(jsonencode(name)) + 1])]
  # Without the names and ARNs, each of which brings a comma: one too many in each of the two lists, and one goes behind.
  write_size = length(jsonencode({
    Effect    = "Allow"
    Action    = local.change
    Resource  = []
    Condition = merge(local.write_conditions, { "ForAllValues:StringLike" = { (local.name_key) = [] } })
  })) - 1
  name_key = "${local.change}NormalizedRecordNames"
  write_conditions = {
    "ForAllValues:StringEquals" = {
      "${local.change}RecordTypes" = local.types
      "${local.change}Actions"     = ["CREATE", "DELETE"]
    }
    Null = { for key in ["NormalizedRecordNames", "RecordTypes", "Actions"] : "${local.change}${key}" => "false" }
  }
  read_size = length(jsonencode({ Effect = "Allow", Action = "route53:ListResourceRecordSets", Resource = [] }))
  denial_sizes = {
    for patterns in keys(local.exception_groups) : patterns => length(jsonencode({
      Effect    = "Deny"
      Action    = local.change
      Resource  = []
      Condition = { "ForAnyValue:StringLike" = { (local.name_key) = jsondecode(patterns) } }
    }))
  }
  # The longest statement that is about one zone alone.
  statement_sizes = {
    for position in local.mine : position => local.arn_size + max(
      local.write_size + local.name_sizes[position],
      lookup(local.denial_sizes, jsonencode(local.exceptions[position]), 0),
    )
  }
}

module "reads" {
  source = "./packs"
  sizes  = [for position in local.mine : local.arn_size]
  room   = local.max_statement - local.read_size
}

module "denials" {
  source   = "./packs"
  for_each = local.exception_groups
  sizes    = [for position in each.value : local.arn_size]
  room     = local.max_statement - local.denial_sizes[each.key]
}

module "shared_writes" {
  source = "./packs"
  sizes  = [for position in local.apart : local.arn_size + local.name_sizes[position]]
  room   = local.max_statement - local.write_size
}

locals {
  reads = [
    for pack in module.reads.packs : {
      size = local.read_size + (pack.end - pack.start) * local.arn_size
      statement = {
        Effect   = "Allow"
        Action   = "route53:ListResourceRecordSets"
        Resource = [for position in slice(local.mine, pack.start, pack.end) : local.arns[position]]
      }
    }
  ]
  denials = flatten([
    for patterns, positions in local.exception_groups : [
      for pack in module.denials[patterns].packs : {
        size = local.denial_sizes[patterns] + (pack.end - pack.start) * local.arn_size
        statement = {
          Effect    = "Deny"
          Action    = local.change
          Resource  = [for position in slice(positions, pack.start, pack.end) : local.arns[position]]
          Condition = { "ForAnyValue:StringLike" = { (local.name_key) = jsondecode(patterns) } }
        }
      }
    ]
  ])

  # Which zones each statement that lets write is about: one, unless a role could not carry so many statements.
  each_alone = [for position in local.mine : [position]]
  in_groups = concat(
    [for pack in module.shared_writes.packs : slice(local.apart, pack.start, pack.end)],
    [for position in local.inner : [position]],
  )
}

module "packs_each_alone" {
  source = "./packs"
  sizes = concat(
    [for read in local.reads : read.size],
    [for denial in local.denials : denial.size],
    [for position in local.mine : local.write_size + local.arn_size + local.name_sizes[position]],
  )
  room = local.max_statement
}

module "packs_in_groups" {
  source = "./packs"
  sizes = concat(
    [for read in local.reads : read.size],
    [for denial in local.denials : denial.size],
    [
      for group in local.in_groups :
      local.write_size + sum([for position in group : local.arn_size + local.name_sizes[position]])
    ],
  )
  room = local.max_statement
}

locals {
  alone  = length(module.packs_each_alone.packs) <= local.max_policies
  packs  = local.alone ? module.packs_each_alone.packs : module.packs_in_groups.packs
  groups = local.alone ? local.each_alone : local.in_groups

  writes = [
    for group in local.groups : {
      Effect   = "Allow"
      Action   = local.change
      Resource = [for position in group : local.arns[position]]
      Condition = merge(local.write_conditions, {
        "ForAllValues:StringLike" = {
          (local.name_key) = flatten([for position in group : local.writable[position]])
        }
      })
    }
  ]
  zone_statements = concat(
    [for read in local.reads : read.statement],
    [for denial in local.denials : denial.statement],
    local.writes,
  )
  zone_policies = [
    for pack in local.packs : jsonencode({
      Version   = "2012-10-17"
      Statement = slice(local.zone_statements, pack.start, pack.end)
    })
  ]
}
