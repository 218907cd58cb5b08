"""Scenes: a small world among other people's record sets, which must be the same at the end.

Builds, and checks what holds after every scenario: nothing foreign was written, and nothing of ours is half there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from albias.aws.route53 import written
from albias.engine.outcome import Outcome
from albias.model import AliasTarget, Change, HostedZone, LoadBalancerId, RecordKey, RecordSet, Routing
from albias.names import DnsName, from_route53
from albias.registry import (
    Deployment,
    Hold,
    Key,
    decode_hold,
    encode_hold,
    encode_index,
    new_hold,
    read_index,
)
from tests.support.world import ME, REGION, World, load_balancer_id

NEIGHBOUR = Deployment("neighbour", ME.partition, ME.account, REGION)
NEIGHBOURS = load_balancer_id("theirs", "e0dc6c495c0c9188")


class Scene(World):
    """A world with foreign record sets of every kind in each of its zones."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._foreign: list[tuple[str, dict[str, Any]]] = []
        self.tampered = False
        for zone in self.zones:
            self._settle(zone)

    def _settle(self, zone: HostedZone) -> None:
        """What others have in a zone: beside the names of the scenarios, next to them, and below them."""
        for label, kind, value in (
            ("static", "A", "192.0.2.7"),
            ("static", "AAAA", "2001:db8::7"),
            ("www", "CNAME", "static.example.net"),
            ("shop", "TXT", '"v=spf1 -all"'),
            ("shop", "MX", "10 mail.example.net"),
            ("cart", "CAA", '0 issue "ca.example.net"'),
            ("a-cart", "A", "192.0.2.8"),
            ("x.shop", "A", "192.0.2.9"),
            ("_acme.shop", "TXT", '"token"'),
            ("edns", "A", "192.0.2.10"),
            ("a-edns", "TXT", '"heritage=external-dns,external-dns/owner=cluster-1"'),
            ("team2", "NS", "ns1.example.net"),
        ):
            self.foreign(label, kind, value, zone=zone)
        self.foreign("routed", "A", zone=zone, SetIdentifier="blue", Weight=1)
        self.foreign("routed", "A", zone=zone, SetIdentifier="green", Weight=0)
        theirs = DnsName(f"theirs.{zone.name}")
        target = "theirs-1.eu-west-1.elb.amazonaws.com"
        hold = replace(new_hold(Key(theirs), NEIGHBOURS, NEIGHBOUR, zone), target=target)
        for record_set in (
            encode_index(Key(theirs), NEIGHBOURS, NEIGHBOUR, zone),
            encode_hold(hold, NEIGHBOUR, zone),
            RecordSet(RecordKey(theirs, "A"), alias=AliasTarget(target, "Z32O12XQLNTSW2", True)),
        ):
            self.foreign_set(record_set, zone)

    def foreign(
        self, label: str, kind: str = "A", value: str = "192.0.2.1", zone: HostedZone | None = None, **more: Any
    ) -> None:
        """Somebody else's record set at a name of the zone."""
        zone = zone or self.zone
        name = f"{label}.{zone.name}." if label else f"{zone.name}."
        self._keep(zone, {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}], **more})

    def foreign_set(self, record_set: RecordSet, zone: HostedZone | None = None) -> None:
        """Somebody else's record set, as albias has it."""
        record = written(Change("CREATE", record_set))["ResourceRecordSet"]
        self._keep(zone or self.zone, record)

    def foreign_alias(
        self, label: str, load_balancer: LoadBalancerId, kind: str = "A", zone: HostedZone | None = None
    ) -> None:
        """Somebody else's alias to a load balancer."""
        zone = zone or self.zone
        target = AliasTarget(f"dualstack.{self.dns_name(load_balancer)}.", "Z32O12XQLNTSW2", True)
        self.foreign_set(RecordSet(RecordKey(DnsName(f"{label}.{zone.name}"), kind), alias=target), zone)

    def _keep(self, zone: HostedZone, record: dict[str, Any]) -> None:
        self.route53.put(zone.id, record)
        key = record["Name"], record["Type"], record.get("SetIdentifier", "")
        stored = self.route53.record(zone.id, *key)
        assert stored
        self._foreign = [each for each in self._foreign if (each[0], *_key(each[1])) != (zone.id, *_key(stored))]
        self._foreign.append((zone.id, stored))

    def no_longer_foreign(self, label: str, kind: str = "A") -> None:
        """What was somebody else's may change from now on: it is removed, or to be adopted."""
        name = f"{label}.{self.zone.name}."
        self._foreign = [each for each in self._foreign if _key(each[1])[:2] != (name, kind)]

    def removed_by_hand(self, label: str, kind: str = "A") -> None:
        """Somebody removes a record set of ours."""
        self.tampered = True
        self.no_longer_foreign(label, kind)
        self.route53.remove(self.zone.id, f"{label}.{self.zone.name}.", kind)

    # What must hold at the end of every scenario ----------------------------------------------------------------

    def check(self) -> None:
        """Nothing foreign was written; unless a person tampered, every name of ours has all that belongs to it."""
        for zone_id, record in self._foreign:
            assert self.route53.record(zone_id, *_key(record)) == record
        for call in self.route53.calls:
            if call.operation == "ChangeResourceRecordSets":
                assert {change["Action"] for change in call.params["ChangeBatch"]["Changes"]} <= {"CREATE", "DELETE"}
        if not self.tampered:
            for zone in self.zones:
                self._check_registry(zone)

    def _check_registry(self, zone: HostedZone) -> None:
        """Every hold has its record sets, and exactly the index entries of whom it names (H39)."""
        told: set[tuple[Key, LoadBalancerId]] = set()
        for hold in self.holds(zone):
            answering = self.record_sets(hold.key.name, zone, hold.key.set_identifier)
            assert answering, f"{hold.key} is held, and has no record set"
            told |= {(hold.key, each) for each in hold.load_balancers}
        listed = [self._listed(record, zone) for record in self._texts(zone, f".{self.me.owner}._albias.")]
        assert set(listed) == told
        assert len(listed) == len(told)

    def _listed(self, record: dict[str, Any], zone: HostedZone) -> tuple[Key, LoadBalancerId]:
        found = read_index(_text(record), self.me, zone)
        assert found, f"{record} is no index entry"
        return found

    def _texts(self, zone: HostedZone, part: str) -> list[dict[str, Any]]:
        return [one for one in self.route53.records(zone.id) if one["Type"] == "TXT" and part in one["Name"]]

    # What a test asks ---------------------------------------------------------------------------------------------

    def holds(self, zone: HostedZone | None = None) -> list[Hold]:
        """The holds of this deployment."""
        zone = zone or self.zone
        found = [decode_hold(_text(record), self.me, zone) for record in self._texts(zone, "_hold._albias.")]
        return [hold for hold in found if hold and hold.load_balancer]

    def hold(self, hostname: str, zone: HostedZone | None = None, set_identifier: str = "") -> Hold | None:
        """The hold on a name and set identifier, where this deployment has it."""
        return next((each for each in self.holds(zone) if each.key == (hostname, set_identifier)), None)

    def waiting(self, hostname: str, zone: HostedZone | None = None) -> list[LoadBalancerId]:
        """Who waits for a name, in line."""
        hold = self.hold(hostname, zone)
        return [each for each, _ in hold.waits] if hold else []

    def told(self, load_balancer: LoadBalancerId, zone: HostedZone | None = None) -> set[str]:
        """The names that the index tells of for a load balancer: held, or waited for."""
        zone = zone or self.zone
        listed = [self._listed(record, zone) for record in self._texts(zone, f".{self.me.owner}._albias.")]
        return {key.name for key, each in listed if each == load_balancer}

    def held(self, load_balancer: LoadBalancerId, zone: HostedZone | None = None) -> set[str]:
        """The names that a load balancer holds."""
        return {each.key.name for each in self.holds(zone) if each.load_balancer == load_balancer}

    def record_sets(
        self, hostname: str, zone: HostedZone | None = None, set_identifier: str = ""
    ) -> dict[str, dict[str, Any]]:
        """The record sets that answer for a name and set identifier, by type."""
        found = {}
        for record in self.route53.records((zone or self.zone).id):
            key = from_route53(record["Name"]), record.get("SetIdentifier", "")
            if key == (hostname, set_identifier) and record["Type"] in ("A", "AAAA", "CNAME"):
                found[record["Type"]] = record
        return found

    def holder(self, hostname: str, zone: HostedZone | None = None) -> LoadBalancerId | None:
        """Who holds a name."""
        hold = self.hold(hostname, zone)
        return hold.load_balancer if hold else None

    @contextmanager
    def answering(self, *hostnames: str) -> Iterator[None]:
        """Each of the names answers before and after every change of this block (H36)."""

        def check(operation: str, params: dict[str, Any]) -> None:
            for hostname in hostnames:
                assert self.record_sets(hostname), f"{hostname} does not answer"

        check("", {})
        self.route53.after = check
        yield
        self.route53.after = None


def done(outcome: Outcome) -> list[tuple[str, str]]:
    """What was done to which name."""
    return [(decision.action, decision.hostname) for _, decision in outcome.decisions]


def refused(outcome: Outcome) -> list[tuple[str, str]]:
    """What was refused of which name."""
    return [(refusal.code, refusal.hostname) for refusal in outcome.refusals]


def _text(record: dict[str, Any]) -> RecordSet:
    values = tuple(value["Value"] for value in record["ResourceRecords"])
    key = RecordKey(from_route53(record["Name"]), "TXT", record.get("SetIdentifier", ""))
    routing = Routing("weighted", record["Weight"]) if "Weight" in record else None
    return RecordSet(key, record["TTL"], values, routing=routing)


def _key(record: dict[str, Any]) -> tuple[str, str, str]:
    return record["Name"], record["Type"], record.get("SetIdentifier", "")
