"""The Lambda function's environment: the settings as JSON, and what else the handler and Powertools read."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from albias.settings import VARIABLE, Settings, TagMatch

from . import values
from .packing import pack

# "Lambda quotas": 4 KB. Lambda measures all variables as one JSON object, so each quotation mark inside of a value
# counts twice.
MAX_ENVIRONMENT = 4096
# Up to here the settings stay readable: the other variables take less than what is left.
_ROOMY = 3_000
_LONGEST_ID = 21  # Route 53 makes no longer ones, though its API would take 32
_KEYS = {"excepted": "except"}  # where the field cannot have the key's name
# The longest that CloudFormation and a Region make of a queue's address: the queue's name has 80 characters at most.
_LONGEST_URL = f"https://sqs.cn-northwest-1.amazonaws.com.cn/{'0' * 12}/{'q' * 80}"


def to_json(settings: Settings) -> str:
    """Compact JSON without the defaults; albias.settings.Settings.from_json reads it.

    ASCII only, as CloudFormation does not promise to carry anything else.
    """
    return json.dumps(plain(settings), separators=(",", ":"))


def to_variable(settings: Settings) -> str:
    """The settings as JSON, or packed where JSON would not leave room for the other variables."""
    text = to_json(settings)
    return text if len(json.dumps(_lengthened(text))) <= _ROOMY else pack(plain(settings))


def _lengthened(text: str) -> str:
    """With the longest that CloudFormation may make of the values that the CDK does not know: most are zones' ids."""
    return values.TOKEN.sub("Z" * _LONGEST_ID, text)


def environment(settings: Settings, *, queue_url: str = _LONGEST_URL, dlq_url: str = _LONGEST_URL) -> dict[str, str]:
    """The variables by name."""
    return {
        VARIABLE: to_variable(settings),
        "ALBIAS_QUEUE_URL": queue_url,
        "ALBIAS_DLQ_URL": dlq_url,
        "POWERTOOLS_SERVICE_NAME": f"albias-{settings.owner}",
        "POWERTOOLS_METRICS_NAMESPACE": "Albias",
        "POWERTOOLS_LOG_LEVEL": settings.log_level,
    }


def environment_size(settings: Settings) -> int:
    """What Lambda will measure at most, in bytes."""
    variables = {name: _lengthened(value) for name, value in environment(settings).items()}
    return len(json.dumps(variables, separators=(",", ":")))


def plain(value: Any) -> Any:
    """What JSON and `check` know in place of dataclasses and tuples; a dataclass without what is at its default.

    It is albias.toml's own form: `check` makes the same settings of it.
    """
    if isinstance(value, TagMatch):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if not is_dataclass(value):
        return value
    table = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if item != field.default:
            table[_KEYS.get(field.name, field.name)] = _key_value(field.name, item)
    return table


def _key_value(name: str, item: Any) -> Any:
    if name == "tags":
        return dict(item)
    return values.duration_text(item) if name == "rule_grace" else plain(item)
