# What a person must hear of: the table of infra/albias_cdk/alarms.py. Periods in seconds.

locals {
  sweeps = local.sweep_minutes > 0
  # How far alarms on sweeps look back: periods of one interval, not shorter than 5 minutes and not longer than a day,
  # and seven days at most.
  interval     = max(local.sweep_minutes * 60, 300)
  sweep_period = min(local.interval, 86400)
  sweep_spans  = { for n in [2, 3, 4] : n => ceil(min(n * local.interval, 604800) / local.sweep_period) }

  # So that there are two sweeps on the dashboard.
  shown_hours = max(24, floor(2 * local.sweep_minutes / 60))

  own = { namespace = "Albias", dimensions = { service = "albias-${var.owner}" }, statistic = "Sum" }
  of_queue = {
    for key, name in local.queue_names :
    key => { namespace = "AWS/SQS", dimensions = { QueueName = name }, statistic = "Maximum" }
  }
  of_function = { namespace = "AWS/Lambda", dimensions = { FunctionName = local.names.function }, statistic = "Sum" }
  ordinary    = { threshold = 1, periods = 1, datapoints = null, missing = "notBreaching", below = false, fill = false }

  alarms = merge(
    {
      dead-letters = merge(local.ordinary, local.of_queue.dead, {
        metric      = "ApproximateNumberOfMessagesVisible"
        period      = 60
        description = "albias gave up on messages: the log says why. Mend it and redrive them; delete those with AlbiasReason."
      })
      undelivered = merge(local.ordinary, local.of_queue.undelivered, {
        metric      = "ApproximateNumberOfMessagesVisible"
        period      = 60
        description = "EventBridge could not reach the queue: look at its policy. The next sweep repairs what was missed."
      })
      errors = merge(local.ordinary, local.of_function, {
        metric      = "Errors"
        period      = 300
        description = "The function failed: look at its log."
      })
      throttles = merge(local.ordinary, local.of_function, {
        metric      = "Throttles"
        period      = 300
        description = "Lambda's concurrency of the account is used up."
      })
      queue-age = merge(local.ordinary, local.of_queue.work, {
        metric      = "ApproximateAgeOfOldestMessage"
        period      = 300
        threshold   = 900
        description = "Names are late: messages have waited for 15 minutes. Look for throttling or failures in the log."
      })
      sweep-unsafe = merge(local.ordinary, local.own, {
        metric      = "SweepUnsafe"
        period      = 60
        missing     = "ignore"
        description = "A sweep would have removed more names than max_removals allows, and removed none: the log says which. The alarm lasts until a sweep is safe again."
      })
      denied = merge(local.ordinary, local.own, {
        metric      = "ChangesDenied"
        period      = local.sweeps ? local.sweep_period : 300
        periods     = local.sweeps ? local.sweep_spans[2] : 2
        datapoints  = 1
        description = "IAM denied changes: the log says for which load balancers. Somebody asks for a name that a policy denies, or albias lacks a permission.${local.sweeps ? " The alarm lasts until two sweeps in a row were denied nothing." : ""}"
      })
    },
    local.sweeps ? {
      no-sweep = merge(local.ordinary, local.own, {
        metric      = "SweepCompleted"
        period      = local.sweep_period
        periods     = local.sweep_spans[3]
        missing     = "breaching"
        below       = true
        fill        = true
        description = "No sweep was completed within three intervals: something stays undone, perhaps what missed events asked for. Look at the schedule and the log. Right after the first deployment this alarm goes off until the first sweep is through."
      })
      events-missed = merge(local.ordinary, local.own, {
        metric      = "NamesChangedBySweep"
        period      = local.sweep_period
        periods     = local.sweep_spans[4]
        datapoints  = 3
        description = "Several sweeps in a row changed names of which events should have told: names come late. Look at the trail and the rules: `albias doctor`."
      })
    } : {},
    var.events_bus != "" ? {
      notices-lost = merge(local.ordinary, local.own, {
        metric      = "NoticesLost"
        period      = 300
        description = "The event bus did not take what albias told of names, which is not tried again: the log says why. Names are made all the same."
      })
    } : {},
  )
}
