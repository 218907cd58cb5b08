# albias beside an EKS cluster whose AWS Load Balancer Controller makes the load balancers.
#
# `albias package --bucket unused` writes the zip into dist/ (see docs/deploying.md); nothing has to be uploaded for this.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "package" {
  description = "The function's zip, as `albias package` wrote it."
  type        = string
}

variable "cluster_name" {
  description = "The cluster, made by an EKS module beside this."
  type        = string
  default     = "prod"
}

resource "aws_route53_zone" "apps" {
  name = "apps.example.com"
}

module "albias" {
  source = "../.."

  owner   = "platform"
  package = { filename = var.package }

  zones = [
    {
      id   = aws_route53_zone.apps.zone_id
      name = aws_route53_zone.apps.name
      claims = [
        {
          hostnames = ["*.team-a.apps.example.com"]
          tags      = { "ingress.k8s.aws/stack" = "team-a/*" }
        },
        {
          hostnames = ["*.apps.example.com"]
          tags      = { "ingress.k8s.aws/stack" = "platform/*" }
        },
      ]
    },
  ]

  # The controller turns every Ingress host into a host-header condition, and puts this tag on its load balancers.
  names_from_rules = ["elbv2.k8s.aws/cluster=${var.cluster_name}"]
}

output "albias" {
  value = module.albias
}
