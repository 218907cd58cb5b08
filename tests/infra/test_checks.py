"""What others check: cdk-nag's AwsSolutions, cfn-lint, and a snapshot that shows every change of the template."""

import json
from pathlib import Path

import pytest
from aws_cdk import App, Stack, Validations
from aws_cdk import aws_s3 as s3
from cdk_nag import AwsSolutionsChecks
from cfnlint.api import ManualArgs, lint
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.infra.stacks import stack
from tests.support.synth import REGION, Template, app, template_of

STACKS = pytest.mark.parametrize("kind", ["sample", "everything", "zone access"])


def nag(scope: App) -> None:
    """Raises RuntimeError when a rule of AwsSolutions is broken without a reason given."""
    Validations.of(scope).add_plugins(AwsSolutionsChecks(scope))
    scope.synth()


@STACKS
def test_cdk_nag_has_nothing_to_object(kind: str) -> None:
    scope = app()
    stack(scope, kind)

    nag(scope)


def test_cdk_nag_would_object() -> None:
    """The check above can fail."""
    scope = app()
    s3.Bucket(Stack(scope, "Bad"), "Open")

    with pytest.raises(RuntimeError, match="server access logs disabled"):
        nag(scope)


@STACKS
def test_cfn_lint_has_nothing_to_object(kind: str) -> None:
    template = json.dumps(template_of(stack(app(), kind)))

    # W3005: the CDK writes a function's dependency on its role twice
    found = lint(template, config=ManualArgs(regions=[REGION], ignore_checks=["W3005"]))
    assert [f"{match.rule.id} {match.message} at {match.path}" for match in found] == []


def test_cfn_lint_would_object(template: Template) -> None:
    """The check above can fail."""
    broken = json.loads(json.dumps(template))
    queue = next(item for item in broken["Resources"].values() if item["Type"] == "AWS::SQS::Queue")
    queue["Properties"]["MessageRetentionPeriod"] = "for ever"

    assert lint(json.dumps(broken), config=ManualArgs(regions=[REGION]))


@STACKS
def test_the_template_is_the_one_that_was_looked_at(kind: str, snapshot: SnapshotAssertion) -> None:
    """A resource that is replaced or lost by accident shows here. `pytest --snapshot-update` accepts a change."""
    assert template_of(stack(app(), kind)) == snapshot(extension_class=JSONSnapshotExtension)


def test_an_update_keeps_what_holds_state() -> None:
    """Whatever the configuration says: the queues, the log and the role keep their places in the template."""

    def kept(kind: str) -> set[tuple[str, str]]:
        found = template_of(stack(app(), kind))["Resources"].items()
        types = {"AWS::SQS::Queue", "AWS::Logs::LogGroup", "AWS::IAM::Role", "AWS::Lambda::Function"}
        return {(name, item["Type"]) for name, item in found if item["Type"] in types}

    assert len(kept("sample")) == 7
    assert kept("sample") <= kept("everything")


def test_the_snapshots_are_free_of_this_machine() -> None:
    for path in (Path(__file__).parent / "__snapshots__").rglob("*.json"):
        assert str(Path.home()) not in path.read_text()
        assert str(Path(__file__).parents[2]) not in path.read_text()
