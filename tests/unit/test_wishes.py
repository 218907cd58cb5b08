"""What a load balancer asks for: its tags with their options, and the hosts of its listener rules."""

import pytest

from albias.aws.elbv2 import hosts_of
from albias.claims import claims_of
from albias.model import LoadBalancer, Location, Refusal, Routing
from albias.names import DnsName
from albias.registry import Key
from albias.settings import Settings, TagMatch
from albias.sources import TAGS, Wish, source_of, still_names, wishes_of
from tests.support.world import ME, ZONE, load_balancer_id

SETTINGS = Settings("platform", (ZONE,), names_from_rules=(TagMatch("albias/rules", "yes"), TagMatch("cluster")))
WEB = load_balancer_id("web", "50dc6c495c0c9188")
SHOP = DnsName("shop.apps.example.com")
SELECTED = ("albias/rules", "yes")
RULE = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/web/50dc6c495c0c9188/6d0e/9683"


def tagged(*tags: tuple[str, str], hosts: tuple[str, ...] | None = None) -> LoadBalancer:
    condition = {"Field": "host-header", "Values": hosts}
    rules = None if hosts is None else tuple(hosts_of({"RuleArn": RULE, "Conditions": [condition]}, 443))
    return LoadBalancer(WEB, "web-1.eu-west-1.elb.amazonaws.com", "Z1", "internet-facing", "ipv4", tags, hosts=rules)


def keys_of(load_balancer: LoadBalancer, settings: Settings = SETTINGS) -> list[Key]:
    return list(claims_of(load_balancer, settings, ME).by_zone.get(ZONE.id, {}))


def refusals_of(load_balancer: LoadBalancer) -> list[Refusal]:
    return claims_of(load_balancer, SETTINGS, ME).refusals


# Options ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "routing", "slot"),
    [
        ("weight=0", Routing("weighted", 0), WEB.id),
        ("weight=255", Routing("weighted", 255), WEB.id),
        ("latency=here", Routing("latency", "eu-west-1"), "eu-west-1"),
        ("failover=primary", Routing("failover", "PRIMARY"), "primary"),
        ("failover=secondary", Routing("failover", "SECONDARY"), "secondary"),
        ("country=DE", Routing("geolocation", Location(country="DE")), "country=de"),
        ("country=default", Routing("geolocation", Location(country="*")), "country=default"),
        ("continent=EU", Routing("geolocation", Location(continent="EU")), "continent=eu"),
        (
            "subdivision=US-CA",
            Routing("geolocation", Location(country="US", subdivision="CA")),
            "subdivision=us-ca",
        ),
    ],
)
def test_a_word_with_an_equals_sign_is_the_policy_of_the_hostnames_beside_it(
    word: str, routing: Routing, slot: str
) -> None:
    claims = claims_of(tagged(("albias/hostname", f"{SHOP} {word} cart.apps.example.com")), SETTINGS, ME)
    found = claims.by_zone[ZONE.id]
    assert {key.name for key in found} == {SHOP, "cart.apps.example.com"}
    assert {key.set_identifier for key in found} == {f"platform/{ME.fingerprint}/eu-west-1/{slot}"}
    assert {claim.routing for claim in found.values()} == {routing}
    assert claims.refusals == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("weight=256", "'weight=256' is no weight; allowed: weight=0 to weight=255"),
        ("weight=-1", "'weight=-1' is no weight"),
        ("weight=", "'weight=' is no weight"),
        ("weight=٣", "is no weight"),
        ("latency=eu-west-1", "allowed: latency=here"),
        ("failover=tertiary", "allowed: failover=primary, failover=secondary"),
        ("country=XX", "'country=XX' is no country of Route 53's list; allowed: two letters as in DE, or default"),
        ("country=de", "'country=de' is no country"),
        ("continent=XX", "allowed: AF, AN, AS, EU, NA, OC, SA"),
        ("subdivision=US-XX", "'subdivision=US-XX' is no subdivision"),
        ("subdivision=DE-BY", "for UA, US"),
        ("health=maybe", "allowed: health=yes, health=no"),
        ("weight=1 health-check=x", "'health-check=x' is no health check"),
        ("health-check=0123abcd-0123-4567-89ab-0123456789ab", "say its routing policy, too"),
        ("set=blue", "say its routing policy, too"),
        ("weight=1 set=a,b", "is no set identifier"),
        ("weight=1 latency=here", "is a second routing policy beside weighted 1; allowed: one"),
        ("colour=red", "'colour=red' is no option that albias knows; allowed: weight=, latency=,"),
    ],
)
def test_a_mistake_is_a_refusal_that_names_the_word_and_what_is_allowed_and_harms_no_other_value(
    words: str, told: str
) -> None:
    asking = tagged(("albias/hostname", f"{SHOP} {words}"), ("albias/hostname/2", "cart.apps.example.com"))
    [refusal] = refusals_of(asking)
    assert (refusal.hostname, refusal.code) == (SHOP, "invalid-option")
    assert told in refusal.reason
    assert [key.name for key in keys_of(asking)] == ["cart.apps.example.com"]


