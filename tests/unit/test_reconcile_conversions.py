"""A name changes its routing: what was goes and what is wanted comes in one batch, so that it never falls silent."""

import pytest

from tests.support.scene import Scene, done, refused

SHOP = "shop.apps.example.com"


def last_batch(scene: Scene) -> list[tuple[str, str, str]]:
    """The changes to what answers for the name in the last change batch: action, type, routing."""
    calls = [call.params for call in scene.route53.calls if call.operation == "ChangeResourceRecordSets"]
    found = []
    for change in calls[-1]["ChangeBatch"]["Changes"]:
        record = change["ResourceRecordSet"]
        if record["Name"] == f"{SHOP}.":
            routing = f"weight {record['Weight']}" if "Weight" in record else record.get("Region", "simple")
            found.append((change["Action"], record["Type"], routing))
    return found


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", " weight=20", "simple -> weighted 20"),
        (" weight=20", "", "weighted 20 -> simple"),
        (" weight=20", " latency=here", "weighted 20 -> latency eu-west-1"),
        (" latency=here", " failover=primary", "latency eu-west-1 -> failover PRIMARY"),
        (" weight=20", " weight=20 set=by-hand", "-> set 'by-hand'"),
    ],
)
def test_another_routing_is_one_batch_and_told_in_route_53s_words(
    scene: Scene, before: str, after: str, words: str
) -> None:
    web = scene.create("web", f"{SHOP}{before}")
    scene.look(web)
    batches = scene.route53.count("ChangeResourceRecordSets")
    scene.tag(web, f"{SHOP}{after}")
    outcome = scene.look(web)
    assert done(outcome) == [("convert", SHOP)]
    [(_, decision)] = outcome.decisions
    assert decision.reason.startswith("its tags ask for another routing: ")
    assert decision.reason.endswith(words)
    assert decision.load_balancer == web
    assert web in decision.concerned
    assert scene.route53.count("ChangeResourceRecordSets") == batches + 1
    assert [action for action, _, _ in last_batch(scene)] == ["DELETE", "CREATE"]
    assert scene.sweep().decisions == []


def test_what_is_converted_is_handed_over_with_what_waits_for_it(scene: Scene) -> None:
    """Who waited for the simple name gets it, not silence, when its holder asks for a share."""
    web, green = scene.create("web", SHOP), scene.create("green", SHOP)
    scene.look(web)
    scene.look(green)
    scene.tag(web, f"{SHOP} weight=20")
    scene.look(web)
    assert scene.target(SHOP) == scene.dns_name(green)
    assert ("routing-differs", SHOP) in refused(scene.look(web))


def test_a_conversion_that_others_are_in_the_way_of_takes_nothing_away(scene: Scene) -> None:
    """Two shares of one policy: the first to ask for another one keeps what it has until the other does so, too."""
    web, green = scene.create("web", f"{SHOP} weight=20"), scene.create("green", f"{SHOP} weight=80")
    scene.look(web, green)
    scene.tag(web, f"{SHOP} latency=here")
    outcome = scene.look(web)
    assert (done(outcome), refused(outcome)) == ([], [("routing-differs", SHOP)])
    assert last_batch(scene) == [("CREATE", "A", "weight 20"), ("CREATE", "A", "weight 80")]


def test_names_that_come_at_the_same_time_are_no_part_of_a_conversion(scene: Scene) -> None:
    """Names before and after it in order are created as they are."""
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.tag(web, f"{SHOP} aaa.apps.example.com zoo.apps.example.com weight=20")
    expected = [("convert", SHOP), ("create", "aaa.apps.example.com"), ("create", "zoo.apps.example.com")]
    assert sorted(done(scene.look(web))) == expected


def test_what_others_get_of_the_name_at_the_same_time_is_theirs(scene: Scene) -> None:
    """Two load balancers ask for shares in one run: the one that has the simple name converts, and both answer."""
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.tag(web, f"{SHOP} weight=80 set=green")
    other = scene.create("other", f"{SHOP} weight=20 set=blue")
    scene.look(web, other)
    scene.sweep()
    for load_balancer, identifier in ((web, "green"), (other, "blue")):
        hold = scene.hold(SHOP, set_identifier=identifier)
        assert hold
        assert hold.load_balancer == load_balancer
    assert not scene.hold(SHOP)


def test_a_simple_record_set_is_made_once_the_last_share_of_another_is_gone(scene: Scene) -> None:
    web, other = scene.create("web", f"{SHOP} weight=20 set=blue"), scene.create("other", f"{SHOP} weight=80")
    scene.look(web, other)
    scene.tag(web, SHOP)
    assert done(scene.look(web)) == []
    assert scene.record_sets(SHOP, set_identifier="blue")
    scene.deleted(other)
    assert ("convert", SHOP) in done(scene.sweep())
    assert scene.holder(SHOP) == web
    assert scene.record_sets(SHOP, set_identifier="blue") == {}


def test_a_share_that_another_gets_at_the_same_time_is_not_taken_for_the_one_that_is_converted_to(scene: Scene) -> None:
    web = scene.create("web", f"{SHOP} weight=20 set=blue")
    scene.look(web)
    scene.tag(web, f"{SHOP} weight=20 set=green")
    other = scene.create("other", f"{SHOP} weight=80 set=aqua")
    outcome = scene.look(web, other)
    told = [(decision.action, decision.key.set_identifier, decision.load_balancer) for _, decision in outcome.decisions]
    assert sorted(told) == [("convert", "green", web), ("create", "aqua", other)]
