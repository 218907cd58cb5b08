"""Who was not described, or not as an event told of it: too early to conclude anything."""

from collections.abc import Iterator

from albias.errors import Failure
from albias.model import LoadBalancerId
from albias.sources import OTHER_NOUNS, TAGS

from .fleet import NOT_YET, Fleet
from .outcome import Plan, Request


def fail_unseen(request: Request, fleet: Fleet, plan: Plan) -> None:
    """Whoever was not described, or not as its event told, is a failure, worth another try (H52, C25, C41)."""
    for each, reason in fleet.unknown.items():
        plan.failures[each] = Failure(reason)
    for each in request.young:
        if not fleet.knows(each) or fleet.get(each) is None:
            plan.failures.setdefault(each, Failure(NOT_YET))
    for each, failure in _not_shown(request, fleet, tags=True):
        plan.failures.setdefault(each, failure)


def fail_incomplete(request: Request, fleet: Fleet, plan: Plan) -> None:
    """Whoever lacks a host of which its event told is worth another try, too; what it shows is done all the same (C25).

    No name goes by that: what a host leaves has its grace.
    """
    for each, failure in _not_shown(request, fleet, tags=False):
        plan.failures.setdefault(each, failure)


def _not_shown(request: Request, fleet: Fleet, *, tags: bool) -> Iterator[tuple[LoadBalancerId, Failure]]:
    """Who lacks tags, or else hosts that were read, of which an event told a moment ago."""
    for each, announced in request.young.items():
        found = fleet.living.get(each)
        if found is None or (found.hosts is None and not tags):
            continue
        shown = {(TAGS.name, key) for key, _ in found.tags}
        shown |= {(host.source, host.text.lower()) for host in found.hosts or ()}
        missing = [text for source, text in sorted(announced - shown) if (source == TAGS.name) is tags]
        if missing:
            what = f"{'tags' if tags else OTHER_NOUNS} of which an event told, or not yet: {', '.join(missing)}"
            yield each, Failure(f"Elastic Load Balancing does not show {what}")