def test_health_is_said_for_simple_names_too() -> None:
    found = claims_of(tagged(("albias/hostname", f"{SHOP} health=no")), SETTINGS, ME).by_zone[ZONE.id]
    assert [claim.evaluate_target_health for claim in found.values()] == [False]


def test_a_set_identifier_by_hand() -> None:
    assert keys_of(tagged(("albias/hostname", f"{SHOP} weight=1 set=blue"))) == [Key(SHOP, "blue")]


def test_several_locations_of_one_load_balancer_are_record_sets_of_their_own() -> None:
    asking = tagged(("albias/hostname/de", f"{SHOP} country=DE"), ("albias/hostname/fr", f"{SHOP} country=FR"))
    assert len(keys_of(asking)) == 2
    assert refusals_of(asking) == []


SAME, ONE = "another tag of it asks for the same record set as ", "another tag of it asks for "


@pytest.mark.parametrize(
    ("first", "other", "told"),
    [
        ("weight=1", "", f"{ONE}weighted 1; a name has one routing policy"),
        ("weight=1", "latency=here", f"{ONE}weighted 1; a name has one routing policy"),
        ("weight=1", "weight=2", f"{SAME}weighted 1; keep one"),
        ("", "weight=1", f"{ONE}a simple record set; a name has one routing policy"),
        ("", "health=no", f"{SAME}a simple record set; keep one"),
    ],
)
def test_two_tags_that_contradict_each_other_are_told(first: str, other: str, told: str) -> None:
    asking = tagged(("albias/hostname/1", f"{SHOP} {first}"), ("albias/hostname/2", f"{SHOP} {other}"))
    [refusal] = refusals_of(asking)
    assert (refusal.code, refusal.reason) == ("invalid-option", told)
    assert len(keys_of(asking)) == 1


# Rules ------------------------------------------------------------------------------------------------------------


def test_hosts_of_rules_are_wishes_of_selected_load_balancers_alone() -> None:
    hosts = (SHOP, "*.preview.apps.example.com")
    assert [key.name for key in keys_of(tagged(SELECTED, hosts=hosts))] == list(hosts)
    assert keys_of(tagged(("cluster", "prod"), hosts=hosts)) != []
    assert keys_of(tagged(("albias/rules", "no"), hosts=hosts)) == []
    assert keys_of(tagged(SELECTED, hosts=hosts), Settings("platform", (ZONE,))) == []


def test_the_role_may_read_rules_only_where_somebodys_rules_are_read() -> None:
    rules = source_of("rule")
    assert rules.actions(Settings("platform", (ZONE,))) == TAGS.actions(SETTINGS) == ()
    assert rules.actions(SETTINGS) == ("elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules")


