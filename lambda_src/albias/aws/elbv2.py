"""Elastic Load Balancing v2: load balancers with tags and listener rules. Paging and translation, nothing else."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from albias.errors import AwsUnavailable
from albias.model import Host, LoadBalancer, LoadBalancerId

from .failures import error_code, translated

if TYPE_CHECKING:
    from mypy_boto3_elbv2.client import ElasticLoadBalancingv2Client

IN_ONE_CALL = 20  # ARNs in one DescribeLoadBalancers or DescribeTags call
_PAGE = 400  # the most that one page of DescribeLoadBalancers, DescribeListeners or DescribeRules holds
_MANY = 200  # load balancers from which on a listing may tell of them in fewer calls
_NOT_FOUND = "LoadBalancerNotFound"
_INVALID = ("ValidationError", "ValidationException", "InvalidParameterValue")  # of the ARN that a message spoke of
_GONE = (_NOT_FOUND, "ListenerNotFound")
_LOOKS = 2  # at the rules of one load balancer, where a listener goes meanwhile


@dataclass(slots=True)
class Described:
    """What ELB said of load balancers: each as it is, None on positive evidence that it is gone; or why not."""

    found: dict[LoadBalancerId, LoadBalancer | None] = field(default_factory=dict)
    failures: dict[LoadBalancerId, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Answers:
    """The answer for each ARN, None where ELB says that there is none; and why an ARN was not accepted."""

    of: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class Elbv2:
    """What albias asks of Elastic Load Balancing in its own account and Region. `client`: a service's, by its name."""

    def __init__(self, client: Callable[[str], Any]) -> None:
        self._client: ElasticLoadBalancingv2Client = client("elbv2")

    def describe(
        self, ids: Sequence[LoadBalancerId], turn: Callable[[], None] = lambda: None, *, mostly_gone: bool = False
    ) -> Described:
        """Each load balancer as it is now; None only where ELB answered LoadBalancerNotFound for it (H48).

        Two calls for up to 20 load balancers, each after `turn`; one that is not found fails the call for all, so that
        those that are `mostly_gone` are described one by one. An ARN that ELB does not accept is a failure of that
        load balancer alone (C41). Raises: AwsUnavailable, when not everything could be learned.
        Source: DescribeLoadBalancers, DescribeTags.
        """
        arns = [str(each) for each in ids]
        listed = self._listed(arns, turn) if len(arns) >= _MANY and not mostly_gone else {}
        unlisted = [arn for arn in arns if arn not in listed]
        descriptions = self._of_each(self._descriptions, unlisted, turn, 1 if mostly_gone else IN_ONE_CALL)
        descriptions.of |= listed
        living = [arn for arn, found in descriptions.of.items() if found]
        tags = self._of_each(self._tags, living, turn)
        refused = descriptions.refused | tags.refused
        answer = Described()
        for each in ids:
            arn = str(each)
            if arn in refused:
                answer.failures[each] = refused[arn]
            else:
                answer.found[each] = _load_balancer(each, descriptions.of[arn], tags.of.get(arn))
        return answer

    def all(self, turn: Callable[[], None]) -> Iterator[LoadBalancer]:
        """Every load balancer of the account and Region that is of a type which albias serves, with its tags.

        One call for 400 load balancers and one for the tags of 20, each after `turn`. Raises: AwsUnavailable.
        """
        described: dict[str, Any] = {}
        for page in self._pages(self._client.describe_load_balancers, "DescribeLoadBalancers", turn):
            described.update({found["LoadBalancerArn"]: found for found in page["LoadBalancers"]})
        tags = self._of_each(self._tags, list(described), turn)
        for arn, found in described.items():
            parsed = LoadBalancerId.parse(arn)
            if parsed:
                load_balancer = _load_balancer(parsed, found, tags.of.get(arn))
                if load_balancer:
                    yield load_balancer

    def _listed(self, arns: Sequence[str], turn: Callable[[], None]) -> dict[str, Any]:
        """What the first pages of a listing tell of these, which are many: half as many pages as asking takes calls.

        One that is not among them is asked for: what a page lacks proves nothing (H48).
        """
        wanted, found = set(arns), dict[str, Any]()
        pages = self._pages(self._client.describe_load_balancers, "DescribeLoadBalancers", turn)
        for page in islice(pages, len(arns) // (2 * IN_ONE_CALL)):
            for each in page["LoadBalancers"]:
                if each["LoadBalancerArn"] in wanted:
                    found[each["LoadBalancerArn"]] = each
            if len(found) == len(wanted):
                break
        return found

    def rule_hosts(
        self, load_balancer: LoadBalancerId, turn: Callable[[], None] = lambda: None
    ) -> tuple[Host, ...] | None:
        """The hosts of all rules of all its listeners; None where the load balancer or a listener went meanwhile.

        One DescribeListeners, and one DescribeRules a listener, more where they fill more than a page, each after
        `turn`. Where a listener goes between two of them, they are asked once more. Only an application load balancer
        has such rules. Raises: AwsUnavailable, when not every rule could be read: what is not read is no evidence.
        """
        if load_balancer.type != "application":
            return ()
        for _ in range(_LOOKS):
            try:
                return self._rule_hosts(str(load_balancer), turn)
            except ClientError as error:
                if error_code(error) == _NOT_FOUND:
                    return None
        return None

    def _rule_hosts(self, load_balancer: str, turn: Callable[[], None]) -> tuple[Host, ...]:
        """Raises: ClientError, where something is gone."""
        listeners: list[Any] = []
        asked = {"LoadBalancerArn": load_balancer}
        for page in self._pages(self._client.describe_listeners, "DescribeListeners", turn, **asked):
            listeners += page["Listeners"]
        hosts: list[Host] = []
        for listener in listeners:
            asked = {"ListenerArn": listener["ListenerArn"]}
            for page in self._pages(self._client.describe_rules, "DescribeRules", turn, **asked):
                for rule in page["Rules"]:
                    hosts += hosts_of(rule, listener.get("Port", 0))
        return tuple(hosts)

    def _pages(self, call: Callable[..., Any], what: str, turn: Callable[[], None], **asked: Any) -> Iterator[Any]:
        """Every page of a Describe call that pages by Marker. Raises: AwsUnavailable; ClientError for what is gone."""
        position: dict[str, Any] = {}
        while position.get("Marker", "first"):
            turn()
            with translated(what, *_GONE):
                page = call(PageSize=_PAGE, **asked, **position)
            yield page
            position = {"Marker": page.get("NextMarker", "")}

    def _descriptions(self, arns: list[str]) -> dict[str, Any]:
        with translated("DescribeLoadBalancers", _NOT_FOUND, *_INVALID):
            answer = self._client.describe_load_balancers(LoadBalancerArns=arns)
        return {found["LoadBalancerArn"]: found for found in answer["LoadBalancers"]}

    def _tags(self, arns: list[str]) -> dict[str, Any]:
        with translated("DescribeTags", _NOT_FOUND, *_INVALID):
            answer = self._client.describe_tags(ResourceArns=arns)
        return {found["ResourceArn"]: found["Tags"] for found in answer["TagDescriptions"]}

    def _of_each(
        self,
        call: Callable[[list[str]], dict[str, Any]],
        arns: list[str],
        turn: Callable[[], None],
        at_once: int = IN_ONE_CALL,
    ) -> _Answers:
        """Ask for each ARN; one that is unknown or not accepted fails a whole call, which is halved then."""
        answers = _Answers()
        open_chunks = [arns[start : start + at_once] for start in range(0, len(arns), at_once)]
        while open_chunks:
            chunk = open_chunks.pop()
            turn()
            try:
                answer = call(chunk)
            except ClientError as error:
                answer = {}
                if len(chunk) == 1 and error_code(error) == _NOT_FOUND:
                    answer = {chunk[0]: None}
                elif len(chunk) == 1:
                    answers.refused[chunk[0]] = f"Elastic Load Balancing does not accept {chunk[0]}: {error}"
                    continue
            answers.of |= answer
            unanswered = [arn for arn in chunk if arn not in answer]
            if unanswered and len(chunk) == 1:
                raise AwsUnavailable(f"Elastic Load Balancing answered without {chunk[0]}, which proves nothing")
            half = len(unanswered) // 2
            open_chunks += filter(None, (unanswered[:half], unanswered[half:]))
        return answers


def hosts_of(rule: Any, port: int) -> Iterator[Host]:
    """The values of a rule's host-header conditions, in both forms of the API, each once; and its RegexValues."""
    hosts: list[str] = []
    expressions: list[str] = []
    for condition in rule.get("Conditions", ()):
        if condition.get("Field") == "host-header":
            config = condition.get("HostHeaderConfig", {})
            hosts += config.get("Values") or condition.get("Values") or ()
            expressions += config.get("RegexValues") or ()
    place = f"listener {port}, rule {rule['RuleArn'].rpartition('/')[2]}"
    for text in dict.fromkeys(hosts):
        yield Host(text, "rule", place, is_pattern="?" in text or "*" in text.removeprefix("*."))
    for text in dict.fromkeys(expressions):
        yield Host(text, "rule", place, is_pattern=True)


def _load_balancer(load_balancer: LoadBalancerId, found: Any, tags: Any) -> LoadBalancer | None:
    """None where ELB said of the load balancer, or of its tags, that there is none."""
    if found is None or tags is None:
        return None
    return LoadBalancer(
        id=load_balancer,
        dns_name=found["DNSName"],
        canonical_hosted_zone_id=found["CanonicalHostedZoneId"],
        scheme=found["Scheme"],
        ip_address_type=found.get("IpAddressType", "ipv4"),
        tags=tuple(sorted((tag["Key"], tag.get("Value", "")) for tag in tags)),
    )
