# The function's settings, in the two forms that albias.settings.Settings.from_json reads: JSON, or packed where JSON
# would not fit (config/albias_config/packing.py says how). What is at its default is left out.

locals {
  max_environment = 4096
  roomy           = 3000
  # Ids of hosted zones that are made in the same run are not known to the plan: sizes are measured with the longest.
  longest_id = join("", [for n in range(21) : "Z"])

  changed = {
    for key, setting in {
      hostname_tags          = { value = jsonencode(var.hostname_tags), default = jsonencode(["albias/hostname"]) }
      policy                 = { value = jsonencode(var.policy), default = jsonencode("sync") }
      adopt                  = { value = jsonencode(var.adopt), default = jsonencode("never") }
      load_balancer_types    = { value = jsonencode(var.load_balancer_types), default = jsonencode(["application"]) }
      sweep                  = { value = jsonencode(var.sweep), default = jsonencode("15 minutes") }
      max_removals           = { value = jsonencode(local.max_removals), default = jsonencode({ count = 10, percent = 30 }) }
      dry_run                = { value = jsonencode(var.dry_run), default = jsonencode(false) }
      log_level              = { value = jsonencode(var.log_level), default = jsonencode("INFO") }
      alarm_topic_arn        = { value = jsonencode(var.alarm_topic_arn), default = jsonencode("") }
      evaluate_target_health = { value = jsonencode(var.evaluate_target_health), default = jsonencode(true) }
      create_trail           = { value = jsonencode(var.create_trail), default = jsonencode(false) }
      external_dns           = { value = jsonencode(local.external_dns), default = jsonencode(local.no_affixes) }
      names_from_rules       = { value = jsonencode(var.names_from_rules), default = jsonencode([]) }
      rule_grace             = { value = jsonencode(var.rule_grace), default = jsonencode("5 minutes") }
      events_bus             = { value = jsonencode(var.events_bus), default = jsonencode("") }
    } : key => setting.value if setting.value != setting.default
  }
  max_removals = {
    count   = try(tonumber(var.max_removals.count), null) == null ? 10 : tonumber(var.max_removals.count)
    percent = try(tonumber(var.max_removals.percent), null) == null ? 30 : tonumber(var.max_removals.percent)
  }
  external_dns = { for key, none in local.no_affixes : key => try(join("", [var.external_dns[key]]), none) }
  no_affixes   = { txt_prefix = "", txt_suffix = "", txt_wildcard_replacement = "" }

  # Each zone's keys as JSON texts, so that keys of any type can be left out.
  zone_keys = [
    for zone in local.zones : {
      for key, setting in {
        private       = { value = jsonencode(zone.private), default = "false" }
        hostnames     = { value = jsonencode(zone.hostnames), default = "[]" }
        schemes       = { value = jsonencode(zone.schemes), default = jsonencode(["internet-facing", "internal"]) }
        role_arn      = { value = jsonencode(zone.role_arn), default = "\"\"" }
        except        = { value = jsonencode(zone.except), default = "[]" }
        service_names = { value = jsonencode(zone.service_names), default = "false" }
        claims        = { value = jsonencode(zone.claims), default = "[]" }
      } : key => setting.value if setting.value != setting.default
    }
  ]

  top = join(",", concat(
    ["\"owner\":${jsonencode(var.owner)}"],
    [for key, value in local.changed : "${jsonencode(key)}:${value}"],
  ))

  readable_zones = [
    for position, zone in local.zones : join(",", concat(
      ["\"name\":${jsonencode(zone.name)}"],
      [for key, value in local.zone_keys[position] : "${jsonencode(key)}:${value}"],
    ))
  ]
  readable          = "{${local.top},\"zones\":[${join(",", [for position, text in local.readable_zones : "{\"id\":${jsonencode(local.zones[position].id)},${text}}"])}]}"
  readable_measured = "{${local.top},\"zones\":[${join(",", [for text in local.readable_zones : "{\"id\":${jsonencode(local.longest_id)},${text}}"])}]}"

  # The columns: a key that no zone has is none.
  cut = [
    for zone in local.zones : {
      name          = jsonencode(zone.name)
      private       = zone.private ? "true" : "null"
      hostnames     = length(zone.hostnames) > 0 ? jsonencode([for name in zone.hostnames : endswith(name, ".${zone.name}") ? "${trimsuffix(name, ".${zone.name}")}~" : name]) : "null"
      schemes       = jsonencode(zone.schemes) == jsonencode(["internet-facing", "internal"]) ? "null" : jsonencode(zone.schemes)
      role_arn      = zone.role_arn == "" ? "null" : jsonencode(zone.role_arn)
      except        = length(zone.except) > 0 ? jsonencode([for name in zone.except : endswith(name, ".${zone.name}") ? "${trimsuffix(name, ".${zone.name}")}~" : name]) : "null"
      service_names = zone.service_names ? "true" : "null"
      claims = length(zone.claims) == 0 ? "null" : jsonencode([
        for rule in zone.claims :
        [for name in rule.hostnames : endswith(name, ".${zone.name}") ? "${trimsuffix(name, ".${zone.name}")}~" : name]
      ])
      tag_keys   = length(zone.claims) == 0 ? "null" : jsonencode([for rule in zone.claims : keys(rule.tags)])
      tag_values = length(zone.claims) == 0 ? "null" : jsonencode([for rule in zone.claims : values(rule.tags)])
    }
  ]
  columns = join(",", [
    for key in ["name", "private", "hostnames", "schemes", "role_arn", "except", "service_names", "claims", "tag_keys", "tag_values"] :
    "${jsonencode(key)}:[${join(",", [for zone in local.cut : zone[key]])}]"
    if anytrue([for zone in local.cut : zone[key] != "null"])
  ])
  packed = base64gzip("{${local.top},\"zones\":{${local.columns}}}")

  fits     = length(jsonencode(local.readable_measured)) <= local.roomy
  settings = local.fits ? local.readable : join(" ", concat([local.packed], [for zone in local.zones : zone.id]))
  measured = local.fits ? local.readable_measured : join(" ", concat([local.packed], [for zone in local.zones : local.longest_id]))

  other_variables = {
    ALBIAS_QUEUE_URL             = local.queue_urls.work
    ALBIAS_DLQ_URL               = local.queue_urls.dead
    POWERTOOLS_SERVICE_NAME      = "albias-${var.owner}"
    POWERTOOLS_METRICS_NAMESPACE = "Albias"
    POWERTOOLS_LOG_LEVEL         = var.log_level
  }
  environment      = merge(local.other_variables, { ALBIAS_SETTINGS = local.settings })
  environment_size = length(jsonencode(merge(local.other_variables, { ALBIAS_SETTINGS = local.measured })))
}
