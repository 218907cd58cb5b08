"""The conditions of listener rules: what Elastic Load Balancing refuses of them, and how it gives them back.

Rests on the API reference of CreateRule, RuleCondition and HostHeaderConditionConfig, and on the quotas for Application
Load Balancers. A text is the service's own where a report is named; the others were not found.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from tests.fakes.elbv2.model import RefusedError, copied

Condition = dict[str, Any]
# How DescribeRules answers a host condition is not documented: in both of the API's forms, or in one.
Forms = Literal["both", "config", "values"]

MAX_VALUES = 5
MAX_WILDCARDS = 6
MAX_LENGTH = 128
_CONFIGS = {
    "host-header": "HostHeaderConfig",
    "path-pattern": "PathPatternConfig",
    "http-header": "HttpHeaderConfig",
    "query-string": "QueryStringConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "source-ip": "SourceIpConfig",
}
_ONCE = ("host-header", "path-pattern", "http-request-method", "source-ip")
_PLAIN = ("host-header", "path-pattern")  # these may have their values in ``Values``
_HOST = re.compile(r"[A-Za-z0-9.*?-]*\.[A-Za-z]+")


def check(conditions: list[Condition]) -> None:
    """Raise RefusedError for conditions that a rule cannot have."""
    given = []
    for condition in conditions:
        config = _check_form(condition)
        _check_members(condition, config)
        given += _check_texts(condition)
    fields = [condition["Field"] for condition in conditions]
    for field in _ONCE:
        if fields.count(field) > 1:
            raise RefusedError("ValidationError", f"A rule can only have one '{field}' condition")
    if len(given) > MAX_VALUES:
        # aws/aws-cdk#10065.
        raise RefusedError("ValidationError", f"A rule can only have '{MAX_VALUES}' condition values")
    if sum(value.count("*") + value.count("?") for value in given) > MAX_WILDCARDS:
        raise RefusedError("ValidationError", f"A rule can only have '{MAX_WILDCARDS}' wildcards")


def _check_form(condition: Condition) -> str:
    """The member that has the values of a condition in the newer form."""
    field = condition.get("Field")
    if field is None:
        raise RefusedError("ValidationError", "A condition field must be specified")  # aws/aws-sdk-js#2658
    if field not in _CONFIGS:
        raise RefusedError("ValidationError", f"Condition field '{field}' must be one of '[{', '.join(_CONFIGS)}]'")
    return _CONFIGS[field]


def _check_members(condition: Condition, config: str) -> None:
    field = condition["Field"]
    if "Values" in condition and config in condition:
        # aws-controllers-k8s/community#2759.
        text = f"You cannot provide both Values and '{config}' for a condition of type '{field}'"
        raise RefusedError("ValidationError", text)
    own = {"Field", config, "RegexValues"} | ({"Values"} if field in _PLAIN else set())
    foreign = sorted(set(condition) - own)
    if foreign:
        raise RefusedError("ValidationError", f"A condition of type '{field}' cannot have {', '.join(foreign)}")


def _check_texts(condition: Condition) -> list[str]:
    """The values of a condition."""
    texts = _texts(condition)
    if not texts:
        raise RefusedError("ValidationError", f"A condition of type '{condition['Field']}' must have values")
    for text in texts:
        if len(text) > MAX_LENGTH:
            raise RefusedError("ValidationError", f"Condition value '{text}' must have at most {MAX_LENGTH} characters")
    if condition["Field"] == "host-header":
        for host in patterns(condition):
            _check_host(host)
    return texts


def _check_host(host: str) -> None:
    """At least one dot, only letters after the last one: API reference of HostHeaderConditionConfig."""
    if not _HOST.fullmatch(host):
        raise RefusedError("ValidationError", f"The host header value '{host}' is not valid")


def patterns(condition: Condition) -> list[str]:
    """The values of a condition in either form, regular expressions aside."""
    config = condition.get(_CONFIGS[condition["Field"]], {})
    return [*condition.get("Values", []), *config.get("Values", [])]


def _texts(condition: Condition) -> list[str]:
    """All values of a condition. A query string's are pairs, of which the value counts."""
    config = condition.get(_CONFIGS[condition["Field"]], {})
    values = [*patterns(condition), *condition.get("RegexValues", []), *config.get("RegexValues", [])]
    return [value["Value"] if isinstance(value, dict) else value for value in values]


def described(condition: Condition, forms: Forms) -> Condition:
    """A condition as DescribeRules answers it, sharing nothing with what was given."""
    answer = copied(condition)
    if condition["Field"] not in _PLAIN:
        return answer
    config = answer.setdefault(_CONFIGS[condition["Field"]], {})
    for member in ("Values", "RegexValues"):
        values = answer.get(member) or config.get(member)
        if values:
            answer[member], config[member] = list(values), list(values)
    if forms == "values":
        del answer[_CONFIGS[condition["Field"]]]
    if forms == "config":
        answer.pop("Values", None)
        answer.pop("RegexValues", None)
    return answer
