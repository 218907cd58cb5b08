"""What people use today, as API traffic: which calls they make, re-created from their documented behaviour.

The legacy Lambda: a function started by EventBridge for each CreateLoadBalancer event. It looks its zone up with
ListHostedZones and UPSERTs one record set. It does not hear of deletions and has no sweep. A failed invocation is tried
twice more, a minute and two minutes later, and then lost (Lambda, "Asynchronous invocation").

external-dns: a loop every minute (`--interval`) over the zones that it sees. Without a change: the list of zones twice
and every record set of every zone; with changes: the list of zones once more, and change batches of at most 1,000
changes and 32,000 characters (`--aws-batch-change-size`, `-bytes`), a second apart (`--aws-batch-change-interval`); the
names of alias targets count as characters, and a hostname's changes stay together. One hostname is four record sets: A,
AAAA and a TXT for each. With `--events` a turn also begins 5 seconds after something changed
(`--min-event-sync-interval`), at the next tick of its second. It asks nothing of Elastic Load Balancing: it sees
Kubernetes objects only. Three attempts a call; a failed loop is begun again at its next turn.
These are the figures of v0.23.0, built from its source and run against a local AWS behind a counting proxy:
tests/bench/test_peers.py has them and holds this model to them. Options: kubernetes-sigs/external-dns, docs/flags.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError

from bench.aws import Account, Retries
from bench.lambdas import Mapping, Message
from tests.support.world import World

INTERVAL = 60.0
# Each event starts the function itself; Lambda's default limit on concurrent executions in an account.
DIRECT = Mapping(batch=1, window=0.0, concurrency=1_000, poll=0.0, receive=1, pollers=1_000)
EVENT_PAUSE, EVENT_TICK = 5.0, 1.0  # seconds after a change until the turn that `--events` asks for, and its clock
_BATCH, _BATCH_CHARACTERS, _BATCH_PAUSE = 1_000, 32_000, 1.0
_ASYNCHRONOUS_RETRIES = {1: 60.0, 2: 120.0}  # seconds, by the number of the attempt that failed

Change = dict[str, Any]


class Legacy:
    """The home-made Lambda."""

    def __init__(self, world: World, account: Account) -> None:
        account.meter(world.route53, Retries(5))
        self.lost = 0
        self._world = world

    def invoke(self, messages: Sequence[Message]) -> list[tuple[Message, float]]:
        """One invocation; a message is the ARN of a new load balancer."""
        [message] = messages
        try:
            self.created(message.body)
        except ClientError:
            if pause := _ASYNCHRONOUS_RETRIES.get(message.received):
                return [(message, pause)]
            self.lost += 1
        return []

    def created(self, arn: str) -> None:
        """What it does about a new load balancer. Raises: ClientError."""
        _list_zones(self._world)
        hostname, described = _balancer(self._world, arn)
        change = {"Action": "UPSERT", "ResourceRecordSet": _alias(hostname, "A", described)}
        _send(self._world, [change])


class ExternalDns:
    """One external-dns, in sync when it begins."""

    def __init__(self, world: World, account: Account) -> None:
        account.meter(world.route53, Retries(3))
        self._world = world
        self._clock = account.clock

    def turn(self, arns: Sequence[str] = ()) -> None:
        """One turn of the loop, in which these load balancers' hostnames are new. Raises: ClientError."""
        _list_zones(self._world)
        self._list_records()
        _list_zones(self._world)
        batches = _batches(_creates(self._world, arn) for arn in arns)
        if batches:
            _list_zones(self._world)
        for index, batch in enumerate(batches):
            if index:
                self._clock.sleep(_BATCH_PAUSE)
            _send(self._world, batch)

    def until_done(self, arns: Sequence[str], first: float) -> None:
        """Turns from `first` seconds on, until one goes through."""
        self._clock.sleep(first)
        while True:
            began = self._clock.now
            try:
                self.turn(arns)
            except ClientError:
                self._clock.sleep(max(0.0, began + INTERVAL - self._clock.now))
            else:
                return

    def _list_records(self) -> None:
        for zone in self._world.zones:
            page: dict[str, Any] = {"IsTruncated": True}
            position: dict[str, Any] = {}
            while page["IsTruncated"]:
                page = self._world.route53.list_resource_record_sets(HostedZoneId=zone.id, MaxItems="300", **position)
                if page["IsTruncated"]:
                    position = {"StartRecordName": page["NextRecordName"], "StartRecordType": page["NextRecordType"]}


def phases(number: int) -> list[float]:
    """Where in its minute the loop may be when a burst comes, evenly spread."""
    return [INTERVAL * (index + 0.5) / number for index in range(number)]


def event_phases(number: int) -> list[float]:
    """When its turn begins after a burst where it runs with `--events`, evenly spread over its tick."""
    return [EVENT_PAUSE + EVENT_TICK * (index + 0.5) / number for index in range(number)]


def _creates(world: World, arn: str) -> list[Change]:
    """The changes for one hostname."""
    return list(_record_sets(world, arn))


def _record_sets(world: World, arn: str) -> Iterator[Change]:
    """CREATE for A, AAAA and a TXT beside each."""
    hostname, described = _balancer(world, arn)
    label, _, rest = hostname.partition(".")
    text = f'"heritage=external-dns,external-dns/owner=default,external-dns/resource=ingress/default/{label}"'
    for kind in ("A", "AAAA"):
        yield {"Action": "CREATE", "ResourceRecordSet": _alias(hostname, kind, described)}
    for kind in ("a", "aaaa"):
        name = f"{kind}-{label}.{rest}"
        registry = {"Name": name, "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": text}]}
        yield {"Action": "CREATE", "ResourceRecordSet": registry}


def _batches(hostnames: Iterable[list[Change]]) -> list[list[Change]]:
    """The changes of hostnames in batches; those of one hostname are never parted."""
    batches: list[list[Change]] = []
    characters = 0
    for changes in hostnames:
        more = sum(map(_characters, changes))
        characters += more
        if not batches or len(batches[-1]) + len(changes) > _BATCH or characters > _BATCH_CHARACTERS:
            batches.append([])
            characters = more
        batches[-1] += changes
    return batches


def _characters(change: Change) -> int:
    """What one change counts: its values, or the name of its alias target."""
    record_set = change["ResourceRecordSet"]
    values = record_set.get("ResourceRecords", [])
    target = record_set.get("AliasTarget", {}).get("DNSName", "")
    return len(target) + sum(len(value["Value"]) for value in values)


def _balancer(world: World, arn: str) -> tuple[str, dict[str, Any]]:
    described = world.elbv2.description(arn)
    assert described
    [hostname] = world.elbv2.tags(arn).values()
    return hostname, described


def _alias(hostname: str, kind: str, described: dict[str, Any]) -> dict[str, Any]:
    target = {
        "DNSName": described["DNSName"],
        "HostedZoneId": described["CanonicalHostedZoneId"],
        "EvaluateTargetHealth": True,
    }
    return {"Name": hostname, "Type": kind, "AliasTarget": target}


def _send(world: World, changes: list[Change]) -> None:
    world.route53.change_resource_record_sets(HostedZoneId=world.zone.id, ChangeBatch={"Changes": changes})


def _list_zones(world: World) -> None:
    page = world.route53.list_hosted_zones(MaxItems="100")
    while page["IsTruncated"]:
        page = world.route53.list_hosted_zones(MaxItems="100", Marker=page["NextMarker"])
