"""What is not ours is never written, whatever it is: it is refused aloud, with what to do (H22, H29, H33)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from albias.model import RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Deployment, Key, encode_hold, encode_index, new_hold
from albias.settings import ExternalDns
from tests.support.scene import NEIGHBOUR, NEIGHBOURS, Scene, done, refused
from tests.support.world import ACCOUNT, ME, REGION, ZONE

NEW = "new.apps.example.com"


def refusal_of(scene: Scene, hostname: str = NEW, **options: Any) -> tuple[str, str]:
    """The one refusal that a load balancer gets for a name, with nothing done for it."""
    web = scene.create("web", hostname, **options)
    outcome = scene.look(web)
    assert "create" not in dict(done(outcome))
    assert outcome.failures == {}
    assert scene.told(web) == set()
    [refusal] = outcome.refusals
    assert refusal.hostname == hostname
    return refusal.code, refusal.reason


@pytest.mark.parametrize(
    ("kind", "value", "more"),
    [
        ("A", "192.0.2.1", {}),
        ("CNAME", "elsewhere.example.net", {}),
        ("CNAME", "elsewhere.example.net", {"SetIdentifier": "blue", "Weight": 0}),
        ("A", "192.0.2.1", {"HealthCheckId": "abcdef11-2222-3333-4444-555555fedcba"}),
    ],
)
@pytest.mark.parametrize("adopt", ["never", "matching"])
def test_h29_h33_a_name_that_somebody_else_made_is_taken(
    scene_of: Callable[..., Scene], adopt: str, kind: str, value: str, more: dict[str, Any]
) -> None:
    scene = scene_of(adopt=adopt)
    scene.foreign("new", kind, value, **more)
    code, reason = refusal_of(scene)
    assert code == "name-taken"
    assert value in reason
    assert scene.route53.count("ChangeResourceRecordSets") == 0


@pytest.mark.parametrize("more", [{"Weight": 1}, {"Region": "eu-west-1"}, {"Failover": "SECONDARY"}])
def test_h33_h57_a_simple_name_is_refused_where_routed_record_sets_are(scene: Scene, more: dict[str, Any]) -> None:
    scene.foreign("new", "A", "192.0.2.1", SetIdentifier="blue", **more)
    code, reason = refusal_of(scene)
    assert code == "routing-differs"
    assert "192.0.2.1" in reason


@pytest.mark.parametrize("more", [{}, {"SetIdentifier": "blue", "Weight": 1}])
def test_c2_what_is_not_needed_is_not_in_the_way(scene: Scene, more: dict[str, Any]) -> None:
    scene.foreign("new", "AAAA", "2001:db8::1", **more)
    web = scene.create("web", NEW)
    assert done(scene.look(web)) == [("create", NEW)]
    assert done(scene.deleted(web)) == [("remove", NEW)]


def test_a_name_that_already_points_here_is_taken_too_unless_adoption_is_on(scene: Scene) -> None:
    web = scene.create("web", NEW)
    scene.foreign_alias("new", web)
    outcome = scene.look(web)
    assert refused(outcome) == [("name-taken", NEW)]
    assert "or adopt it where it points at this load balancer" in outcome.refusals[0].reason


@pytest.mark.parametrize("label", ["new", "team2"])
def test_h22_a_name_at_or_below_a_delegation_would_never_be_seen(scene: Scene, label: str) -> None:
    scene.foreign(label, "NS", "ns1.example.net")
    for hostname in (f"{label}.apps.example.com", f"a.b.{label}.apps.example.com", f"*.{label}.apps.example.com"):
        code, reason = refusal_of(scene, hostname)
        assert code == "delegated"
        assert f"delegates {label}.apps.example.com" in reason


def test_h22_the_apex_stays_whatever_it_was(scene: Scene) -> None:
    assert refusal_of(scene, "apps.example.com")[0] == "name-not-allowed"


def test_h22_a_listed_apex_gets_its_alias_beside_its_ns_and_soa(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of([replace(ZONE, hostnames=("apps.example.com", "*.apps.example.com"))])
    web = scene.create("web", "apps.example.com")
    other = scene.create("other", "_apex.apps.example.com _hold.apps.example.com")
    scene.look(web, other)
    assert scene.target("apps.example.com") == scene.dns_name(web)
    assert scene.target("_apex.apps.example.com") == scene.dns_name(other)
    apex = [record["Type"] for record in scene.route53.records(ZONE.id) if record["Name"] == "apps.example.com."]
    assert sorted(apex) == ["A", "NS", "SOA"]
    assert done(scene.deleted(web)) == [("remove", "apps.example.com")]


def test_a_name_that_external_dns_owns_is_its_own_in_every_form(scene: Scene) -> None:
    code, reason = refusal_of(scene, "edns.apps.example.com")
    assert code == "name-taken"
    assert "external-dns (owner 'cluster-1') has it" in reason


@pytest.mark.parametrize(
    ("label", "place", "flags"),
    [
        ("new", "new", {}),
        ("new", "cname-new", {}),
        ("new", "a-new", {}),
        ("new", "aaaa-new", {}),
        ("new", "txt-a-new", {"txt_prefix": "txt-"}),
        ("*", "a-any", {"txt_wildcard_replacement": "any"}),
        ("*", "cname-any-txt", {"txt_suffix": "-txt", "txt_wildcard_replacement": "any"}),
    ],
)
def test_external_dns_is_recognised_by_any_of_its_records_and_nothing_of_it_is_adopted(
    scene_of: Callable[..., Scene], label: str, place: str, flags: dict[str, str]
) -> None:
    scene = scene_of(adopt="matching", external_dns=ExternalDns(**flags))
    hostname = f"{label}.apps.example.com"
    web = scene.create("web", hostname.replace("*", "_wildcard"))
    scene.foreign_alias(label.replace("*", r"\052"), web)
    scene.foreign(place, "TXT", '"heritage=external-dns,external-dns/owner=cluster-2"')
    outcome = scene.look(web)
    assert refused(outcome) == [("name-taken", hostname)]
    assert "external-dns (owner 'cluster-2')" in outcome.refusals[0].reason


@pytest.mark.parametrize(
    "other",
    [
        NEIGHBOUR,
        Deployment("platform", "aws", "210987654321", REGION),
        Deployment("platform", "aws", ACCOUNT, "us-east-1"),
    ],
    ids=["owner", "account", "region"],
)
def test_h37_a_name_that_another_deployment_holds_is_owned_elsewhere(scene: Scene, other: Deployment) -> None:
    scene.tampered = True  # what another deployment of the same owner holds looks much like ours
    for record_set in (
        RecordSet(RecordKey(DnsName(NEW), "A"), 60, ("192.0.2.1",)),
        encode_hold(new_hold(Key(DnsName(NEW)), NEIGHBOURS._replace(region=other.region), other, ZONE), other, ZONE),
    ):
        scene.foreign_set(record_set)
    code, reason = refusal_of(scene)
    assert code == "owned-elsewhere"
    assert other.owner in reason


def test_c40_h37_an_index_entry_of_another_account_under_the_same_id_is_nobodys_business(scene: Scene) -> None:
    scene.tampered = True
    web = scene.create("web", NEW)
    theirs = Deployment(ME.owner, "aws", "210987654321", REGION)
    scene.foreign_set(encode_index(Key(DnsName("x.apps.example.com")), web, theirs, ZONE))
    assert done(scene.look(web)) == [("create", NEW)]
    assert done(scene.deleted(web)) == [("remove", NEW)]


def test_a_txt_that_is_no_index_entry_in_its_place_is_left_alone_and_the_name_is_made(scene: Scene) -> None:
    scene.tampered = True
    web = scene.create("web", NEW)
    place = encode_index(Key(DnsName(NEW)), web, ME, ZONE).key
    scene.foreign_set(RecordSet(place, 60, ('"hello"',)))
    assert done(scene.look(web)) == [("create", NEW)]
    assert done(scene.sweep()) == []


def test_a_protected_name_is_refused_for_good_and_blocks_no_other(scene: Scene) -> None:
    scene.route53.protect(ZONE.id, "new.apps.example.com.", "A", "change frozen by the DNS team")
    web, other = scene.create("web", f"{NEW} shop.apps.example.com"), scene.create("other", "cart.apps.example.com")
    outcome = scene.look(web, other)
    assert sorted(done(outcome)) == [("create", "cart.apps.example.com"), ("create", "shop.apps.example.com")]
    [refusal] = outcome.refusals
    assert (refusal.hostname, refusal.code) == (NEW, "protected")
    assert "change frozen by the DNS team" in refusal.reason
    assert outcome.failures == {}


def test_a_waiting_load_balancer_is_not_noted_for_a_name_that_nobody_got(scene: Scene) -> None:
    scene.route53.protect(ZONE.id, "new.apps.example.com.", "AAAA")
    web = scene.create("web", NEW, ip_address_type="dualstack")
    other = scene.create("other", NEW, ip_address_type="dualstack")
    outcome = scene.look(web, other)
    assert ("protected", NEW) in refused(outcome)
    assert scene.holds() == []


def test_h40_a_name_that_someone_pointed_elsewhere_outlives_its_load_balancer(scene: Scene) -> None:
    web = scene.create("web", NEW)
    scene.look(web)
    scene.foreign("new", "A", "192.0.2.99")  # during an incident
    outcome = scene.deleted(web)
    assert done(outcome) == [("let-go", NEW)]
    assert "left in place" in outcome.decisions[0][1].reason
    assert scene.holds() == []


def test_a_cname_where_the_hold_would_lie_refuses_that_name_and_no_other(scene: Scene) -> None:
    """Route 53's words for it say "already exists", too; it is no lost race, and ends."""
    scene.tampered = True
    scene.foreign("new._hold._albias", "CNAME", "elsewhere.example.net")
    web = scene.create("web", f"{NEW} shop.apps.example.com")
    outcome = scene.look(web)
    assert done(outcome) == [("create", "shop.apps.example.com")]
    assert (refused(outcome), outcome.failures) == ([("not-accepted", NEW)], {})


