"""The module's resources: every argument is one of the provider's, every output of the spec is used."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.documents import MODULE, bare, documents

from . import schema
from .render import terraform
from .schema import Block

# Terraform's own, of every resource.
META = {"for_each", "count", "depends_on", "lifecycle", "provider"}


def resources() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every resource and data source of both modules: its type, its name, its arguments."""
    for document in [*documents(MODULE).values(), *documents(MODULE / "zone_access").values()]:
        for kind, prefix in (("resource", ""), ("data", "data_")):
            for each in document.get(kind, []):
                for label, named in each.items():
                    for name, body in named.items():
                        yield prefix + bare(label), bare(name), body


FOUND = list(resources())


@pytest.fixture(scope="session")
def known() -> dict[str, Block]:
    """What the provider takes; a resource that it does not have is an error."""
    return schema.resources(sorted({kind for kind, _, _ in FOUND}))


@pytest.mark.parametrize(("kind", "name", "body"), FOUND, ids=[f"{kind}.{name}" for kind, name, _ in FOUND])
def test_every_argument_is_one_of_the_providers(
    known: dict[str, Block], kind: str, name: str, body: dict[str, Any]
) -> None:
    given = {key: value for key, value in body.items() if key not in META and not key.startswith("__")}

    assert list(unknown(given, known[kind])) == []


def unknown(body: dict[str, Any], known: Block, where: str = "") -> Iterator[str]:
    """What a block says that the provider does not know; a dynamic block counts as what it makes."""
    for key, value in body.items():
        if key.startswith("__"):
            continue
        if key == "dynamic":
            for each in value:
                for label, dynamic in each.items():
                    yield from _blocks(bare(label), dynamic["content"], known, where)
        elif key in known.arguments:
            continue
        else:
            yield from _blocks(key, value, known, where)


def _blocks(key: str, value: Any, known: Block, where: str) -> Iterator[str]:
    if key not in known.blocks:
        yield f"{where}{key}"
        return
    for each in value if isinstance(value, list) else [value]:
        yield from unknown(each, known.blocks[key], f"{where}{key}.")


def test_the_schema_can_say_no(known: dict[str, Block]) -> None:
    queue, mapping = known["aws_sqs_queue"], known["aws_lambda_event_source_mapping"]

    assert list(unknown({"nam": "x", "name": "x"}, queue)) == ["nam"]
    assert list(unknown({"scaling_config": [{"maximum": 2}]}, mapping)) == ["scaling_config.maximum"]


def test_there_are_resources_for_all_that_the_spec_says() -> None:
    text = "\n".join(path.read_text() for path in MODULE.glob("*.tf"))
    spec = documents(MODULE / "spec")["outputs.tf"]
    outputs = [bare(name) for output in spec["output"] for name in output]

    assert len(outputs) >= 9
    assert [name for name in outputs if f"module.spec.{name}" not in text] == []
    for name in ("role_path", "permissions_boundary", "kms_key_arn", "tags", "alarm_actions", "create_trail"):
        assert f"local.placement.{name}" in text


def test_every_key_of_the_spec_is_passed_on_from_a_variable_with_the_same_default() -> None:
    spec = _variables(MODULE / "spec")
    outer = _variables(MODULE)
    (call,) = [call['"spec"'] for call in documents(MODULE)["main.tf"]["module"]]

    assert spec.keys() - {"aws"} == outer.keys() - {"package"}
    for name in spec.keys() - {"aws"}:
        assert call[name] == f"${{var.{name}}}"
        for key in ("type", "default", "description"):
            assert outer[name].get(key) == spec[name].get(key), name


def _variables(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        bare(name): body
        for document in documents(folder).values()
        for variable in document.get("variable", [])
        for name, body in variable.items()
    }


@pytest.mark.parametrize("name", ["iam_role", "iam_policy", "sqs_queue", "lambda_function", "cloudwatch_log_group"])
def test_what_can_have_tags_has_the_configured_ones(name: str) -> None:
    tagged = [body for kind, _, body in FOUND if kind == f"aws_{name}"]

    assert tagged
    assert all(body["tags"] in ("${local.placement.tags}", "${var.tags}") for body in tagged)


def test_everything_is_formatted(tmp_path: Path) -> None:
    done = terraform(MODULE, "fmt", "-check", "-recursive", "-diff", "-no-color")

    assert done.returncode == 0, done.stdout


def test_the_spec_is_valid_by_itself_and_its_own_tests_pass(tmp_path: Path) -> None:
    """What a reader with nothing but Terraform can run."""
    (tmp_path / "terraform").symlink_to(MODULE)
    spec = tmp_path / "spec"
    spec.mkdir()
    for path in (MODULE / "spec").iterdir():
        if path.name != ".terraform":
            (spec / path.name).symlink_to(path)
    for command in (["init", "-backend=false", "-input=false"], ["validate"]):
        done = terraform(spec, *command, "-no-color")
        assert done.returncode == 0, done.stdout + done.stderr
    tested = terraform(spec, "test", "-no-color")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert re.search(r"Success! [1-9]\d* passed, 0 failed", tested.stdout)
