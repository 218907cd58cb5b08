"""What other people have in the public zone before albias comes: each kind of record set that it must leave alone."""

from collections.abc import Sequence
from typing import Any

Records = Sequence[dict[str, Any]]


def foreign_records(zone: str) -> Records:
    """A record set of every kind, by whoever it was made."""
    return (
        _plain(f"byhand.{zone}", "A", "192.0.2.10"),
        _plain(f"byhand.{zone}", "TXT", '"made by hand"'),
        _plain(f"www.{zone}", "CNAME", "site.example.org."),
        _plain(zone, "MX", "10 mail.example.org."),
        _plain(zone, "CAA", '0 issue "ca.example.org"'),
        _plain(f"onlytext.{zone}", "TXT", '"v=spf1 -all"'),
        # a weighted record set
        _plain(f"routed.{zone}", "A", "192.0.2.11") | {"SetIdentifier": "one", "Weight": 1},
        # a part of the namespace that other name servers answer for
        _plain(f"delegated.{zone}", "NS", "ns.example.org."),
        # external-dns: the record set, and the TXT that says that it owns it
        _alias(f"theirs.{zone}"),
        _plain(f"a-theirs.{zone}", "TXT", '"heritage=external-dns,external-dns/owner=cluster-one"'),
        # another deployment of albias
        _alias(f"other.{zone}"),
        _plain(
            f"other._hold._albias.{zone}",
            "TXT",
            '"heritage=albias,v=1,owner=neighbours,resource=0a0b0c0d/eu-west-1/app/theirs/00000000deadbeef"',
        ),
    )


def _plain(name: str, record_type: str, value: str) -> dict[str, Any]:
    return {"Name": name, "Type": record_type, "TTL": 60, "ResourceRecords": [{"Value": value}]}


def _alias(name: str) -> dict[str, Any]:
    target = {"HostedZoneId": "Z35SXDOTRQ7X7K", "DNSName": "theirs-1.eu-west-1.elb.amazonaws.com"}
    return {"Name": name, "Type": "A", "AliasTarget": target | {"EvaluateTargetHealth": False}}
