"""Whatever the resources refer to is there.

`terraform validate` would say so, but it needs the AWS provider, and the provider a registry of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.documents import MODULE, bare, documents

FOLDERS = [MODULE, MODULE / "zone_access"]
_REFERENCE = re.compile(r"(?<![\w.\"/])((?:module\.spec|local|var|data\.aws_\w+|aws_\w+)(?:\.\w+)+)")


def references(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Every reference of a module, with the file that it stands in; what stands in comments is none."""
    for path in sorted(folder.glob("*.tf")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for reference in _REFERENCE.findall(line.partition("#")[0] if line.lstrip().startswith("#") else line):
                yield path.name, reference.split(".")


def declared(folder: Path) -> set[str]:
    """Variables, locals, resources and data sources, as they are referred to."""
    found = set()
    for document in documents(folder).values():
        found |= {f"var.{bare(name)}" for each in document.get("variable", []) for name in each}
        found |= {f"local.{bare(name)}" for each in document.get("locals", []) for name in each}
        for kind, prefix in (("resource", ""), ("data", "data.")):
            for each in document.get(kind, []):
                for label, named in each.items():
                    found |= {f"{prefix}{bare(label)}.{bare(name)}" for name in named}
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_variables_locals_and_resources_that_are_meant_exist(folder: Path) -> None:
    known = declared(folder)
    missing = []
    for file, parts in references(folder):
        length = 3 if parts[0] == "data" else 2
        if parts[0] != "module" and ".".join(parts[:length]) not in known:
            missing.append((file, ".".join(parts)))

    assert missing == []


def test_what_is_taken_of_the_spec_exists(spec: dict[str, dict[str, Any]]) -> None:
    """Also through the locals that stand for parts of it."""
    missing: list[tuple[str, str]] = []
    made, seen = spec["all_on"], 0
    shorts = {"names": ["names"], "placement": ["placement"]}
    for file, parts in references(MODULE):
        path = parts[2:] if parts[0] == "module" else shorts.get(parts[1], []) + parts[2:]
        if parts[0] not in ("module", "local") or (parts[0] == "local" and parts[1] not in shorts):
            continue
        seen += 1
        value: Any = made
        for key in path:
            value = value.get(key, missing) if isinstance(value, dict) else value
        if value is missing:
            missing.append((file, ".".join(parts)))

    assert seen > 50
    assert missing == []


def test_what_is_taken_of_each_item_exists(spec: dict[str, dict[str, Any]]) -> None:
    """`each.value.x` where the resource is made for each item of an output."""
    seen = 0
    for document in documents(MODULE).values():
        for resource in document.get("resource", []):
            for label, named in resource.items():
                for name, body in named.items():
                    match = re.fullmatch(r"\$\{module\.spec\.(\w+)\}", body.get("for_each", ""))
                    if match:
                        seen += _check_items(f"{bare(label)}.{bare(name)}", str(body), spec["all_on"][match[1]])

    assert seen > 10


def _check_items(place: str, body: str, items: dict[str, Any]) -> int:
    keys = set(re.findall(r"(?:each|metric_query)\.value\.(\w+)", body))
    for item in items.values():
        assert not isinstance(item, dict) or keys <= item.keys() | {"datapoints"}, place
    return len(keys)
