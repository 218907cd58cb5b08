"""How the routing of a name changes hands, from the documentation: who is kept out, who comes next. Part of the oracle.

Whoever asks for a record set for which those at the name leave no room waits in the line of one of the holds that keep
it out. When the last of these is given up, whoever has waited longest gets its own in the same batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulation.beside import hold_differs, others_in_way, stands_beside
from tests.simulation.ledger import Zone
from tests.simulation.texts import Place, held_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.oracle import Expected, Oracle

Wishes = dict[Place, "Expected"]
_NEVER = 10**12  # who does not wait yet comes last


def succeed(oracle: Oracle, expected: Wishes, at: Callable[[Zone], Oracle]) -> None:
    """Give what is refused as soon as what is given up makes room. `at`: the oracle of another state of the zone."""
    for name in sorted({place.name for place in expected}):
        while heir := _next_heir(oracle, name, expected, at):
            place, wish = heir
            expected[place] = wish
            for winner in wish.holders:
                if winner is not None:
                    _make_room(oracle, place, winner, expected)


def _next_heir(
    oracle: Oracle, name: str, expected: Wishes, at: Callable[[Zone], Oracle]
) -> tuple[Place, Expected] | None:
    """The place, and what must be of it, for which there is room once what is given up is gone."""
    here = [place for place in expected if place.name == name]
    gone = [place for place in here if oracle.holder(place) and expected[place].holders == {None}]
    refused = [place for place in here if place not in oracle.holds and expected[place].holders == {None}]
    if not gone or not refused:
        return None
    later = at(_without(oracle, gone, expected))
    for _, place in sorted((_since(oracle, place), place) for place in refused):
        wish = later.place(place)
        wanted = expected | {place: wish}
        beside = [other for other in here if other != place]
        if wish.holders != {None} and not any(oracle.contend(place, other, wanted) for other in beside):
            return place, wish
    return None


def _without(oracle: Oracle, gone: list[Place], expected: Wishes) -> Zone:
    """The zone without what is given up."""
    left: Zone = {}
    for key, written in oracle.before.items():
        held = held_name(key.name, oracle.zone.name) if key.type == "TXT" else None
        hold = Place(held, key.set_identifier) if held is not None else None
        answer = key.place in gone and key.type in ("A", "AAAA", "CNAME")
        if hold not in gone and not (answer and key not in expected[key.place].records[None]):
            left[key] = written
    return left


def _since(oracle: Oracle, place: Place) -> int:
    """Since when somebody who wants a place waits for anything of its name."""
    moments = [_NEVER]
    for one in oracle.wants.get(place, ()):
        waits = oracle.mine[one].waits if one in oracle.mine else ()
        moments += [since for other, since in waits if other.name == place.name]
    return min(moments)


def _make_room(oracle: Oracle, place: Place, winner: str, expected: Wishes) -> None:
    """What kept the winner out goes in the same batch: no removal; so goes what it gives up itself."""
    asked = oracle.wants[place][winner]
    types = oracle.balancers[winner].types
    met = {key.place for key in others_in_way(oracle.before, place, asked, types)}
    for other in met | {*hold_differs(oracle.before, oracle.zone.name, place)}:
        if other in expected and expected[other].holders == {None}:
            expected[other].removal = False
    for other in [each for each in expected if each.name == place.name and each != place]:
        if oracle.leaves(other, winner) and expected[other].holders == {winner}:
            gone = oracle.given_up(other)
            gone.removal = False
            if len(expected[place].holders) > 1:
                gone.holders |= expected[other].holders
                gone.records = expected[other].records | gone.records
            expected[other] = gone


def note_lines(oracle: Oracle, expected: Wishes) -> None:
    """Add to who must wait in the line of each place those whom it keeps out: each in one line of its name."""
    contested = {place.name for pair in oracle.contested for place in pair}
    for wanted, claimants in oracle.wants.items():
        refused = _refused(oracle, wanted, expected)
        for one in claimants if refused is not None else ():
            keeping_out = [place for place in expected if _keeps_out(oracle, place, wanted, one, expected)]
            certain = bool(refused) and one not in expected[wanted].holders and wanted.name not in contested
            certain = certain and all(len(expected[place].holders) == 1 for place in keeping_out)
            before = _noted_before(oracle, wanted, one)
            certain = certain and before is not None  # what is made in this sweep is met by the next one
            line = before if before in keeping_out else min(keeping_out, default=wanted)
            for place in [line] * bool(keeping_out) if certain else keeping_out:
                _wait(expected[place], one, certain=certain)


def _noted_before(oracle: Oracle, wanted: Place, one: str) -> Place | None:
    """In whose line a load balancer waits before the sweep, or belongs: where it is noted, else in the first."""
    met = others_in_way(oracle.before, wanted, oracle.wants[wanted][one], oracle.balancers[one].types)
    places = {key.place for key in met} | {*hold_differs(oracle.before, oracle.zone.name, wanted)}
    places = {place for place in places if oracle.holder(place) not in (None, one)}
    waits = oracle.mine[one].waits if one in oracle.mine else ()
    return min([place for place, _ in waits if place in places] or places, default=None)


def _wait(wish: Expected, one: str, *, certain: bool) -> None:
    if not certain:
        wish.may_wait.add(one)
    for holder, waiting in wish.waiting.items():
        if certain and holder is not None:
            waiting.add(one)


def _refused(oracle: Oracle, place: Place, expected: Wishes) -> bool | None:
    """Whether all who ask for a place are refused; None where nobody is for its routing: it is held, or delegated."""
    hold = oracle.holds.get(place)
    holders = expected[place].holders
    if hold is not None and not oracle.is_mine(hold):
        return None
    if None not in holders or (hold is None and oracle.delegated(place.name)):
        return None
    return hold is None and holders == {None}


def _keeps_out(oracle: Oracle, place: Place, wanted: Place, one: str, expected: Wishes) -> bool:
    """Whether what somebody else has at a place leaves no room for what a load balancer asks for."""
    holders = expected[place].holders - {None, one}
    if place.name != wanted.name or place == wanted or not holders:
        return False
    if bool(place.set_identifier) != bool(wanted.set_identifier):
        return True
    asked: Any = oracle.wants[wanted][one]
    for holder in holders:
        for key, answer in expected[place].records[holder].items():
            needed = key.type == "CNAME" or key.type in oracle.balancers[one].types
            if needed and not stands_beside(asked, key.type, dict(answer[-1])):
                return True
    return False
