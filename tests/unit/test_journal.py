"""What the function tells: one log line a decision with stable keys, and the metrics (H42, H49)."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from albias.edge.journal import _an_event_should_have_told
from albias.model import HostedZone, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import index_root
from albias.settings import MaxRemovals, TagMatch
from tests.support.balancers import SELECTED, Balancer
from tests.support.events import SWEEP, api_call, tag_change
from tests.support.invocation import message
from tests.support.scene import Scene
from tests.support.world import ME, TAG, ZONE
from tests.unit.edge import Edge

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
EdgeOf = Callable[[Scene], Edge]
SceneOf = Callable[..., Scene]


def test_a_decision_is_one_line_with_all_that_a_person_asks_for(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.handle(message(tag_change(web, event_id="event-1")), message(tag_change(web, event_id="event-2"), "m2"))
    [line] = edge.told("decision")
    assert line["message"] == f"created {SHOP}"
    assert line["level"] == "INFO"
    assert line["service"] == "albias-platform"
    assert (line["action"], line["hostname"]) == ("create", SHOP)
    assert (line["zone"], line["zone_id"]) == ("apps.example.com", "Z0APPS")
    assert line["load_balancer"] == str(web)
    assert line["reason"] == "claimed, and nobody has it"
    assert line["dry_run"] is False
    assert line["event_ids"] == ["event-1", "event-2"]
    assert line["changes"][0] == f"CREATE A alias to {edge.scene.dns_name(web)}"


def test_a_routed_name_is_told_with_its_set_identifier_and_policy(edge: Edge) -> None:
    """In Route 53's words, of what is done and of what is refused; a simple name's line has neither."""
    scene = edge.scene
    web, green = scene.create("web", f"{SHOP} weight=10"), scene.create("green", "")
    edge.handle(message(tag_change(web)))
    [made] = edge.told("decision")
    assert (made["set_identifier"], made["routing"]) == (f"platform/5ab7e7a5/eu-west-1/{web.id}", "weighted")

    scene.tag(green, f"{SHOP} latency=here")
    edge.handle(message(tag_change(green)))
    [refused] = edge.told("refusal")
    assert (refused["set_identifier"], refused["routing"]) == ("platform/5ab7e7a5/eu-west-1/eu-west-1", "latency")

    scene.tag(web, CART)
    edge.handle(message(tag_change(web)))
    simple = [line for line in edge.told("decision") if line["hostname"] == CART]
    assert [line.keys() & {"set_identifier", "routing"} for line in simple] == [set()]


def test_a_decision_tells_the_changes_id_and_the_hold_that_was_written_with_it(edge: Edge) -> None:
    """By the hold as it is, whoever waits finds the id to ask GetChange for; what gives a name up has written none."""
    scene = edge.scene
    web = scene.create("web", SHOP)
    edge.handle(message(tag_change(web)))
    [made] = edge.told("decision")
    hold = scene.hold(SHOP)
    assert hold is not None
    assert scene.route53.get_change(Id=made["change_id"])["ChangeInfo"]["Status"] == "INSYNC"
    assert tuple(made["hold"]) == hold.record_set.values

    scene.tag(web, "")
    edge.handle(message(tag_change(web)))
    [removed] = edge.told("decision")
    assert removed["change_id"] not in ("", made["change_id"])
    assert "hold" not in removed


@pytest.mark.parametrize(
    ("said", "metric"),
    [
        ("created", "NamesCreated"),
        ("repaired", "NamesRepaired"),
        ("handed over", "NamesHandedOver"),
        ("removed", "NamesReleased"),
        ("let go of", "NamesLetGo"),
        ("noted in the hold of", None),
    ],
)
def test_every_action_has_its_words_and_its_metric(edge: Edge, said: str, metric: str | None) -> None:
    scene = edge.scene
    web = scene.create("web", SHOP)
    if said != "created":
        scene.look(web)
    if said == "repaired":
        scene.elbv2.update(str(web), IpAddressType="dualstack")
    elif said in ("removed", "let go of"):
        scene.tag(web, "")
    if said == "let go of":
        scene.foreign("shop", "A", "192.0.2.3")
    if said in ("handed over", "noted in the hold of"):
        other = scene.create("other", SHOP)
        if said == "handed over":
            scene.look(other)
            scene.tag(web, "")
        else:
            web = other
    edge.handle(message(tag_change(web)))
    assert [line["message"] for line in edge.told("decision") if line["action"] != "keep"] == [f"{said} {SHOP}"]
    if metric:
        assert edge.metric(metric) == [1]


def test_an_adoption_has_its_words_and_its_metric(scene_of: SceneOf, edge_of: EdgeOf) -> None:
    edge = edge_of(scene_of(adopt="matching"))
    web = edge.scene.create("web", "legacy.apps.example.com")
    edge.scene.foreign_alias("legacy", web)
    edge.handle(message(tag_change(web)))
    assert [line["message"] for line in edge.told("decision")] == ["adopted legacy.apps.example.com"]
    assert edge.metric("NamesAdopted") == [1]


def test_a_name_that_is_as_wanted_is_not_told(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.scene.look(web)
    edge.handle(message(tag_change(web)))
    assert edge.told("decision") == []


def test_a_refusal_is_a_warning_with_its_code_and_is_counted_by_reason(edge: Edge) -> None:
    web = edge.scene.create("web", "static.apps.example.com shop@x a@x")
    edge.handle(message(tag_change(web, event_id="event-1")))
    lines = {line["hostname"]: line for line in edge.told("refusal")}
    taken = lines["static.apps.example.com"]
    assert (taken["message"], taken["level"], taken["code"]) == ("refused name-taken", "WARNING", "name-taken")
    assert (taken["zone"], taken["load_balancer"], taken["event_ids"]) == ("apps.example.com", str(web), ["event-1"])
    assert "192.0.2.7" in taken["reason"]
    assert "zone" not in lines["shop@x"]
    assert edge.reasons() == {"name-taken": 1, "invalid-name": 2}
    assert sum(edge.metric("Refusals")) == 3


def test_a_hostname_of_other_dns_is_no_warning(edge: Edge) -> None:
    web = edge.scene.create("web", "www.example.net")
    edge.handle(message(tag_change(web)))
    [line] = edge.told("refusal")
    assert (line["level"], line["code"]) == ("INFO", "zone-not-allowed")


@pytest.mark.parametrize(
    "hostname",
    [
        "{0.__class__}{}%s%d%(x)s",
        "\x1b[31mred\x1b[0m\x07",
        "two\nlines",
        '{"level":"ERROR","message":"forged"}',
        "[bold red]markup[/]",
        "<script>alert(1)</script>",
        "x" * 5_000,
    ],
)
def test_h49_a_tag_is_a_value_in_a_line_never_its_format_nor_a_line_of_its_own(edge: Edge, hostname: str) -> None:
    """AWS allows none of this in a tag today; a log must not depend on it."""
    web = edge.scene.create("web", tags={"albias/hostname": hostname.replace(" ", "")})
    edge.handle(message(tag_change(web)))
    lines = edge.told("refusal")
    assert {line["hostname"] for line in lines} == set(hostname.replace(" ", "").split())
    assert {line["message"] for line in lines} <= {"refused invalid-name", "refused zone-not-allowed"}
    assert all(line["level"] != "ERROR" for line in edge.lines if "level" in line)


def test_h49_what_a_registry_text_says_is_a_value_too(edge: Edge) -> None:
    scene = edge.scene
    scene.tampered = True
    web = scene.create("web", "")
    place = RecordKey(DnsName(f"x.{index_root(web, ME.owner, ZONE)}"), "TXT")
    scene.foreign_set(RecordSet(place, 60, ('"host=%s\x1b[31m{0}"',)))
    edge.handle(message(tag_change(web)))
    assert edge.lines, "every line is JSON"


def test_h49_a_malformed_body_is_cut_and_quoted(edge: Edge) -> None:
    edge.handle(message("\x1b[2J\n" + "x" * 10_000))
    [line] = edge.told("malformed")
    assert len(line["body"]) == 1_000
    assert line["message"] == (
        "malformed message, set aside in the dead-letter queue: nothing can redrive it, delete it there"
    )


def test_the_calls_of_an_invocation_are_counted(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    edge.handle(message(tag_change(web)))
    assert edge.metric("Route53Calls") == [float(edge.scene.route53.count())]
    assert edge.metric("ElbCalls") == [2]
    assert edge.metric("Throttles") == [0]


@pytest.mark.parametrize("body", ["", json.dumps({"source": "aws.tag", "detail": {}})])
def test_metrics_are_written_once_an_invocation_even_where_nothing_was_done(edge: Edge, body: str) -> None:
    edge.handle(message(body))
    assert len([line for line in edge.lines if "Route53Calls" in line]) == 1


def test_the_latency_is_counted_for_what_was_changed(edge: Edge) -> None:
    web, same = edge.scene.create("web", SHOP), edge.scene.create("same", CART)
    edge.scene.look(same)
    edge.handle(
        message(api_call("CreateLoadBalancer", web, age=60), "m1"),
        message(tag_change(same, age=60), "m2"),
        message({**tag_change(web), "time": "unknown"}, "m3"),
    )
    [latency] = edge.metric("ChangeLatency")
    assert latency >= 60_000
    assert latency < 86_400_000


def test_a_sweep_tells_what_it_found_and_what_it_cost(edge: Edge) -> None:
    edge.scene.create("a", f"{SHOP} {CART}")
    edge.scene.create("b", f"{SHOP} static.apps.example.com")
    edge.scene.sweep()
    before = edge.scene.route53.count()
    edge.handle(message(SWEEP))
    reads = edge.scene.route53.count() - before
    [line] = edge.told("sweep")
    assert line["message"] == "sweep done"
    assert line["found"] == {"held": 2, "waiting": 1, "refused": 2}
    assert line["calls"] == {"elbv2": 2, "route53": reads}
    assert (edge.metric("SweepCompleted"), edge.metric("SweepCalls")) == ([1], [2 + reads])
    assert (edge.metric("NamesHeld"), edge.metric("NamesWaiting")) == ([2], [1])


def test_a_sweep_tells_of_how_many_load_balancers_it_read_the_rules(scene_of: SceneOf, edge_of: EdgeOf) -> None:
    """Where it had time for a share alone, the metric says how many were left out."""
    scene = scene_of(names_from_rules=(TagMatch("albias/rules", "yes"),))
    for number in range(5):
        Balancer(scene, f"lb{number}").rule(f"n{number}.apps.example.com")
    edge = edge_of(scene)
    edge.handle(message(SWEEP))
    [line] = edge.told("sweep")
    assert line["rules"] == {"selected": 5, "read": 5}
    assert edge.metric("RulesNotRead") == [0]


def test_c29_the_end_of_a_grace_is_nothing_that_an_event_should_have_told(scene_of: SceneOf) -> None:
    scene = scene_of(names_from_rules=(TagMatch("albias/rules", "yes"),))
    web = Balancer(scene, tags={**SELECTED, TAG: CART})
    rule = web.rule(SHOP)
    scene.look(web.id)
    scene.elbv2.remove_rule(rule)
    scene.look(web.id)
    scene.clock += scene.settings.rule_grace
    scene.elbv2.set_tags(str(web.id), SELECTED)
    told = {decision.hostname: _an_event_should_have_told(decision) for _, decision in scene.sweep().decisions}
    assert told == {SHOP: False, CART: True}


def test_a_sweep_that_reads_no_rules_says_so(scene_of: SceneOf, edge_of: EdgeOf) -> None:
    scene = scene_of(names_from_rules=(TagMatch("albias/rules", "yes"),))
    Balancer(scene).rule(SHOP)

    def fail(operation: str, params: dict[str, Any]) -> None:
        if operation == "DescribeRules":
            raise scene.elbv2.error(operation, "AccessDenied", "no", 403)

    scene.elbv2.before = fail
    edge = edge_of(scene)
    edge.handle(message(SWEEP))
    [line] = edge.told("sweep")
    assert (line["message"], line["rules"]) == ("sweep not complete", {"selected": 1, "read": 0})
    assert edge.metric("RulesNotRead") == [1]


def test_a_sweep_that_is_refused_as_unsafe_says_so_aloud_with_the_names(scene_of: SceneOf, edge_of: EdgeOf) -> None:
    edge = edge_of(scene_of(max_removals=MaxRemovals(0, 0)))
    web = edge.scene.create("web", SHOP)
    edge.scene.look(web)
    edge.scene.delete(web)
    edge.handle(message(SWEEP))
    [line] = edge.told("unsafe")
    assert line["level"] == "ERROR"
    assert SHOP in line["reason"]
    assert edge.metric("SweepUnsafe") == [1]


def test_a_safe_sweep_ends_the_alarm_and_one_that_is_not_complete_does_not(edge: Edge) -> None:
    edge.handle(message(SWEEP))
    assert edge.metric("SweepUnsafe") == [0]

    def throttle(operation: str, params: dict[str, Any]) -> None:
        raise edge.scene.route53.error(operation, "Throttling", "Rate exceeded")

    edge.scene.route53.before = throttle
    assert edge.handle(message(SWEEP)) == ["m1"]
    assert edge.metric("SweepUnsafe") == []


def test_h45_a_sweep_that_iam_denies_a_name_is_complete_and_tells_of_it(edge: Edge) -> None:
    """Another try would be denied as well; the event that asked for the name comes back, and ends as a dead letter."""
    web, shop = edge.scene.create("web", CART), edge.scene.create("shop", SHOP)

    def deny(operation: str, params: dict[str, Any]) -> None:
        names = [change["ResourceRecordSet"]["Name"] for change in params.get("ChangeBatch", {}).get("Changes", ())]
        if f"{CART}." in names:
            raise edge.scene.route53.error(operation, "AccessDenied", "not authorized", 403)

    edge.scene.route53.before = deny
    assert edge.handle(message(SWEEP)) == []
    assert edge.scene.holder(SHOP) == shop
    [line] = edge.told("failure")
    assert (line["load_balancer"], line["reason"]) == (
        str(web),
        "apps.example.com: IAM denied the change: not authorized",
    )
    assert [edge.metric(name) for name in ("SweepCompleted", "ChangesDenied", "NamesHeld")] == [[1], [1], [0]]
    assert edge.handle(message(tag_change(web), "m2")) == ["m2"]
    assert edge.metric("ChangesDenied") == [1]
    edge.scene.route53.before = None
    edge.handle(message(SWEEP))
    assert edge.metric("ChangesDenied") == []
    assert edge.scene.holder(CART) == web


@pytest.mark.parametrize("denied", [0, 1])
def test_h42_a_denial_in_one_zone_hides_no_trouble_in_another(scene_of: SceneOf, edge_of: EdgeOf, denied: int) -> None:
    zones = [ZONE, HostedZone("Z0INSIDE", ZONE.name, private=True)]
    edge = edge_of(scene_of(zones))
    web = edge.scene.create("web", SHOP)

    def trouble(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            here = params["HostedZoneId"] == zones[denied].id
            raise edge.scene.route53.error(operation, "AccessDenied" if here else "Throttling", "for a test", 403)

    edge.scene.route53.before = trouble
    assert edge.handle(message(SWEEP)) == ["m1"]
    assert edge.metric("SweepCompleted") == []
    assert "Throttling" in edge.told("failure")[0]["reason"]
    assert edge.told("failure")[0]["load_balancer"] == str(web)


def test_a_dry_run_tells_of_a_line_that_it_would_only_tidy(scene_of: SceneOf, edge_of: EdgeOf) -> None:
    scene = scene_of()
    holder, waiter = scene.create("holder", SHOP), scene.create("waiter", SHOP)
    scene.look(holder)
    scene.look(waiter)
    scene.tag(waiter, "")
    scene.settings = replace(scene.settings, dry_run=True)
    edge = edge_of(scene)
    edge.handle(message(tag_change(waiter)))
    [line] = edge.told("decision")
    assert line["message"] == f"would have noted in the hold of {SHOP}"
    assert line["reason"] == "who waits for it has changed"


def test_a_dry_run_says_would_and_counts_no_name(scene_of: SceneOf, edge_of: EdgeOf) -> None:
    edge = edge_of(scene_of(dry_run=True))
    web = edge.scene.create("web", SHOP)
    edge.handle(message(tag_change(web)))
    [line] = edge.told("decision")
    assert (line["message"], line["dry_run"]) == (f"would have created {SHOP}", True)
    assert not {"change_id", "hold"} & line.keys()
    assert edge.metric("NamesCreated") == []
    assert edge.scene.record_sets(SHOP) == {}


def test_a_lost_race_is_counted(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    taken: list[bool] = []

    def meanwhile(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets" and not taken:
            taken.append(True)
            edge.scene.foreign("shop", "A", "192.0.2.3")

    edge.scene.route53.before = meanwhile
    edge.handle(message(tag_change(web)))
    assert edge.metric("LostRaces") == [1]


def test_a_dry_run_says_what_a_real_one_does_with_a_name_that_only_looks_free(
    scene_of: SceneOf, edge_of: EdgeOf
) -> None:
    """Its record set was removed by hand, its hold is there; no CREATE meets that in a dry run."""
    scene = scene_of()
    holder = scene.create("holder", SHOP)
    scene.look(holder)
    scene.removed_by_hand("shop")
    claimant = scene.create("claimant", SHOP)
    scene.settings = replace(scene.settings, dry_run=True)
    edge = edge_of(scene)
    edge.handle(message(tag_change(claimant)))
    assert [(line["action"], line["load_balancer"]) for line in edge.told("decision")] == [
        ("repair", str(holder)),
    ]
    assert [line["code"] for line in edge.told("refusal")] == ["waiting"]


def test_patterns_in_listener_rules_are_told_to_whoever_wants_to_know_everything(
    edge_of: EdgeOf, scene_of: SceneOf
) -> None:
    """They are no names: somebody whose host has none finds it in the log. Names are not among them."""
    scene = scene_of(log_level="DEBUG", names_from_rules=(TagMatch("albias/rules"),))
    web = Balancer(scene)
    web.rule(SHOP, "sh?p.apps.example.com", "*.apps.example.com", "a.*.example.com")
    expression = {"Field": "host-header", "HostHeaderConfig": {"RegexValues": ["^shop[.]"]}}
    scene.elbv2.add_rule(web.listener, given=[expression])
    edge = edge_of(scene)
    edge.handle(message(tag_change(web.id, event_id="event-1")))
    [line] = edge.told("passed-over")
    assert (line["level"], line["load_balancer"], line["event_ids"]) == ("DEBUG", str(web.id), ["event-1"])
    assert line["hosts"] == ["sh?p.apps.example.com", "a.*.example.com", "^shop[.]"]


def test_patterns_are_not_told_at_other_levels_nor_all_of_very_many(edge_of: EdgeOf, scene_of: SceneOf) -> None:
    for level, lines in (("INFO", []), ("DEBUG", [20])):
        scene = scene_of(log_level=level, names_from_rules=(TagMatch("albias/rules"),))
        web = Balancer(scene)
        web.rule(*[f"n{number}?.apps.example.com" for number in range(30)])
        edge = edge_of(scene)
        edge.handle(message(SWEEP))
        assert [len(line["hosts"]) for line in edge.told("passed-over")] == lines
