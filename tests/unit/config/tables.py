"""Configurations as the TOML reader gives them, and their mistakes as lines."""

from typing import Any

import pytest

from albias.errors import ConfigurationError
from config import check

ZONE = {"id": "Z0123456789ABCDEFGHIJ", "name": "apps.example.com"}


def configuration(zone: dict[str, Any] | None = None, **keys: Any) -> dict[str, Any]:
    return {"owner": "platform", "zones": [ZONE | (zone or {})]} | keys


def mistakes(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        check(raw)
    return str(caught.value).splitlines()
