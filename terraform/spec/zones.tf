# The zones with every key, in their normal form.

locals {
  service_names = [
    "_acme-challenge.*", "*._acme-challenge.*", "_validation-persist.*",
    "_dmarc.*", "_domainkey.*", "*._domainkey.*",
  ]

  # What is not of its kind is as if it were left out here: shapes.tf tells of it, and nothing is given out then.
  zones = [
    for position, zone in local.tables : {
      id            = try(join("", [var.zones[position].id]), "")
      name          = try(trimsuffix(lower(var.zones[position].name), "."), "")
      private       = try(zone.private == true, false)
      hostnames     = try([for pattern in flatten(zone.hostnames) : trimsuffix(lower(pattern), ".")], [])
      schemes       = try([for scheme in flatten(zone.schemes) : join("", [scheme])], ["internet-facing", "internal"])
      role_arn      = try(join("", [zone.role_arn]), "")
      except        = try([for pattern in flatten(zone.except) : trimsuffix(lower(pattern), ".")], [])
      service_names = try(zone.service_names == true, false)
      claims = [
        for rule in try(flatten(zone.claims), []) : {
          hostnames = try([for pattern in flatten(rule.hostnames) : trimsuffix(lower(pattern), ".")], [])
          tags      = try({ for key, value in merge(rule.tags) : key => join("", [value]) }, {})
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
