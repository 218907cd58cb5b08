"""What botocore itself takes of the processor for a call: the fakes answer without it. Measured here, charged there.

A real client serializes the request and parses an answer of the fakes, put into XML; only the network is left out.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import boto3
from botocore.awsrequest import AWSResponse

from bench.worlds import add_balancers, fill, world_of
from tests.support.world import REGION

_RUNS = 7
_LARGE = 20  # of what a small and a large call differ in


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one processor for a call, and for each thing in it."""

    call: float
    each: float

    def of(self, things: int) -> float:
        """For a call with so many things."""
        return self.call + self.each * things


def things_in(operation: str, parameters: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    """How many changes were sent, or things answered."""
    if operation == "change_resource_record_sets":
        return len(parameters["ChangeBatch"]["Changes"])
    lists = [value for value in answer.values() if isinstance(value, list)]
    return sum(map(len, lists))


@cache
def costs() -> dict[str, Cost]:
    """What each kind of call takes on this machine."""
    world = world_of()
    fill(world, _LARGE)
    arns = add_balancers(world, _LARGE)
    zone = {"HostedZoneId": world.zone.id}
    return {
        "list_resource_record_sets": _cost(world.route53, "list_resource_record_sets", zone, zone),
        "change_resource_record_sets": _cost(
            world.route53, "change_resource_record_sets", zone | _batch("a", 1), zone | _batch("b", _LARGE)
        ),
        "describe_load_balancers": _cost(
            world.elbv2, "describe_load_balancers", {"LoadBalancerArns": arns[:1]}, {"LoadBalancerArns": arns}
        ),
        "describe_tags": _cost(world.elbv2, "describe_tags", {"ResourceArns": arns[:1]}, {"ResourceArns": arns}),
    }


def cost_of(operation: str, parameters: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Seconds of one processor; a kind of call that is not measured is taken for the cheapest that is."""
    known = costs()
    cost = known.get(operation) or Cost(min(each.call for each in known.values()), 0.0)
    return cost.of(things_in(operation, parameters, answer))


def _batch(label: str, number: int) -> dict[str, Any]:
    value = [{"Value": '"' + "x" * 150 + '"'}]
    changes = []
    for index in range(number):
        made = {"Name": f"{label}{index}.apps.example.com", "Type": "TXT", "TTL": 300, "ResourceRecords": value}
        changes.append({"Action": "CREATE", "ResourceRecordSet": made})
    return {"ChangeBatch": {"Changes": changes}}


def _cost(fake: Any, operation: str, small: Mapping[str, Any], large: Mapping[str, Any]) -> Cost:
    """From two calls of different size; two pages differ by how much of the answer is left out."""
    answers = [getattr(fake, operation)(**parameters) for parameters in (small, large)]
    if small == large:
        answers[0] = answers[0] | {"ResourceRecordSets": answers[0]["ResourceRecordSets"][:1]}
    both = list(zip((small, large), answers, strict=True))
    fewer, more = (_seconds(_call(fake.service, operation, asked, answer)) for asked, answer in both)
    counts = [things_in(operation, asked, answer) for asked, answer in both]
    each = max(0.0, (more - fewer) / (counts[1] - counts[0]))
    return Cost(max(0.0, fewer - counts[0] * each), each)


def _call(service: str, operation: str, parameters: Mapping[str, Any], answer: Mapping[str, Any]) -> Callable[[], Any]:
    """A call of a real client, which is answered without a network."""
    make: Any = boto3.client
    keys = {"aws_access_key_id": "nobody", "aws_secret_access_key": "nothing"}
    client = make(service, region_name=REGION, **keys)
    name = client.meta.method_to_api_mapping[operation]
    body = _xml(name, answer, service).encode()
    headers: Any = {"content-type": "text/xml"}

    def send(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, headers, _Body(body))

    client.meta.events.register("before-send", send)
    return lambda: getattr(client, operation)(**parameters)


def _seconds(call: Callable[[], Any]) -> float:
    """The least that a call took: what disturbs it only adds."""
    taken = []
    for _ in range(_RUNS):
        began = time.thread_time()
        call()
        taken.append(time.thread_time() - began)
    return min(taken)


class _Body:
    """What urllib3 would give botocore to read."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        """All at once."""
        yield self._content


def _xml(operation: str, answer: Mapping[str, Any], service: str) -> str:
    inner = "".join(_element(key, value, service) for key, value in answer.items() if key != "ResponseMetadata")
    if service == "route53":
        return f"<{operation}Response>{inner}</{operation}Response>"
    return f"<{operation}Response><{operation}Result>{inner}</{operation}Result></{operation}Response>"


def _element(name: str, value: Any, service: str) -> str:
    return f"<{name}>{_content(name, value, service)}</{name}>"


def _content(name: str, value: Any, service: str) -> str:
    if isinstance(value, Mapping):
        return "".join(_element(key, each, service) for key, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        item = name.removesuffix("s") if service == "route53" else "member"
        return "".join(_element(item, each, service) for each in value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return escape(str(value).lower() if isinstance(value, bool) else str(value))
