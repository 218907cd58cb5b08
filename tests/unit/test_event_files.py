"""Every event file of tests/events: which load balancers it makes albias look at, or why none."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from albias.edge.events import Ignored, Look, Sweep, read_event
from albias.model import LoadBalancerId
from tests.support.events import EVENTS, event_file
from tests.support.world import ME

AT = datetime(2026, 11, 23, 9, 15, 4, tzinfo=UTC).timestamp()
WEB, SHOP, STREAM, TCP = (
    "app/web/50dc6c495c0c9188",
    "app/shop/7b1ea6fd0e4b8a21",
    "net/stream/1f2e3d4c5b6a7988",
    "net/tcp/73e2d6bc24d8a067",
)
TAG, BELOW = "albias/hostname", "albias/hostname/cart"
HOSTS = ("shop.apps.example.com", "www.apps.example.com")
NO_LOAD_BALANCER = Ignored("it names no application or network load balancer")
ELSEWHERE = Ignored("its load balancers lie in another account or Region")


def ids(*paths: str) -> frozenset[LoadBalancerId]:
    """Load balancers of this account and Region, by what stands last in their ARNs."""
    return frozenset(LoadBalancerId(ME.partition, ME.region, ME.account, *path.split("/")) for path in paths)


def look(*paths: str, tags: tuple[str, ...] = (), hosts: tuple[str, ...] = ()) -> Look:
    told = {*(("tag", key) for key in tags), *(("rule", host) for host in hosts)}
    return Look(ids(*paths), announced=frozenset(told), at=AT)


def made(*paths: str, tags: tuple[str, ...] = (), hosts: tuple[str, ...] = ()) -> Look:
    """By a call that can only have added names."""
    return look(*paths, tags=tags, hosts=hosts)._replace(gaining=True)


def deleted(path: str) -> Look:
    return Look(ids(path), deleted=ids(path), at=AT)


MEANING: dict[str, Look | Sweep | Ignored] = {
    "create-alb-tagged": made(WEB, tags=("team", TAG)),
    "create-alb-tagged-below": made(WEB, tags=(BELOW,)),
    "create-alb-untagged": made(WEB),
    "create-alb-other-tags": made(
        WEB, tags=("albias/hostnames", "albias", "my-albias/hostname", "Albias/Hostname")
    ),  # the rule's pattern keeps it away; a look costs little and does nothing
    "create-alb-without-type": made(WEB, tags=(TAG,)),
    "create-nlb-tagged": made(TCP, tags=(TAG,)),
    "create-gateway-tagged": NO_LOAD_BALANCER,
    "create-alb-failed": Ignored("CreateLoadBalancer failed with DuplicateLoadBalancerName"),
    "create-denied-without-elements": Ignored("CreateLoadBalancer failed with AccessDenied"),
    "create-classic-tagged": NO_LOAD_BALANCER,
    "create-classic-without-api-version": NO_LOAD_BALANCER,
    "create-other-region": ELSEWHERE,
    "delete-alb": deleted(WEB),
    "delete-nlb": deleted(TCP),
    "delete-gateway": NO_LOAD_BALANCER,
    "delete-alb-other-account": ELSEWHERE,
    "delete-alb-refused": Ignored("DeleteLoadBalancer failed with OperationNotPermittedException"),
    "delete-classic": NO_LOAD_BALANCER,
    "add-tags-alb": look(WEB, tags=(TAG,)),
    "add-tags-alb-below": look(WEB, tags=(BELOW,)),
    "add-tags-other-key": look(WEB, tags=("WAF", "albias/hostnames")),
    "add-tags-many": look(WEB, SHOP, STREAM, tags=(TAG,)),
    "add-tags-no-load-balancer": NO_LOAD_BALANCER,
    "add-tags-failed": Ignored("AddTags failed with AccessDenied"),
    "add-tags-classic": NO_LOAD_BALANCER,
    "remove-tags-alb": look(WEB),
    "remove-tags-alb-below": look(WEB),
    "remove-tags-other-key": look(WEB),
    "remove-tags-listener": NO_LOAD_BALANCER,
    "remove-tags-classic": NO_LOAD_BALANCER,
    "set-ip-address-type-alb": look(WEB),
    "set-ip-address-type-failed": Ignored("SetIpAddressType failed with ValidationError"),
    "set-subnets-alb": look(WEB),
    "modify-attributes-alb": Ignored("ModifyLoadBalancerAttributes changes nothing that albias looks at"),
    "describe-alb": Ignored("DescribeLoadBalancers changes nothing that albias looks at"),
    "create-listener": made(WEB),
    "delete-listener": look(WEB),
    "delete-listener-nlb": look(TCP),
    "modify-listener": Ignored("ModifyListener changes nothing that albias looks at"),
    "create-rule": made(WEB, hosts=HOSTS),
    "create-rule-failed": Ignored("CreateRule failed with PriorityInUseException"),
    "create-rule-other-account": ELSEWHERE,
    "modify-rule": look(WEB, hosts=HOSTS),
    "modify-rule-actions": look(WEB),
    "delete-rule": look(WEB),
    "set-rule-priorities": Ignored("SetRulePriorities changes nothing that albias looks at"),
    "tag-change-alb": look(WEB, tags=(TAG,)),
    "tag-change-alb-bare": look(WEB, tags=(TAG,)),
    "tag-change-alb-other-type": look(WEB, tags=(TAG,)),
    "tag-change-alb-removed": look(WEB),
    "tag-change-nlb": look(TCP, tags=(TAG,)),
    "tag-change-other-key": look(WEB, tags=("team",)),
    "tag-change-target-group": NO_LOAD_BALANCER,
    "tag-change-listener": NO_LOAD_BALANCER,
    "tag-change-classic": NO_LOAD_BALANCER,
    "tag-change-instance": NO_LOAD_BALANCER,
    "tag-change-other-account": ELSEWHERE,
    "sweep": Sweep(),
}
OF_RULES = ("create-listener", "delete-listener", "create-rule", "modify-rule", "delete-rule")


def meaning(event: Any) -> Look | Sweep | Ignored:
    """What an event says, whichever event it is."""
    told = read_event(event, ME)
    return told._replace(event_id="") if isinstance(told, Look) else told


def test_every_event_file_has_its_row() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == MEANING.keys()


@pytest.mark.parametrize("name", MEANING)
def test_an_event_means_what_the_table_says(name: str) -> None:
    assert meaning(event_file(name)) == MEANING[name]


def test_the_id_of_an_event_goes_with_it_into_the_logs() -> None:
    told = read_event(event_file("add-tags-alb"), ME)
    assert isinstance(told, Look)
    assert told.event_id == event_file("add-tags-alb")["id"]
    nameless = {key: value for key, value in event_file("add-tags-alb").items() if key != "id"}
    assert meaning(nameless) == read_event(nameless, ME), "an event without an id has an empty one"


@pytest.mark.parametrize(
    "name", [name for name in MEANING if "failed" in name or "denied" in name or "refused" in name]
)
def test_h1_h2_a_failed_call_is_ignored_whatever_else_it_carries(name: str) -> None:
    """H1: a delete refused by deletion protection is such a call; the load balancer lives. H2: no response elements."""
    assert isinstance(read_event(event_file(name), ME), Ignored)
    only_the_code = event_file(name)
    only_the_code["detail"]["errorCode"] = ""  # how AWS spells it is not documented: only its presence counts
    assert isinstance(read_event(only_the_code, ME), Ignored)


@pytest.mark.parametrize("name", [name for name in MEANING if "classic" in name])
def test_h3_classic_load_balancers_are_told_by_their_missing_arn(name: str) -> None:
    assert read_event(event_file(name), ME) == NO_LOAD_BALANCER


def test_h4_the_type_is_read_from_the_arn_not_from_the_request() -> None:
    without = event_file("create-alb-without-type")
    assert "type" not in without["detail"]["requestParameters"]
    assert meaning(without) == made(WEB, tags=(TAG,))


def test_h5_h6_all_load_balancers_of_a_call_are_looked_at_and_nothing_else_of_it() -> None:
    many = event_file("add-tags-many")
    assert len(many["detail"]["requestParameters"]["resourceArns"]) == 6
    assert meaning(many) == look(WEB, SHOP, STREAM, tags=(TAG,))


def test_h7_the_values_of_the_tags_in_an_event_are_never_read() -> None:
    for name in ("add-tags-alb", "tag-change-alb", "create-alb-tagged"):
        told = read_event(event_file(name), ME)
        lying = json.loads(json.dumps(event_file(name)).replace("shop.apps.example.com", "evil.apps.example.com"))
        assert read_event(lying, ME) == told


def test_h14_a_load_balancer_is_looked_at_by_its_arn_so_its_successor_is_another_one() -> None:
    successor = json.loads(json.dumps(event_file("create-alb-tagged")).replace("50dc6c495c0c9188", "60dc6c495c0c9188"))
    told, told_of_successor = read_event(event_file("create-alb-tagged"), ME), read_event(successor, ME)
    assert isinstance(told, Look)
    assert isinstance(told_of_successor, Look)
    assert not told.load_balancers & told_of_successor.load_balancers


@pytest.mark.parametrize("name", OF_RULES)
def test_what_changes_the_hosts_of_rules_is_a_look_at_their_load_balancer(name: str) -> None:
    """Their ARNs contain the load balancer's, in the request and in the answer; the request says a rule's hosts."""
    hosts = HOSTS if name in ("create-rule", "modify-rule") else ()
    asked = made if name.startswith("create") else look
    assert meaning(event_file(name)) == asked(WEB, hosts=hosts)
    without_answer = event_file(name)
    without_answer["detail"]["responseElements"] = None
    assert meaning(without_answer) == asked(WEB, hosts=hosts)
    without_request = event_file(name)
    without_request["detail"]["requestParameters"] = None
    answers = name in ("create-listener", "create-rule", "modify-rule")
    assert meaning(without_request) == (asked(WEB) if answers else NO_LOAD_BALANCER)


@pytest.mark.parametrize("name", OF_RULES)
def test_h1_h55_c40_no_call_about_rules_says_that_a_load_balancer_is_gone(name: str) -> None:
    told = meaning(event_file(name))
    assert isinstance(told, Look)
    assert told.deleted == frozenset()


@pytest.mark.parametrize("name", ["tag-change-listener", "remove-tags-listener", "add-tags-no-load-balancer"])
def test_h5_the_tags_of_a_listener_or_a_rule_are_not_its_load_balancers(name: str) -> None:
    assert meaning(event_file(name)) == NO_LOAD_BALANCER


def test_c25_a_tag_that_was_removed_is_not_told_to_be_there() -> None:
    """It is among the changed keys, and not among the tags that are left."""
    told = event_file("tag-change-alb")
    told["detail"]["tags"] = {"team": "x"}
    assert meaning(told) == look(WEB)


def moved(name: str, old: str, new: str) -> Any:
    """An event about another load balancer."""
    return json.loads(json.dumps(event_file(name)).replace(old, new))


ALL_FORMS = ["create-alb-tagged", "delete-alb", "add-tags-alb", "tag-change-alb", "delete-rule", "create-rule"]


@pytest.mark.parametrize("name", ALL_FORMS)
@pytest.mark.parametrize(
    "wrong",
    [
        "50DC6C495C0C9188",
        "5" * 33,
        "5" * 64,
        "50dc6c495c0c9188.example",
        "50dc6c495c0c9188,resource=x",
        "50dc6c495c0c9188 ",
        "50dc6c495c0c918\u0661",
        "*",
        "",
    ],
)
def test_h56_c41_c42_an_arn_whose_id_is_no_load_balancers_is_ignored_before_anything_is_asked(
    name: str, wrong: str
) -> None:
    """In upper case, longer than a label, with other signs: it would become part of a record name and fail for all."""
    assert meaning(moved(name, "web/50dc6c495c0c9188", f"web/{wrong}")) == NO_LOAD_BALANCER


@pytest.mark.parametrize("name", ALL_FORMS)
@pytest.mark.parametrize("wrong", ["w" * 33, "we_b", "", "we b", r"web\n"])
def test_c41_an_arn_whose_name_is_no_load_balancers_is_ignored(name: str, wrong: str) -> None:
    assert meaning(moved(name, "/web/50", f"/{wrong}/50")) == NO_LOAD_BALANCER


@pytest.mark.parametrize("name", ALL_FORMS)
@pytest.mark.parametrize(("old", "new"), [("arn:aws:elastic", "arn:aws-cn:elastic"), ("123456789012", "111122223333")])
def test_c41_an_arn_of_another_partition_or_account_is_ignored(name: str, old: str, new: str) -> None:
    """ELB refuses an ARN of another partition, and with it the whole call that asks about it."""
    assert meaning(moved(name, old, new)) == ELSEWHERE


def test_h56_c41_what_is_wrong_with_one_arn_keeps_no_other_of_the_call_away() -> None:
    many = moved("add-tags-many", "web/50dc6c495c0c9188", "web/50DC6C495C0C9188")
    assert meaning(many) == look(SHOP, STREAM, tags=(TAG,))


def test_h55_c40_a_delete_is_evidence_for_exactly_the_arn_that_it_names() -> None:
    """Another kind or name with the same id is another load balancer, which nobody deleted."""
    for old, new in (("/app/web/", "/net/web/"), ("/app/web/", "/app/teamx-fake/")):
        told = meaning(moved("delete-alb", old, new))
        assert isinstance(told, Look)
        assert told.deleted == told.load_balancers
        assert not told.deleted & ids(WEB)


def test_c25_a_rules_hosts_are_told_in_both_forms_of_the_api_and_no_other_conditions() -> None:
    told = event_file("create-rule")
    told["detail"]["requestParameters"]["conditions"] = [
        {"field": "host-header", "values": ["Shop.apps.example.com"]},
        {"field": "host-header", "hostHeaderConfig": {"values": ["WWW.apps.example.com"]}},
        {"field": "path-pattern", "values": ["/cart"], "pathPatternConfig": {"values": ["/cart"]}},
        "no condition",
    ]
    assert meaning(told) == made(WEB, hosts=HOSTS)
