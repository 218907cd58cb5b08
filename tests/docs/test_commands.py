"""Every command that a document shows exists, with the options that it is given."""

import re
import shlex
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import typer.main
from botocore import xform_name
from typer.core import TyperGroup

from albias_cli import commands  # noqa: F401  they add themselves to the app
from albias_cli.app import app
from tests.support.markdown import DOCUMENTS, ROOT, blocks, words_of

_MAKE = re.compile(r"^([a-z0-9_-]+):", re.MULTILINE)
_JOINTS = re.compile(r"\$\(|\)|;|&&|\|")  # between the commands of one line
_PREFIX = re.compile(r"^(?:\$ |until |[A-Z_]+=\S* )+")
_WITH_VALUE = ("--config", "--profile", "--region", "--stack")
_DOCUMENTS = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def _commands(document: Path, program: str) -> list[list[str]]:
    """Commands in shell blocks and in the text, as words after the program's name."""
    text = re.sub("^ +```", "```", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for block in blocks(text, "sh") for line in _lines(block)]
    lines += [line[2:] for block in blocks(text, "console") for line in _lines(block) if line.startswith("$ ")]
    lines += [word for line in text.splitlines() for word in words_of(line)]
    parts = (_PREFIX.sub("", part.strip()) for line in lines for part in _JOINTS.split(line))
    return [shlex.split(part, comments=True)[1:] for part in parts if part.startswith(f"{program} ")]


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.replace("\\\n", " ").splitlines()]


@_DOCUMENTS
def test_make_targets(document: Path) -> None:
    targets = set(_MAKE.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert {words[0] for words in _commands(document, "make")} <= targets


@_DOCUMENTS
def test_albias_commands(document: Path) -> None:
    for words in _commands(document, "albias"):
        _check(words)


def _check(words: list[str]) -> None:
    """Follow the words through the groups of commands; every option must be the command's own or a common one."""
    group = typer.main.get_command(app)
    common = _options(group) | {"--help"}
    command = group
    wanted = iter(words)
    for word in wanted:
        if word.startswith("-") and word != "-":  # which stands for the output
            assert word in common | _options(command), words
            if word in _WITH_VALUE:
                next(wanted)
        elif isinstance(command, TyperGroup) and word != "…":
            assert word in command.commands, words
            command = command.commands[word]


def _options(command: Any) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}


# What the documents use of the CDK's command line; the pinned one is run by the end-to-end tests.
_CDK = {"bootstrap": set(), "synth": set(), "deploy": {"-c", "--all", "--require-approval"}, "destroy": {"--force"}}
# The options of every AWS command ("AWS CLI global options", "pagination").
_EVERYWHERE = {"query", "output", "region", "profile", "max-items", "starting-token", "no-paginate"}


@_DOCUMENTS
def test_cdk_commands(document: Path) -> None:
    for words in _commands(document, "cdk"):
        assert {word for word in words[1:] if word.startswith("-")} <= _CDK[words[0]], words


@_DOCUMENTS
def test_aws_commands(document: Path) -> None:
    """Against botocore's service models, from which the AWS CLI is made."""
    for service, operation, *words in _commands(document, "aws"):
        if service in ("s3", "sso", "configure", "logs"):  # commands of the AWS CLI's own are among them
            continue
        model = botocore.session.Session().get_service_model(service)
        operations = {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}
        assert operation in operations, operation
        shape = operations[operation].input_shape
        known = {xform_name(name, "-") for name in shape.members} if shape else set()
        options = {word[2:].partition("=")[0].removeprefix("no-") for word in words if word.startswith("--")}
        assert options <= known | _EVERYWHERE, (operation, options)


def test_the_commands_of_a_document_are_found() -> None:
    """The checks above are as good as this."""
    document = ROOT / "docs" / "getting-started.md"
    assert ["elbv2", "describe-load-balancers", "--names", "web"] in [each[:4] for each in _commands(document, "aws")]
    assert ["cloudtrail", "start-logging", "--name", "everything"] in _commands(document, "aws")
    assert ["destroy", "--force"] in _commands(document, "cdk")
    assert ["synth"] in _commands(ROOT / "docs" / "construct.md", "cdk")
    assert ["list", "--help"] in _commands(ROOT / "docs" / "cli.md", "albias")
