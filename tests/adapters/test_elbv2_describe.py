"""Load balancers by ARN: what is positive evidence that one is gone, and what is none (H35, H48)."""

from typing import Any

import pytest

from albias.aws.elbv2 import Described, Elbv2
from albias.errors import AwsUnavailable
from albias.model import LoadBalancer, LoadBalancerId
from tests.fakes import FakeElbv2


@pytest.fixture
def client() -> FakeElbv2:
    return FakeElbv2()


def adapter(client: FakeElbv2) -> Elbv2:
    return Elbv2(lambda _: client)


def made(client: FakeElbv2, name: str, **options: Any) -> LoadBalancerId:
    found = LoadBalancerId.parse(client.add_load_balancer(name, **options))
    assert found
    return found


def gone(client: FakeElbv2, name: str) -> LoadBalancerId:
    found = made(client, name)
    client.remove_load_balancer(str(found))
    return found


def test_a_load_balancer_is_described_with_its_tags(client: FakeElbv2) -> None:
    web = made(client, "Web", scheme="internal", ip_address_type="dualstack", tags={"b": "2", "a": "1", "empty": ""})
    described = adapter(client).describe([web])
    assert described.found == {
        web: LoadBalancer(
            web,
            "internal-Web-1234567891.eu-west-1.elb.amazonaws.com",
            "Z32O12XQLNTSW2",
            "internal",
            "dualstack",
            (("a", "1"), ("b", "2"), ("empty", "")),
        )
    }
    assert described.failures == {}
    assert [call.operation for call in client.calls] == ["DescribeLoadBalancers", "DescribeTags"]


def test_nothing_asked_is_nothing_called(client: FakeElbv2) -> None:
    assert adapter(client).describe([]) == Described()
    assert client.count() == 0


def test_twenty_cost_two_calls_and_twenty_one_cost_four(client: FakeElbv2) -> None:
    ids = [made(client, f"lb{number}") for number in range(21)]
    assert adapter(client).describe(ids[:20]).found.keys() == set(ids[:20])
    assert client.count() == 2
    assert adapter(client).describe(ids).found.keys() == set(ids)
    assert client.count() == 6


def test_not_found_is_evidence_for_the_one_that_is_not_found_alone(client: FakeElbv2) -> None:
    ids = [made(client, "a"), gone(client, "b"), made(client, "c"), gone(client, "d"), made(client, "e")]
    found = adapter(client).describe(ids).found
    assert [found[each] is not None for each in ids] == [True, False, True, False, True]


def test_all_gone_costs_no_call_for_tags(client: FakeElbv2) -> None:
    ids = [gone(client, "a"), gone(client, "b")]
    assert adapter(client).describe(ids) == Described(dict.fromkeys(ids))
    assert client.count("DescribeTags") == 0


def test_gone_between_the_two_calls_is_gone(client: FakeElbv2) -> None:
    ids = [made(client, "a"), made(client, "b")]

    def delete_between(operation: str, params: dict[str, Any]) -> None:
        if operation == "DescribeTags":
            client.remove_load_balancer(str(ids[0]))

    client.before = delete_between
    found = adapter(client).describe(ids).found
    assert found[ids[0]] is None
    assert found[ids[1]] is not None


@pytest.mark.parametrize("operation", ["DescribeLoadBalancers", "DescribeTags"])
@pytest.mark.parametrize(
    "code", ["Throttling", "ThrottlingException", "InternalFailure", "AccessDenied", "RequestExpired", ""]
)
def test_h48_an_error_is_no_evidence_of_anything(client: FakeElbv2, operation: str, code: str) -> None:
    web = made(client, "web")

    def fail(called: str, params: dict[str, Any]) -> None:
        if called == operation:
            raise client.error(called, code, "later")

    client.before = fail
    with pytest.raises(AwsUnavailable, match=f"{operation}: {code}: later"):
        adapter(client).describe([web])


@pytest.mark.parametrize("operation", ["DescribeLoadBalancers", "DescribeTags"])
@pytest.mark.parametrize("code", ["ValidationError", "ValidationException", "InvalidParameterValue"])
def test_c41_an_arn_that_is_not_accepted_is_that_load_balancers_failure_alone(
    client: FakeElbv2, operation: str, code: str
) -> None:
    """It is neither found nor gone, and the others are described as if it had not been asked about."""
    ids = [made(client, f"lb{number}") for number in range(25)]
    odd = ids[7]

    def refuse(called: str, params: dict[str, Any]) -> None:
        if called == operation and str(odd) in params.get("LoadBalancerArns", params.get("ResourceArns", ())):
            raise client.error(called, code, "the ARN is not valid")

    client.before = refuse
    described = adapter(client).describe(ids)
    assert described.found.keys() == {*ids} - {odd}
    assert None not in described.found.values()
    assert described.failures.keys() == {odd}
    assert str(odd) in described.failures[odd]
    assert "the ARN is not valid" in described.failures[odd]


def test_c41_one_that_is_not_accepted_hides_none_that_is_gone(client: FakeElbv2) -> None:
    ids = [made(client, "a"), gone(client, "b"), made(client, "c")]

    def refuse(called: str, params: dict[str, Any]) -> None:
        if str(ids[2]) in params.get("LoadBalancerArns", ()):
            raise client.error(called, "ValidationError", "the ARN is not valid")

    client.before = refuse
    described = adapter(client).describe(ids)
    assert described.found.keys() == {*ids[:2]}
    assert described.found[ids[1]] is None
    assert described.failures.keys() == {ids[2]}


class Forgetful(FakeElbv2):
    """Elastic Load Balancing that leaves some out of its answers without a word, as nobody has seen it do."""

    forgotten: frozenset[str] = frozenset()

    def describe_load_balancers(self, **params: Any) -> Any:
        answer = super().describe_load_balancers(**params)
        kept = [found for found in answer["LoadBalancers"] if found["LoadBalancerArn"] not in self.forgotten]
        return {**answer, "LoadBalancers": kept}

    def describe_tags(self, **params: Any) -> Any:
        answer = super().describe_tags(**params)
        kept = [found for found in answer["TagDescriptions"] if found["ResourceArn"] not in self.forgotten]
        return {**answer, "TagDescriptions": kept}


def test_h48_an_answer_that_leaves_one_out_proves_nothing() -> None:
    client = Forgetful()
    ids = [made(client, "a"), made(client, "b")]
    client.forgotten = frozenset({str(ids[0])})
    with pytest.raises(AwsUnavailable, match=f"answered without {ids[0]}, which proves nothing"):
        adapter(client).describe(ids)


def test_h48_one_that_is_left_out_among_others_is_asked_for_alone() -> None:
    client = Forgetful()
    ids = [made(client, "a"), gone(client, "b"), made(client, "c")]
    found = adapter(client).describe(ids).found
    assert [found[each] is not None for each in ids] == [True, False, True]


class Older(FakeElbv2):
    """Elastic Load Balancing that says nothing of address types."""

    def describe_load_balancers(self, **params: Any) -> Any:
        answer = super().describe_load_balancers(**params)
        for found in answer["LoadBalancers"]:
            del found["IpAddressType"]
        return answer


def test_h35_a_load_balancer_without_an_address_type_is_ipv4() -> None:
    client = Older()
    web = made(client, "web")
    found = adapter(client).describe([web]).found[web]
    assert found
    assert found.ip_address_type == "ipv4"
