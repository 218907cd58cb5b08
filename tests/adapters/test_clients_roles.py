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


@pytest.mark.parametrize("answer", [error("AccessDenied", "not authorized to perform: sts:AssumeRole", 403)])
def test_a_role_that_may_not_be_assumed_is_trouble_with_its_zone_and_says_so(
    script: Script, clients: Clients, answer: Answer
) -> None:
    script.says(answer)
    with pytest.raises(AwsUnavailable, match=r"Z0THEIRS.*AccessDenied.*sts:AssumeRole"):
        clients.route53(THEIRS).page(THEIRS.id, THEIRS.name)


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
