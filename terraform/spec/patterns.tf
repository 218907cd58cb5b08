# What albias hears of AWS and what it reads: which events look at a load balancer at all, word for word as in
# config/albias_config/patterns.py, and the calls that read it and its names.

locals {
  # Every type of load balancer, by the word for it in ARNs: TYPES in lambda_src/albias/model/balancers.py.
  served      = { app = "application", net = "network" }
  elb         = "arn:${var.aws.partition}:elasticloadbalancing:${local.here}:"
  ours        = [for kind in keys(local.served) : { prefix = "${local.elb}loadbalancer/${kind}/" }]
  rules_count = length(var.names_from_rules) > 0

  # READ_BY in lambda_src/albias/model/balancers.py, and the actions of the sources of names.
  read_by = concat(
    ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeTags"],
    local.rules_count ? ["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules"] : [],
  )

  # The tags whose change is looked at: of hostnames, of the load balancers whose rules count, and of claims.
  rule_keys  = [for match in var.names_from_rules : split("=", match)[0]]
  claim_keys = flatten([for zone in local.zones : [for rule in zone.claims : keys(rule.tags)]])
  other_keys = setsubtract(
    toset(concat(local.rule_keys, [for key in local.claim_keys : key if !startswith(key, "aws:")])),
    toset(var.hostname_tags),
  )
  watched = flatten([
    [for key in var.hostname_tags : [key, { prefix = "${key}/" }]],
    sort(local.other_keys),
  ])

  call = {
    source      = ["aws.elasticloadbalancing"]
    detail-type = ["AWS API Call via CloudTrail"]
  }
  success = {
    eventSource = ["elasticloadbalancing.amazonaws.com"]
    errorCode   = [{ exists = false }]
  }

  details = merge(
    {
      Created = {
        eventName         = ["CreateLoadBalancer"]
        requestParameters = { tags = { key = local.watched } }
        responseElements  = { loadBalancers = { loadBalancerArn = local.ours } }
      }
      Tagged = {
        eventName         = ["AddTags"]
        requestParameters = { resourceArns = local.ours, tags = { key = local.watched } }
      }
      Untagged = {
        eventName         = ["RemoveTags"]
        requestParameters = { resourceArns = local.ours, tagKeys = local.watched }
      }
      ChangedOrDeleted = {
        eventName = concat(
          ["DeleteLoadBalancer", "SetIpAddressType", "SetSubnets"],
          local.rules_count ? ["CreateListener"] : [],
        )
        requestParameters = { loadBalancerArn = local.ours }
      }
    },
    local.rules_count ? {
      ListenerChanged = {
        eventName         = ["CreateRule", "DeleteListener"]
        requestParameters = { listenerArn = [{ prefix = "${local.elb}listener/app/" }] }
      }
      RuleChanged = {
        eventName         = ["ModifyRule", "DeleteRule"]
        requestParameters = { ruleArn = [{ prefix = "${local.elb}listener-rule/app/" }] }
      }
    } : {},
  )

  patterns = merge(
    { for name, detail in local.details : name => jsonencode(merge(local.call, { detail = merge(local.success, detail) })) },
    {
      TagChange = jsonencode({
        source      = ["aws.tag"]
        detail-type = ["Tag Change on Resource"]
        resources   = local.ours
        detail      = { changed-tag-keys = local.watched }
      })
    },
  )

  # The patterns that hold tag keys, without these, and where partition, Region and account take the most.
  longest_ours = [
    for kind in keys(local.served) :
    { prefix = "arn:aws-iso-b:elasticloadbalancing:ap-northeast-1:000000000000:loadbalancer/${kind}/" }
  ]
  around_tags = [
    for pattern in values(local.patterns) :
    replace(replace(pattern, jsonencode(local.watched), ""), jsonencode(local.ours), jsonencode(local.longest_ours))
    if strcontains(pattern, jsonencode(local.watched))
  ]

  rule_names = { for name in keys(local.patterns) : name => "albias-${var.owner}-${name}" }
  rule_arns  = { for name, rule in local.rule_names : name => "arn:${var.aws.partition}:events:${local.here}:rule/${rule}" }
}
