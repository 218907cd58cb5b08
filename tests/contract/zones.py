"""A hosted zone in the words of the tests, whoever answers, and the record sets that they write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

Record = dict[str, Any]
FAKE_ZONE = "Z0FAKE"
ALB_ZONE = "Z32O12XQLNTSW2"
ALB_NAME = "web-1234567890.eu-west-1.elb.amazonaws.com."


def a(name: str, *values: str, ttl: int = 60, **routing: Any) -> Record:
    """An A record set; ``routing`` may be SetIdentifier, Weight and the like."""
    addresses = values or ("192.0.2.1",)
    return {
        "Name": name,
        "Type": "A",
        "TTL": ttl,
        "ResourceRecords": [{"Value": address} for address in addresses],
        **routing,
    }


def alias(
    name: str,
    target: str = ALB_NAME,
    *,
    record_type: str = "A",
    zone_id: str = ALB_ZONE,
    health: bool = True,
    **routing: Any,
) -> Record:
    """An alias record set."""
    alias_target = {"HostedZoneId": zone_id, "DNSName": target, "EvaluateTargetHealth": health}
    return {"Name": name, "Type": record_type, "AliasTarget": alias_target, **routing}


def cname(name: str, value: str = "elsewhere.example.net.", ttl: int = 60, **routing: Any) -> Record:
    """A CNAME record set."""
    return {"Name": name, "Type": "CNAME", "TTL": ttl, "ResourceRecords": [{"Value": value}], **routing}


def txt(name: str, *values: str, ttl: int = 300) -> Record:
    """A TXT record set; the values with their quotation marks."""
    return {"Name": name, "Type": "TXT", "TTL": ttl, "ResourceRecords": [{"Value": value} for value in values]}


def create(record: Record) -> Record:
    """A CREATE change."""
    return {"Action": "CREATE", "ResourceRecordSet": record}


def delete(record: Record) -> Record:
    """A DELETE change."""
    return {"Action": "DELETE", "ResourceRecordSet": record}


def upsert(record: Record) -> Record:
    """An UPSERT change."""
    return {"Action": "UPSERT", "ResourceRecordSet": record}


@dataclass(frozen=True)
class ZoneUnderTest:
    """One hosted zone."""

    client: Any
    id: str
    name: str

    @classmethod
    def made_by(cls, client: Any, name: str, *, reference: str) -> ZoneUnderTest:
        """Make a hosted zone."""
        made = client.create_hosted_zone(Name=name, CallerReference=reference)
        return cls(client, made["HostedZone"]["Id"].rpartition("/")[2], f"{name}.")

    def change(self, *changes: Record) -> Any:
        """Send one change batch."""
        return self.client.change_resource_record_sets(HostedZoneId=self.id, ChangeBatch={"Changes": list(changes)})

    def refused(self, *changes: Record, code: str = "InvalidChangeBatch") -> str:
        """Send one change batch that must be refused, leaving no trace; returns the message."""
        before = self.everything()
        with pytest.raises(ClientError) as refusal:
            self.change(*changes)
        assert refusal.value.response["Error"]["Code"] == code
        assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert self.everything() == before
        return refusal.value.response["Error"]["Message"]

    def page(self, **params: Any) -> Any:
        """One request for record sets."""
        return self.client.list_resource_record_sets(HostedZoneId=self.id, **params)

    def everything(self) -> list[Record]:
        """All record sets, page by page."""
        pages = self.client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=self.id)
        return [record for page in pages for record in page["ResourceRecordSets"]]

    def records(self) -> list[Record]:
        """All record sets but the apex's NS and SOA."""
        return [r for r in self.everything() if not (r["Name"] == self.name and r["Type"] in {"NS", "SOA"})]

    def names(self) -> list[str]:
        """The names of ``records``, in the order in which they are listed, each once."""
        return list(dict.fromkeys(record["Name"] for record in self.records()))
