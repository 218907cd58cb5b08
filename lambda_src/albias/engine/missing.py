"""Who was not described, or not as an event told of it: too early to conclude anything."""

from collections.abc import Iterator

from albias.errors import Failure
from albias.model import LoadBalancerId

from .cases import NOT_YET
from .fleet import Fleet
from .outcome import Plan, Request

TAGS_NOT_YET = "Elastic Load Balancing does not show tags of which an event told, or not yet"


def _not_shown(request: Request, fleet: Fleet) -> Iterator[tuple[LoadBalancerId, frozenset[str]]]:
    """The load balancers that lack tags of which an event told a moment ago, each with these (C25)."""
    for each, keys in request.tagged.items():
        found = fleet.living.get(each)
        if found and (missing := keys - {key for key, _ in found.tags}):
            yield each, missing


def note_who_is_missing(request: Request, fleet: Fleet, plan: Plan) -> None:
    """Whoever was not described, or not as its event told, is a failure, worth another try (H52, C25, C41)."""
    for each, reason in fleet.unknown.items():
        plan.failures[each] = Failure(reason)
    for each in request.young:
        if not fleet.knows(each) or fleet.get(each) is None:
            plan.failures.setdefault(each, Failure(NOT_YET))
    for each, missing in _not_shown(request, fleet):
        plan.failures.setdefault(each, Failure(f"{TAGS_NOT_YET}: {', '.join(sorted(missing))}"))
