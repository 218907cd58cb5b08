"""What others are told of a run: which decisions and refusals, once each, and what each notice says."""

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.advice import ADVICE
from albias.case import Action, Decision
from albias.edge.notices import MAX_REASON, STACK_TAGS, notices_of
from albias.engine.outcome import Outcome
from albias.model import HostedZone, LoadBalancer, LoadBalancerId, Notice, NoticeType, Refusal, RefusalCode
from albias.names import DnsName
from albias.registry import Key
from tests.fakes.events import MOST_BYTES
from tests.support.world import ZONE, World, load_balancer_id
from tests.unit.strategies import hostnames, load_balancer_ids

SHOP = "shop.apps.example.com"
WEB = load_balancer_id("web")
ACTIONS = get_args(Action)
SILENT = {"wait", "tidy"}


def described(load_balancer: LoadBalancerId, tags: tuple[tuple[str, str], ...] = ()) -> LoadBalancer:
    return LoadBalancer(load_balancer, "Web-1.eu-west-1.elb.amazonaws.com", "Z32", "internet-facing", "ipv4", tags)


def decided(action: Action, **more: Any) -> Decision:
    return Decision(action, Key(DnsName(SHOP)), WEB, "so it is", changes=(), concerned=frozenset({WEB}), **more)


def told(outcome: Outcome, *asked: LoadBalancerId) -> list[tuple[NoticeType, dict[str, Any]]]:
    """The notices of a run, each with its detail."""
    return [(notice.type, json.loads(notice.detail)) for notice in notices_of(outcome, "platform", {*asked})]


@pytest.mark.parametrize(
    ("action", "type_"),
    [
        ("create", "Name Granted"),
        ("adopt", "Name Granted"),
        ("convert", "Name Granted"),
        ("hand-over", "Name Handed Over"),
        ("repair", "Name Repaired"),
        ("remove", "Name Removed"),
        ("let-go", "Name Removed"),
        ("wait", None),
        ("tidy", None),
    ],
)
def test_every_action_has_its_type_or_is_the_registrys_own(action: Action, type_: NoticeType | None) -> None:
    [*types] = [each for each, _ in told(Outcome(decisions=[(ZONE, decided(action))]))]
    assert types == ([type_] if type_ else [])


def test_every_action_is_in_the_table() -> None:
    marks = test_every_action_has_its_type_or_is_the_registrys_own.pytestmark  # type: ignore[attr-defined]
    assert {action for action, _ in marks[0].args[1]} == set(ACTIONS)


def test_every_refusal_has_advice() -> None:
    assert set(ADVICE) == set(get_args(RefusalCode))


def test_h49_the_command_in_advice_runs_nothing_that_a_tag_says() -> None:
    world = World()
    web = world.create("web", "x`id`$(id);id")
    [(_, detail)] = told(world.look(web), web)
    assert detail["advice"] == "Write a DNS name into the tag: `shop.apps.example.com`"


def test_a_name_that_is_granted_is_told_with_all_that_a_person_asks_for() -> None:
    world = World()
    web = world.create("web", tags={"albias/hostname": SHOP, "ingress.k8s.aws/stack": "shop/frontend"})
    [notice] = notices_of(world.look(web), "platform", {web})
    assert notice.type == "Name Granted"
    assert notice.resources == (str(web), "arn:aws:route53:::hostedzone/Z0APPS")
    assert json.loads(notice.detail) == {
        "owner": "platform",
        "action": "create",
        "hostname": SHOP,
        "reason": "claimed, and nobody has it",
        "zone": "apps.example.com",
        "zone_id": "Z0APPS",
        "load_balancer": str(web),
        "target": world.dns_name(web),
        "stack": "shop/frontend",
        "stack_tag": "ingress.k8s.aws/stack",
    }


@pytest.mark.parametrize("key", STACK_TAGS)
def test_the_stack_is_told_whatever_made_the_load_balancer(key: str) -> None:
    load_balancers = {WEB: described(WEB, ((key, "team-a/shop"), ("other", "x")))}
    [(_, detail)] = told(Outcome(decisions=[(ZONE, decided("create"))], load_balancers=load_balancers))
    assert (detail["stack"], detail["stack_tag"]) == ("team-a/shop", key)


def test_a_repair_tells_where_the_name_points_again() -> None:
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    world.route53.remove(ZONE.id, f"{SHOP}.", "A")
    [(type_, detail)] = told(world.sweep())
    assert (type_, detail["action"], detail["target"]) == ("Name Repaired", "repair", world.dns_name(web))


