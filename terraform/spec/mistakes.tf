# Mistakes in zones and between values, in the words of config/albias_config: key, value, what is allowed.

locals {
  zone_table  = ["id", "name", "private", "hostnames", "schemes", "role_arn", "except", "service_names", "claims"]
  claim_table = ["hostnames", "tags"]

  id_allowed        = "\"Z\" and up to 31 more of A-Z and 0-9, without \"/hostedzone/\""
  name_allowed      = "a DNS name such as apps.example.com"
  id_shown          = "`aws route53 list-hosted-zones` shows it (only the commands of `albias` look it up by the name)"
  role_arn_allowed  = "empty, or arn:aws:iam::<12 digits>:role/<name>"
  hostname_allowed  = "a name, *.name (all below it) or _wildcard.name (the wildcard record set)"
  exception_allowed = "a name, *.name (all below it), label.* (names that begin with the label), *.label.* (the label further inside)"
  claim_allowed     = "{ \"TAG\" = \"VALUE\", ... }, where * in a value stands for any text; {} for every load balancer"
  is_name           = "^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$"
  is_label          = "^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$"
  is_tag_value      = "^[\\p{L}\\p{N} _.:/=+@*-]{0,256}$"

  # What is wrong with each hostname pattern of a zone, by the pattern; likewise of exceptions and claims.
  pattern_mistakes = [
    for position, zone in local.zones : {
      for pattern in distinct(concat(
        zone.hostnames,
        [for each in zone.except : each if !endswith(each, ".*")],
        flatten([for rule in zone.claims : rule.hostnames]),
      )) :
      pattern => (
        strcontains(trimprefix(pattern, "*."), "*") ? "\"*\" stands for whole labels at the front only"
        : !can(regex(local.is_name, trimprefix(trimprefix(pattern, "*."), "_wildcard."))) || length(pattern) > 253 ? "is no DNS name in ASCII"
        : !(trimprefix(trimprefix(pattern, "*."), "_wildcard.") == zone.name || endswith(pattern, ".${zone.name}")) ? "lies outside the hosted zone"
        : endswith(pattern, "_albias.${zone.name}") ? "_albias.${zone.name} belongs to the registry"
        : ""
      )
    }
  ]
  exception_mistakes = [
    for position, zone in local.zones : {
      for pattern in distinct(zone.except) :
      pattern => (
        endswith(pattern, ".*")
        ? (can(regex(local.is_label, trimprefix(trimsuffix(pattern, ".*"), "*."))) ? "" : "one label stands before a final .*")
        : pattern == "*.${zone.name}" ? "would leave no name below the apex"
        : local.pattern_mistakes[position][pattern]
      )
    }
  ]
  claim_mistakes = [
    for position, zone in local.zones : [
      for rule in zone.claims : {
        for pattern in distinct(rule.hostnames) :
        pattern => (
          local.pattern_mistakes[position][pattern] != "" ? local.pattern_mistakes[position][pattern]
          : anytrue([
            for wide in local.allowed[position] :
            wide == pattern || (startswith(wide, "*.") && endswith(trimprefix(pattern, "*."), trimprefix(wide, "*")))
          ]) ? "" : "lies outside the hostnames of the zone"
        )
      }
    ]
  ]

  # Apart from the others: ids may be known only when the zones are there, and nothing else has to wait for them.
  id_mistakes = concat(
    [
      for position, zone in var.zones :
      try(zone.id, null) == null
      ? "[[zones]] #${position + 1} id: is missing; it has no default; allowed: ${local.id_allowed}; ${local.id_shown}"
      : can(regex("^Z[A-Z0-9]{0,31}$", zone.id)) ? "" : "[[zones]] #${position + 1} id = ${jsonencode(zone.id)}: allowed: ${local.id_allowed}"
    ],
    [for id in local.twice_ids : "[[zones]]: id = ${jsonencode(id)} is there twice; allowed: one table for each hosted zone"],
  )
  ids       = [for zone in local.zones : zone.id if zone.id != ""]
  twice_ids = [for id in distinct(local.ids) : id if length([for other in local.ids : other if other == id]) > 1]

  name_is_missing = [
    for position, zone in var.zones :
    try(zone.name, null) == null ? "[[zones]] #${position + 1} name: is missing; it has no default; allowed: ${local.name_allowed}"
    : can(lower(zone.name)) ? zone.name == "" ? "[[zones]] #${position + 1} name = \"\": is empty; allowed: ${local.name_allowed}" : ""
    : "[[zones]] #${position + 1} name = ${jsonencode(zone.name)}: should be a text in quotes; allowed: ${local.name_allowed}"
  ]

  value_mistakes = flatten([
    for position, zone in local.zones : [
      zone.name == "" || (can(regex(local.is_name, zone.name)) && length(zone.name) <= 253)
      ? "" : "[[zones]] #${position + 1} name = ${jsonencode(zone.name)}: is no DNS name in ASCII; allowed: ${local.name_allowed}",
      [
        for number, scheme in zone.schemes :
        "[[zones]] #${position + 1} schemes #${number + 1} = ${jsonencode(scheme)}: should be 'internet-facing' or 'internal'"
        if !contains(["internet-facing", "internal"], scheme)
      ],
      zone.role_arn == "" || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[0-9A-Za-z_+=,.@/-]{1,512}$", zone.role_arn))
      ? "" : "[[zones]] #${position + 1} role_arn = ${jsonencode(zone.role_arn)}: allowed: ${local.role_arn_allowed}",
      [
        for number, rule in zone.claims : [
          for key, value in rule.tags : concat(
            can(regex("^[\\p{L}\\p{N} _.:/=+@-]{1,128}$", key)) ? [] : ["[[zones]] #${position + 1} claims #${number + 1} tags: ${jsonencode(key)} is no tag key; allowed: ${local.claim_allowed}"],
            can(regex(local.is_tag_value, value)) ? [] : ["[[zones]] #${position + 1} claims #${number + 1} tags: ${jsonencode(value)} is no tag value; allowed: up to 256 letters, digits, spaces and the signs of tag keys, and *"],
          )
        ]
      ],
    ]
  ])

  name_mistakes = flatten([
    for position, zone in local.zones : [
      anytrue([for pattern in zone.hostnames : local.pattern_mistakes[position][pattern] != ""])
      ? "[[zones]] #${position + 1} hostnames = ${replace(jsonencode(zone.hostnames), "\",\"", "\", \"")}: ${join("; ", [for pattern in zone.hostnames : "${jsonencode(pattern)}: ${local.pattern_mistakes[position][pattern]}" if local.pattern_mistakes[position][pattern] != ""])}; allowed: ${local.hostname_allowed}, in ${zone.name}"
      : "",
      anytrue([for pattern in zone.except : local.exception_mistakes[position][pattern] != ""])
      ? "[[zones]] #${position + 1} except = ${replace(jsonencode(zone.except), "\",\"", "\", \"")}: ${join("; ", [for pattern in zone.except : "${jsonencode(pattern)}: ${local.exception_mistakes[position][pattern]}" if local.exception_mistakes[position][pattern] != ""])}; allowed: ${local.exception_allowed}, in ${zone.name}"
      : "",
      [
        for number, wrong in local.claim_mistakes[position] :
        "[[zones]] #${position + 1} claims #${number + 1} hostnames: ${join("; ", [for pattern, words in wrong : "${jsonencode(pattern)}: ${words}" if words != ""])}; allowed: what hostnames allows: ${join(", ", [for pattern in local.allowed[position] : jsonencode(pattern)])}, in ${zone.name}"
        if anytrue([for words in values(wrong) : words != ""])
      ],
      [
        for number, rule in zone.claims :
        "[[zones]] #${position + 1} claims #${number + 1} hostnames = []: needs at least one; allowed: ${local.hostname_allowed}"
        if try(length(flatten(local.rules[position][number].hostnames)), 1) == 0
      ],
      [
        for pattern in zone.except :
        "[[zones]] #${position + 1} except: ${jsonencode(pattern)} would keep every name out, since the registry's own names have this label, too; allowed: other labels than ${join(", ", sort(distinct(concat([var.owner, "_albias", "_hold"], split(".", zone.name)))))}"
        if startswith(pattern, "*.") && endswith(pattern, ".*") && contains(concat([var.owner, "_albias", "_hold"], split(".", zone.name)), trimsuffix(trimprefix(pattern, "*."), ".*"))
      ],
    ]
  ])

  # Things that are there twice, and two zones that no request could tell apart.
  doubles = flatten([
    [for key in local.twice.hostname_tags : "hostname_tags: ${jsonencode(key)} is there twice; allowed: each key once"],
    [
      for pair in setproduct(toset(var.hostname_tags), toset(var.hostname_tags)) :
      "hostname_tags: ${jsonencode(pair[0])} is covered by \"${pair[1]}\" already (\"${pair[1]}/…\" counts); leave it out"
      if startswith(pair[0], "${pair[1]}/")
    ],
    [for match in local.twice.names_from_rules : "names_from_rules: ${jsonencode(match)} is there twice; allowed: each tag once"],
    [
      for match in toset(var.names_from_rules) :
      "names_from_rules: ${jsonencode(match)} is covered by \"${split("=", match)[0]}\" already; leave it out"
      if strcontains(match, "=") && contains(var.names_from_rules, split("=", match)[0])
    ],
    [for kind in local.twice.load_balancer_types : "load_balancer_types: ${jsonencode(kind)} is there twice; allowed: each type once"],
    [for world in local.twice.worlds : "[[zones]]: two tables are called ${world}; allowed: one public and one private zone of a name"],
    [
      for position, zone in local.zones : [
        [for pattern in local.zone_twice[position].hostnames : "[[zones]] #${position + 1} hostnames: ${jsonencode(pattern)} is there twice; allowed: each pattern once"],
        [for pattern in local.zone_twice[position].except : "[[zones]] #${position + 1} except: ${jsonencode(pattern)} is there twice; allowed: each pattern once"],
        [for scheme in local.zone_twice[position].schemes : "[[zones]] #${position + 1} schemes: ${jsonencode(scheme)} is there twice; allowed: each scheme once"],
      ]
    ],
  ])
  repeatable = {
    hostname_tags       = var.hostname_tags
    names_from_rules    = var.names_from_rules
    load_balancer_types = var.load_balancer_types
    worlds              = [for zone in local.zones : "${zone.name} (${zone.private ? "private" : "public"})"]
  }
  twice = {
    for key, items in local.repeatable :
    key => [for item in distinct(items) : item if length([for other in items : other if other == item]) > 1]
  }
  zone_twice = [
    for zone in local.zones : {
      for key in ["hostnames", "except", "schemes"] :
      key => [for item in distinct(zone[key]) : item if length([for other in zone[key] : other if other == item]) > 1]
    }
  ]

  # What a whole configuration may outgrow.
  longest_zone  = 253 - length("${join("", [for n in range(48) : "0"])}..._albias.") - length(var.owner)
  prefix_room   = 64 - length("albias--us-isof-south-1-sweep") - length(var.owner)
  room_for_tags = 2048 - max([for pattern in local.around_tags : length(pattern)]...)
  foreign_size  = sum(concat([0], [for role in local.foreign_roles : length(role) + 3]))
  sizes = merge(
    {
      watched     = length(jsonencode(local.watched))
      room        = local.room_for_tags
      roles       = local.foreign_size
      environment = local.environment_size
    },
    { for position, size in local.statement_sizes : "statement ${position}" => size },
  )
  in_words = {
    for what, size in local.sizes :
    what => size < 1000 ? tostring(size) : "${floor(size / 1000)},${format("%03d", size % 1000)}"
  }
  outgrown = flatten([
    [
      for position, zone in local.zones :
      "[[zones]] #${position + 1} name = ${jsonencode(zone.name)}: it has ${length(zone.name)} characters; the registry's names leave room for ${local.longest_zone} with owner = ${jsonencode(var.owner)}. Use a zone with a shorter name, or a shorter owner"
      if length(zone.name) > local.longest_zone
    ],
    [
      for position, zone in local.zones : [
        for name in local.writable[position] :
        "[[zones]] #${position + 1} hostnames: the registry's name ${jsonencode(name)} would have ${length(name)} characters; allowed: 253. Use a shorter name"
        if length(name) > 253 && length(zone.name) <= local.longest_zone
      ]
    ],
    length(var.role_name_prefix) > local.prefix_room ? ["role_name_prefix = ${jsonencode(var.role_name_prefix)}: an IAM role's name leaves room for ${max(local.prefix_room, 0)} characters with owner = ${jsonencode(var.owner)}. Use a shorter prefix or owner"] : [],
    local.sizes["watched"] > local.room_for_tags ? ["hostname_tags, names_from_rules, claims: their tag keys would take ${local.in_words["watched"]} characters of the rules' event patterns; allowed: ${local.in_words["room"]}. Use fewer or shorter tag keys"] : [],
    local.foreign_size > 8240 ? ["[[zones]] role_arn: ${length(local.foreign_roles)} roles take ${local.in_words["roles"]} characters of the function's own IAM policies; allowed: 8,240. Use one role for several zones of an account, or shorter names"] : [],
    [
      for position in local.mine :
      "[[zones]] ${local.zones[position].name} (${local.zones[position].private ? "private" : "public"}): its hostnames need ${local.in_words["statement ${position}"]} characters of an IAM policy; allowed: 6,105. Use fewer or wider `hostnames` and `except`"
      if local.statement_sizes[position] > local.max_statement
    ],
    length(local.packs) > local.max_policies ? ["zones: their permissions need more than 10 IAM policies; a role carries 10. Use fewer or wider `hostnames` and `except`, or share the zones out among several owners"] : [],
    local.environment_size > local.max_environment ? ["zones: the Lambda function's environment would take ${local.in_words["environment"]} bytes with this configuration; allowed: 4,096. Use fewer or wider `hostnames`, `except` and `claims`, or share the zones out among several owners"] : [],
  ])
  bus_region = try(split(":", var.events_bus)[3], "")
  regions = flatten([
    var.alarm_topic_arn != "" && try(split(":", var.alarm_topic_arn)[3] != var.aws.region, false) ? ["alarm_topic_arn = ${jsonencode(var.alarm_topic_arn)}: allowed: a topic of the Region of the stack, ${var.aws.region}; a CloudWatch alarm can tell no other"] : [],
    var.kms_key_arn != "" && try(split(":", var.kms_key_arn)[3] != var.aws.region, false) ? ["kms_key_arn = ${jsonencode(var.kms_key_arn)}: allowed: a key of the Region of the stack, ${var.aws.region}"] : [],
    local.bus_region != "" && local.bus_region != var.aws.region ? ["events_bus = ${jsonencode(var.events_bus)}: allowed: a bus of the Region of the stack, ${var.aws.region}; a rule on one can pass events on to another Region"] : [],
    local.bus_region == var.aws.region && try(split(":", var.events_bus)[1] != var.aws.partition, false) ? ["events_bus = ${jsonencode(var.events_bus)}: the Region ${var.aws.region} is of the partition ${var.aws.partition}; allowed: empty, \"default\", or arn:aws:events:<region>:<12 digits>:event-bus/<name>"] : [],
  ])

  mistakes = compact(concat(
    local.shape_mistakes,
    local.name_is_missing,
    local.value_mistakes,
    local.name_mistakes,
    local.doubles,
    local.regions,
    local.outgrown,
  ))
}
