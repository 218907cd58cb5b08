"""Configurations as the TOML reader gives them, and their mistakes as lines."""

from typing import Any

import pytest

from albias_config import check
from albias_config.errors import ConfigurationError

ZONE = {"id": "Z0123456789ABCDEFGHIJ", "name": "apps.example.com"}


def configuration(zone: dict[str, Any] | None = None, **keys: Any) -> dict[str, Any]:
    return {"owner": "platform", "zones": [ZONE | (zone or {})]} | keys


def mistakes(raw: dict[str, Any], region: str | None = None) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        check(raw, region=region)
    return str(caught.value).split("\n")
