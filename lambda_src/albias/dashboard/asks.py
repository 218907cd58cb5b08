"""What somebody who looks at the dashboard asks for: an event of a CloudWatch custom widget, read. Pure.

The dashboard sends the widget's own parameters, those of a pressed button beside them, and in `widgetContext` what was
filled in, and the console's theme. Source: "Details about custom widgets in CloudWatch", "Interactivity in the custom
widget".
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

ALIAS = "widget"  # whoever may invoke the function by this alias of it alone sees the table, and can do nothing else
_LONGEST = 200  # characters of a filter


class Ask(NamedTuple):
    """Which part of the table is asked for.

    `text`: words that must all occur in a row; `zone`: a hosted zone's id or name; `page`: from 1; `refusals`: not the
    names but the refusals; `describe`: how the widget is used; `dark`: the console's theme.
    """

    text: str = ""
    zone: str = ""
    page: int = 1
    refusals: bool = False
    describe: bool = False
    dark: bool = False


def is_for_widget(event: Any, invoked_arn: str) -> bool:
    """Whether the table is to be shown, and nothing to be done: to a widget, and to whoever comes by the alias."""
    if invoked_arn.split(":")[7:] == [ALIAS]:
        return True
    if not isinstance(event, Mapping) or "Records" in event or "source" in event:
        return False
    return isinstance(event.get("widgetContext"), Mapping) or event.get("describe") is True


def read_ask(event: Any) -> Ask:
    """What is asked for; what is no sound wish counts as none. What was filled in counts before the parameters."""
    said = _mapping(event)
    context = _mapping(said.get("widgetContext"))
    filled = _mapping(_mapping(context.get("forms")).get("all"))
    page = said.get("page")
    return Ask(
        text=_text(filled, said, "text"),
        zone=_text(filled, said, "zone"),
        page=page if isinstance(page, int) and page > 0 else 1,
        refusals=said.get("refusals") is True,
        describe=said.get("describe") is True,
        dark=context.get("theme") == "dark",
    )


def _text(filled: Mapping[str, Any], said: Mapping[str, Any], key: str) -> str:
    """A text that can be written into the page: JSON may hold half of a character, which UTF-8 cannot."""
    value = filled.get(key, said.get(key))
    return value.strip()[:_LONGEST].encode(errors="replace").decode() if isinstance(value, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
