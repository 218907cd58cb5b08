# Of what kind the values in `zones` are. Terraform does not tell, since the variable may hold anything: with types of
# its own it would drop unknown keys without a word. A key that is null is left out.

locals {
  # Each zone without what the plan may not know yet: `try` and `can` know nothing of a value that is partly unknown.
  tables = [for zone in var.zones : { for key, value in zone : key => value if !contains(["id", "name"], key) }]
  # Each of its claims; what is no table has no keys.
  rules = [for zone in local.tables : [for rule in try(flatten(zone.claims), []) : try(merge(rule), {})]]

  truths  = ["private", "service_names"]
  lists   = ["hostnames", "schemes", "except", "claims"]
  fillers = ["hostnames", "schemes", "claims"] # whose default is the opposite of an empty list
  items   = { hostnames = local.hostname_allowed, except = local.exception_allowed }

  shape_mistakes = flatten(concat(
    length(var.zones) > 0 ? [] : ["[[zones]] = []: needs at least one; allowed: one `[[zones]]` for each hosted zone, with `id` and `name`"],
    [
      for position, zone in local.tables : [
        [
          for key in keys(zone) :
          "[[zones]] #${position + 1} ${key}: unknown key; allowed: ${join(", ", local.zone_table)}"
          if !contains(local.zone_table, key)
        ],
        [
          for key in local.truths :
          "[[zones]] #${position + 1} ${key} = ${jsonencode(zone[key])}: should be true or false"
          if try(zone[key], null) != null && !try(zone[key] == true || zone[key] == false, false)
        ],
        [
          for role_arn in [try(zone.role_arn, null)] :
          "[[zones]] #${position + 1} role_arn = ${jsonencode(role_arn)}: should be a text in quotes; allowed: ${local.role_arn_allowed}"
          if role_arn != null && !can(lower(role_arn))
        ],
        [
          for key in local.lists :
          "[[zones]] #${position + 1} ${key} = ${jsonencode(zone[key])}: ${key == "claims" ? "write `[[zones.claims]]`, one table for each rule" : "should be a list in square brackets"}"
          if try(zone[key], null) != null && !can(flatten(zone[key]))
        ],
        [
          for key in local.fillers :
          "[[zones]] #${position + 1} ${key} = []: is empty; leave the key out for the default"
          if try(length(flatten(zone[key])), 1) == 0
        ],
        [
          for key, allowed in local.items : [
            for number, item in try(flatten(zone[key]), []) :
            "[[zones]] #${position + 1} ${key} #${number + 1} = ${jsonencode(item)}: should be a text in quotes; allowed: ${allowed}"
            if !can(lower(item))
          ]
        ],
        [
          for number, rule in try(flatten(zone.claims), []) :
          "[[zones]] #${position + 1} claims #${number + 1} = ${jsonencode(rule)}: should be a table"
          if !can(keys(rule))
        ],
      ]
    ],
    [for position, rules in local.rules : [for number, rule in rules : [
      [
        for key in keys(rule) :
        "[[zones]] #${position + 1} claims #${number + 1} ${key}: unknown key; allowed: ${join(", ", local.claim_table)}"
        if !contains(local.claim_table, key)
      ],
      [
        for key, allowed in { hostnames = local.hostname_allowed, tags = local.claim_allowed } :
        "[[zones]] #${position + 1} claims #${number + 1} ${key}: is missing; it has no default; allowed: ${allowed}"
        if try(rule[key], null) == null && can(keys(flatten(local.tables[position].claims)[number]))
      ],
      [
        for hostnames in [try(rule.hostnames, null)] :
        "[[zones]] #${position + 1} claims #${number + 1} hostnames = ${jsonencode(hostnames)}: should be a list in square brackets"
        if try(rule.hostnames, null) != null && !can(flatten(rule.hostnames))
      ],
      [
        for place, item in try(flatten(rule.hostnames), []) :
        "[[zones]] #${position + 1} claims #${number + 1} hostnames #${place + 1} = ${jsonencode(item)}: should be a text in quotes; allowed: ${local.hostname_allowed}"
        if !can(lower(item))
      ],
      [
        for tags in [try(rule.tags, null)] :
        "[[zones]] #${position + 1} claims #${number + 1} tags = ${jsonencode(tags)}: should be a table; allowed: ${local.claim_allowed}"
        if try(rule.tags, null) != null && !can(keys(rule.tags))
      ],
      [
        for key, value in try(merge(rule.tags), {}) :
        "[[zones]] #${position + 1} claims #${number + 1} tags ${key} = ${jsonencode(value)}: should be a text in quotes; allowed: ${local.claim_allowed}"
        if !can(lower(value))
      ],
    ]]],
  ))
}
