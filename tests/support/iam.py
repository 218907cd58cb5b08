"""A small evaluator of IAM policies, written from IAM's documentation and independent of the code under test.

It knows exactly the elements and operators that our policies use; anything else is an error, never a silent "no match".
Sources: IAM User Guide, "Policy evaluation logic", "Condition operators", "Set operators for multivalued context keys".
"""

from dataclasses import dataclass, field
from typing import Any

Context = dict[str, list[str]]


@dataclass(frozen=True)
class Request:
    """One API call as IAM sees it; a key that the service does not send is absent from `context`."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)


def allowed(statements: list[dict[str, Any]], request: Request) -> bool:
    """Whether some statement allows the call and none denies it."""
    matching = [statement["Effect"] for statement in statements if _applies(statement, request)]
    return "Allow" in matching and "Deny" not in matching


def like(pattern: str, value: str) -> bool:
    """StringLike: `*` is any text, `?` any one character, everything else itself; case matters."""
    reached = {0}
    for char in pattern:
        if char == "*":
            reached = {place for start in reached for place in range(start, len(value) + 1)}
        else:
            reached = {place + 1 for place in reached if place < len(value) and char in ("?", value[place])}
    return len(value) in reached


def _applies(statement: dict[str, Any], request: Request) -> bool:
    unknown = set(statement) - {"Sid", "Effect", "Action", "Resource", "Condition"}
    if unknown:
        raise NotImplementedError(f"statement elements {unknown}")
    return (
        any(like(pattern.lower(), request.action.lower()) for pattern in _list(statement["Action"]))
        and any(like(pattern, request.resource) for pattern in _list(statement["Resource"]))
        and all(
            _holds(operator, _list(wanted), request.context.get(key))
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def _holds(operator: str, wanted: list[str], values: list[str] | None) -> bool:
    match operator:
        case "ForAllValues:StringLike":  # true when the key is absent
            return all(any(like(pattern, value) for pattern in wanted) for value in values or [])
        case "ForAnyValue:StringLike":  # false when the key is absent
            return any(any(like(pattern, value) for pattern in wanted) for value in values or [])
        case "ForAllValues:StringEquals":
            return all(value in wanted for value in values or [])
        case "StringEquals":  # of a key with one value; false when it is absent
            return values is not None and values[0] in wanted
        case "ArnEquals" | "ArnLike":  # the two are the same; each part between colons may hold wildcards
            return values is not None and any(_arn_like(pattern, values[0]) for pattern in wanted)
        case "ArnNotLike":  # true when the key is absent
            return values is None or not any(_arn_like(pattern, values[0]) for pattern in wanted)
        case "Null":
            return wanted == ["true" if values is None else "false"]
        case _:
            raise NotImplementedError(f"condition operator {operator}")


def _arn_like(pattern: str, arn: str) -> bool:
    """Six parts, each of them alike by itself: a wildcard does not reach over a colon."""
    parts, found = pattern.split(":", 5), arn.split(":", 5)
    return len(parts) == len(found) and all(map(like, parts, found))


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
