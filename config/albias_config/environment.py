"""The Lambda function's environment: the settings as JSON, and what else the handler and Powertools read."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from albias.settings import VARIABLE, Settings

# "Lambda quotas": 4 KB. Lambda measures all variables as one JSON object, so each quotation mark inside of a value
# counts twice.
MAX_ENVIRONMENT = 4096
# The longest that CloudFormation and a Region make of a queue's address: the queue's name has 80 characters at most.
_LONGEST_URL = f"https://sqs.cn-northwest-1.amazonaws.com.cn/{'0' * 12}/{'q' * 80}"


def to_json(settings: Settings) -> str:
    """Compact JSON without the defaults; albias.settings.Settings.from_json reads it.

    ASCII only, as CloudFormation does not promise to carry anything else.
    """
    return json.dumps(plain(settings), separators=(",", ":"))


def environment(settings: Settings, *, queue_url: str = _LONGEST_URL, dlq_url: str = _LONGEST_URL) -> dict[str, str]:
    """The variables by name."""
    return {
        VARIABLE: to_json(settings),
        "ALBIAS_QUEUE_URL": queue_url,
        "ALBIAS_DLQ_URL": dlq_url,
        "POWERTOOLS_SERVICE_NAME": f"albias-{settings.owner}",
        "POWERTOOLS_METRICS_NAMESPACE": "Albias",
        "POWERTOOLS_LOG_LEVEL": settings.log_level,
    }


def environment_size(settings: Settings) -> int:
    """What Lambda will measure at most, in bytes."""
    return len(json.dumps(environment(settings), separators=(",", ":")))


def plain(value: Any) -> Any:
    """What JSON and `check` know in place of dataclasses and tuples; a dataclass without what is at its default."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if not is_dataclass(value):
        return value
    items = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
    return {name: plain(item) for name, (item, default) in items.items() if item != default}
