"""How a tag asks for each routing policy that albias writes. Words only."""

from collections.abc import Callable, Mapping
from typing import NamedTuple


class _Option(NamedTuple):
    """`example`: one to show; which value is right, only the person knows. `of`: the option for a routing's value."""

    example: str
    of: Callable[[str], str]


_NONE = _Option("", lambda _: "")
_OPTIONS: Mapping[str, _Option] = {
    "weighted": _Option("weight=20", lambda value: f"weight={value}"),
    "latency": _Option("latency=here", lambda _: "latency=here"),
    "failover": _Option("failover=secondary", lambda value: f"failover={value.lower()}"),
    "geolocation": _Option("country=DE", lambda value: value),
}


def example_of(policy: str) -> str:
    """An option that asks for a policy; empty where albias writes none such."""
    return _OPTIONS.get(policy, _NONE).example


def option_of(policy: str, value: str) -> str:
    """The option that asks for a policy with this value; empty where albias writes none such."""
    return _OPTIONS.get(policy, _NONE).of(value)
