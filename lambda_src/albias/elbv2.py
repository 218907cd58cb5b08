"""Elastic Load Balancing v2: load balancers with their tags. Paging and translation of errors, nothing else."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from .aws import translated
from .errors import AwsUnavailable
from .model import LoadBalancer, LoadBalancerId

if TYPE_CHECKING:
    from mypy_boto3_elbv2.client import ElasticLoadBalancingv2Client

_AT_ONCE = 20  # ARNs in one DescribeLoadBalancers or DescribeTags call
_PAGE = 400  # the most that one page of DescribeLoadBalancers holds
_NOT_FOUND = "LoadBalancerNotFound"


class Elbv2:
    """What albias asks of Elastic Load Balancing in its own account and Region."""

    def __init__(self, client: "ElasticLoadBalancingv2Client") -> None:
        self._client = client

    def describe(
        self, ids: Sequence[LoadBalancerId], turn: Callable[[], None] = lambda: None
    ) -> dict[LoadBalancerId, LoadBalancer | None]:
        """Each load balancer as it is now; None only where ELB answered LoadBalancerNotFound for it (H48).

        Two calls for up to 20 load balancers, each after `turn`. Raises: AwsUnavailable, when not everything could be
        learned. Source: DescribeLoadBalancers, DescribeTags.
        """
        described = self._of_each(self._descriptions, [str(lb) for lb in ids], turn)
        tags = self._of_each(self._tags, [arn for arn, found in described.items() if found], turn)
        result: dict[LoadBalancerId, LoadBalancer | None] = {}
        for load_balancer in ids:
            found, found_tags = described[str(load_balancer)], tags.get(str(load_balancer))
            known = found is not None and found_tags is not None
            result[load_balancer] = _load_balancer(load_balancer, found, found_tags) if known else None
        return result

    def all(self, turn: Callable[[], None]) -> Iterator[LoadBalancer]:
        """Every application and network load balancer of the account and Region, with its tags.

        One call for 400 load balancers and one for the tags of 20, each after `turn`. Raises: AwsUnavailable.
        """
        described: dict[str, Any] = {}
        position: dict[str, Any] = {}
        while position.get("Marker", "first"):
            turn()
            with translated("DescribeLoadBalancers"):
                page = self._client.describe_load_balancers(PageSize=_PAGE, **position)
            described.update({found["LoadBalancerArn"]: found for found in page["LoadBalancers"]})
            position = {"Marker": page.get("NextMarker", "")}
        tags = self._of_each(self._tags, list(described), turn)
        for arn, found in described.items():
            load_balancer = LoadBalancerId.parse(arn)
            if load_balancer and load_balancer.type != "gateway" and (found_tags := tags[arn]) is not None:
                yield _load_balancer(load_balancer, found, found_tags)

    def _descriptions(self, arns: list[str]) -> dict[str, Any]:
        with translated("DescribeLoadBalancers", _NOT_FOUND):
            answer = self._client.describe_load_balancers(LoadBalancerArns=arns)
        return {found["LoadBalancerArn"]: found for found in answer["LoadBalancers"]}

    def _tags(self, arns: list[str]) -> dict[str, Any]:
        with translated("DescribeTags", _NOT_FOUND):
            answer = self._client.describe_tags(ResourceArns=arns)
        return {found["ResourceArn"]: found["Tags"] for found in answer["TagDescriptions"]}

    def _of_each(
        self, call: Callable[[list[str]], dict[str, Any]], arns: list[str], turn: Callable[[], None]
    ) -> dict[str, Any]:
        """The call's answer for each ARN, None where ELB says there is none; one unknown ARN fails a whole call."""
        answers: dict[str, Any] = {}
        open_chunks = [arns[start : start + _AT_ONCE] for start in range(0, len(arns), _AT_ONCE)]
        while open_chunks:
            chunk = open_chunks.pop()
            turn()
            try:
                answer = call(chunk)
            except ClientError:
                if len(chunk) == 1:
                    answers[chunk[0]] = None
                else:
                    open_chunks += [chunk[: len(chunk) // 2], chunk[len(chunk) // 2 :]]
                continue
            answers.update(answer)
            unanswered = [arn for arn in chunk if arn not in answer]
            if unanswered and len(chunk) == 1:
                raise AwsUnavailable(f"Elastic Load Balancing answered without {chunk[0]}, which proves nothing")
            open_chunks += [[arn] for arn in unanswered]
        return answers


def _load_balancer(load_balancer: LoadBalancerId, found: Any, tags: Any) -> LoadBalancer:
    return LoadBalancer(
        load_balancer,
        found["DNSName"],
        found["CanonicalHostedZoneId"],
        found["Scheme"],
        found.get("IpAddressType", "ipv4"),
        tuple(sorted((tag["Key"], tag.get("Value", "")) for tag in tags)),
    )
