"""The dashboard as the function sees it: events of a custom widget. Source: "Details about custom widgets"."""

from collections.abc import Mapping
from typing import Any

from albias.model import HostedZone
from albias.names import DnsName
from tests.support.scene import Scene
from tests.support.world import ZONE


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


# What the console lays around a widget's HTML, as far as it matters to the eye. Scripts run here, unlike there.
_CONSOLE = """<!doctype html><html><head><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px; background: {back}; color: {front}; font-family: "Amazon Ember", sans-serif; }}
.btn {{ display: inline-block; padding: 3px 14px; border: 1px solid #888; border-radius: 14px; font-weight: 600; }}
.btn-primary {{ background: #ec7211; border-color: #ec7211; color: #fff; }}
cwdb-action {{ display: none; }}
</style></head><body>{html}</body></html>"""
_COLOURS = {"light": ("#ffffff", "#16191f"), "dark": ("#161d26", "#d1d5db")}


def console(html: str, theme: str) -> str:
    """The widget's HTML in a page that looks like the console."""
    back, front = _COLOURS[theme]
    return _CONSOLE.format(back=back, front=front, html=html)


def everyday() -> Scene:
    """Names of several kinds: routed and simple, private, waited for, changed by somebody's hand, refused."""
    scene = Scene([ZONE, HostedZone("Z0CORP", DnsName("corp.example.com"), private=True, schemes=("internal",))])
    scene.look(scene.create("shop-blue", "shop.apps.example.com"))
    scene.look(scene.create("shop-green", "shop.apps.example.com"))
    scene.look(scene.create("api", "api.apps.example.com weight=20"))
    scene.look(scene.create("api-eu", "geo.apps.example.com latency=here"))
    scene.look(scene.create("pay", "pay.apps.example.com failover=secondary"))
    scene.look(scene.create("web", "docs.apps.example.com web.apps.example.com"))
    scene.look(scene.create("git", "git.corp.example.com", scheme="internal"))
    scene.removed_by_hand("docs")
    scene.foreign("docs", "A", "192.0.2.66")
    scene.create("new", "static.apps.example.com www.example.net https://new.apps.example.com/")
    return scene
