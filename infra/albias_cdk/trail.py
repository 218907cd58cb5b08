"""A minimal CloudTrail trail, for accounts that have none: without a trail, no ELB call becomes an event (H10).

Only with `create_trail = true`: most accounts have one already, and the first copy of management events is free.
"""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_s3 as s3
from constructs import Construct

from .nag import acknowledge


class Trail(Construct):
    """Management events that write, of this Region, kept for 90 days in a bucket of their own."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(90))],
            removal_policy=RemovalPolicy.RETAIN,
        )
        cloudtrail.Trail(
            self,
            "Trail",
            bucket=bucket,
            management_events=cloudtrail.ReadWriteType.WRITE_ONLY,
            is_multi_region_trail=False,
            include_global_service_events=False,
            enable_file_validation=True,
        )
        acknowledge(
            bucket,
            {"AwsSolutions-S1": "It holds CloudTrail's own logs; logging access to them would take one more bucket."},
        )