def test_a_refusal_is_told_once_though_others_lost_a_race(scene: Scene) -> None:
    holder = scene.create("holder", "shop.apps.example.com")
    scene.look(holder)
    waiter = scene.create("waiter", "shop.apps.example.com")
    scene.look(waiter)
    web = scene.create("web", NEW)

    def meanwhile(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets":
            scene.route53.before = None
            scene.foreign("new", "A", "192.0.2.3")

    scene.route53.before = meanwhile
    outcome = scene.look(waiter, web, holder)
    assert outcome.lost_races == 1
    assert sorted(refused(outcome)) == [("name-taken", NEW), ("waiting", "shop.apps.example.com")]


def test_a_protected_name_is_refused_for_good_however_late_it_gets_meanwhile(scene: Scene) -> None:
    """Who would wait for it would be noted with another time in each round, so that no change came twice."""
    scene.route53.protect(ZONE.id, f"{NEW}.", "A")
    web, waiter = scene.create("web", NEW), scene.create("waiter", NEW)

    def tick(operation: str, params: dict[str, Any]) -> None:
        scene.clock += 1

    scene.route53.before = tick
    outcome = scene.look(web, waiter)
    assert (refused(outcome), outcome.failures) == ([("protected", NEW)], {})


def test_c43_a_sweep_tells_what_albias_never_wrote_and_serves_everybody(scene: Scene) -> None:
    scene.tampered = True
    places = [f"odd{number:02}.platform._albias" for number in range(12)]
    for place in places:
        scene.foreign(place, "TXT", '"v=spf1 -all"')
    scene.create("web", NEW)
    outcome = scene.sweep()
    assert dict(done(outcome)) == {"create": NEW}
    told = [note for note in outcome.notes if note.code == "odd-text"]
    assert [note.hostname for note in told] == [f"{place}.apps.example.com" for place in places[:10]]
    assert "there are 12 such places" in told[0].reason
