"""Route 53 over the wire: its XML as botocore reads it, and the forms in which it refuses a batch."""

from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from albias.aws.route53 import Route53
from albias.errors import AwsUnavailable, BatchRefused, Cause
from albias.model import AliasTarget, Change, RecordKey, RecordSet, Routing
from albias.names import DnsName
from tests.adapters.scripted import Answer, Script, accepted, error, invalid_change_batch, record_sets

SHOP = DnsName("shop.apps.example.com")
ALIAS_XML = (
    r"<ResourceRecordSet><Name>\052.apps.example.com.</Name><Type>A</Type><AliasTarget>"
    "<HostedZoneId>Z32O12XQLNTSW2</HostedZoneId><DNSName>dualstack.web-1.eu-west-1.elb.amazonaws.com.</DNSName>"
    "<EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>"
)
ROUTED_XML = (
    "<ResourceRecordSet><Name>shop.apps.example.com.</Name><Type>A</Type><SetIdentifier>blue</SetIdentifier>"
    "<Weight>0</Weight><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord>"
    "</ResourceRecords></ResourceRecordSet>"
)
NEXT_XML = "<NextRecordName>tail.apps.example.com.</NextRecordName><NextRecordType>A</NextRecordType>"
CREATE = Change("CREATE", RecordSet(RecordKey(SHOP, "A"), 60, ("192.0.2.1",)))


@pytest.fixture
def route53(script: Script) -> Route53:
    return Route53(boto3.Session().client("route53"))


def test_a_page_is_read_from_xml(script: Script, route53: Route53) -> None:
    script.says(record_sets(ALIAS_XML, ROUTED_XML, following=NEXT_XML))
    found, following = route53.page("Z0APPS", SHOP)
    target = AliasTarget("dualstack.web-1.eu-west-1.elb.amazonaws.com.", "Z32O12XQLNTSW2", True)
    assert found == [
        RecordSet(RecordKey(DnsName("*.apps.example.com"), "A"), alias=target),
        RecordSet(RecordKey(SHOP, "A", "blue"), 60, ("192.0.2.1",), routing=Routing("weighted", 0)),
    ]
    assert following == "tail.apps.example.com"
    asked = urlsplit(script.requests[0].path)
    assert asked.path == "/2013-04-01/hostedzone/Z0APPS/rrset"
    assert parse_qs(asked.query) == {"name": ["shop.apps.example.com."], "maxitems": ["300"]}


def test_a_batch_is_written_as_xml(script: Script, route53: Route53) -> None:
    script.says(accepted())
    route53.change("Z0APPS", [CREATE], "albias platform")
    [request] = script.requests
    assert request.path.startswith("/2013-04-01/hostedzone/Z0APPS/rrset")
    assert "<Action>CREATE</Action>" in request.body
    assert "UPSERT" not in request.body


@pytest.mark.parametrize(
    "answer",
    [
        error("InvalidChangeBatch", "[Tried to create resource record set [name='shop.'] but it already exists]"),
        invalid_change_batch("Tried to create resource record set [name='shop.'] but it already exists"),
    ],
    ids=["with a code", "with a list of messages"],
)
def test_a_refused_batch_is_recognised_in_both_of_its_forms(script: Script, route53: Route53, answer: Answer) -> None:
    script.says(answer)
    with pytest.raises(BatchRefused) as refused:
        route53.change("Z0APPS", [CREATE], "albias platform")
    assert refused.value.cause is Cause.OUTDATED
    assert len(script.requests) == 1


