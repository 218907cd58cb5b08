# Things of known sizes into boxes of one size, in their order, each box filled as far as it goes. Terraform has no
# loop that remembers, so each box has a line of its own; more boxes than `most` are never needed.

variable "sizes" {
  description = "The size of each thing."
  type        = list(number)
}

variable "room" {
  description = "What a box holds."
  type        = number
}

locals {
  # end_N: how many things are in the boxes up to number N. A thing that is too large for a box gets one for itself.
  end_0  = 0
  end_1  = local.end_0 + local.fitting_1
  end_2  = local.end_1 + local.fitting_2
  end_3  = local.end_2 + local.fitting_3
  end_4  = local.end_3 + local.fitting_4
  end_5  = local.end_4 + local.fitting_5
  end_6  = local.end_5 + local.fitting_6
  end_7  = local.end_6 + local.fitting_7
  end_8  = local.end_7 + local.fitting_8
  end_9  = local.end_8 + local.fitting_9
  end_10 = local.end_9 + local.fitting_10
  end_11 = length(var.sizes)

  rest_1  = slice(var.sizes, local.end_0, length(var.sizes))
  rest_2  = slice(var.sizes, local.end_1, length(var.sizes))
  rest_3  = slice(var.sizes, local.end_2, length(var.sizes))
  rest_4  = slice(var.sizes, local.end_3, length(var.sizes))
  rest_5  = slice(var.sizes, local.end_4, length(var.sizes))
  rest_6  = slice(var.sizes, local.end_5, length(var.sizes))
  rest_7  = slice(var.sizes, local.end_6, length(var.sizes))
  rest_8  = slice(var.sizes, local.end_7, length(var.sizes))
  rest_9  = slice(var.sizes, local.end_8, length(var.sizes))
  rest_10 = slice(var.sizes, local.end_9, length(var.sizes))

  fitting_1  = length([for n, size in local.rest_1 : n if n == 0 || sum(slice(local.rest_1, 0, n + 1)) <= var.room])
  fitting_2  = length([for n, size in local.rest_2 : n if n == 0 || sum(slice(local.rest_2, 0, n + 1)) <= var.room])
  fitting_3  = length([for n, size in local.rest_3 : n if n == 0 || sum(slice(local.rest_3, 0, n + 1)) <= var.room])
  fitting_4  = length([for n, size in local.rest_4 : n if n == 0 || sum(slice(local.rest_4, 0, n + 1)) <= var.room])
  fitting_5  = length([for n, size in local.rest_5 : n if n == 0 || sum(slice(local.rest_5, 0, n + 1)) <= var.room])
  fitting_6  = length([for n, size in local.rest_6 : n if n == 0 || sum(slice(local.rest_6, 0, n + 1)) <= var.room])
  fitting_7  = length([for n, size in local.rest_7 : n if n == 0 || sum(slice(local.rest_7, 0, n + 1)) <= var.room])
  fitting_8  = length([for n, size in local.rest_8 : n if n == 0 || sum(slice(local.rest_8, 0, n + 1)) <= var.room])
  fitting_9  = length([for n, size in local.rest_9 : n if n == 0 || sum(slice(local.rest_9, 0, n + 1)) <= var.room])
  fitting_10 = length([for n, size in local.rest_10 : n if n == 0 || sum(slice(local.rest_10, 0, n + 1)) <= var.room])

  ends = [
    local.end_0, local.end_1, local.end_2, local.end_3, local.end_4, local.end_5,
    local.end_6, local.end_7, local.end_8, local.end_9, local.end_10, local.end_11,
  ]
}

output "packs" {
  description = "For each box where it begins and where it ends. An eleventh one takes all that is left."
  value = [
    for n in range(11) : { start = local.ends[n], end = local.ends[n + 1] } if local.ends[n] < local.ends[n + 1]
  ]
}
