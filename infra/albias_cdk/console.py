"""Where the AWS console is: each partition has its own. Unlike an ARN's, its address follows from no pseudo parameter.

Sources: "Getting started with AWS services in China", "AWS GovCloud (US) User Guide", "AWS European Sovereign Cloud".
"""

from aws_cdk import Aws, CfnCondition, Fn
from constructs import Construct

_USUAL = "console.aws.amazon.com"
_HOSTS = {
    "aws-cn": ("China", "console.amazonaws.cn"),
    "aws-us-gov": ("GovCloud", "console.amazonaws-us-gov.com"),
    "aws-eusc": ("Europe", "console.amazonaws-eusc.eu"),
}


def console_host(scope: Construct) -> str:
    """The console's host for the Region of the stack, whatever its partition turns out to be (C27)."""
    host = _USUAL
    for partition, (name, other) in _HOSTS.items():
        condition = CfnCondition(scope, name, expression=Fn.condition_equals(Aws.PARTITION, partition))
        host = Fn.condition_if(condition.logical_id, other, host).to_string()
    return f"{Aws.REGION}.{host}"