def test_a_hand_over_tells_both_load_balancers() -> None:
    world = World()
    blue = world.create("blue", SHOP)
    world.look(blue)
    green = world.create("green", SHOP)
    world.look(green)
    [(type_, detail)] = told(world.deleted(blue), blue)
    assert type_ == "Name Handed Over"
    assert (detail["previous"], detail["load_balancer"]) == (str(blue), str(green))
    assert detail["target"] == world.dns_name(green)


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("ingress.k8s.aws/stack", "the annotation alb.ingress.kubernetes.io/tags of team-a/shop"),
        ("service.eks.amazonaws.com/stack", "aws-load-balancer-additional-resource-tags of team-a/shop"),
        ("gateway.k8s.aws.alb/stack", "spec.tags of the LoadBalancerConfiguration of team-a/shop"),
    ],
)
def test_h53_advice_about_tags_says_where_a_cluster_writes_them(key: str, place: str) -> None:
    """The controller would take away what somebody tags by hand. What no tag mends says nothing of it."""
    world = World()
    web = world.create("web", tags={"albias/hostname": f"{SHOP} weight=x", key: "team-a/shop"})
    other = world.create("other", tags={"albias/hostname": "www.example.org", key: "team-a/shop"})
    outcome = world.look(web, other)
    advice = [json.loads(each.detail)["advice"] for each in notices_of(outcome, "platform", {web, other})]
    mended, general = sorted(advice, key=len, reverse=True)
    assert mended.startswith(f"{ADVICE['invalid-option']}; its tags are written in the cluster, in ")
    assert mended.endswith(f"{place}: `albias explain '{SHOP}'`")
    assert general == f"{ADVICE['zone-not-allowed']}: `albias explain 'www.example.org'`"


def test_of_a_load_balancer_that_is_gone_the_target_is_told_still() -> None:
    """Its tags are not known any more; where the name pointed, the deleted record set says."""
    world = World()
    web = world.create("web", tags={"albias/hostname": SHOP, "ingress.k8s.aws/stack": "shop/frontend"})
    target = world.dns_name(web)
    world.look(web)
    [(type_, detail)] = told(world.deleted(web), web)
    assert type_ == "Name Removed"
    assert (detail["load_balancer"], detail["target"]) == (str(web), target)
    assert "stack" not in detail


def test_a_routed_name_is_told_with_its_set_identifier_and_policy() -> None:
    world = World()
    web = world.create("web", f"{SHOP} weight=20")
    [(_, granted)] = told(world.look(web), web)
    assert granted["routing"] == "weighted"
    assert granted["set_identifier"].startswith("platform/")
    [(_, removed)] = told(world.deleted(web), web)
    assert (removed["routing"], removed["set_identifier"]) == ("weighted", granted["set_identifier"])


def test_a_routed_name_that_is_refused_is_told_with_its_policy_too() -> None:
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    routed = world.create("routed", f"{SHOP} weight=20")
    [(type_, detail)] = told(world.look(routed), routed)
    assert type_ == "Name Refused"
    assert (detail["code"], detail["routing"]) == ("routing-differs", "weighted")
    assert detail["set_identifier"].startswith("platform/")


def test_who_waits_is_told_by_its_own_event_alone() -> None:
    """The holder's next event, and every sweep, meet the same refusal."""
    world = World()
    blue = world.create("blue", SHOP)
    world.look(blue)
    green = world.create("green", SHOP)
    [(type_, detail)] = told(world.look(green), green)
    assert (type_, detail["code"], detail["load_balancer"]) == ("Name Refused", "waiting", str(green))
    assert detail["advice"] == f"{ADVICE['waiting']}: `albias explain '{SHOP}'`"
    assert detail["target"] == world.dns_name(green)
    assert told(world.look(blue), blue) == []
    assert told(world.sweep()) == []


def test_a_refusal_that_no_zone_is_asked_about_names_none() -> None:
    world = World()
    web = world.create("web", "www.example.net")
    [notice] = notices_of(world.look(web), "platform", {web})
    assert notice.resources == (str(web),)
    assert not {"zone", "zone_id"} & json.loads(notice.detail).keys()


# Properties -----------------------------------------------------------------------------------------------------------

WILD = st.text(max_size=256)  # as wide as a tag's value, and made of anything
ZONES = st.sampled_from([ZONE, HostedZone("Z0" + "A" * 30, DnsName("b" * 63 + ".example.com"), private=True)])
DECISIONS = st.builds(
    Decision,
    action=st.sampled_from(ACTIONS),
    key=st.builds(Key, hostnames("apps.example.com"), st.text(max_size=128)),
    load_balancer=load_balancer_ids(),
    reason=st.text(max_size=3 * MAX_REASON),
    changes=st.just(()),
    concerned=st.just(frozenset()),
    previous=st.none() | load_balancer_ids(),
)
REFUSALS = st.builds(
    Refusal,
    hostname=WILD,
    load_balancer=load_balancer_ids(),
    code=st.sampled_from(get_args(RefusalCode)),
    reason=st.text(max_size=3 * MAX_REASON),
    zone=st.none() | ZONES,
    set_identifier=st.text(max_size=128),
)


