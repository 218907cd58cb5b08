"""A load balancer that ELB does not find yet is not taken for deleted (H52), and one that never comes is let go of."""

from albias.engine.fleet import NOT_YET
from albias.errors import Failure
from tests.support.scene import Scene, done

SHOP = "shop.apps.example.com"


def test_h52_a_young_load_balancer_that_is_not_found_fails_and_is_tried_again(scene: Scene) -> None:
    scene.elbv2.visible_after = 1
    web = scene.create("web", SHOP)
    first = scene.engine().look([web], young={web: frozenset()})
    assert first.failures == {web: Failure(NOT_YET)}
    assert done(first) == []
    second = scene.engine().look([web], young={web: frozenset()})
    assert done(second) == [("create", SHOP)]


def test_h52_others_of_the_same_batch_do_not_wait_for_it(scene: Scene) -> None:
    other = scene.create("other", SHOP)
    scene.elbv2.visible_after = 10
    web = scene.create("web", "cart.apps.example.com")
    outcome = scene.engine().look([web, other], young={web: frozenset()})
    assert done(outcome) == [("create", SHOP)]
    assert outcome.failures.keys() == {web}


def test_h52_it_is_tried_again_too_where_the_zone_is_in_trouble(scene: Scene) -> None:
    other = scene.create("other", SHOP)
    scene.elbv2.visible_after = 10
    web = scene.create("web", "cart.apps.example.com")

    def throttle(operation: str, params: object) -> None:
        raise scene.route53.error(operation, "Throttling", "Rate exceeded")

    scene.route53.before = throttle
    outcome = scene.engine().look([web, other], young={web: frozenset()})
    scene.route53.before = None
    assert outcome.failures.keys() == {web, other}


def test_h52_a_load_balancer_that_is_no_longer_young_and_not_found_is_gone(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.delete(web)
    assert done(scene.engine().look([web], young={})) == [("remove", SHOP)]


def test_h52_a_successful_delete_is_evidence_however_young(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    scene.look(web)
    scene.delete(web)
    outcome = scene.engine().look([web], deleted={web}, young={web: frozenset()})
    assert done(outcome) == [("remove", SHOP)]
    assert outcome.failures == {}


def test_h52_a_young_one_that_is_found_is_served_at_once(scene: Scene) -> None:
    web = scene.create("web", SHOP)
    assert done(scene.engine().look([web], young={web: frozenset()})) == [("create", SHOP)]


def test_h52_one_that_could_not_be_looked_at_is_not_taken_for_one_that_is_not_found(scene: Scene) -> None:
    """What failed says why it failed; what is known without a look is done all the same."""
    web, gone = scene.create("web", SHOP), scene.create("gone", "cart.apps.example.com")
    scene.look(gone)
    scene.delete(gone)

    def throttle(operation: str, params: object) -> None:
        raise scene.elbv2.error(operation, "Throttling", "Rate exceeded")

    scene.elbv2.before = throttle
    outcome = scene.engine().look([web, gone], deleted={gone}, young={web: frozenset()})
    assert outcome.failures == {web: Failure("DescribeLoadBalancers: Throttling: Rate exceeded")}
    assert done(outcome) == [("remove", "cart.apps.example.com")]


def test_h52_what_somebody_else_has_found_meanwhile_is_not_condemned_by_an_older_absence(scene: Scene) -> None:
    """Two events of one creation: one run does not find it yet, the other does and gives it its name."""
    scene.elbv2.visible_after = 1
    web = scene.create("web", SHOP)
    met: list[bool] = []

    def meanwhile(operation: str, params: object) -> None:
        if not met:
            met.append(True)
            scene.look(web)

    scene.route53.before = meanwhile
    scene.look(web)
    scene.route53.before = None
    assert met
    assert scene.holder(SHOP) == web
    assert scene.target(SHOP) == scene.dns_name(web)


def test_h52_the_name_of_one_that_is_not_found_yet_is_not_given_away(scene: Scene) -> None:
    """It has the name already: somebody else's reading found it."""
    young = scene.create("young", SHOP)
    scene.look(young)
    other = scene.create("other", f"{SHOP} cart.apps.example.com")
    scene.elbv2.hide(str(young), 9)
    outcome = scene.engine().look([young, other], young={young: frozenset()})
    assert outcome.failures.keys() == {young, other}
    assert outcome.failures[other] == Failure(NOT_YET)
    assert done(outcome) == [("create", "cart.apps.example.com")]
    assert scene.target(SHOP) == scene.dns_name(young)


def test_h52_h36_one_that_waits_and_is_not_found_yet_keeps_its_place(scene: Scene) -> None:
    old = scene.create("old", SHOP)
    scene.look(old)
    young = scene.create("young", SHOP)
    scene.look(young)
    scene.delete(old)
    scene.elbv2.hide(str(young), 9)
    with scene.answering(SHOP):
        outcome = scene.engine().look([old, young], deleted={old}, young={young: frozenset()})
        assert outcome.failures.keys() == {old, young}
        scene.elbv2.hide(str(young), 0)
        scene.engine().look([old, young], deleted={old}, young={young: frozenset()})
    assert scene.holder(SHOP) == young


def test_c41_an_arn_that_is_not_accepted_is_told_in_elastic_load_balancings_words(scene: Scene) -> None:
    web = scene.create("web", SHOP)

    def before(operation: str, _: object) -> None:
        raise scene.elbv2.error(operation, "ValidationError", "the ARN is not valid")

    scene.elbv2.before = before
    outcome = scene.look(web)
    scene.elbv2.before = None
    assert outcome.failures[web].reason.startswith(f"Elastic Load Balancing does not accept {web}: ")


def test_c25_all_that_an_event_told_of_and_that_does_not_show_is_named_whoever_else_is_gone(scene: Scene) -> None:
    """The first of the two is deleted, which says nothing of the other."""
    gone, web = sorted([scene.create("a", SHOP), scene.create("b", SHOP)])
    scene.delete(gone)
    announced = frozenset({("tag", "albias/hostname/b"), ("tag", "albias/hostname/a"), ("rule", SHOP)})
    outcome = scene.engine().look([gone, web], young={gone: frozenset(), web: announced})
    told = "tags of which an event told, or not yet: albias/hostname/a, albias/hostname/b"
    assert outcome.failures == {gone: Failure(NOT_YET), web: Failure(f"Elastic Load Balancing does not show {told}")}