@pytest.mark.parametrize(
    "host", ["sho?.apps.example.com", "a.*.apps.example.com", "shop*.apps.example.com", "*", "*.*.x"]
)
def test_patterns_that_are_no_names_are_passed_over(host: str) -> None:
    asking = tagged(SELECTED, hosts=(host, SHOP))
    assert [key.name for key in keys_of(asking)] == [SHOP]
    assert refusals_of(asking) == []


def test_where_tags_and_rules_name_one_hostname_the_tags_options_count() -> None:
    asking = tagged(SELECTED, ("albias/hostname", f"{SHOP} weight=20"), hosts=(SHOP.upper(), "cart.apps.example.com"))
    found = claims_of(asking, SETTINGS, ME).by_zone[ZONE.id]
    assert {key.name: str(claim.routing) for key, claim in found.items()} == {
        SHOP: "weighted 20",
        "cart.apps.example.com": "None",
    }


def test_a_wish_says_where_it_comes_from() -> None:
    asking = tagged(SELECTED, ("albias/hostname/x", SHOP), hosts=("cart.apps.example.com",))
    by_tag, by_rule = wishes_of(asking, SETTINGS)
    assert by_tag == Wish(SHOP, TAGS, "tag albias/hostname/x", by_tag.origin)
    assert by_rule == Wish("cart.apps.example.com", source_of("rule"), "listener 443, rule 9683", "rule")
    assert source_of(by_tag.origin) is source_of("") is TAGS


def test_an_origin_means_the_same_for_every_release_that_reads_it_in_a_hold() -> None:
    """A tag is told by eight digits of its key's hash, and a source by what the origin begins with."""
    assert origin_of(("albias/hostname/x", SHOP)) == "tag.6389259c"
    assert source_of("rule.0a1b") is source_of("rule") is not TAGS


# Evidence ---------------------------------------------------------------------------------------------------------


def origin_of(*tags: tuple[str, str], hosts: tuple[str, ...] | None = None) -> str:
    [claim] = claims_of(tagged(*tags, hosts=hosts), SETTINGS, ME).by_zone[ZONE.id].values()
    return claim.wish.origin


def test_c1_h54_a_tag_counts_for_a_held_name_whatever_hostname_tags_says_now() -> None:
    origin = origin_of(("albias/hostname/x", SHOP))
    elsewhere = Settings("platform", (ZONE,), hostname_tags=("dns/hostname",))
    assert still_names(tagged(("albias/hostname/x", f"{SHOP} cart.apps.example.com")), origin, SHOP, elsewhere) is True
    assert still_names(tagged(("albias/hostname", SHOP.upper())), origin, SHOP, elsewhere) is True
    assert still_names(tagged(("albias/hostname", f"not@hostname {SHOP}")), origin, SHOP, elsewhere) is True
    assert still_names(tagged(("Name", SHOP)), origin, SHOP, elsewhere) is False
    assert still_names(tagged(("albias/hostnames", SHOP)), origin, SHOP, elsewhere) is False
    assert still_names(tagged(("albias/hostname", "cart.apps.example.com")), origin, SHOP, elsewhere) is False


def test_h54_a_tag_below_a_key_without_a_slash_counts_for_a_held_name_too() -> None:
    asking = tagged(("dns/shop", SHOP))
    settings = Settings("platform", (ZONE,), hostname_tags=("dns",))
    [claim] = claims_of(asking, settings, ME).by_zone[ZONE.id].values()
    assert still_names(asking, claim.wish.origin, SHOP, SETTINGS) is True


def test_h54_h58_what_a_rule_named_is_left_when_all_rules_were_read_and_kept_when_they_were_not() -> None:
    origin = origin_of(SELECTED, hosts=(SHOP,))
    assert origin == "rule"
    assert still_names(tagged(SELECTED, hosts=()), origin, SHOP, SETTINGS) is False
    assert still_names(tagged(SELECTED), origin, SHOP, SETTINGS) is None
    assert still_names(tagged(SELECTED, hosts=()), origin, SHOP, Settings("platform", (ZONE,))) is True
