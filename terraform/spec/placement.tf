# The keys that say how albias is deployed. They do not reach the function.

variable "role_name_prefix" {
  description = "Before the names of the IAM roles."
  type        = string
  default     = ""
  nullable    = false
  validation {
    condition     = can(regex("^[0-9A-Za-z_+=,.@-]{0,40}$", var.role_name_prefix))
    error_message = "role_name_prefix = ${jsonencode(var.role_name_prefix)}: allowed: up to 40 letters, digits and + = , . @ - _"
  }
}

variable "role_path" {
  description = "The path of the IAM roles and policies."
  type        = string
  default     = "/"
  nullable    = false
  validation {
    condition     = can(regex("^/([!-.0-~]+/)*$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path = ${jsonencode(var.role_path)}: allowed: \"/\", or \"/<folder>/\", up to 512 characters"
  }
}

variable "permissions_boundary" {
  description = "The ARN of the permissions boundary of each role."
  type        = string
  default     = ""
  nullable    = false
  validation {
    condition     = var.permissions_boundary == "" || can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[0-9A-Za-z_+=,.@/-]{1,512}$", var.permissions_boundary))
    error_message = "permissions_boundary = ${jsonencode(var.permissions_boundary)}: allowed: empty, or arn:aws:iam::<12 digits>:policy/<name>"
  }
}

variable "architecture" {
  description = "Of the Lambda function."
  type        = string
  default     = "arm64"
  nullable    = false
  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture = ${jsonencode(var.architecture)}: should be 'arm64' or 'x86_64'"
  }
}

variable "kms_key_arn" {
  description = "A KMS key for the queues and the log."
  type        = string
  default     = ""
  nullable    = false
  validation {
    condition     = var.kms_key_arn == "" || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9A-Za-z_-]{1,64}$", var.kms_key_arn))
    error_message = "kms_key_arn = ${jsonencode(var.kms_key_arn)}: allowed: empty, or arn:aws:kms:<region>:<12 digits>:key/<id>, not an alias"
  }
}

variable "log_retention" {
  description = "How many days the log is kept."
  type        = number
  default     = 90
  nullable    = false
  validation {
    condition     = contains(local.retentions, var.log_retention)
    error_message = "log_retention = ${var.log_retention}: allowed: a number of days that CloudWatch knows: ${join(", ", local.retentions)}"
  }
}

variable "tags" {
  description = "Tags for all resources."
  type        = map(string)
  default     = {}
  nullable    = false
  validation {
    condition     = length(var.tags) <= 45
    error_message = "tags: there are ${length(var.tags)}; allowed: up to 45"
  }
  validation {
    condition = alltrue([
      for key, value in var.tags :
      can(regex("^[\\p{L}\\p{N} _.:/=+@-]{1,128}$", key)) && can(regex("^[\\p{L}\\p{N} _.:/=+@-]{0,256}$", value)) && !startswith(lower(key), "aws:")
    ])
    error_message = "tags = ${jsonencode(var.tags)}: allowed: up to 45: TAG = \"VALUE\", of letters, digits, spaces and _ . : / = + - @; up to 128 and 256 characters, no \"aws:\" in front"
  }
}

locals {
  retentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
}
