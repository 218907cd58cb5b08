"""Route 53 over the wire: its XML as botocore reads it, and the forms in which it refuses a batch."""

from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from albias.aws.route53 import Route53
from albias.errors import AwsUnavailable, BatchRefused
from albias.model import AliasTarget, Change, RecordKey, RecordSet
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
        RecordSet(RecordKey(SHOP, "A", "blue"), 60, ("192.0.2.1",), opaque=True),
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
    assert not refused.value.denied
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("words", "outdated"),
    [
        ("[Tried to create resource record set [name='shop.'] but it already exists]", True),
        ("[Tried to delete resource record set [name='shop.'] but it was not found]", True),
        ("[Tried to delete resource record set [name='shop.'] but the values provided do not match the current]", True),
        ("[RRSet of type A with DNS name shop. is not permitted: one of type CNAME exists]", True),
        ("[RRSet of type AAAA with DNS name shop. is not permitted: one of type CNAME exists]", True),
        ("[RRSet of type TXT with DNS name shop. is not permitted: one of type CNAME exists]", False),
        ("[Resource record set [name='shop.'] is protected and cannot be changed]", False),
    ],
)
def test_what_is_not_as_it_was_read_is_told_from_other_refusals(
    script: Script, route53: Route53, words: str, outdated: bool
) -> None:
    for answer in (error("InvalidChangeBatch", words), invalid_change_batch(words)):
        script.says(answer)
        with pytest.raises(BatchRefused) as refused:
            route53.change("Z0APPS", [CREATE], "albias platform")
        assert refused.value.outdated is outdated


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
