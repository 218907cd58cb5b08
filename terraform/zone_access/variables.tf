# The deployment whose function is let in; its zones as it has them.

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
}

variable "organisation" {
  description = "The id of an AWS organisation: the function roles of this owner are trusted in all its accounts."
  type        = string
  default     = ""
  nullable    = false
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

variable "tags" {
  description = "Tags for all resources."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "permissions_boundary" {
  description = "The ARN of the roles' permissions boundary, a policy of this account or of AWS."
  type        = string
  default     = ""
  nullable    = false
}