WORDS = [
    ("[Tried to create resource record set [name='shop.'] but it already exists]", Cause.OUTDATED),
    ("[Tried to delete resource record set [name='shop.'] but it was not found]", Cause.OUTDATED),
    ("[Tried to delete resource record set [name='shop.'] but the values provided do not match]", Cause.OUTDATED),
    ("[RRSet of type A with DNS name shop. is not permitted: one of type CNAME exists]", Cause.OUTDATED),
    ("[RRSet of type AAAA with DNS name shop. is not permitted: one of type CNAME exists]", Cause.OUTDATED),
    ("[RRSet of type TXT with DNS name shop. is not permitted: one of type CNAME exists]", Cause.OTHER),
    (
        "[RRSet with DNS name shop., type A cannot be created as other RRSets exist with the same name and type.]",
        Cause.OUTDATED,
    ),
    (
        "[RRSet with DNS name shop., type A, SetIdentifier blue cannot be created as a non-weighted set exists]",
        Cause.OUTDATED,
    ),
    (
        "[RRSet with DNS name shop., type A, SetIdentifier blue, and Region Name=eu-west-1 cannot be created because "
        "a latency RRSet with the same name, type and region already exists.]",
        Cause.OUTDATED,
    ),
    ("[Resource record set [name='shop.'] is protected and cannot be changed: ask us]", Cause.PROTECTED),
    ("[The ACTIVE_RECORD_CHECK rejected the change of [name='shop.'] because it was queried]", Cause.GUARDED),
    ("[The active record check guardrail rejected the change of [name='shop.']]", Cause.GUARDED),
    ("[The Active Record Check Guardrail rejected the change of [name='shop.']]", Cause.GUARDED),
    ("[This change batch would exceed the limit of 10000 resource record sets per hosted zone.]", Cause.ZONE_FULL),
    ("[This change batch would exceed the limit of 20000 resource record sets per hosted zone.]", Cause.ZONE_FULL),
    (
        "[Tried to create an alias that targets web., type A in zone Z1, but that target was not found]",
        Cause.TARGET_NOT_FOUND,
    ),
    ("[Number of records limit of 1000 exceeded.]", Cause.OTHER),
    ("[Words that Route 53 has of tomorrow]", Cause.OTHER),
    ("[Words of tomorrow for [name='protected.apps.example.com.', type='A']]", Cause.OTHER),
    ("[Words of tomorrow for guardrail.apps.example.com. and x_check.apps.example.com]", Cause.OTHER),
]


@pytest.mark.parametrize(("words", "cause"), WORDS)
def test_why_a_batch_is_refused_is_told_from_route53s_words(
    script: Script, route53: Route53, words: str, cause: Cause
) -> None:
    for answer in (error("InvalidChangeBatch", words), invalid_change_batch(words)):
        script.says(answer)
        with pytest.raises(BatchRefused) as refused:
            route53.change("Z0APPS", [CREATE], "albias platform")
        assert refused.value.cause is cause


@pytest.mark.parametrize("code", ["LimitsExceeded", "TooManyRecords"])
def test_c12_a_zone_is_full_in_codes_that_the_operation_does_not_model(
    script: Script, route53: Route53, code: str
) -> None:
    script.says(error(code, "Too many."))
    with pytest.raises(BatchRefused) as refused:
        route53.change("Z0APPS", [CREATE], "albias platform")
    assert refused.value.cause is Cause.ZONE_FULL


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_without_a_code_is_no_refusal(
    script: Script, route53: Route53, naps: list[float], status: int
) -> None:
    script.says(Answer("<Unavailable/>", status))
    with pytest.raises(AwsUnavailable):
        route53.change("Z0APPS", [CREATE], "albias platform")


def test_an_accepting_answer_that_cannot_be_read_is_worth_another_try(script: Script, route53: Route53) -> None:
    """Whether it was accepted is found by reading again."""
    script.says(Answer("<html>", 200))
    with pytest.raises(AwsUnavailable):
        route53.change("Z0APPS", [CREATE], "albias platform")


@pytest.mark.parametrize("answer", [Answer("<html>Bad Gateway</html>", 502), Answer("", 503), Answer("", 400)])
def test_an_answer_that_is_no_xml_of_route53_is_worth_another_try(
    script: Script, route53: Route53, naps: list[float], answer: Answer
) -> None:
    script.says(answer)
    with pytest.raises(AwsUnavailable):
        route53.change("Z0APPS", [CREATE], "albias platform")
