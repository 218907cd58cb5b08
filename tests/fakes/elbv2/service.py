"""What the operations on load balancers, listeners and rules have in common: errors, pages, and what is seen when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, Self, TypeVar

from tests.fakes.aws import FakeClient
from tests.fakes.elbv2.model import RefusedError, constraint

MAX_PAGE = 400
Place = tuple[int, ...]
Following = dict[str, str]


class Thing(Protocol):
    """A load balancer, a listener or a rule."""

    @property
    def arn(self) -> str:
        """What it is known by."""

    @property
    def hidden_for(self) -> int:
        """How many describes do not find it yet."""

    def hidden(self, describes: int) -> Self:
        """The same, not found by so many describes."""


Some = TypeVar("Some", bound=Thing)


class Service(FakeClient):
    """The part of the fake that knows no operation."""

    service = "elbv2"
    throttled = "ThrottlingException"

    def _perform(
        self, operation: str, params: dict[str, Any], effect: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> dict[str, Any]:
        def answered(params: dict[str, Any]) -> dict[str, Any]:
            try:
                return effect(params)
            except RefusedError as refused:
                raise self.error(operation, refused.code, str(refused)) from None

        return super()._perform(operation, params, answered)


def seen(keep: Callable[[Some], object], things: Iterable[Some]) -> list[Some]:
    """Those that a request sees; each look at a hidden one brings it nearer, and is kept."""
    visible = []
    for thing in things:
        if thing.hidden_for:
            keep(thing.hidden(thing.hidden_for - 1))
        else:
            visible.append(thing)
    return visible


def page(
    things: Iterable[Some], params: dict[str, Any], place: Callable[[Some], Place]
) -> tuple[list[Some], Following]:
    """The things of one page, in the order of their places, and the marker of the next page.

    A marker is a text without meaning to the caller. Here it is the place of the last thing of the page, so that what
    is made or goes between two pages moves nothing to another page.
    """
    size = params.get("PageSize", MAX_PAGE)
    if size > MAX_PAGE:
        raise constraint(size, "pageSize", f"have value less than or equal to {MAX_PAGE}")
    if size < 1:
        raise constraint(size, "pageSize", "have value greater than or equal to 1")
    rest = sorted(things, key=place)
    if "Marker" in params:
        after = _place_of(params["Marker"])
        rest = [thing for thing in rest if place(thing) > after]
    if len(rest) <= size:
        return rest, {}
    last = ".".join(str(number) for number in place(rest[size - 1]))
    return rest[:size], {"NextMarker": last}


def _place_of(marker: str) -> Place:
    numbers = marker.split(".")
    if not all(number.isdigit() for number in numbers):
        raise RefusedError("ValidationError", f"Invalid marker: {marker}")
    return tuple(int(number) for number in numbers)


def find(
    arns: Iterable[str], sort: str, known: Callable[[list[str]], list[Some]], keep: Callable[[Some], object]
) -> list[Some] | None:
    """The named things of one sort (``loadbalancer``, ``listener``, ``listener-rule``); None if one is not seen.

    Raises RefusedError for an ARN of another sort.
    """
    wanted = list(dict.fromkeys(arns))
    for arn in wanted:
        check_form(arn, sort)
    visible = seen(keep, known(wanted))
    return visible if len(visible) == len(wanted) else None


def check_form(arn: str, sort: str) -> None:
    """Raise RefusedError for an ARN that is not of a sort."""
    if f":{sort}/" not in arn:
        raise RefusedError("ValidationError", f"'{arn}' is not a valid {sort} ARN")
