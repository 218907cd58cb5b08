# All that the resources are made of. Where the configuration has mistakes nothing is given out, and all of them are told.

output "names" {
  description = "What everything is called."
  value       = local.names

  precondition {
    condition     = length(local.mistakes) == 0
    error_message = join("\n", local.mistakes)
  }
  precondition {
    condition     = length(compact(local.id_mistakes)) == 0
    error_message = join("\n", compact(local.id_mistakes))
  }
}

output "function" {
  description = "The function's properties."
  value = {
    description         = "Route 53 names of load balancers, from their tags (owner ${var.owner})"
    runtime             = "python3.13"
    architectures       = [var.architecture]
    handler             = "albias.edge.handler.handler"
    memory_size         = 512
    timeout             = 300
    environment         = local.environment
    batch_size          = 10
    maximum_concurrency = 2
    log_retention       = var.log_retention
    # Whoever may invoke this alias, and not the function, sees the dashboard's table of names and can do nothing else.
    alias = "widget"
  }
}

output "queues" {
  description = "The queues' properties."
  value = {
    for key, name in local.queue_names : key => {
      name               = name
      retention_seconds  = key == "work" ? 345600 : 1209600
      visibility_timeout = key == "work" ? 1800 : 30
      dead_letter_arn    = key == "work" ? local.queue_arns.dead : ""
      max_receive_count  = 5
      managed_encryption = !local.keyed
      policy             = local.queue_policies[key]
    }
  }
}

output "role" {
  description = "The function's role: its trust, its inline policies, its managed policies in their order."
  value = {
    description     = "albias (owner ${var.owner}): reads load balancers, writes their names in Route 53"
    trust           = local.trust
    inline_policies = local.inline_policies
    zone_policies   = local.zone_policies
  }
}

output "rules" {
  description = "The EventBridge rules: name and event pattern."
  value       = { for key, pattern in local.patterns : key => { name = local.rule_names[key], pattern = pattern } }
}

output "sweep" {
  description = "The schedule of the sweep; none for `off`."
  value = local.sweeps ? {
    expression = "rate(${var.sweep})"
    # Sweeps of many deployments should not all read Route 53 in the same second.
    window = min(5, floor(local.sweep_minutes / 5))
    input  = jsonencode({ source = "albias", detail-type = "Sweep", detail = {} })
    trust  = local.sweep_trust
    policy = local.sweep_policy
  } : null
}

output "alarms" {
  description = "The alarms by name."
  value       = local.alarms
}

output "dashboard" {
  description = "The dashboard's body; tests/terraform/pages.py writes what it is made of."
  value = templatefile("${path.module}/dashboard.json.tftpl", {
    owner     = var.owner
    region    = var.aws.region
    account   = var.aws.account
    partition = var.aws.partition
    alarms    = jsonencode(local.alarm_arns)
    start     = local.shown_hours % 24 == 0 ? "-P${local.shown_hours / 24}D" : "-PT${local.shown_hours}H"
  })
}

output "queries" {
  description = "The saved queries by name."
  value       = { for name, text in jsondecode(file("${path.module}/queries.json")) : "${local.names.queries}/${name}" => text }
}

output "placement" {
  description = "What a company prescribes."
  value = {
    role_path            = var.role_path
    permissions_boundary = var.permissions_boundary == "" ? null : var.permissions_boundary
    kms_key_arn          = var.kms_key_arn == "" ? null : var.kms_key_arn
    tags                 = var.tags
    alarm_actions        = var.alarm_topic_arn == "" ? [] : [var.alarm_topic_arn]
    create_trail         = var.create_trail
  }
}
