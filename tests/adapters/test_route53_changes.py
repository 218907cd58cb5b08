"""Change batches: what is sent, and what an answer other than "accepted" means (H29, H31, H44)."""

from collections.abc import Callable
from typing import Any

import pytest

from albias.aws.route53 import Route53
from albias.errors import AwsUnavailable, BatchRefused, Cause
from albias.model import AliasTarget, Change, RecordKey, RecordSet
from albias.names import DnsName
from tests.fakes import FakeRoute53
from tests.fakes.aws import read_timeout

ZONE = "Z0APPS"
SHOP, STAR = DnsName("shop.apps.example.com"), DnsName("*.apps.example.com")
TARGET = AliasTarget("web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2", False)
ALIAS = RecordSet(RecordKey(SHOP, "A"), alias=TARGET)
TXT = RecordSet(RecordKey(DnsName("_x.apps.example.com"), "TXT"), 300, ('"a"', '"b"'))


@pytest.fixture
def client() -> FakeRoute53:
    fake = FakeRoute53()
    fake.add_zone(ZONE, "apps.example.com")
    return fake


def change(client: FakeRoute53, *changes: Change, comment: str = "albias platform") -> None:
    Route53(client).change(ZONE, changes, comment)  # type: ignore[arg-type]


def failing(client: FakeRoute53, code: str, message: str, status: int = 400) -> Callable[[str, dict[str, Any]], None]:
    def fail(operation: str, params: dict[str, Any]) -> None:
        raise client.error(operation, code, message, status)

    return fail


def test_changes_are_sent_in_their_order_as_route53_wants_them(client: FakeRoute53) -> None:
    change(client, Change("CREATE", ALIAS), Change("CREATE", TXT))
    assert client.calls[0].params == {
        "HostedZoneId": ZONE,
        "ChangeBatch": {
            "Comment": "albias platform",
            "Changes": [
                {
                    "Action": "CREATE",
                    "ResourceRecordSet": {
                        "Name": "shop.apps.example.com.",
                        "Type": "A",
                        "AliasTarget": {
                            "DNSName": "web-1.eu-west-1.elb.amazonaws.com",
                            "HostedZoneId": "Z32O12XQLNTSW2",
                            "EvaluateTargetHealth": False,
                        },
                    },
                },
                {
                    "Action": "CREATE",
                    "ResourceRecordSet": {
                        "Name": "_x.apps.example.com.",
                        "Type": "TXT",
                        "TTL": 300,
                        "ResourceRecords": [{"Value": '"a"'}, {"Value": '"b"'}],
                    },
                },
            ],
        },
    }


@pytest.mark.parametrize("record_set", [ALIAS, TXT, RecordSet(RecordKey(STAR, "A"), 60, ("192.0.2.1",))])
def test_h31_what_was_read_is_deleted_as_it_was_read(client: FakeRoute53, record_set: RecordSet) -> None:
    change(client, Change("CREATE", record_set))
    page, _ = Route53(client).page(ZONE, record_set.key.name)  # type: ignore[arg-type]
    change(client, Change("DELETE", page[0]))
    assert client.record(ZONE, record_set.key.name, record_set.key.type) is None


def test_h44_nobody_waits_for_a_change_to_be_in_sync(client: FakeRoute53) -> None:
    change(client, Change("CREATE", ALIAS))
    assert client.count() == 1


def test_a_comment_is_cut_to_what_route53_takes(client: FakeRoute53) -> None:
    change(client, Change("CREATE", ALIAS), comment="c" * 300)
    assert client.calls[0].params["ChangeBatch"]["Comment"] == "c" * 256


def test_h29_a_create_of_what_is_there_is_refused_in_route53s_words(client: FakeRoute53) -> None:
    change(client, Change("CREATE", ALIAS))
    with pytest.raises(BatchRefused, match="but it already exists") as refused:
        change(client, Change("CREATE", ALIAS))
    assert refused.value.cause is Cause.OUTDATED


@pytest.mark.parametrize("code", ["InvalidChangeBatch", "InvalidInput", "NoSuchHealthCheck", "NobodyKnows", ""])
def test_a_batch_that_route53_cannot_take_is_refused_not_retried(client: FakeRoute53, code: str) -> None:
    client.before = failing(client, code, "no")
    with pytest.raises(BatchRefused) as refused:
        change(client, Change("CREATE", ALIAS))
    assert refused.value.cause is Cause.OTHER


def test_a_batch_that_iam_forbids_is_told_apart(client: FakeRoute53) -> None:
    client.before = failing(client, "AccessDenied", "User: x is not authorized to perform: y", 403)
    with pytest.raises(BatchRefused, match="not authorized") as refused:
        change(client, Change("CREATE", ALIAS))
    assert refused.value.cause is Cause.DENIED


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("Throttling", 400),
        ("PriorRequestNotComplete", 400),
        ("NoSuchHostedZone", 404),
        ("InternalError", 500),
        ("ServiceUnavailable", 503),
        ("ExpiredToken", 403),
        ("ExpiredToken", 400),
        ("ExpiredTokenException", 400),
        ("IncompleteSignature", 400),
        ("RequestExpired", 400),
        ("ThrottlingException", 400),
        ("NoSuchHostedZone", 400),
        ("InvalidClientTokenId", 403),
        ("SignatureDoesNotMatch", 403),
    ],
)
def test_everything_else_is_worth_another_try(client: FakeRoute53, code: str, status: int) -> None:
    client.before = failing(client, code, "later", status)
    with pytest.raises(AwsUnavailable, match=f"ChangeResourceRecordSets of {ZONE}: {code}: later"):
        change(client, Change("CREATE", ALIAS))


def test_h41_a_change_whose_answer_is_lost_is_not_known_to_have_happened_or_not(client: FakeRoute53) -> None:
    def lose(operation: str, params: dict[str, Any]) -> None:
        raise read_timeout("route53")

    client.after = lose
    with pytest.raises(AwsUnavailable, match="Read timeout"):
        change(client, Change("CREATE", ALIAS))
    assert client.record(ZONE, SHOP, "A")
