"""The dashboard as the function sees it: events of a custom widget. Source: "Details about custom widgets"."""

from collections.abc import Mapping
from typing import Any


def look(filled: Mapping[str, str] | None = None, *, theme: Any = "light", **parameters: Any) -> dict[str, Any]:
    """What the dashboard sends. `filled`: the widget's form; `parameters`: the widget's own, or a pressed button's."""
    context = {
        "dashboardName": "albias-platform-eu-west-1",
        "widgetId": "widget-16",
        "accountId": "123456789012",
        "locale": "en",
        "timezone": {"label": "UTC", "offsetISO": "+00:00", "offsetInMinutes": 0},
        "period": 300,
        "isAutoPeriod": True,
        "timeRange": {"mode": "relative", "start": 1627236199729, "end": 1627322599729, "relativeStart": 86400012},
        "theme": theme,
        "linkCharts": True,
        "title": "Names",
        "forms": {"all": dict(filled or {})},
        "params": {},
        "width": 588,
        "height": 369,
    }
    return {**parameters, "widgetContext": context}


DESCRIBE = {"describe": True}
