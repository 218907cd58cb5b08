# The zones with every key, in their normal form.

locals {
  service_names = [
    "_acme-challenge.*", "*._acme-challenge.*", "_validation-persist.*",
    "_dmarc.*", "_domainkey.*", "*._domainkey.*",
  ]

  zones = [
    for zone in var.zones : {
      id            = try(zone.id, "")
      name          = trimsuffix(lower(try(zone.name, "")), ".")
      private       = try(zone.private, false)
      hostnames     = [for pattern in try(zone.hostnames, []) : trimsuffix(lower(pattern), ".")]
      schemes       = try(zone.schemes, ["internet-facing", "internal"])
      role_arn      = try(zone.role_arn, "")
      except        = [for pattern in try(zone.except, []) : trimsuffix(lower(pattern), ".")]
      service_names = try(zone.service_names, false)
      claims = [
        for rule in try(zone.claims, []) : {
          hostnames = [for pattern in try(rule.hostnames, []) : trimsuffix(lower(pattern), ".")]
          tags      = { for key, value in try(rule.tags, {}) : key => value }
        }
      ]
    }
  ]

  # What `hostnames` means when it is left out: every name below the apex.
  allowed = [for zone in local.zones : length(zone.hostnames) > 0 ? zone.hostnames : ["*.${zone.name}"]]

  # The names that nobody gets, for IAM's StringLike: `_wildcard` at the front is the wildcard record set itself.
  exceptions = [
    for zone in local.zones : [
      for pattern in distinct(concat(zone.service_names ? [] : local.service_names, zone.except)) :
      replace(pattern, "/^_wildcard\\./", "\\052.")
    ]
  ]

  # Every record name that albias may write in a zone, for IAM's StringLike: what may be had, the holds, the index.
  writable = [
    for position, zone in local.zones : concat(
      [for pattern in local.allowed[position] : replace(pattern, "/^_wildcard\\./", "\\052.")],
      [
        for pattern in local.allowed[position] :
        startswith(pattern, "*.")
        ? "*.${trimsuffix(trimprefix(pattern, "*."), zone.name)}_hold._albias.${zone.name}"
        : "${trimsuffix(pattern, zone.name)}_hold._albias.${zone.name}"
      ],
      ["*.${var.owner}._albias.${zone.name}"],
    )
  ]
}