@st.composite
def outcomes(draw: st.DrawFn) -> tuple[Outcome, set[LoadBalancerId]]:
    """What a run came to, and who was asked about."""
    decisions = draw(st.lists(st.tuples(ZONES, DECISIONS), max_size=8))
    refusals = draw(st.lists(REFUSALS, max_size=8))
    concerned = [each.load_balancer for _, each in decisions] + [each.load_balancer for each in refusals]
    living = draw(st.sets(st.sampled_from(concerned))) if concerned else set()
    asked = draw(st.sets(st.sampled_from(concerned))) if concerned else set()
    stack = ((draw(st.sampled_from(STACK_TAGS)), draw(WILD)),)
    load_balancers = {each: described(each, stack) for each in living}
    return Outcome(decisions=decisions, refusals=refusals, load_balancers=load_balancers), asked


@given(outcomes())
def test_every_change_is_told_once_and_every_refusal_once_to_whom_it_concerns(
    drawn: tuple[Outcome, set[LoadBalancerId]],
) -> None:
    outcome, asked = drawn
    details = [detail for _, detail in told(outcome, *asked)]
    changes = [each for _, each in outcome.decisions if each.action not in SILENT]
    refusals = [each for each in outcome.refusals if each.load_balancer in asked]
    expected: list[tuple[str, str, str]] = []
    expected += [(each.action, each.hostname, str(each.load_balancer)) for each in changes]
    expected += [(each.code, each.hostname, str(each.load_balancer)) for each in refusals]
    assert [_told_of(detail) for detail in details] == expected


def _told_of(detail: dict[str, Any]) -> tuple[str, str, str]:
    return detail.get("action") or detail["code"], detail.get("hostname", ""), detail["load_balancer"]


@given(outcomes())
def test_ten_notices_fit_into_one_call_whatever_people_write_into_tags(
    drawn: tuple[Outcome, set[LoadBalancerId]],
) -> None:
    outcome, _ = drawn
    everybody = {each.load_balancer for each in outcome.refusals}
    for notice in notices_of(outcome, "p" * 32, everybody):
        assert size(notice) * 10 <= MOST_BYTES
        assert notice.detail.isascii()


def size(notice: Notice) -> int:
    """The bytes of an entry as EventBridge counts them."""
    return sum(len(text.encode()) for text in ("albias", notice.type, notice.detail, *notice.resources))


def test_the_longest_texts_that_aws_allows_fit_ten_times_into_one_call() -> None:
    worst = "\U0001f600"  # twelve letters of JSON each; only what is no name has such
    load_balancer = load_balancer_id("w" * 32, "f" * 32)
    refusal = Refusal(worst * 256, load_balancer, "invalid-name", worst * 5_000, ZONE, worst * 128, "geolocation")
    load_balancers = {load_balancer: described(load_balancer, ((STACK_TAGS[3], worst * 256),))}
    outcome = Outcome(refusals=[refusal], load_balancers=load_balancers)
    [notice] = notices_of(outcome, "p" * 32, {load_balancer})
    assert size(notice) * 10 <= MOST_BYTES
    assert json.loads(notice.detail)["reason"].endswith("…")


def test_a_refusal_is_told_to_the_letter() -> None:
    refused = Refusal(SHOP, WEB, "guarded", "somebody has it", ZONE, "blue", "weighted")
    [notice] = notices_of(Outcome(refusals=[refused], load_balancers={WEB: described(WEB)}), "platform", {WEB})
    assert (notice.type, notice.resources) == ("Name Refused", (str(WEB), "arn:aws:route53:::hostedzone/Z0APPS"))
    assert notice.detail.startswith(
        f'{{"hostname":"{SHOP}","reason":"somebody has it","zone":"apps.example.com","zone_id":"Z0APPS",'
        f'"set_identifier":"blue","routing":"weighted","load_balancer":"{WEB}",'
        '"target":"web-1.eu-west-1.elb.amazonaws.com","owner":"platform","code":"guarded",'
        f'"advice":"{ADVICE["guarded"]}'
    )


def test_where_a_decision_changes_no_alias_the_load_balancers_own_name_is_the_target() -> None:
    outcome = Outcome(decisions=[(ZONE, decided("let-go"))], load_balancers={WEB: described(WEB)})
    assert [detail["target"] for _, detail in told(outcome)] == ["web-1.eu-west-1.elb.amazonaws.com"]
    assert ["target" in detail for _, detail in told(Outcome(decisions=[(ZONE, decided("let-go"))]))] == [False]


@pytest.mark.parametrize(("length", "clipped"), [(MAX_REASON - 1, False), (MAX_REASON, False), (MAX_REASON + 1, True)])
def test_a_reason_is_cut_where_it_is_longer_than_allowed(length: int, clipped: bool) -> None:
    outcome = Outcome(refusals=[Refusal(SHOP, WEB, "name-taken", "x" * length)])
    [(_, detail)] = told(outcome, WEB)
    assert detail["reason"] == ("x" * (MAX_REASON - 1) + "…" if clipped else "x" * length)
