"""Every advice ends with one command, or one line to write: what can be pasted."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import albias_cli.ask.deployed
from albias.model import LoadBalancerId, Refusal
from albias.names import DnsName
from albias_cli import errors
from albias_cli.errors import CommandError, explained, repeated
from albias_cli.show import advice
from tests.support.desk import Desk

PACKAGE = Path(albias_cli.__file__).parent
# A command, or what follows a colon: a line to write, an option, a name; X is a piece that is tried by itself.
PASTED = re.compile(r"(`[^`]+`|: (?!.*: )(?!.*\. ).*[^. ]|X)$")


def _texts(name: str, place: int) -> Iterator[str]:
    """The literal texts that are given as this argument, whatever module gives them; pieces in braces become X."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name):
                continue
            if len(node.args) > place and isinstance(node.args[place], ast.Constant | ast.JoinedStr):
                yield _text(node.args[place])


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in parts)


GIVEN = [
    *_texts("CommandError", 1),
    *_texts("problem", 2),
    *_texts("judged", 3),
    albias_cli.ask.deployed.DEPLOY,
    albias_cli.ask.deployed.CHOOSE,
    *errors._ADVICE.values(),
    *(told for _, told in errors._BY_KIND),
    errors._LOOK,
]


@pytest.mark.parametrize("text", sorted({text for text in GIVEN if text.strip("X; or")}))
def test_an_error_and_a_finding_end_with_what_can_be_pasted(text: str) -> None:
    assert PASTED.search(text), text


@pytest.mark.parametrize("code", sorted(advice._BY_CODE))
def test_a_refusal_ends_with_what_can_be_pasted(code: str) -> None:
    load_balancer = LoadBalancerId.parse("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/1")
    assert load_balancer
    refusal = Refusal(DnsName("shop.apps.example.com"), load_balancer, code, "why")  # type: ignore[arg-type]
    assert PASTED.search(advice.in_general(refusal))


def test_what_is_to_be_run_again_is_the_command_itself(desk: Desk) -> None:
    told = repeated(explained(RuntimeError("odd")).advice, "albias plan --only 'a b'")
    assert told.endswith("`albias plan --only 'a b' --debug`")
    desk.clients.stack.deployed = False
    assert errors.AGAIN not in desk.run("logs", "--since", "2h").err


def test_a_wrong_command_line_names_the_help_of_its_own_command(desk: Desk) -> None:
    assert "`albias explain --help`" in desk.run("explain").err
    assert "`albias --help`" in desk.run("no-such-command").err


def test_an_error_without_a_known_cause_says_how_to_see_more() -> None:
    assert explained(CommandError("what", "do: this")).advice == "do: this"
