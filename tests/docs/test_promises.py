"""What docs/concepts.md and docs/hazards.md promise of the whole engine, each tried in a small world."""

from dataclasses import replace
from typing import Any

import pytest

from albias.engine.outcome import Request
from albias.errors import Failure
from albias.model import HostedZone, LoadBalancerId, Refusal
from albias.names import DnsName
from albias.registry import Deployment
from albias.settings import TagMatch
from albias_cli.show.tagging import how_to_tag
from tests.support.world import TAG, World

SHOP = "shop.apps.example.com"


def held(**settings: Any) -> tuple[World, LoadBalancerId]:
    """A world in which a load balancer has its name."""
    world = World(**settings)
    web = world.create("web", SHOP)
    world.look(web)
    assert world.target(SHOP) == world.dns_name(web)
    return world, web


def put_txt(world: World, name: str, text: str) -> None:
    """Somebody writes a TXT record set."""
    record = {"Name": f"{name}.", "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": f'"{text}"'}]}
    world.route53.put("Z0APPS", record)


AFTER = ", after a comma where it has tags already: "


def advised(tags: dict[str, str], kind: str = "application") -> str:
    """What to do so that a load balancer with these tags claims a name."""
    world = World()
    web = world.create("web", tags=tags, kind=kind)
    found = world.engine().plan(Request(frozenset({web}))).load_balancers[web]
    return how_to_tag(found, DnsName(SHOP), TAG)


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        (
            "ingress.k8s.aws/stack",
            "the annotation on the Ingress team-a/shop" + AFTER + "`alb.ingress.kubernetes.io/tags: ",
        ),
        ("service.k8s.aws/stack", "the annotation on the Service team-a/shop" + AFTER + "`service.beta.kubernetes.io/"),
        ("gateway.k8s.aws.alb/stack", "the LoadBalancerConfiguration of the Gateway team-a/shop, in `spec.tags`: "),
        ("gateway.k8s.aws.nlb/stack", "the LoadBalancerConfiguration of the Gateway team-a/shop, in `spec.tags`: "),
        (
            "ingress.eks.amazonaws.com/stack",
            "the annotation on the Ingress team-a/shop" + AFTER + "`alb.ingress.kubernetes.io/",
        ),
        (
            "service.eks.amazonaws.com/stack",
            "the annotation on the Service team-a/shop" + AFTER + "`service.beta.kubernetes.io/",
        ),
        ("gateway.eks.amazonaws.com.alb/stack", "the LoadBalancerConfiguration of the Gateway team-a/shop, in "),
        ("gateway.eks.amazonaws.com.nlb/stack", "the LoadBalancerConfiguration of the Gateway team-a/shop, in "),
    ],
)
def test_h73_every_mark_of_a_cluster_leads_to_the_object_that_has_the_tags(mark: str, place: str) -> None:
    told = advised({mark: "team-a/shop"})
    assert f"Add to {place}" in told
    assert ("cluster role must be allowed" in told) == ("eks.amazonaws.com" in mark)


@pytest.mark.parametrize(
    ("tags", "kind", "said"),
    [
        (
            {"eks:eks-cluster-name": "auto"},
            "application",
            "its Ingress in the cluster auto" + AFTER + "`alb.ingress.kubernetes.io/tags: ",
        ),
        (
            {"eks:eks-cluster-name": "auto"},
            "network",
            "its Service in the cluster auto" + AFTER + "`service.beta.kubernetes.io/",
        ),
        (
            {"ingress.k8s.aws/cluster": "old"},
            "application",
            "its Ingress in the cluster old" + AFTER + "`alb.ingress.kubernetes.io/tags: ",
        ),
        (
            {"ingress.eks.amazonaws.com/stack": "public"},
            "application",
            "an Ingress of the IngressGroup public" + AFTER + "`alb.ingress.",
        ),
    ],
)
def test_h73_marks_that_tell_less_lead_as_far_as_they_tell(tags: dict[str, str], kind: str, said: str) -> None:
    assert said in advised(tags, kind)


def test_h73_what_no_controller_made_is_tagged_itself() -> None:
    assert advised({"team": "eks.amazonaws.com", "gateway": "web/edge"}).startswith("Tag app/web/")


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        (
            ("ingress.k8s.aws/stack", "team-a/shop"),
            "the Ingress team-a/shop" + AFTER + "`alb.ingress.kubernetes.io/tags: ",
        ),
        (("service.k8s.aws/stack", "team-a/shop"), "the Service team-a/shop" + AFTER + "`service.beta.kubernetes.io/"),
    ],
)
def test_h53_a_tag_is_advised_where_the_controller_does_not_take_it_away(tag: tuple[str, str], said: str) -> None:
    assert said in advised(dict([tag]))


