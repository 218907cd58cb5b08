"""The dashboard's custom widget: what it is asked -> HTML. It reads, and changes nothing.

The names are read from the hosted zones alone (held.py), which is cheap enough for a dashboard that refreshes itself;
the refusals need every load balancer, so they are looked for only when somebody presses the button: the engine plans as
for a sweep, and nobody applies the plan.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from albias.advice import advice_of
from albias.engine.outcome import Request
from albias.engine.run import MARGIN, Engine
from albias.errors import AwsUnavailable, OutOfTime
from albias.model import HostedZone

from .asks import Ask
from .held import Reading, read_names
from .html import add, add_names, add_refusals, add_troubles, root, written
from .table import ROWS, Part, counted, moment, names, part_of, refused_of

KEPT = 30.0  # seconds for which a reading is shown again, so that who filters and turns pages reads nothing anew
LIMIT = 60.0  # seconds of reading: nobody waits longer for a page, and the rest of the function's time is a reserve
MAX_TROUBLES = 10
_USAGE = """\
## albias: the names of this deployment

A table of every name that it holds in its hosted zones: load balancer, zone, routing policy, state.
It only reads.

### Widget parameters
Param | Description
---|---
**text** | Words that must all occur in a row, such as `weighted` or `differs`
**zone** | A hosted zone's id or name

### Example parameters
``` yaml
text: team-a
zone: apps.example.com
```
"""


@dataclass(slots=True)
class Widget:
    """What the function keeps for its widgets from one invocation to the next: the last reading."""

    reading: Reading | None = None

    def answer(self, ask: Ask, engine: Engine, endpoint: str) -> str:
        """The HTML, or how the widget is used. `endpoint`: the function's ARN, as buttons call it."""
        if ask.describe:
            return _USAGE
        page = root(dark=ask.dark)
        if ask.refusals:
            _fill_with_refusals(page, engine, endpoint)
        else:
            self._fill_with_names(page, ask, engine, endpoint)
        return written(page)

    def _fill_with_names(self, page: Element, ask: Ask, engine: Engine, endpoint: str) -> None:
        reading = self._fresh(engine)
        part = part_of(reading.rows, ask.text, ask.zone, ask.page)
        _add_form(page, ask, engine.settings.zones)
        _add_button(page, "Filter", endpoint, primary=True)
        _add_button(page, "Refusals", endpoint, refusals=True)
        add(page, "p", _summary(reading, part, engine), "albias-dim")
        add_troubles(page, reading.troubles)
        if part.rows:
            add_names(page, part.rows)
        _add_pages(page, part, endpoint)

    def _fresh(self, engine: Engine) -> Reading:
        """The last reading, or a new one where that is too old."""
        begun = engine.now()
        if self.reading is not None and 0 <= begun - self.reading.at < KEPT:
            return self.reading

        def turn() -> None:
            if engine.now() - begun > LIMIT or engine.remaining() < MARGIN:
                raise OutOfTime(f"there was no time for more (the dashboard reads for {LIMIT:.0f} seconds at most)")
            engine.pace()

        self.reading = read_names(engine.settings.zones, engine.me, engine.route53, turn=turn)
        self.reading.at = engine.now()
        return self.reading


widget = Widget()  # the function's


def failure(reason: str, *, dark: bool) -> str:
    """The page of a widget that could not be made."""
    page = root(dark=dark)
    add_troubles(page, [f"albias cannot show its names: {reason}"])
    return written(page)


def _fill_with_refusals(page: Element, engine: Engine, endpoint: str) -> None:
    begun = engine.now()

    def remaining() -> float:
        return min(engine.remaining(), MARGIN + LIMIT - (engine.now() - begun))

    _add_button(page, "Names", endpoint, primary=True)
    try:
        outcome = replace(engine, remaining=remaining).plan(Request(sweep=True)).foreseen()
    except AwsUnavailable as error:
        add_troubles(page, [f"the load balancers could not be listed: {error}"])
        return
    found = refused_of(outcome.refusals, advice_of)
    shown = found[:ROWS]
    told = f"{len(found):,} refused, as a sweep would find it now; read {moment(begun)}. Nothing was changed."
    if len(found) > len(shown):
        told += f" The first {len(shown)} are shown; all: albias plan"
    add(page, "p", told, "albias-dim")
    add_troubles(page, list(dict.fromkeys(outcome.problems))[:MAX_TROUBLES])
    if shown:
        add_refusals(page, shown)


def _summary(reading: Reading, part: Part, engine: Engine) -> str:
    """How many names there are, in which states, and when they were read."""
    zones = len(engine.settings.zones)
    where = "1 hosted zone" if zones == 1 else f"{zones:,} hosted zones"
    told = f"{names(len(reading.rows))} in {where}"
    if reading.rows:
        told += f": {counted(reading.rows)}"
    if part.found < len(reading.rows):
        told += f"; {part.found:,} match the filter"
    return f"{told}. Read {moment(reading.at)}."


def _add_form(page: Element, ask: Ask, zones: Iterable[HostedZone]) -> None:
    """What was filled in comes with every button that is pressed (`forms.all`)."""
    form = add(page, "form")
    attributes = {"name": "text", "value": ask.text, "size": "36", "placeholder": "name, load balancer, policy, state"}
    SubElement(form, "input", attributes)
    choice = SubElement(form, "select", {"name": "zone"})
    SubElement(choice, "option", {"value": ""}).text = "all hosted zones"
    for zone in zones:
        chosen = {"selected": "selected"} if ask.zone in (zone.id, zone.name) else {}
        option = SubElement(choice, "option", {"value": zone.id, **chosen})
        option.text = f"{zone.name} (private)" if zone.private else zone.name


def _add_button(parent: Element, text: str, endpoint: str, *, primary: bool = False, **parameters: object) -> None:
    """A button that calls the function; what comes of it takes the widget's place."""
    add(parent, "a", text, "btn btn-primary" if primary else "btn").tail = " "
    SubElement(parent, "cwdb-action", {"action": "call", "endpoint": endpoint}).text = json.dumps(parameters)


def _add_pages(page: Element, part: Part, endpoint: str) -> None:
    if part.pages == 1:
        return
    last = part.first + len(part.rows) - 1
    add(page, "p", f"{part.first:,} to {last:,} of {names(part.found)}", "albias-dim")
    if part.page > 1:
        _add_button(page, "Previous", endpoint, page=part.page - 1)
    if part.page < part.pages:
        _add_button(page, "Next", endpoint, page=part.page + 1)
