# In an account that owns hosted zones: what the roles there may do, and whom they trust. The fence is spec/fence.tf's.

terraform {
  required_version = ">= 1.9"
}

variable "aws" {
  description = "Where it is deployed: `partition`, `region`, `account`, `dns_suffix`."
  type = object({
    partition  = string
    region     = string
    account    = string
    dns_suffix = string
  })
}

variable "owner" {
  description = "The name of the deployment in the registry."
  type        = string
}

variable "zones" {
  description = "The zones of the deployment, as it has them; those with a `role_arn` in this account count."
  type        = any
}

variable "adopt" {
  description = "`never` or `matching`."
  type        = string
  default     = "never"
  nullable    = false
}

variable "deployments" {
  description = "The ARNs of function roles (output `function_role_arn`), and of people who use the command line on the zones."
  type        = list(string)
  default     = []
  nullable    = false
  validation {
    condition     = alltrue([for arn in var.deployments : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/([0-9A-Za-z_+=,.@/-]+/)?[0-9A-Za-z_+=,.@-]+$", arn))])
    error_message = "deployment = ${jsonencode(var.deployments)}: allowed: arn:aws:iam::<12 digits>:role/<name>"
  }
}

variable "organisation" {
  description = "The id of an AWS organisation: the function roles of this owner are trusted in all its accounts."
  type        = string
  default     = ""
  nullable    = false
  validation {
    condition     = var.organisation == "" || can(regex("^o-[a-z0-9]{10,32}$", var.organisation))
    error_message = "organisation = ${jsonencode(var.organisation)}: allowed: its id, o-…"
  }
}

variable "role_path" {
  description = "The path of the function roles, for `organisation`."
  type        = string
  default     = "/"
  nullable    = false
}

variable "role_name_prefix" {
  description = "What stands before the names of the function roles, for `organisation`."
  type        = string
  default     = ""
  nullable    = false
}

locals {
  reached = distinct([for zone in try(flatten(var.zones), []) : join("", [zone.role_arn]) if try(join("", [zone.role_arn]), "") != ""])
  here    = [for arn in local.reached : arn if try(split(":", arn)[4], "") == var.aws.account]
  names   = { for arn in local.here : arn => reverse(split("/", arn))[0] }

  trusted_accounts = sort(distinct([for arn in var.deployments : split(":", arn)[4]]))
  of_organisation  = "arn:${var.aws.partition}:iam::*:role${var.role_path}${var.role_name_prefix}albias-${var.owner}-*"
  # A principal that names a role would break whenever the role is made anew: a condition names it.
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [merge(
      { Effect = "Allow", Action = "sts:AssumeRole" },
      var.organisation == "" ? {
        Principal = { AWS = [for account in local.trusted_accounts : "arn:${var.aws.partition}:iam::${account}:root"] }
        Condition = { ArnEquals = { "aws:PrincipalArn" = var.deployments } }
      } : null,
      var.organisation == "" ? null : {
        Principal = { AWS = "*" }
        Condition = {
          StringEquals = { "aws:PrincipalOrgID" = var.organisation }
          ArnLike      = { "aws:PrincipalArn" = concat([local.of_organisation], var.deployments) }
        }
      },
    )]
  })

  mistakes = concat(
    length(local.reached) == 0 ? ["[[zones]] role_arn: no zone has one; albias-zone-access would give access to nothing"] : [],
    length(local.reached) > 0 && length(local.here) == 0 ? ["[[zones]] role_arn: the roles lie in ${join(", ", sort(distinct([for arn in local.reached : split(":", arn)[4]])))}; deploy albias-zone-access with credentials of one of these accounts (now: ${var.aws.account})"] : [],
    length(distinct(values(local.names))) < length(local.names) ? ["[[zones]] role_arn: two roles have one name; IAM allows a name once in an account, under any path"] : [],
    length(var.deployments) == 0 && var.organisation == "" ? ["deployment: nobody is trusted; name function roles, or an organisation"] : [],
    length(local.trust) > 2048 ? ["deployment: the trust policy of the zones' role would take ${length(local.trust)} characters; IAM allows 2,048. Name fewer roles, or an organisation"] : [],
  )
}

module "fence" {
  source   = "./.."
  for_each = toset(local.here)

  aws   = var.aws
  owner = var.owner
  adopt = var.adopt
  zones = [for zone in var.zones : merge(zone, { role_arn = "" }) if try(zone.role_arn, "") == each.key]
}

output "roles" {
  description = "The roles by ARN: name, path, managed policies."
  value = {
    for arn, name in local.names : arn => {
      name     = name
      path     = trimsuffix(replace(arn, "/^[^/]*/", ""), name)
      policies = module.fence[arn].role.zone_policies
    }
  }

  precondition {
    condition     = length(local.mistakes) == 0
    error_message = join("\n", local.mistakes)
  }
}

output "policies" {
  description = "All policies of all roles, each with a name of its own."
  value = merge([
    for arn, name in local.names : {
      for number, policy in module.fence[arn].role.zone_policies :
      "${name}-zones-${number + 1}" => { role = arn, policy = policy }
    }
  ]...)
}

output "trust" {
  description = "Whom every role trusts."
  value       = local.trust
}
