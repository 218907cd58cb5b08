"""Many load balancers are looked for in a listing first: fewer calls, and what it lacks proves nothing (H48)."""

from typing import Any

from albias.aws.elbv2 import IN_ONE_CALL, Elbv2
from albias.model import LoadBalancerId
from tests.fakes import FakeElbv2


def _adapter(fake: Any) -> Elbv2:
    return Elbv2(lambda _: fake)


def _made(fake: FakeElbv2, number: int, name: str = "web") -> list[LoadBalancerId]:
    found = []
    for index in range(number):
        parsed = LoadBalancerId.parse(fake.add_load_balancer(f"{name}-{index}"))
        assert parsed
        found.append(parsed)
    return found


def test_many_cost_a_page_for_400_and_their_tags() -> None:
    fake = FakeElbv2()
    asked = _made(fake, 400)
    answer = _adapter(fake).describe(asked)
    assert {each.id for each in answer.found.values() if each} == set(asked)
    assert fake.count("DescribeLoadBalancers") == 1
    assert fake.count("DescribeTags") == 20


def test_few_are_asked_for_by_name() -> None:
    fake = FakeElbv2()
    _made(fake, 400, "other")
    _adapter(fake).describe(_made(fake, 199))
    assert fake.count("DescribeLoadBalancers") == 10
    assert all("LoadBalancerArns" in call.params for call in fake.calls if call.operation == "DescribeLoadBalancers")


def test_in_a_large_account_no_more_pages_are_looked_through_than_half_of_what_asking_takes() -> None:
    fake = FakeElbv2()
    _made(fake, 4_000, "other")
    asked = _made(fake, 200)
    answer = _adapter(fake).describe(asked)
    assert all(answer.found[each] for each in asked)
    assert fake.count("DescribeLoadBalancers") == 5 + 10


def test_what_a_listing_lacks_is_asked_for_and_gone_only_when_it_says_so() -> None:
    fake = FakeElbv2()
    asked = _made(fake, 240)
    gone, hidden = asked[0], asked[1]
    fake.remove_load_balancer(str(gone))
    answer = _adapter(fake).describe(asked)
    assert answer.found[gone] is None
    assert answer.found[hidden]
    assert not answer.failures


def test_a_sweeps_own_look_at_those_that_its_listing_lacked_lists_nothing_again() -> None:
    fake = FakeElbv2()
    asked = _made(fake, 240)
    _adapter(fake).describe(asked, mostly_gone=True)
    assert fake.count("DescribeLoadBalancers") == 240
    assert IN_ONE_CALL == 20
