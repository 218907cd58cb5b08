# A minimal CloudTrail trail, for accounts that have none: without a trail, no ELB call becomes an event.
# Only with create_trail: management events that write, of this Region, kept for 90 days in a bucket of their own.

locals {
  trails    = local.placement.create_trail ? 1 : 0
  trail_arn = "arn:${data.aws_partition.here.partition}:cloudtrail:${data.aws_region.here.id}:${data.aws_caller_identity.here.account_id}:trail/albias-${var.owner}"
}

resource "aws_s3_bucket" "trail" {
  count = local.trails

  bucket_prefix = "albias-trail-"
  tags          = local.placement.tags
}

resource "aws_s3_bucket_public_access_block" "trail" {
  count = local.trails

  bucket                  = aws_s3_bucket.trail[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "trail" {
  count = local.trails

  bucket = aws_s3_bucket.trail[0].id

  rule {
    id     = "90-days"
    status = "Enabled"

    filter {}

    expiration {
      days = 90
    }
  }
}

resource "aws_s3_bucket_policy" "trail" {
  count = local.trails

  bucket = aws_s3_bucket.trail[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Deny"
        Action    = "s3:*"
        Principal = { AWS = "*" }
        Resource  = [aws_s3_bucket.trail[0].arn, "${aws_s3_bucket.trail[0].arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Effect    = "Allow"
        Action    = "s3:GetBucketAcl"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Resource  = aws_s3_bucket.trail[0].arn
        Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
      },
      {
        Effect    = "Allow"
        Action    = "s3:PutObject"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Resource  = "${aws_s3_bucket.trail[0].arn}/AWSLogs/${data.aws_caller_identity.here.account_id}/*"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = local.trail_arn
            "s3:x-amz-acl"  = "bucket-owner-full-control"
          }
        }
      },
    ]
  })
}

resource "aws_cloudtrail" "trail" {
  count = local.trails

  name                          = "albias-${var.owner}"
  s3_bucket_name                = aws_s3_bucket.trail[0].id
  is_multi_region_trail         = false
  include_global_service_events = false
  enable_log_file_validation    = true
  tags                          = local.placement.tags

  event_selector {
    read_write_type           = "WriteOnly"
    include_management_events = true
  }

  depends_on = [aws_s3_bucket_policy.trail]
}
