# The keys of albias.toml under their names, and where all of it is deployed. docs/settings.md explains the keys.
# What a single value may look like is checked here; what lies in zones or between values, in mistakes.tf.

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
  description = "The name of this deployment in the registry."
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9-]{1,32}$", var.owner))
    error_message = "owner = ${jsonencode(var.owner)}: allowed: 1 to 32 of a-z, 0-9 and \"-\""
  }
}

variable "zones" {
  description = "The hosted zones that albias may write in: objects with `id`, `name` and the other keys of `[[zones]]`."
  type        = any
  validation {
    condition     = can(flatten(var.zones))
    error_message = "[[zones]] = ${jsonencode(var.zones)}: write `[[zones]]`, one table for each hosted zone"
  }
  validation {
    condition = !can(flatten(var.zones)) || can([for zone in var.zones : keys(zone)])
    error_message = join("\n", [
      for position, zone in try(flatten(var.zones), []) :
      "[[zones]] #${position + 1} = ${jsonencode(zone)}: should be a table; allowed: one `[[zones]]` for each hosted zone, with `id` and `name`"
      if !can(keys(zone))
    ])
  }
}

variable "hostname_tags" {
  description = "The tags that name hostnames."
  type        = list(string)
  default     = ["albias/hostname"]
  nullable    = false
  validation {
    condition     = length(var.hostname_tags) > 0
    error_message = "hostname_tags = []: is empty; leave the key out for the default"
  }
  validation {
    condition = alltrue([
      for key in var.hostname_tags :
      can(regex("^[\\p{L}\\p{N} _.:/=+@-]{1,127}$", key)) && !startswith(lower(key), "aws:") && !endswith(key, "/")
    ])
    error_message = "hostname_tags = ${jsonencode(var.hostname_tags)}: allowed: 1 to 127 letters, digits, spaces and + - . / : = @ _, no final \"/\", no \"aws:\" in front"
  }
}

variable "policy" {
  description = "`sync`, `upsert-only` or `create-only`."
  type        = string
  default     = "sync"
  nullable    = false
  validation {
    condition     = contains(["sync", "upsert-only", "create-only"], var.policy)
    error_message = "policy = ${jsonencode(var.policy)}: should be 'sync', 'upsert-only' or 'create-only'"
  }
}

variable "adopt" {
  description = "`never` or `matching`."
  type        = string
  default     = "never"
  nullable    = false
  validation {
    condition     = contains(["never", "matching"], var.adopt)
    error_message = "adopt = ${jsonencode(var.adopt)}: should be 'never' or 'matching'"
  }
}

variable "load_balancer_types" {
  description = "The types of load balancers that may have names, such as `application` and `network`."
  type        = list(string)
  default     = ["application"]
  nullable    = false
  validation {
    condition     = length(var.load_balancer_types) > 0
    error_message = "load_balancer_types = []: is empty; leave the key out for the default"
  }
  validation {
    condition     = alltrue([for kind in var.load_balancer_types : contains(values(local.served), kind)])
    error_message = "load_balancer_types = ${jsonencode(var.load_balancer_types)}: should be ${join(" or ", [for kind in values(local.served) : "'${kind}'"])}"
  }
}

variable "sweep" {
  description = "How often everything is looked at again."
  type        = string
  default     = "15 minutes"
  nullable    = false
  validation {
    condition = var.sweep == "off" || (
      can(regex("^(1 (minute|hour|day)|([2-9]|[1-9][0-9]{1,3}) (minutes|hours|days))$", var.sweep))
    )
    error_message = "sweep = ${jsonencode(var.sweep)}: allowed: \"N minutes\", \"N hours\", \"N days\" (singular for 1), up to 2 days, or \"off\""
  }
  validation {
    condition = try(
      tonumber(split(" ", var.sweep)[0]) * { minute = 1, hour = 60, day = 1440 }[trimsuffix(split(" ", var.sweep)[1], "s")] <= 2880,
      true,
    )
    error_message = "sweep = ${jsonencode(var.sweep)}: an alarm could not notice in time that sweeps are missing; allowed: \"N minutes\", \"N hours\", \"N days\" (singular for 1), up to 2 days, or \"off\""
  }
}

variable "max_removals" {
  description = "A sweep that would remove more names of a zone than both removes none: `count`, `percent`."
  type        = any
  default     = {}
  nullable    = false
  validation {
    condition     = can(keys(var.max_removals))
    error_message = "max_removals = ${jsonencode(var.max_removals)}: should be a table; allowed: { count = 10, percent = 30 }"
  }
  validation {
    condition     = length(setsubtract(try(keys(var.max_removals), []), ["count", "percent"])) == 0
    error_message = join("\n", [for key in setsubtract(try(keys(var.max_removals), []), ["count", "percent"]) : "max_removals.${key} = ${jsonencode(var.max_removals[key])}: unknown key; allowed: count, percent"])
  }
  validation {
    condition     = try(var.max_removals.count, null) == null || try(var.max_removals.count >= 0 && floor(var.max_removals.count) == var.max_removals.count, false)
    error_message = "max_removals.count = ${try(jsonencode(var.max_removals.count), "")}: allowed: 0 or more"
  }
  validation {
    condition     = try(var.max_removals.percent, null) == null || try(contains(range(101), var.max_removals.percent), false)
    error_message = "max_removals.percent = ${try(jsonencode(var.max_removals.percent), "")}: allowed: 0 to 100"
  }
}

