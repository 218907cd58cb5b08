# What may be said of a deployment: the keys of albias.toml. spec/ checks them; docs/settings.md explains them.

variable "owner" {
  description = "The name of this deployment in the registry."
  type        = string
}

variable "zones" {
  description = "The hosted zones that albias may write in: objects with `id`, `name` and the other keys of `[[zones]]`."
  type        = any
}

variable "hostname_tags" {
  description = "The tags that name hostnames."
  type        = list(string)
  default     = ["albias/hostname"]
  nullable    = false
}

variable "policy" {
  description = "`sync`, `upsert-only` or `create-only`."
  type        = string
  default     = "sync"
  nullable    = false
}

variable "adopt" {
  description = "`never` or `matching`."
  type        = string
  default     = "never"
  nullable    = false
}

variable "load_balancer_types" {
  description = "The types of load balancers that may have names, such as `application` and `network`."
  type        = list(string)
  default     = ["application"]
  nullable    = false
}

variable "sweep" {
  description = "How often everything is looked at again."
  type        = string
  default     = "15 minutes"
  nullable    = false
}

variable "max_removals" {
  description = "A sweep that would remove more names of a zone than both removes none: `count`, `percent`."
  type        = any
  default     = {}
  nullable    = false
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
}

variable "alarm_topic_arn" {
  description = "An SNS topic that hears of the alarms."
  type        = string
  default     = ""
  nullable    = false
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
}

variable "names_from_rules" {
  description = "Which load balancers' host-header conditions are hostnames, too."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "rule_grace" {
  description = "How long a host must be gone from the rules before its name is given up."
  type        = string
  default     = "5 minutes"
  nullable    = false
}

variable "events_bus" {
  description = "Where albias tells what became of names."
  type        = string
  default     = ""
  nullable    = false
}

variable "role_name_prefix" {
  description = "Before the names of the IAM roles."
  type        = string
  default     = ""
  nullable    = false
}

variable "role_path" {
  description = "The path of the IAM roles and policies."
  type        = string
  default     = "/"
  nullable    = false
}

variable "permissions_boundary" {
  description = "The ARN of the permissions boundary of each role."
  type        = string
  default     = ""
  nullable    = false
}

variable "architecture" {
  description = "Of the Lambda function."
  type        = string
  default     = "arm64"
  nullable    = false
}

variable "kms_key_arn" {
  description = "A KMS key for the queues and the log."
  type        = string
  default     = ""
  nullable    = false
}

variable "log_retention" {
  description = "How many days the log is kept."
  type        = number
  default     = 90
  nullable    = false
}

variable "tags" {
  description = "Tags for all resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "package" {
  description = "The function's zip, as `albias package` writes it: `filename`, or `bucket` and `key`. Its architecture does not matter."
  type = object({
    filename = optional(string)
    bucket   = optional(string)
    key      = optional(string)
    version  = optional(string)
    hash     = optional(string)
  })
}
