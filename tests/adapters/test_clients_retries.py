"""How often albias asks AWS again, and that it counts every attempt (H44)."""

import time
from types import SimpleNamespace

import botocore.session
import pytest

from albias.aws.clients import Clients
from albias.aws.elbv2 import Elbv2
from albias.engine.run import MARGIN
from albias.errors import AwsUnavailable, BatchRefused
from albias.model import Change, HostedZone, RecordKey, RecordSet
from albias.names import DnsName
from tests.adapters.scripted import Answer, Script, accepted, error, load_balancers, record_sets
from tests.support.clock import Clock

ZONE = HostedZone("Z0APPS", DnsName("apps.example.com"))
CREATE = Change("CREATE", RecordSet(RecordKey(DnsName("shop.apps.example.com"), "A"), 60, ("192.0.2.1",)))
OTHER = HostedZone("Z0TEAM", DnsName("team.example.com"))
MOST = 4


@pytest.fixture
def clients(script: Script, naps: list[float]) -> Clients:
    return Clients("platform", botocore.session.get_session())


@pytest.mark.parametrize("code", ["Throttling", "PriorRequestNotComplete"])
def test_h44_a_throttled_change_is_tried_again_with_jitter_until_it_is_accepted(
    script: Script, clients: Clients, naps: list[float], code: str
) -> None:
    script.says(error(code, "Rate exceeded"), error(code, "Rate exceeded"), accepted())
    clients.route53(ZONE).change(ZONE.id, [CREATE], "albias platform")
    assert len(script.requests) == 3
    assert len(naps) == 2
    assert len(set(naps)) == 2, "drawn by lot"
    assert clients.calls == {"route53": 3, "throttled": 2}


@pytest.mark.parametrize(
    ("answer", "throttled"),
    [
        (error("Throttling", "Rate exceeded"), MOST),
        (error("InternalError", status=500), 0),
        (Answer(status=503), 0),
        (Answer(hangs_up=True), 0),
    ],
)
def test_h44_attempts_are_bounded_and_all_counted(
    script: Script, clients: Clients, naps: list[float], answer: Answer, throttled: int
) -> None:
    script.says(answer)
    with pytest.raises(AwsUnavailable):
        clients.route53(ZONE).page(ZONE.id, ZONE.name)
    assert len(script.requests) == MOST
    assert clients.calls["route53"] == MOST
    assert clients.calls["throttled"] == throttled


def test_a_throttled_describe_is_tried_again(script: Script, clients: Clients) -> None:
    script.says(error("Throttling", "Rate exceeded"), error("ThrottlingException", "Rate exceeded"), load_balancers())
    assert list(Elbv2(clients.get).all(lambda: None)) == []
    assert clients.calls == {"elbv2": 3, "throttled": 2}


def test_c17_after_a_throttled_batch_the_next_one_waits_in_every_zone_of_the_account(
    script: Script, clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(time, "sleep", clock.sleep)  # botocore's
    monkeypatch.setattr("albias.aws.clients.time", SimpleNamespace(monotonic=clock.now, sleep=clock.sleep))
    script.says(error("Throttling", "Rate exceeded"), error("Throttling", "Rate exceeded"), accepted())
    clients.route53(ZONE).change(ZONE.id, [CREATE], "albias platform")
    retries = sum(clock.slept)
    clients.route53(OTHER).change(OTHER.id, [CREATE], "albias platform")
    assert clock.slept[2:] == pytest.approx([retries])


def test_a_refused_batch_is_not_sent_again(script: Script, clients: Clients, naps: list[float]) -> None:
    script.says(error("InvalidChangeBatch", "[but it already exists]"))
    with pytest.raises(BatchRefused):
        clients.route53(ZONE).change(ZONE.id, [CREATE], "albias platform")
    assert len(script.requests) == 1
    assert naps == []
    assert clients.calls == {"route53": 1}


def test_a_client_is_made_once_and_only_when_it_is_used(script: Script, clients: Clients) -> None:
    script.says(record_sets())
    for _ in range(3):
        clients.route53(ZONE).page(ZONE.id, ZONE.name)
    assert clients.get("route53") is clients.get("route53")
    assert clients.get("route53") is not clients.get("elbv2")
    assert clients.calls == {"route53": 3}


def test_h44_the_slowest_call_with_all_its_retries_ends_before_the_deadline(clients: Clients) -> None:
    """Standard mode naps for less than 1, 2, 4 ... seconds between the attempts (botocore, "Retries")."""
    config = clients.get("route53").meta.config
    assert config.retries["mode"] == "standard"
    assert MOST * (config.connect_timeout + config.read_timeout) + sum(2**nap for nap in range(MOST - 1)) <= MARGIN
