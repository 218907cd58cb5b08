"""Templates for the tests: synthesised with a stand-in for the bundle, and with CloudFormation's functions resolved."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aws_cdk import App, Stack, assertions
from aws_cdk import aws_lambda as lambda_

from albias.settings import Settings
from albias_cdk.stack import AlbiasStack
from albias_config import Configuration, check, check_all

ROOT = Path(__file__).parents[2]
ACCOUNT = "111122223333"
REGION = "eu-west-1"
PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "albias-platform",
}
Template = dict[str, Any]
ZONE = {"id": "Z0123456789ABCDEFGHIJ", "name": "apps.example.com"}


def settings(*, zones: list[dict[str, Any]] | None = None, **keys: Any) -> Settings:
    return check({"owner": "platform", "zones": zones or [ZONE]} | keys)


def configuration(*, zones: list[dict[str, Any]] | None = None, **keys: Any) -> Configuration:
    """The settings, and how they are deployed."""
    return check_all({"owner": "platform", "zones": zones or [ZONE]} | keys)


def app() -> App:
    """With the feature flags that `cdk synth` uses."""
    return App(context=json.loads((ROOT / "cdk.json").read_text())["context"])


def code() -> lambda_.Code:
    """Template tests never bundle."""
    return lambda_.Code.from_inline("pass")


def template_of(stack: Stack) -> Template:
    made = assertions.Template.from_stack(stack).to_json()
    return {key: value for key, value in made.items() if key not in ("Parameters", "Rules")}


def synth(chosen: Settings | Configuration | None = None) -> Template:
    """The template of the stack, as CloudFormation gets it."""
    if isinstance(chosen, Configuration):
        return template_of(AlbiasStack(app(), chosen.settings, placement=chosen.placement, code=code()))
    return template_of(AlbiasStack(app(), chosen or settings(), code=code()))


def resources(template: Template, kind: str) -> dict[str, dict[str, Any]]:
    """All resources of a type: logical id -> properties."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template["Resources"].items()
        if resource["Type"] == kind
    }


def resolved(value: Any) -> Any:
    """A part of a template with CloudFormation's functions done; a reference to a resource reads `<LogicalId>`."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (name, argument), *_ = value.items()
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](argument)
    return {key: resolved(item) for key, item in value.items()}


def decided(value: Any, template: Template) -> Any:
    """A part of a template with each `Fn::If` gone: the branch that its condition chooses stands there."""
    if isinstance(value, list):
        return [decided(item, template) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::If" in value:
        name, then, otherwise = value["Fn::If"]
        return decided(then if _is_true(template["Conditions"][name]) else otherwise, template)
    return {key: decided(item, template) for key, item in value.items()}


def _is_true(condition: Any) -> bool:
    left, right = condition["Fn::Equals"]
    return bool(resolved(left) == resolved(right))


def _get_att(argument: list[str]) -> str:
    return f"<{argument[0]}.{argument[1]}>"


def _sub(argument: str) -> str:
    return re.sub(r"\$\{([\w:]+)\}", lambda match: PSEUDO.get(match[1], f"<{match[1]}>"), argument)


_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "Ref": lambda name: PSEUDO.get(name, f"<{name}>"),
    "Fn::GetAtt": _get_att,
    "Fn::Join": lambda argument: argument[0].join(resolved(argument[1])),
    "Fn::Sub": _sub,
}


def one(template: Template, kind: str, part: str = "") -> dict[str, Any]:
    """The one resource of a type whose logical id has this part, resolved."""
    (found,) = [value for name, value in resources(template, kind).items() if part in name]
    properties: dict[str, Any] = resolved(found)
    return properties
