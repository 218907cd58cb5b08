"""What is known of load balancers in one round: who is asked about, how often, and whose hosts are read anew."""

from dataclasses import replace

import pytest

from albias.engine.reading import first_of
from albias.model import LoadBalancerId
from tests.unit.cases import GREEN, RED, WEB
from tests.unit.fleets import CART, SELECTED, SHOP, Elb, balancer, fleet_of


def test_everybody_is_listed_once_however_often_that_is_needed() -> None:
    elb = Elb(balancer(WEB), balancer(GREEN))
    fleet = fleet_of(elb)
    fleet.list_all()
    fleet.list_all()
    assert fleet.listed is True
    assert [what for what, _ in elb.asked] == ["all", "rules", "rules"]
    assert fleet.living.keys() == {WEB, GREEN}


def test_whom_a_listing_of_all_did_not_tell_of_is_asked_about_one_by_one() -> None:
    """One that is gone fails a call for all that are asked about in it."""
    elb = Elb(balancer(WEB, ()))
    fleet = fleet_of(elb)
    fleet.ask([GREEN])
    fleet.list_all()
    fleet.ask([RED])
    assert elb.asked == [("together", [GREEN]), ("all", None), ("one by one", [RED])]
    assert fleet.get(RED) is None


def test_who_is_known_is_not_asked_about_and_who_was_not_found_is() -> None:
    elb = Elb(balancer(WEB, ()))
    fleet = fleet_of(elb)
    fleet.ask([WEB, GREEN])
    elb.there[GREEN] = balancer(GREEN, ())
    fleet.ask([WEB, GREEN])
    assert elb.asked == [("together", sorted([WEB, GREEN])), ("together", [GREEN])]
    assert fleet.get(GREEN) == balancer(GREEN, ())


def test_who_an_event_says_is_deleted_is_never_asked_about() -> None:
    elb = Elb()
    fleet = fleet_of(elb, deleted=frozenset({WEB}))
    fleet.ask([WEB])
    fleet.ask_again([WEB])
    assert elb.asked == []
    assert fleet.get(WEB) is None


def test_a_second_description_keeps_the_hosts_that_were_read_and_reads_those_that_are_asked_for() -> None:
    """Reading them twice costs too much, but for whom a name may go."""
    elb = Elb(*(balancer(each) for each in (WEB, GREEN, RED)))
    fleet = fleet_of(elb)
    fleet.ask([WEB, GREEN, RED])
    fleet.read_hosts([WEB, GREEN])
    for each in (WEB, GREEN, RED):
        elb.there[each] = balancer(each, (*SELECTED, ("new", "")))
        elb.hosts[each] = (CART,)
    elb.asked.clear()
    fleet.ask_again([WEB, GREEN, RED], {GREEN})
    assert elb.asked == [("together", sorted([WEB, GREEN, RED])), ("rules", GREEN)]
    hosts = {each: fleet.living[each].hosts for each in (WEB, GREEN, RED)}
    assert hosts == {WEB: (SHOP,), GREEN: (CART,), RED: None}
    assert fleet.living[WEB].tags == (*SELECTED, ("new", ""))


@pytest.mark.parametrize("first", [WEB, RED])
def test_a_second_description_of_one_that_is_gone_or_new_leaves_the_hosts_of_the_others_in_place(
    first: LoadBalancerId,
) -> None:
    """Whichever of them comes first: WEB is gone by then, RED was not there before, GREEN stays."""
    elb = Elb(balancer(WEB), balancer(GREEN))
    fleet = fleet_of(elb)
    fleet.ask([WEB, GREEN, RED])
    fleet.read_hosts([WEB, GREEN])
    del elb.there[WEB]
    elb.there[RED] = balancer(RED)
    fleet.ask_again([first, GREEN])
    assert fleet.living[GREEN].hosts == (SHOP,)
    if first == WEB:
        assert fleet.get(WEB) is None
    else:
        assert fleet.living[RED].hosts is None


def test_hosts_that_could_not_be_had_are_not_asked_for_again_in_the_same_round() -> None:
    elb = Elb(balancer(WEB), balancer(GREEN))
    elb.hosts[WEB] = None
    fleet = fleet_of(elb)
    fleet.ask([WEB, GREEN])
    fleet.read_hosts([WEB])
    fleet.read_hosts([WEB, GREEN])
    assert [each for what, each in elb.asked if what == "rules"] == [WEB, GREEN]


def test_what_somebody_claims_follows_from_what_was_described_last() -> None:
    tagged = balancer(WEB, (("albias/hostname", "shop.apps.example.com"),))
    elb = Elb(tagged)
    fleet = fleet_of(elb)
    assert not fleet.claims(WEB).named
    fleet.ask([WEB])
    assert fleet.claims(WEB).named == {"shop.apps.example.com"}
    elb.there[WEB] = replace(tagged, tags=())
    fleet.ask_again([WEB])
    assert not fleet.claims(WEB).named


@pytest.mark.parametrize(
    ("many", "now", "period", "first"),
    [
        (100, 0, 900, 0),
        (100, 899.9, 900, 0),  # all within a period begin at one place
        (100, 900, 900, 61),  # 0.618… of the way round
        (100, 1800, 900, 23),  # 1.236…, the whole rounds left out
        (100, 2700, 900, 85),
        (3, 900, 900, 1),
        (0, 900, 900, 0),
    ],
)
def test_each_sweep_begins_its_share_at_another_place(many: int, now: float, period: int, first: int) -> None:
    assert first_of(many, now, period) == first


@pytest.mark.parametrize(
    ("sweep", "now", "place"),
    [("15 minutes", 2700.0, 2), ("1 hour", 2700.0, 0), ("off", 2700.0, 0), ("off", 3600.0, 1)],
)
def test_the_place_moves_on_with_each_sweep_and_each_hour_where_there_is_none(
    sweep: str, now: float, place: int
) -> None:
    elb = Elb(*(balancer(each) for each in (WEB, GREEN, RED)))
    fleet = fleet_of(elb, sweep=sweep)
    fleet.reader.now = now
    fleet.list_all()
    read = [each for what, each in elb.asked if what == "rules"]
    everybody = sorted([WEB, GREEN, RED])
    assert read == everybody[place:] + everybody[:place]
    assert (fleet.reader.selected, fleet.reader.read) == (3, 3)


def test_what_was_not_accepted_is_remembered_with_its_reason() -> None:
    elb = Elb()
    elb.refused = {WEB: "no such ARN", GREEN: "nor this"}
    fleet = fleet_of(elb)
    fleet.ask([WEB])
    fleet.ask([GREEN])
    assert fleet.unknown == {WEB: "no such ARN", GREEN: "nor this"}
    assert not fleet.knows(WEB)


def test_hosts_that_could_be_read_at_last_are_no_failure() -> None:
    elb = Elb(balancer(WEB))
    fleet = fleet_of(elb)
    fleet.ask([WEB])
    elb.trouble = "DescribeRules: Throttling"
    fleet.read_hosts([WEB])
    assert fleet.reader.failures == {WEB: "DescribeRules: Throttling"}
    elb.trouble = ""
    fleet.reader.with_hosts(fleet.living[WEB])
    assert fleet.reader.failures == {}
