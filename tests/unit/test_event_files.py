"""Every event file of tests/events: which load balancers it makes albias look at, or why none."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from albias.edge.events import Ignored, Look, Sweep, read_event
from albias.model import LoadBalancerId
from tests.builders import ME

EVENTS = Path(__file__).parents[1] / "events"
AT = datetime(2026, 11, 23, 9, 15, 4, tzinfo=UTC).timestamp()
WEB, SHOP, STREAM = "app/web/50dc6c495c0c9188", "app/shop/7b1ea6fd0e4b8a21", "net/stream/1f2e3d4c5b6a7988"
NO_LOAD_BALANCER = Ignored("it names no application or network load balancer")
ELSEWHERE = Ignored("its load balancers lie in another account or Region")


def ids(*paths: str) -> frozenset[LoadBalancerId]:
    """Load balancers of this account and Region, by what stands last in their ARNs."""
    return frozenset(LoadBalancerId(ME.partition, ME.region, ME.account, *path.split("/")) for path in paths)


def look(*paths: str) -> Look:
    return Look(ids(*paths), at=AT)


def deleted(path: str) -> Look:
    return Look(ids(path), deleted=ids(path), at=AT)


MEANING: dict[str, Look | Sweep | Ignored] = {
    "create-tagged": look(WEB),
    "create-tagged-per-ingress": look(WEB),
    "create-untagged": look(WEB),
    "create-without-tags": look(WEB),
    "create-without-type-and-api-version": look(WEB),
    "create-network": look(STREAM),
    "create-gateway": NO_LOAD_BALANCER,
    "create-failed": Ignored("CreateLoadBalancer failed with DuplicateLoadBalancerNameException"),
    "create-denied-without-elements": Ignored("CreateLoadBalancer failed with AccessDenied"),
    "create-classic": NO_LOAD_BALANCER,
    "create-classic-without-api-version": NO_LOAD_BALANCER,
    "create-other-region": ELSEWHERE,
    "delete": deleted(WEB),
    "delete-network": deleted(STREAM),
    "delete-protected": Ignored("DeleteLoadBalancer failed with OperationNotPermittedException"),
    "delete-classic": NO_LOAD_BALANCER,
    "add-tags": look(WEB),
    "add-tags-other-keys": look(WEB),  # the rule's pattern keeps it away; a look costs little and does nothing
    "add-tags-many-resources": look(WEB, SHOP, STREAM),
    "add-tags-no-load-balancer": NO_LOAD_BALANCER,
    "add-tags-failed": Ignored("AddTags failed with LoadBalancerNotFoundException"),
    "add-tags-classic": NO_LOAD_BALANCER,
    "remove-tags": look(WEB),
    "remove-tags-other-keys": look(WEB),
    "remove-tags-classic": NO_LOAD_BALANCER,
    "set-ip-address-type": look(WEB),
    "set-subnets": look(WEB),
    "modify-attributes": Ignored("ModifyLoadBalancerAttributes changes nothing that albias looks at"),
    "create-listener": Ignored("CreateListener changes nothing that albias looks at"),
    "tag-change": look(WEB),
    "tag-change-removed": look(WEB),
    "tag-change-other-keys": look(WEB),
    "tag-change-target-group": NO_LOAD_BALANCER,
    "tag-change-listener": NO_LOAD_BALANCER,
    "tag-change-other-account": ELSEWHERE,
    "sweep": Sweep(),
}


def event(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text())


def meaning(event: Any) -> Look | Sweep | Ignored:
    """What an event says, whichever event it is."""
    told = read_event(event, ME)
    return replace(told, event_id="") if isinstance(told, Look) else told


def test_every_event_file_has_its_row() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == MEANING.keys()


@pytest.mark.parametrize("name", MEANING)
def test_an_event_means_what_the_table_says(name: str) -> None:
    assert meaning(event(name)) == MEANING[name]


def test_the_id_of_an_event_goes_with_it_into_the_logs() -> None:
    told = read_event(event("add-tags"), ME)
    assert isinstance(told, Look)
    assert told.event_id == event("add-tags")["id"]
    nameless = {key: value for key, value in event("add-tags").items() if key != "id"}
    assert meaning(nameless) == read_event(nameless, ME), "an event without an id has an empty one"


@pytest.mark.parametrize(
    "name", [name for name in MEANING if "failed" in name or "denied" in name or "protected" in name]
)
def test_h1_h2_a_failed_call_is_ignored_whatever_else_it_carries(name: str) -> None:
    """H1: a delete refused by deletion protection is such a call; the load balancer lives. H2: no response elements."""
    assert isinstance(read_event(event(name), ME), Ignored)
    only_the_code = event(name)
    only_the_code["detail"]["errorCode"] = ""  # how AWS spells it is not documented: only its presence counts
    assert isinstance(read_event(only_the_code, ME), Ignored)


@pytest.mark.parametrize("name", [name for name in MEANING if "classic" in name])
def test_h3_classic_load_balancers_are_told_by_their_missing_arn(name: str) -> None:
    assert read_event(event(name), ME) == NO_LOAD_BALANCER


def test_h4_the_type_is_read_from_the_arn_not_from_the_request() -> None:
    without = event("create-without-type-and-api-version")
    assert "type" not in without["detail"]["requestParameters"]
    assert meaning(without) == look(WEB)


def test_h5_h6_all_load_balancers_of_a_call_are_looked_at_and_nothing_else_of_it() -> None:
    many = event("add-tags-many-resources")
    assert len(many["detail"]["requestParameters"]["resourceArns"]) == 6
    assert meaning(many) == look(WEB, SHOP, STREAM)


def test_h7_the_tags_in_an_event_are_never_read() -> None:
    for name in ("add-tags", "tag-change", "create-tagged"):
        told = read_event(event(name), ME)
        lying = json.loads(json.dumps(event(name)).replace("shop.apps.example.com", "evil.apps.example.com"))
        assert read_event(lying, ME) == told


def test_h14_a_load_balancer_is_looked_at_by_its_arn_so_its_successor_is_another_one() -> None:
    successor = json.loads(json.dumps(event("create-tagged")).replace("50dc6c495c0c9188", "60dc6c495c0c9188"))
    told, told_of_successor = read_event(event("create-tagged"), ME), read_event(successor, ME)
    assert isinstance(told, Look)
    assert isinstance(told_of_successor, Look)
    assert not told.load_balancers & told_of_successor.load_balancers
