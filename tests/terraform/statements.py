"""The statements of IAM policies, written so that two who mean the same are the same."""

import json
from typing import Any


def statements(documents: list[Any]) -> list[str]:
    """Each statement for each of its resources as a text.

    IAM takes an item and a list of it for the same, and orders nothing; the CDK puts statements together that differ in
    their resources alone.
    """
    found = []
    for document in documents:
        for statement in document["Statement"]:
            for resource in _list(statement.get("Resource")):
                alone = {key: value for key, value in statement.items() if key != "Sid"} | {"Resource": resource}
                found.append(json.dumps(_lists(alone), sort_keys=True))
    return sorted(found)


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return sorted(map(str, _list(value)))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
