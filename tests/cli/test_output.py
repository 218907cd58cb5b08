"""`--output`: one result in four forms, alike on all commands."""

import csv
import io
import json
from collections import defaultdict

import pytest
import yaml  # type: ignore[import-untyped]
from botocore.exceptions import ClientError

from albias_cli.errors import Exit
from tests.cli.patients import DENIED, Canned
from tests.support.shown import SCENES

_COMMANDS = [
    ["plan"],
    ["apply", "--dry-run"],
    ["explain", "www.apps.example.com"],
    ["list"],
    ["adopt", "www.apps.example.com", "--replace", "--dry-run"],
    ["release", "shop.apps.example.com", "--dry-run"],
    ["doctor"],
    ["logs"],
    ["history", "api.apps.example.com"],
    ["audit"],
    ["wait", "new.apps.example.com", "--timeout", "1s"],
]
_EACH = pytest.mark.parametrize("command", _COMMANDS, ids=lambda command: command[0])


def _run(*arguments: str) -> tuple[int, str]:
    desk = SCENES["everyday"]()
    denied = Canned()
    denied.answers = defaultdict(lambda: ClientError(DENIED, "Operation"))
    if "doctor" in arguments:
        desk.clients.more |= dict.fromkeys(("sts", "cloudtrail", "iam"), denied)
    desk.clients.stack.deployed = "doctor" not in arguments
    if "doctor" in arguments:
        desk.clients.more["route53"] = denied
    result = desk.run(*arguments)
    return result.code, result.out


@_EACH
def test_yaml_says_what_json_says(command: list[str]) -> None:
    code, text = _run(*command, "--output", "yaml")
    assert text.isascii()
    assert (code, yaml.safe_load(text)) == (_run(*command)[0], json.loads(_run(*command, "--output=json")[1]))


@_EACH
def test_json_may_be_said_in_short(command: list[str]) -> None:
    assert _run(*command, "--json") == _run("--output", "json", *command)


@_EACH
def test_comma_separated_values_are_a_table(command: list[str]) -> None:
    code, text = _run(*command, "--output", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert code == _run(*command)[0]
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)


def test_a_plans_table_has_a_line_for_each_decision_and_refusal() -> None:
    rows = list(csv.DictReader(io.StringIO(_run("plan", "--output", "csv")[1])))
    assert {(row["action"], row["hostname"]) for row in rows} >= {
        ("create", "new.apps.example.com"),
        ("refused: name-taken", "www.apps.example.com"),
    }


@pytest.mark.parametrize("form", ["json", "yaml", "csv"])
def test_an_error_is_a_document_too(form: str) -> None:
    code, text = _run("explain", "two..dots", "--output", form)
    assert code == Exit.USAGE
    assert "two.dots" in text
    assert "64" in text


def test_another_form_is_a_usage_error() -> None:
    assert _run("plan", "--output", "xml")[0] == Exit.USAGE
