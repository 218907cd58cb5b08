"""What Route 53 refuses in a change batch without looking at the zone: shape, size and values.

Every text is Route 53's own as users reported it, with the report named; where none was found the comment says so.
What depends on the zone's record sets is in ``batch``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import Any

from tests.fakes.route53.invalid import InvalidInputError, check_length, enumeration
from tests.fakes.route53.names import BadNameError, canonical
from tests.fakes.route53.policies import check_policy
from tests.fakes.route53.store import Key, Record, key_of

# Route 53 Developer Guide, "Quotas": maximums on ChangeResourceRecordSets requests, and on record sets.
MAX_RESOURCE_RECORDS = 1000
MAX_VALUE_CHARACTERS = 32000
MAX_VALUES = 400
MAX_VALUE_LENGTH = 4000
MAX_STRING_LENGTH = 255

_ACTIONS = ("CREATE", "DELETE", "UPSERT")
# An escape inside a quoted string counts as one character: Developer Guide, "TXT record type".
_STRING = re.compile(r'"((?:[^"\\]|\\[0-3][0-7]{2}|\\.)*)"')
_ESCAPE = re.compile(r"\\(?:[0-3][0-7]{2}|.)")


def check_shape(changes: Sequence[dict[str, Any]], record_types: Iterable[str]) -> None:
    """Raise InvalidInputError for a change that is not one of the forms in the API reference."""
    known = frozenset(record_types)
    for change in changes:
        record = change["ResourceRecordSet"]
        if change["Action"] not in _ACTIONS:
            raise enumeration("ChangeAction", change["Action"])
        if record["Type"] not in known:
            raise enumeration("RRType", record["Type"])
        for value in record.get("ResourceRecords", []):
            check_length("RData", value["Value"], 0, MAX_VALUE_LENGTH)
        where = (
            f"Change with [Action={change['Action']}, Name={record['Name']}, Type={record['Type']}, "
            f"SetIdentifier={record.get('SetIdentifier', 'null')}]"
        )
        _check_content(record, where)
        check_policy(record, where)


def _check_content(record: Record, where: str) -> None:
    # ansible-collections/community.aws#800 ("found none"), #434 and #545 ("found more than one").
    alias = "AliasTarget" in record
    plain = ("TTL" in record) + ("ResourceRecords" in record)
    if (alias and not plain) or (plain == 2 and not alias):
        return
    found = "more than one" if alias else "none"
    raise InvalidInputError(
        "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or "
        f"TrafficPolicyInstanceId], but found {found} in {where}"
    )


def size_problems(changes: Sequence[dict[str, Any]]) -> list[str]:
    """The limits that a change batch exceeds. An UPSERT counts twice, an alias as one ResourceRecord element."""
    elements = characters = 0
    for change in changes:
        values = change["ResourceRecordSet"].get("ResourceRecords", [])
        twice = 2 if change["Action"] == "UPSERT" else 1
        elements += twice * max(1, len(values))
        characters += twice * sum(len(value["Value"]) for value in values)
    problems = []
    if elements > MAX_RESOURCE_RECORDS:
        # kubernetes-sigs/external-dns#2537, DNSControl/dnscontrol#1114.
        problems.append(f"Number of records limit of {MAX_RESOURCE_RECORDS} exceeded.")
    if characters > MAX_VALUE_CHARACTERS:
        # octodns/octodns-route53#17.
        problems.append(f"RDATA character limit of {MAX_VALUE_CHARACTERS} exceeded.")
    return problems


def value_problems(changes: Sequence[dict[str, Any]]) -> list[str]:
    """The names and values that Route 53 cannot read."""
    problems = []
    for change in changes:
        record = change["ResourceRecordSet"]
        values = [value["Value"] for value in record.get("ResourceRecords", [])]
        try:
            canonical(record["Name"])
            if "AliasTarget" in record:
                canonical(record["AliasTarget"]["DNSName"])
        except BadNameError as bad_name:
            problems.append(str(bad_name))
        if len(values) > MAX_VALUES:
            # rancher/rancher#10253, from when the limit was 100.
            problems.append(f"Cannot have more than {MAX_VALUES} records in a RRSet.")
        # kubernetes-sigs/external-dns#1929.
        repeated = dict.fromkeys(value for value in values if values.count(value) > 1)
        problems += [f"Duplicate Resource Record: '{value}'" for value in repeated]
        problems += [problem for value in values if (problem := _value_problem(record["Type"], value))]
    return problems


def _value_problem(record_type: str, value: str) -> str | None:
    problem: str | None = None
    if record_type in {"TXT", "SPF"}:
        problem = _text_problem(value)
    elif record_type in {"A", "AAAA"}:
        problem = _address_problem(record_type, value)
    elif record_type in {"CNAME", "NS", "PTR"}:
        try:
            canonical(value)
        except BadNameError as bad_name:
            return f"Invalid Resource Record: '{bad_name}'"
    # The inner quote is in newer reports (aws/aws-cdk#14800), not in the oldest (ansible/ansible#6112).
    return problem and f"Invalid Resource Record: 'FATAL problem: {problem} encountered with '{value}''"


def _address_problem(record_type: str, value: str) -> str | None:
    if " " in value:
        return f"{record_type}RRDATANotSingleField (Value contains spaces)"  # danpilch/aws-dyndns#3
    version = 4 if record_type == "A" else 6
    try:
        ipaddress.IPv4Address(value) if version == 4 else ipaddress.IPv6Address(value)
    except ValueError:
        # aws/aws-cdk#14800 for A; AAAA has the same form.
        return f"{record_type}RRDATAIllegalIPv{version}Address (Value is not a valid IPv{version} address)"
    return None


def _text_problem(value: str) -> str | None:
    position = 0
    text = value.strip(" ")
    while position < len(text):
        string = _STRING.match(text, position)
        if string is None:
            # kubernetes-sigs/external-dns#1176, redhat-cop/infra-ansible#376.
            return "InvalidCharacterString (Value should be enclosed in quotation marks)"
        if len(_ESCAPE.sub("x", string.group(1))) > MAX_STRING_LENGTH:
            return "CharacterStringTooLong (Value is too long)"  # boto/boto3#1462
        position = string.end()
        while position < len(text) and text[position] == " ":
            position += 1
    return None if text else "InvalidCharacterString (Value should be enclosed in quotation marks)"


def repetition_problems(changes: Sequence[dict[str, Any]]) -> list[str]:
    """One record set may be changed once in a batch, or deleted and then made anew.

    The API reference forbids only a second DELETE; the text was seen for repeated DELETEs
    (kubernetes-sigs/external-dns#4241), repeated CREATEs and repeated UPSERTs (barnybug/cli53#81). For other
    combinations (CREATE before DELETE, UPSERT and another) no report was found; that they are refused with this text
    is the stricter reading.
    """
    actions: dict[Key, list[str]] = {}
    for change in changes:
        record = change["ResourceRecordSet"]
        key = key_of(record["Name"], record["Type"], record.get("SetIdentifier", ""))
        actions.setdefault(key, []).append(change["Action"])
    return [
        f"The request contains an invalid set of changes for a resource record set '{key.type} {key.name}'"
        for key, done in actions.items()
        if len(done) > 1 and done not in (["DELETE", "CREATE"], ["DELETE", "UPSERT"])
    ]
