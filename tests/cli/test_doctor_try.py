"""`albias doctor --try`: one name goes through the engine as it does through a deployed one, and nothing stays."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from albias.model import ClaimRule, HostedZone, LoadBalancerId
from albias.names import DnsName
from albias_cli.doctor import Finding
from albias_cli.errors import Exit
from tests.cli.patients import DENIED, Canned, Refusing
from tests.fakes import FakeElbv2
from tests.support.desk import Desk, Result
from tests.support.world import TAG, ZONE, World

PRIVATE = HostedZone("Z0PRIVATE", DnsName("apps.example.com"), private=True, schemes=("internal",))
CLUSTER = {"elbv2.k8s.aws/cluster": "prod"}


def deployed(world: World, desk: Desk, act: Callable[[], object]) -> None:
    """Time passes by what happens in it: each wait of a second is one in which this happens."""

    def sleep(seconds: float) -> None:
        world.clock += seconds
        act()

    desk.sleep = sleep
    for service in ("sts", "cloudtrail", "lambda", "events", "scheduler", "sqs", "cloudwatch", "iam", "sns"):
        desk.clients.more[service] = Canned()
        desk.clients.more[service].answers = Refusing()
    desk.clients.stack.outputs |= dict.fromkeys(("FunctionName", "QueueUrl", "FunctionRoleArn"), "x")
    limit = Canned(get_hosted_zone_limit=ClientError(DENIED, "GetHostedZoneLimit"))
    world.route53.get_hosted_zone_limit = limit.get_hosted_zone_limit  # type: ignore[attr-defined]


def tried(desk: Desk, *arguments: str) -> list[Finding]:
    """What the trial found."""
    document = desk.json("doctor", "--try", "--yes", *arguments)
    return [Finding(**each) for each in document["findings"] if each["area"] == "try"]


def tags(world: World, load_balancer: LoadBalancerId) -> dict[str, str]:
    (found,) = world.elbv2.describe_tags(ResourceArns=[str(load_balancer)])["TagDescriptions"]
    return {tag["Key"]: tag["Value"] for tag in found["Tags"]}


def test_a_name_is_made_changed_and_removed_and_each_step_has_its_seconds(world: World, desk: Desk) -> None:
    web = world.create("web", "shop.apps.example.com")
    world.sweep()
    before = world.names()
    deployed(world, desk, lambda: world.look(web))
    found = tried(desk)
    assert [each.state for each in found] == ["ok"] * 3
    assert "was there 1 s after the tag" in found[0].words
    assert "replaced 1 s after the tag changed" in found[1].words
    assert "gone 1 s after the tag" in found[2].words
    assert world.names() == before
    assert tags(world, web) == {TAG: "shop.apps.example.com"}


def test_a_change_replaces_the_record_sets_in_one_batch(world: World, desk: Desk) -> None:
    """Whether a guardrail lets DELETE and CREATE of one name and type through together is seen by this alone."""
    web = world.create("web")
    deployed(world, desk, lambda: world.look(web))
    tried(desk)
    batches = [call.params for call in world.route53.calls if call.operation == "ChangeResourceRecordSets"]
    kinds = []
    for batch in batches:
        changes = batch["ChangeBatch"]["Changes"]
        kinds.append([each["Action"] for each in changes if each["ResourceRecordSet"]["Type"] == "A"])
    assert kinds == [["CREATE"], ["DELETE", "CREATE"], ["DELETE"]]


def test_nothing_comes_and_the_tag_goes_all_the_same(world: World, desk: Desk) -> None:
    web = world.create("web")
    deployed(world, desk, lambda: None)
    (found,) = tried(desk)
    assert (found.state, "was not made within 300 s" in found.words) == ("problem", True)
    assert "no event came" in found.mend
    assert tags(world, web) == {}


def test_what_the_function_said_of_the_name_is_told(world: World, desk: Desk) -> None:
    web = world.create("web")

    def refused() -> None:
        for name in tags(world, web).values():
            said = {"message": "refused", "reason": "a TXT of external-dns is there", "hostname": name}
            desk.clients.logs.add(world.clock, kind="refusal", code="name-taken", **said)

    deployed(world, desk, refused)
    (found,) = tried(desk)
    assert "the log: refused: a TXT of external-dns is there" in found.words
    assert "albias explain" in found.mend


def test_the_first_interrupt_takes_the_tag_away(world: World, desk: Desk) -> None:
    web = world.create("web")
    deployed(world, desk, lambda: os.kill(os.getpid(), signal.SIGINT))
    before = signal.getsignal(signal.SIGINT)
    result = desk.run("doctor", "--try", "--yes")
    assert signal.getsignal(signal.SIGINT) is before
    assert result.code == Exit.INTERRUPTED
    assert "interrupted: the tag is taken away" in result.out
    assert tags(world, web) == {}


def test_the_second_interrupt_does_so_too(world: World, desk: Desk) -> None:
    web = world.create("web")

    def twice() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    deployed(world, desk, twice)
    assert desk.run("doctor", "--try", "--yes").code == Exit.INTERRUPTED
    assert tags(world, web) == {}


def test_an_error_on_the_way_takes_the_tag_away(world: World, desk: Desk) -> None:
    web = world.create("web")

    def denied(operation: str, params: Any) -> None:
        if operation == "ListResourceRecordSets" and tags(world, web):
            raise ClientError(DENIED, operation)

    deployed(world, desk, lambda: None)
    world.route53.before = denied
    (found,) = tried(desk)
    assert (found.state, "not tried to its end" in found.words) == ("unknown", True)
    assert tags(world, web) == {}


def test_what_a_trial_left_that_was_killed_goes_with_the_next_one(world: World, desk: Desk) -> None:
    """The name goes by the removal of the tag, as it always does; what somebody wants stays."""
    left = "albias-try-65f0c0de.apps.example.com"
    web = world.create("web")
    old = world.create("old", tags={TAG: "shop.apps.example.com", f"{TAG}/{left}": left})
    world.sweep()
    assert world.target(left)
    deployed(world, desk, lambda: world.look(web, old))
    found = tried(desk, f"--load-balancer={web}")
    assert (found[0].state, found[0].words) == (
        "ok",
        f"an earlier trial left the tag {TAG}/{left} on old: it is taken away",
    )
    assert tags(world, old) == {TAG: "shop.apps.example.com"}
    assert world.target(left) is None
    assert world.target("shop.apps.example.com")


def test_a_tag_that_cannot_be_taken_away_is_told_with_the_command(world: World, desk: Desk) -> None:
    web = world.create("web")

    class Sticky(FakeElbv2):
        def remove_tags(self, **params: Any) -> Any:
            raise ClientError(DENIED, "RemoveTags")

    world.elbv2.__class__ = Sticky
    deployed(world, desk, lambda: world.look(web))
    *_, found = tried(desk)
    assert (found.state, "stays: RemoveTags: AccessDenied" in found.words) == ("problem", True)
    assert f"aws elbv2 remove-tags --resource-arns {web} --tag-keys 'albias/hostname/albias-try-" in found.mend


def test_who_may_not_tag_is_told_so(world: World, desk: Desk) -> None:
    web = world.create("web")

    class Denying(FakeElbv2):
        def add_tags(self, **params: Any) -> Any:
            raise ClientError(DENIED, "AddTags")

    world.elbv2.__class__ = Denying
    deployed(world, desk, lambda: None)
    (found,) = tried(desk)
    assert (found.state, "AddTags: AccessDenied" in found.words, "--profile" in found.mend) == ("unknown", True, True)
    assert tags(world, web) == {}


def test_a_load_balancer_that_went_meanwhile_has_no_tag_to_take_away(world: World, desk: Desk) -> None:
    web = world.create("web")
    deployed(world, desk, lambda: world.delete(web))
    found = tried(desk)
    assert [each.state for each in found] == ["problem"]


def _refused(world: World, *arguments: str) -> str:
    """Why nothing was tried; nothing is written at all."""
    desk = Desk(world)
    deployed(world, desk, lambda: None)
    world.route53.calls.clear()
    (found,) = tried(desk, *arguments)
    assert found.state == "unknown"
    assert found.mend
    assert "ChangeResourceRecordSets" not in [call.operation for call in world.route53.calls]
    return found.words


def test_a_load_balancer_of_a_cluster_would_lose_the_tag(world: World) -> None:
    web = world.create("web", tags=CLUSTER)
    assert "a controller in a cluster made it" in _refused(world)
    assert "a controller in a cluster made it" in _refused(world, f"--load-balancer={web}")
    assert tags(world, web) == CLUSTER


def test_another_load_balancer_is_taken_in_place_of_a_clusters(world: World, desk: Desk) -> None:
    world.create("a-first", tags=CLUSTER)
    web = world.create("web")
    deployed(world, desk, lambda: world.look(web))
    assert [each.state for each in tried(desk)] == ["ok"] * 3


def test_a_zone_that_grants_no_pattern_has_no_room_for_a_trial() -> None:
    world = World(zones=(replace(ZONE, hostnames=("shop.apps.example.com",)),))
    world.create("web")
    assert "grant certain names alone" in _refused(world)


def test_a_claim_that_gives_the_name_to_others_is_told() -> None:
    claim = ClaimRule(hostnames=(), tags=(("team", "shop"),))
    world = World(zones=(replace(ZONE, claims=(claim,)),))
    world.create("web")
    assert "claim-not-allowed" in _refused(world)


def test_a_scheme_that_the_zone_does_not_take_is_told() -> None:
    world = World(zones=(PRIVATE,))
    world.create("web")
    assert "scheme-not-allowed" in _refused(world)


def test_no_load_balancer_at_all(world: World) -> None:
    assert "there is no load balancer" in _refused(world)
    other = world.create("gone")
    world.delete(other)
    assert "is not in this account and Region" in _refused(world, f"--load-balancer={other}")


@pytest.mark.parametrize("settings", [{"dry_run": True}, {"policy": "create-only"}, {"policy": "upsert-only"}])
def test_settings_under_which_a_name_would_not_come_or_not_go(settings: Any) -> None:
    world = World(**settings)
    world.create("web")
    (key,) = settings
    assert key in _refused(world)


def test_a_load_balancer_with_all_the_tags_that_it_can_have(world: World) -> None:
    world.create("web", tags={f"key-{number}": "" for number in range(50)})
    assert "it has 50 tags already" in _refused(world)


def test_without_a_deployment_nothing_is_tried(world: World, desk: Desk) -> None:
    web = world.create("web")
    deployed(world, desk, lambda: None)
    desk.clients.stack.deployed = False
    missing = {"Error": {"Code": "ResourceNotFoundException", "Message": "none"}}
    desk.clients.more["lambda"] = Canned(get_function_configuration=ClientError(missing, "GetFunctionConfiguration"))  # type: ignore[arg-type]
    (found,) = tried(desk)
    assert "no whole deployment was found" in found.words
    assert tags(world, web) == {}


def _answer(desk: Desk, *arguments: str) -> Result:
    return desk.run("doctor", *arguments)


def test_it_is_asked_for_first(world: World, desk: Desk) -> None:
    """Nobody is at this keyboard: the answer is no, and nothing was made."""
    web = world.create("web")
    deployed(world, desk, lambda: None)
    result = _answer(desk, "--try")
    assert result.code == Exit.FAILED
    assert f"{web} gets the tag albias/hostname/albias-try-" in result.err
    assert "nothing was tried" in result.err
    assert tags(world, web) == {}
    assert _answer(desk, "--try", "--json").code == Exit.USAGE


def test_its_options_belong_to_it(desk: Desk) -> None:
    result = _answer(desk, "--yes")
    assert (result.code, "belong to --try" in result.err) == (Exit.USAGE, True)
