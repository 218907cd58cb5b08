"""What infra deploys, read from it: the mapping's settings, the template's resources, the bundle. Measures nothing."""

import os
import platform
import sys
from functools import cache
from pathlib import Path
from typing import Any

from bench.lambdas import Mapping
from bench.worlds import world_of
from local_aws.cdk import node

# The CDK's libraries start a Node process when they are imported: this environment's, not the machine's.
os.environ.setdefault("JSII_NODE", str(node()))

import aws_cdk as cdk
from aws_cdk import assertions, aws_lambda

from albias_cdk import bytecode
from albias_cdk.bundle import bundle
from albias_cdk.stack import AlbiasStack

# With a batching window, as far as it can be compared: larger batches, and nothing that the function takes by itself.
WINDOWED = Mapping(batch=1_000, window=2.0, concurrency=2)


def mapping() -> Mapping:
    """How the queue's messages reach the function."""
    [found] = resources()["AWS::Lambda::EventSourceMapping"]
    window = found.get("MaximumBatchingWindowInSeconds", 0)
    return Mapping(found["BatchSize"], float(window), found["ScalingConfig"]["MaximumConcurrency"])


def megabytes() -> int:
    """The function's memory."""
    [found] = [found for found in resources()["AWS::Lambda::Function"] if "MemorySize" in found]
    return int(found["MemorySize"])


@cache
def resources() -> dict[str, list[dict[str, Any]]]:
    """The deployed resources' properties, by type."""
    stack = AlbiasStack(cdk.App(), world_of().settings, code=aws_lambda.Code.from_inline("pass"))
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in assertions.Template.from_stack(stack).to_json()["Resources"].values():
        found.setdefault(resource["Type"], []).append(resource.get("Properties", {}))
    return found


def lambda_bundle() -> Path:
    """The folder that is zipped for the function."""
    return bundle()


def lambda_python() -> bytecode.Python:
    """Lambda's version of Python, where this machine has it; else our own, for which the bundle has no bytecode."""
    return bytecode.python_of_lambda() or bytecode.Python(sys.executable, platform.python_version())
