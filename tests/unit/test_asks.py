"""What somebody who looks at the dashboard asks for, as the console sends it."""

from typing import Any

import pytest

from albias.dashboard.asks import Ask, is_for_widget, read_ask

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:albias-platform"


@pytest.mark.parametrize(
    ("event", "ask"),
    [
        ({}, Ask()),
        (None, Ask()),
        ([], Ask()),
        ({"page": 1}, Ask(page=1)),
        ({"page": 2}, Ask(page=2)),
        ({"page": 0}, Ask(page=1)),
        ({"page": -1}, Ask(page=1)),
        ({"page": "2"}, Ask(page=1)),
        ({"text": " shop "}, Ask(text="shop")),
        ({"text": "x" * 201}, Ask(text="x" * 200)),
        ({"text": 7}, Ask()),
        ({"text": "a\ud800"}, Ask(text="a?")),
        ({"zone": "Z0APPS"}, Ask(zone="Z0APPS")),
        ({"refusals": True}, Ask(refusals=True)),
        ({"refusals": "yes"}, Ask()),
        ({"describe": True}, Ask(describe=True)),
        ({"describe": 1}, Ask()),
        ({"widgetContext": {"theme": "dark"}}, Ask(dark=True)),
        ({"widgetContext": {"theme": "light"}}, Ask()),
        ({"widgetContext": {"forms": {"all": {"text": "cart", "zone": "Z1"}}}}, Ask(text="cart", zone="Z1")),
        ({"text": "shop", "widgetContext": {"forms": {"all": {"text": "cart"}}}}, Ask(text="cart")),
        ({"text": "shop", "widgetContext": {"forms": {"all": {"text": ""}}}}, Ask()),
        ({"text": "shop", "widgetContext": {"forms": {"all": []}}}, Ask(text="shop")),
        ({"text": "shop", "widgetContext": {"forms": "x"}}, Ask(text="shop")),
        ({"text": "shop", "widgetContext": "x"}, Ask(text="shop")),
    ],
)
def test_what_is_no_sound_wish_counts_as_none(event: Any, ask: Ask) -> None:
    assert read_ask(event) == ask


@pytest.mark.parametrize(
    ("event", "arn", "shown"),
    [
        ({}, FUNCTION, False),
        ({}, f"{FUNCTION}:widget", True),
        ({"Records": []}, f"{FUNCTION}:widget", True),
        ({}, f"{FUNCTION}:live", False),
        ({}, f"{FUNCTION}:widget:x", False),
        ({"widgetContext": {}}, FUNCTION, True),
        ({"widgetContext": "x"}, FUNCTION, False),
        ({"widgetContext": {}, "Records": []}, FUNCTION, False),
        ({"widgetContext": {}, "source": "aws.tag"}, FUNCTION, False),
        ({"describe": True}, FUNCTION, True),
        ({"describe": "true"}, FUNCTION, False),
        ([], FUNCTION, False),
        (None, FUNCTION, False),
    ],
)
def test_the_table_is_for_widgets_and_for_whoever_comes_by_the_alias(event: Any, arn: str, shown: bool) -> None:
    assert is_for_widget(event, arn) is shown
