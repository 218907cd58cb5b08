"""Every load balancer there is: all pages, with tags, and never a short list taken for the whole (H12, H27, H48)."""

from typing import Any

import pytest

from albias.aws.elbv2 import Elbv2
from albias.errors import AwsUnavailable
from albias.model import LoadBalancer
from tests.fakes import FakeElbv2


@pytest.fixture
def client() -> FakeElbv2:
    return FakeElbv2()


def listed(client: FakeElbv2, turns: list[str] | None = None) -> list[LoadBalancer]:
    def pace() -> None:
        if turns is not None:
            turns.append("turn")

    return list(Elbv2(lambda _: client).all(pace))


def test_h27_all_pages_of_load_balancers_are_read(client: FakeElbv2) -> None:
    for number in range(805):
        client.add_load_balancer(f"lb{number}", tags={"number": str(number)})
    found = listed(client)
    assert {dict(each.tags)["number"] for each in found} == {str(number) for number in range(805)}
    assert client.count("DescribeLoadBalancers") == 3
    assert client.count("DescribeTags") == 41


def test_an_empty_region_costs_one_call(client: FakeElbv2) -> None:
    assert listed(client) == []
    assert client.count() == 1


def test_every_call_waits_its_turn(client: FakeElbv2) -> None:
    for number in range(45):
        client.add_load_balancer(f"lb{number}")
    turns: list[str] = []
    listed(client, turns)
    assert len(turns) == client.count() == 1 + 3


def test_application_and_network_load_balancers_are_served_gateways_are_not(client: FakeElbv2) -> None:
    client.add_load_balancer("a")
    client.add_load_balancer("n", kind="network")
    client.add_load_balancer("g", kind="gateway")
    assert [(each.id.name, each.id.type) for each in listed(client)] == [("a", "application"), ("n", "network")]


def test_one_that_vanishes_while_it_is_listed_is_left_out(client: FakeElbv2) -> None:
    arns = [client.add_load_balancer(name) for name in ("a", "b", "c")]

    def delete_between(operation: str, params: dict[str, Any]) -> None:
        if operation == "DescribeTags":
            client.remove_load_balancer(arns[1])

    client.before = delete_between
    assert [str(each.id) for each in listed(client)] == [arns[0], arns[2]]


@pytest.mark.parametrize("failing_call", [1, 2, 3, 4])
def test_h48_a_list_that_breaks_off_is_no_list(client: FakeElbv2, failing_call: int) -> None:
    for number in range(401):
        client.add_load_balancer(f"lb{number}")

    def fail(operation: str, params: dict[str, Any]) -> None:
        if client.count() == failing_call:
            raise client.error(operation, "Throttling", "Rate exceeded")

    client.before = fail
    with pytest.raises(AwsUnavailable, match="Throttling: Rate exceeded"):
        listed(client)
