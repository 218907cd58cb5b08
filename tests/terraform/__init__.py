"""The Terraform module against what the CDK synthesises: the same permissions, patterns, settings, alarms."""
