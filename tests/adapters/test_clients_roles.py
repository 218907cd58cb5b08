"""Zones of other accounts: the role is assumed when needed, and its credentials do not outlive themselves (H46)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import boto3
import botocore.session
import pytest
from moto import mock_aws

from albias.aws.clients import Clients
from albias.errors import AwsUnavailable
from albias.model import AliasTarget, Change, HostedZone, RecordKey, RecordSet
from albias.names import DnsName
from tests.adapters.scripted import Answer, Script, assumed, error, record_sets

ROLE = "arn:aws:iam::210987654321:role/albias-dns"
THEIRS = HostedZone("Z0THEIRS", DnsName("apps.example.com"), role_arn=ROLE)
CREATED = Change("CREATE", RecordSet(RecordKey(DnsName("shop.apps.example.com"), "A"), 60, ("192.0.2.1",)))
OURS = HostedZone("Z0OURS", DnsName("example.net"))


@pytest.fixture
def clients(script: Script) -> Clients:
    return Clients("platform", botocore.session.get_session())


def keys(script: Script) -> list[str]:
    """Whose credentials signed the requests."""
    return [request.access_key for request in script.requests]


def test_a_zone_with_a_role_is_read_with_the_roles_credentials(script: Script, clients: Clients) -> None:
    script.says(assumed("ASIAFIRST", timedelta(hours=1)), record_sets())
    clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    assert keys(script) == ["AKIAOWN", "ASIAFIRST"]
    asked = parse_qs(script.requests[0].body)
    assert asked["RoleArn"] == [ROLE]
    assert asked["RoleSessionName"] == ["albias-platform"]


def test_a_zone_without_a_role_is_read_with_our_own(script: Script, clients: Clients) -> None:
    script.says(assumed("ASIAFIRST", timedelta(hours=1)), record_sets())
    clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    clients.route53(OURS).page(OURS.id, OURS.name)
    assert keys(script) == ["AKIAOWN", "ASIAFIRST", "AKIAOWN"]


def test_a_role_is_assumed_once_while_its_credentials_last(script: Script, clients: Clients) -> None:
    script.says(assumed("ASIAFIRST", timedelta(hours=1)), record_sets())
    for _ in range(3):
        clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    assert keys(script) == ["AKIAOWN", "ASIAFIRST", "ASIAFIRST", "ASIAFIRST"]


def test_h46_credentials_that_are_about_to_expire_are_fetched_anew_in_a_warm_function(
    script: Script, clients: Clients
) -> None:
    script.says(
        assumed("ASIAFIRST", timedelta(minutes=1)),
        record_sets(),
        assumed("ASIASECOND", timedelta(hours=1)),
        record_sets(),
    )
    for _ in range(3):
        clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    assert keys(script) == ["AKIAOWN", "ASIAFIRST", "AKIAOWN", "ASIASECOND", "ASIASECOND"]


def test_h46_our_own_credentials_are_looked_up_for_every_role_not_kept_from_the_import(
    script: Script, clients: Clients
) -> None:
    script.says(
        assumed("ASIAFIRST", timedelta(hours=1)),
        record_sets(),
        record_sets(),
        assumed("ASIAOTHER", timedelta(hours=1)),
        record_sets(),
    )
    clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    other = HostedZone("Z0OTHER", DnsName("example.org"), role_arn="arn:aws:iam::310987654321:role/albias-dns")
    clients.route53(OURS).page(OURS.id, OURS.name)
    clients.route53(other).page(other.id, other.name)
    assert keys(script) == ["AKIAOWN", "ASIAFIRST", "AKIAOWN", "AKIAOWN", "ASIAOTHER"]


def test_c26_a_role_that_may_not_be_assumed_is_what_failed_and_not_the_call_that_needed_it(
    script: Script, clients: Clients
) -> None:
    """It names the operation, the role and what to do; ListResourceRecordSets was never asked."""
    script.says(error("AccessDenied", "not authorized to perform: sts:AssumeRole", 403))
    with pytest.raises(AwsUnavailable) as failed:
        clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    assert str(failed.value).startswith(
        f"AssumeRole of {ROLE}: AccessDenied: not authorized to perform: sts:AssumeRole"
    )
    assert "trust policy" in str(failed.value)
    assert "ListResourceRecordSets" not in str(failed.value)
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (error("RegionDisabledException", "STS is not activated in this region", 403), "RegionDisabledException"),
        (error("ExpiredToken", "The security token included in the request is expired", 403), "ExpiredToken"),
        (Answer(hangs_up=True), "endpoint"),
        (Answer(status=503), "503"),
    ],
)
def test_c26_whatever_else_keeps_a_role_away_is_told_of_the_role(
    script: Script, clients: Clients, naps: list[float], answer: Answer, told: str
) -> None:
    script.says(answer)
    with pytest.raises(AwsUnavailable, match=f"^AssumeRole of {ROLE}: .*{told}"):
        clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)


def test_c26_a_change_that_needs_the_role_says_so_too(script: Script, clients: Clients) -> None:
    """It is no denial of the batch: nobody looked at that."""
    script.says(error("AccessDenied", "no", 403))
    with pytest.raises(AwsUnavailable, match=r"^AssumeRole of "):
        clients.route53(THEIRS).change(THEIRS.id, [CREATED], "albias platform")


def test_c26_a_role_that_is_refused_once_is_asked_for_again(script: Script, clients: Clients) -> None:
    """A role that was made a moment ago is refused until IAM has spread it."""
    script.says(error("AccessDenied", "no", 403), assumed("ASIAFIRST", timedelta(hours=1)), record_sets())
    with pytest.raises(AwsUnavailable):
        clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    assert keys(script) == ["AKIAOWN", "AKIAOWN", "ASIAFIRST"]


@pytest.fixture
def two_accounts() -> Iterator[str]:
    """A hosted zone that only the other account has; returns its id."""
    with mock_aws():
        sts = boto3.Session().client("sts")
        given = sts.assume_role(RoleArn=ROLE, RoleSessionName="setup")["Credentials"]
        session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        made = session.client("route53").create_hosted_zone(Name="apps.example.com", CallerReference="setup")
        yield made["HostedZone"]["Id"].rpartition("/")[2]


def test_a_record_set_is_written_into_the_other_accounts_zone(two_accounts: str) -> None:
    zone = HostedZone(two_accounts, DnsName("apps.example.com"), role_arn=ROLE)
    clients = Clients("platform")
    target = AliasTarget("web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2", True)
    created = RecordSet(RecordKey(DnsName("shop.apps.example.com"), "A"), alias=target)
    clients.route53(zone).change(zone.id, [Change("CREATE", created)], "albias platform")
    found, _ = clients.route53(zone).page(zone.id, created.key.name)
    assert [each.key for each in found] == [created.key]
    without_role = HostedZone(two_accounts, zone.name)
    with pytest.raises(AwsUnavailable, match="NoSuchHostedZone"):
        clients.route53(without_role).page(zone.id, zone.name)


def test_h44_a_role_is_assumed_with_the_time_outs_of_every_other_call(
    script: Script, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that hangs for minutes would not end before the function does."""
    made: dict[str, Any] = {}
    create = botocore.session.Session.create_client

    def watched(self: botocore.session.Session, name: str, *arguments: Any, **options: Any) -> Any:
        made[name] = options.get("config")
        return create(self, name, *arguments, **options)

    monkeypatch.setattr(botocore.session.Session, "create_client", watched)
    script.says(assumed("ASIAFIRST", timedelta(hours=1)), record_sets())
    clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    assert made.keys() == {"sts", "route53"}
    assert made["sts"] is made["route53"]
    assert (made["sts"].connect_timeout, made["sts"].read_timeout) == (2, 10)


def test_the_role_is_assumed_with_the_profile_that_was_chosen(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever AWS_PROFILE says."""
    (tmp_path / "config").write_text("[profile chosen]\naws_access_key_id = AKIACHOSEN\naws_secret_access_key = x\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "of-another-time")
    clients = Clients("platform", botocore.session.Session(profile="chosen"))
    script.says(assumed("ASIAFIRST", timedelta(hours=1)), record_sets())
    clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)
    assert keys(script) == ["AKIACHOSEN", "ASIAFIRST"]