@pytest.mark.parametrize("run", ["event", "sweep"])
@pytest.mark.parametrize(
    "setting", [{"hostname_tags": ("dns/hostname",)}, {"load_balancer_types": ("network",)}], ids=["tags", "types"]
)
def test_h54_c1_a_setting_takes_no_name_away(setting: dict[str, Any], run: str) -> None:
    world, web = held()
    before = world.names()
    world.settings = replace(world.settings, **setting)
    if run == "sweep":
        world.sweep()
    else:
        world.look(web)
    assert world.names() == before
    world.tag(web, "")
    world.look(web)
    assert world.names() == []


def test_h57_two_deployments_have_their_record_sets_of_one_name_and_never_meet() -> None:
    world = World()
    web = world.create("web", f"{SHOP} weight=20")
    other = Deployment("other", world.me.partition, world.me.account, world.me.region)
    world.look(web)
    world.look(web, me=other)
    identifiers = [each["SetIdentifier"] for each in world.route53.records("Z0APPS") if each["Type"] == "A"]
    assert [identifier.partition("/")[0] for identifier in identifiers] == ["other", "platform"]
    world.deleted(web)
    (left,) = [each for each in world.route53.records("Z0APPS") if each["Type"] == "A"]
    assert left["SetIdentifier"].startswith("other/")


def test_h58_a_rule_that_is_made_anew_costs_no_name_and_one_that_stays_away_does() -> None:
    world = World(names_from_rules=(TagMatch("albias/rules", "yes"),))
    web = world.create("web", tags={"albias/rules": "yes"})
    listener = world.elbv2.add_listener(str(web))
    rule = world.elbv2.add_rule(listener, SHOP)
    world.look(web)
    world.elbv2.remove_rule(rule)
    world.look(web)
    assert world.target(SHOP) == world.dns_name(web)
    world.clock += world.settings.rule_grace - 1
    world.sweep()
    assert world.target(SHOP) == world.dns_name(web)
    world.clock += 1
    world.sweep()
    assert world.names() == []


def test_h59_c16_a_guardrail_is_a_refusal_that_sweeps_try_again_and_no_message_comes_back_for() -> None:
    world, web = held()
    world.route53.guard("Z0APPS", "ACTIVE_RECORD_CHECK")
    world.route53.ask_for("Z0APPS", f"{SHOP}.", "A")
    outcome = world.deleted(web)
    assert [refusal.code for refusal in outcome.refusals] == ["guarded"]
    assert outcome.failures == {}
    assert world.target(SHOP)
    world.route53.forget_questions("Z0APPS")
    assert [decision.action for _, decision in world.sweep().decisions] == ["remove"]


