# `terraform init -backend=false && terraform test`, in terraform/spec: no provider, no network, no account.

variables {
  aws = {
    partition  = "aws"
    region     = "eu-west-1"
    account    = "111122223333"
    dns_suffix = "amazonaws.com"
  }
  owner = "platform"
  zones = [{ id = "Z0123456789ABCDEFGHIJ", name = "apps.example.com" }]
}

run "the_shortest_configuration" {
  command = plan

  assert {
    condition     = output.function.environment.ALBIAS_SETTINGS == "{\"owner\":\"platform\",\"zones\":[{\"id\":\"Z0123456789ABCDEFGHIJ\",\"name\":\"apps.example.com\"}]}"
    error_message = "the function gets the settings without what is at its default"
  }
  assert {
    condition     = sort(keys(output.rules)) == tolist(["ChangedOrDeleted", "Created", "TagChange", "Tagged", "Untagged"])
    error_message = "without names_from_rules, no event of a listener rule starts anything"
  }
  assert {
    condition     = length(output.role.zone_policies) == 1 && !strcontains(output.role.zone_policies[0], "UPSERT")
    error_message = "one policy, in which nothing is overwritten unread"
  }
}

run "names_from_rules" {
  command = plan

  variables {
    names_from_rules = ["elbv2.k8s.aws/cluster=prod"]
  }

  assert {
    condition     = contains(keys(output.rules), "RuleChanged") && strcontains(output.role.inline_policies["load-balancers"], "DescribeRules")
    error_message = "what changes hosts of rules is heard, and rules may be read"
  }
}

run "a_mistake" {
  command = plan

  variables {
    zones = [{ id = "Z0123456789ABCDEFGHIJ", name = "apps.example.com", hostnames = ["shop.example.org"] }]
  }

  expect_failures = [output.names]
}

run "an_owner_that_is_none" {
  command = plan

  variables {
    owner = "Platform"
  }

  expect_failures = [var.owner]
}
