"""Elastic Load Balancing v2: load balancers with their tags. Paging and translation of errors, nothing else."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from albias.errors import AwsUnavailable
from albias.model import LoadBalancer, LoadBalancerId

from .failures import translated

if TYPE_CHECKING:
    from mypy_boto3_elbv2.client import ElasticLoadBalancingv2Client

AT_ONCE = 20  # ARNs in one DescribeLoadBalancers or DescribeTags call
_PAGE = 400  # the most that one page of DescribeLoadBalancers holds
_NOT_FOUND = "LoadBalancerNotFound"


class Elbv2:
    """What albias asks of Elastic Load Balancing in its own account and Region."""

    def __init__(self, client: "ElasticLoadBalancingv2Client") -> None:
        self._client = client

    def describe(
        self, ids: Sequence[LoadBalancerId], turn: Callable[[], None] = lambda: None, at_once: int = AT_ONCE
    ) -> dict[LoadBalancerId, LoadBalancer | None]:
        """Each load balancer as it is now; None only where ELB answered LoadBalancerNotFound for it (H48).

        Two calls for up to 20 load balancers, each after `turn`; one that is not found fails the call for all, so that
        those of which most are gone are better described one `at_once`. Raises: AwsUnavailable, when not everything
        could be learned. Source: DescribeLoadBalancers, DescribeTags.
        """
        described = self._of_each(self._descriptions, [str(lb) for lb in ids], turn, at_once)
        tags = self._of_each(self._tags, [arn for arn, found in described.items() if found], turn)
        return {each: _load_balancer(each, described[str(each)], tags.get(str(each))) for each in ids}

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
            parsed = LoadBalancerId.parse(arn)
            if parsed and parsed.type != "gateway" and (load_balancer := _load_balancer(parsed, found, tags[arn])):
                yield load_balancer

    def _descriptions(self, arns: list[str]) -> dict[str, Any]:
        with translated("DescribeLoadBalancers", _NOT_FOUND):
            answer = self._client.describe_load_balancers(LoadBalancerArns=arns)
        return {found["LoadBalancerArn"]: found for found in answer["LoadBalancers"]}

    def _tags(self, arns: list[str]) -> dict[str, Any]:
        with translated("DescribeTags", _NOT_FOUND):
            answer = self._client.describe_tags(ResourceArns=arns)
        return {found["ResourceArn"]: found["Tags"] for found in answer["TagDescriptions"]}

    def _of_each(
        self,
        call: Callable[[list[str]], dict[str, Any]],
        arns: list[str],
        turn: Callable[[], None],
        at_once: int = AT_ONCE,
    ) -> dict[str, Any]:
        """The call's answer for each ARN, None where ELB says there is none; one unknown ARN fails a whole call."""
        answers: dict[str, Any] = {}
        open_chunks = [arns[start : start + at_once] for start in range(0, len(arns), at_once)]
        while open_chunks:
            chunk = open_chunks.pop()
            turn()
            try:
                answer = call(chunk)
            except ClientError:
                answer = {chunk[0]: None} if len(chunk) == 1 else {}
            answers |= answer
            unanswered = [arn for arn in chunk if arn not in answer]
            if unanswered and len(chunk) == 1:
                raise AwsUnavailable(f"Elastic Load Balancing answered without {chunk[0]}, which proves nothing")
            half = len(unanswered) // 2
            open_chunks += filter(None, (unanswered[:half], unanswered[half:]))
        return answers


def _load_balancer(load_balancer: LoadBalancerId, found: Any, tags: Any) -> LoadBalancer | None:
    """None where ELB said of the load balancer, or of its tags, that there is none."""
    if found is None or tags is None:
        return None
    return LoadBalancer(
        load_balancer,
        found["DNSName"],
        found["CanonicalHostedZoneId"],
        found["Scheme"],
        found.get("IpAddressType", "ipv4"),
        tuple(sorted((tag["Key"], tag.get("Value", "")) for tag in tags)),
    )