def test_h61_c46_refusals_are_not_compared_with_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many refused hostnames are twice the comparisons, not four times as many."""
    compared = 0
    same = Refusal.__eq__

    def counted(self: Refusal, other: object) -> bool:
        nonlocal compared
        compared += 1
        return same(self, other)

    monkeypatch.setattr(Refusal, "__eq__", counted)
    for many in (100, 200):
        compared = 0
        world = World()
        hostnames = " ".join(f"www{number}.example.org" for number in range(many))
        for number in range(5):
            world.create(f"web{number}", hostnames)
        assert len(world.sweep().refusals) == many * 5
        assert compared <= many * 5 * 10


def test_h62_c15_a_new_member_of_a_record_set_makes_it_nobody_elses() -> None:
    world, web = held()
    world.route53.extra_members = frozenset({"Shiny"})
    record = world.route53.record("Z0APPS", f"{SHOP}.", "A")
    assert record is not None
    world.route53.put("Z0APPS", {**record, "Shiny": {"Level": 1}})
    assert world.look(web).refusals == []
    world.deleted(web)
    assert world.names() == []


def test_c13_a_name_that_silences_a_wildcard_is_told() -> None:
    world = World()
    world.look(world.create("preview", "_wildcard.pre.apps.example.com"))
    world.look(world.create("api", "api.v2.pre.apps.example.com"))
    notes = world.sweep().notes
    assert [(note.code, note.hostname) for note in notes] == [("covered", "api.v2.pre.apps.example.com")]
    assert "v2.pre.apps.example.com" in notes[0].reason


def test_c14_a_target_that_is_not_found_is_refused_by_itself() -> None:
    world, _ = held()
    young = world.create("young", "young.apps.example.com")
    other = world.create("other", "other.apps.example.com")
    world.route53.lose_target(f"{world.dns_name(young)}.")
    outcome = world.look(young, other)
    assert [(refusal.code, refusal.load_balancer) for refusal in outcome.refusals] == [("target-not-found", young)]
    assert outcome.failures == {}
    assert world.target("other.apps.example.com") == world.dns_name(other)


def test_c51_a_broken_zone_fails_only_those_who_have_to_do_with_it() -> None:
    broken = HostedZone("Z0BROKEN", DnsName("broken.example.net"))
    world = World()
    world.settings = replace(world.settings, zones=(*world.zones, broken))
    web = world.create("web", SHOP)
    torn = world.create("torn", "shop.broken.example.net")
    outcome = world.look(web, torn)
    assert outcome.failures.keys() == {torn}
    assert isinstance(outcome.failures[torn], Failure)
    assert world.target(SHOP) == world.dns_name(web)


def test_c49_c50_a_name_that_goes_away_is_answered_by_the_wildcard_which_stays_as_it_is() -> None:
    world = World()
    wild = world.create("wild", "_wildcard.apps.example.com")
    web = world.create("web", SHOP)
    world.look(wild, web)
    world.deleted(web)
    assert world.target(SHOP) is None
    assert world.target("*.apps.example.com") == world.dns_name(wild)


TYPED = "a-shop.apps.example.com"
THEIRS = "heritage=external-dns,external-dns/owner=old"


def test_x2_a_sweep_sees_a_typed_txt_that_an_event_need_not_see() -> None:
    """As the concepts say: an event sees it only where the pages that it reads anyway tell of it."""
    large = World()
    for number in range(300):  # a page; all of them lie before the typed one
        put_txt(large, f"a-{number:03}.apps.example.com", "somebody's")
    small = World()
    for world in (small, large):
        put_txt(world, TYPED, THEIRS)
        world.create("web", SHOP)
        swept = world.sweep()
        assert [refusal.code for refusal in swept.refusals] == ["name-taken"]
        assert "'old'" in swept.refusals[0].reason
    (web,) = large.engine().plan(Request(sweep=True)).load_balancers
    assert large.look(web).refusals == []
    assert large.target(SHOP) == large.dns_name(web)
    (web,) = small.engine().plan(Request(sweep=True)).load_balancers
    assert [refusal.code for refusal in small.look(web).refusals] == ["name-taken"]


def test_x2_an_event_sees_the_plain_txt() -> None:
    world = World()
    put_txt(world, SHOP, THEIRS)
    assert [refusal.code for refusal in world.look(world.create("web", SHOP)).refusals] == ["name-taken"]


def forge_hold(world: World, holder: LoadBalancerId, target: str) -> None:
    """Somebody who may write TXT alone says that this deployment made an A alias at the name."""
    head = f"heritage=albias,v=1,owner={world.me.owner},resource={world.me.resource(holder)}"
    rest = f"target={target},zone=Z32O12XQLNTSW2,types=A,health=yes,revision=0"
    put_txt(world, "shop._hold._albias.apps.example.com", f"{head},{rest}")


def test_c45_a_forged_hold_takes_a_plain_address_from_nobody() -> None:
    world = World()
    left = world.create("left")
    record = {"Name": f"{SHOP}.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    world.route53.put("Z0APPS", record)
    forge_hold(world, left, world.dns_name(left))
    world.sweep()
    assert world.route53.record("Z0APPS", f"{SHOP}.", "A") == record


@pytest.mark.parametrize("described", [True, False], ids=["its-target", "another-target"])
def test_c45_a_forged_hold_takes_only_an_alias_that_it_describes(described: bool) -> None:
    """What security.md says remains to somebody who may write TXT in the zone."""
    world = World()
    left, theirs = world.create("left"), world.create("theirs")
    alias = {
        "HostedZoneId": "Z32O12XQLNTSW2",
        "DNSName": f"{world.dns_name(theirs)}.",
        "EvaluateTargetHealth": True,
    }
    world.route53.put("Z0APPS", {"Name": f"{SHOP}.", "Type": "A", "AliasTarget": alias})
    forge_hold(world, left, world.dns_name(theirs if described else left))
    world.sweep()
    assert (world.target(SHOP) is None) == described
