"""Exact, deterministic fakes of the AWS clients that albias uses."""

from tests.fakes.aws import Call, FakeClient, client_error, read_timeout
from tests.fakes.cloudtrail import FakeCloudTrail, Sender
from tests.fakes.elb import FakeElb
from tests.fakes.elbv2 import FakeElbv2
from tests.fakes.limits import RateLimit
from tests.fakes.route53 import FakeRoute53

__all__ = [
    "Call",
    "FakeClient",
    "FakeCloudTrail",
    "FakeElb",
    "FakeElbv2",
    "FakeRoute53",
    "RateLimit",
    "Sender",
    "client_error",
    "read_timeout",
]
