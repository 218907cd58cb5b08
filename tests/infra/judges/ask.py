"""Questions to the judges, many at once: each of them is one program that reads lines and answers lines."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from local_aws.cdk import node
from tests.support.iam import Request
from tests.support.synth import ACCOUNT

from .fetch import jars, node_packages, program

_HERE = Path(__file__).parent
_PRINCIPAL = f"arn:aws:iam::{ACCOUNT}:role/albias-platform-eu-west-1"


def event_ruler(questions: Sequence[tuple[str, dict[str, Any]]]) -> list[bool]:
    """Whether each pattern matches its event, as AWS's event-ruler sees it. Raises: Missing."""
    command = [program("java"), "-cp", f"{jars()}/*", str(_HERE / "EventRuler.java")]
    lines = [f"{pattern}\t{json.dumps(event)}" for pattern, event in questions]
    return _answers(command, lines, len(lines))


def iam_simulate(statements: Sequence[dict[str, Any]], requests: Sequence[Request]) -> list[bool]:
    """Whether a role with these statements may make each call, as iam-simulate sees it. Raises: Missing."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    lines = [json.dumps([{"name": "role", "policy": policy}]), *(json.dumps(_simulated(each)) for each in requests)]
    return _answers([str(node()), str(_HERE / "simulate.mjs"), str(node_packages())], lines, len(requests))


def _simulated(request: Request) -> dict[str, Any]:
    resource = {"resource": request.resource, "accountId": ACCOUNT}
    return {
        "principal": _PRINCIPAL,
        "action": request.action,
        "resource": resource,
        "contextVariables": request.context,
    }


def _answers(command: list[str], lines: list[str], number: int) -> list[bool]:
    done = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    answers = [{"true": True, "false": False}[line] for line in done.stdout.split()]
    assert len(answers) == number
    return answers