variable "dry_run" {
  description = "Plan and log, change nothing."
  type        = bool
  default     = false
  nullable    = false
}

variable "log_level" {
  description = "Of the function."
  type        = string
  default     = "INFO"
  nullable    = false
  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], var.log_level)
    error_message = "log_level = ${jsonencode(var.log_level)}: should be 'DEBUG', 'INFO', 'WARNING', 'ERROR' or 'CRITICAL'"
  }
}

variable "alarm_topic_arn" {
  description = "An SNS topic that hears of the alarms."
  type        = string
  default     = ""
  nullable    = false
  validation {
    condition     = var.alarm_topic_arn == "" || can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[0-9A-Za-z_-]{1,256}$", var.alarm_topic_arn))
    error_message = "alarm_topic_arn = ${jsonencode(var.alarm_topic_arn)}: allowed: empty, or arn:aws:sns:<region>:<12 digits>:<name> of a standard topic, not FIFO"
  }
}

variable "evaluate_target_health" {
  description = "EvaluateTargetHealth of the alias records."
  type        = bool
  default     = true
  nullable    = false
}

variable "create_trail" {
  description = "Deploy a small CloudTrail trail, too."
  type        = bool
  default     = false
  nullable    = false
}

variable "external_dns" {
  description = "How an external-dns in the same zones names its TXT records: `txt_prefix`, `txt_suffix`, `txt_wildcard_replacement`."
  type        = any
  default     = {}
  nullable    = false
  validation {
    condition     = can(keys(var.external_dns))
    error_message = "external_dns = ${jsonencode(var.external_dns)}: should be a table; allowed: { txt_prefix = \"\", txt_suffix = \"\", txt_wildcard_replacement = \"\" }"
  }
  validation {
    condition     = length(setsubtract(try(keys(var.external_dns), []), keys(local.no_affixes))) == 0
    error_message = join("\n", [for key in setsubtract(try(keys(var.external_dns), []), keys(local.no_affixes)) : "external_dns.${key} = ${jsonencode(var.external_dns[key])}: unknown key; allowed: ${join(", ", keys(local.no_affixes))}"])
  }
  validation {
    condition = alltrue([
      for affix in try(values(merge(var.external_dns)), []) :
      affix == null || can(regex("^[0-9A-Za-z_.-]{0,200}$", replace(affix, "%%{record_type}", "")))
    ])
    error_message = "external_dns = ${jsonencode(var.external_dns)}: allowed: up to 200 letters, digits, \"-\", \"_\", \".\" and %%{record_type}, as in external-dns's flag"
  }
  validation {
    condition     = try(join("", [var.external_dns.txt_prefix]), "") == "" || try(join("", [var.external_dns.txt_suffix]), "") == ""
    error_message = "external_dns.txt_suffix = ${try(jsonencode(var.external_dns.txt_suffix), "")}: external-dns knows either txt_prefix or txt_suffix; allowed: one of them"
  }
}

variable "names_from_rules" {
  description = "Which load balancers' host-header conditions are hostnames, too."
  type        = list(string)
  default     = []
  nullable    = false
  validation {
    condition = alltrue([
      for match in var.names_from_rules :
      can(regex("^[\\p{L}\\p{N} _.:/+@-]{1,128}(=[\\p{L}\\p{N} _.:/=+@-]{0,256})?$", match))
    ])
    error_message = "names_from_rules = ${jsonencode(var.names_from_rules)}: allowed: \"TAG\" or \"TAG=VALUE\", of a tag's letters, digits, spaces and signs"
  }
}

variable "rule_grace" {
  description = "How long a host must be gone from the rules before its name is given up."
  type        = string
  default     = "5 minutes"
  nullable    = false
  validation {
    condition = (
      can(regex("^(1 (second|minute|hour|day)|(0|[2-9]|[1-9][0-9]{1,4}) (seconds|minutes|hours|days))$", var.rule_grace))
      && try(
        tonumber(split(" ", var.rule_grace)[0]) * { second = 1, minute = 60, hour = 3600, day = 86400 }[trimsuffix(split(" ", var.rule_grace)[1], "s")] <= 86400,
        false,
      )
    )
    error_message = "rule_grace = ${jsonencode(var.rule_grace)}: allowed: \"N seconds\", \"N minutes\", \"N hours\" (singular for 1), from \"0 seconds\" to \"1 day\""
  }
}

variable "events_bus" {
  description = "Where albias tells what became of names."
  type        = string
  default     = ""
  nullable    = false
  validation {
    condition     = contains(["", "default"], var.events_bus) || can(regex("^arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/[0-9A-Za-z_./-]{1,256}$", var.events_bus))
    error_message = "events_bus = ${jsonencode(var.events_bus)}: allowed: empty, \"default\", or arn:aws:events:<region>:<12 digits>:event-bus/<name>"
  }
}
