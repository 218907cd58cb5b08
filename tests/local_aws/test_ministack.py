"""MiniStack as a child process: alone on the loopback, sees nothing of its starter, never outlives it."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local_aws import ministack as module
from local_aws.ministack import MiniStackError, ministack, tail
from local_aws.observe import OFTEN, until
from local_aws.session import LocalEndpoint
from tests.local_aws.ports import listening, port_of

REPOSITORY = Path(__file__).parents[2]


def test_the_server_answers_on_the_loopback_and_is_gone_after_the_block() -> None:
    with ministack(region="eu-west-2") as endpoint:
        identity = endpoint.session().client("sts").get_caller_identity()
        assert identity["Account"] == "000000000000"
        home, port = endpoint.home, port_of(endpoint.url)
        assert listening(port)
        # every address of the loopback's block would answer for a server that listens on all interfaces
        assert not listening(port, "127.0.0.2")
    assert not listening(port)
    assert not home.exists()


@pytest.mark.parametrize("end", [RuntimeError, KeyboardInterrupt])
def test_the_server_is_gone_when_the_block_ends_with_an_error(end: type[BaseException]) -> None:
    ports: list[int] = []

    def use() -> None:
        with ministack() as endpoint:
            ports.append(port_of(endpoint.url))
            raise end

    with pytest.raises(end):
        use()
    assert not listening(ports[0])


def test_two_servers_share_neither_port_nor_state() -> None:
    with ministack() as one, ministack() as other:
        one.session().client("sqs").create_queue(QueueName="mine")
        assert one.session().client("sqs").list_queues().get("QueueUrls")
        assert not other.session().client("sqs").list_queues().get("QueueUrls")


def test_the_server_ends_when_its_starter_is_killed() -> None:
    """A killed starter cleans up nothing; its end of the pipe closes all the same."""
    program = """
import sys
from local_aws.ministack import ministack
with ministack() as endpoint:
    print(endpoint.url, endpoint.home, flush=True)
    sys.stdin.read()
"""
    starter = subprocess.Popen(
        [sys.executable, "-c", program], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with starter:
        assert starter.stdout is not None
        url, home = starter.stdout.readline().split()
        assert listening(port_of(url))
        starter.send_signal(signal.SIGKILL)
    until(lambda: not listening(port_of(url)), "the end of the server")
    until(lambda: not Path(home).exists(), "the end of its folder")


def test_a_server_that_does_not_start_is_an_error_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('no such service')\n", encoding="utf-8")
    monkeypatch.setattr(module, "_SERVER", broken)
    with pytest.raises(MiniStackError, match="no such service"), ministack():
        pytest.fail("the block began without a server")


def test_a_port_that_another_program_took_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = iter([taken.getsockname()[1], module.free_port()])
        monkeypatch.setattr(module, "free_port", lambda: next(ports))
        with ministack() as endpoint:
            assert port_of(endpoint.url) != taken.getsockname()[1]


def test_a_port_is_none_that_another_program_has_nor_one_that_the_system_gives_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A connection may get any port of the system's range, also between this look and the server's start."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(module, "_PORTS", [port] * 50 + [20_001])
        assert module.free_port() == 20_001
    monkeypatch.undo()
    given_away = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(given_away.read_text().split()[0]) if given_away.exists() else 49_152
    assert module.free_port() < first


def test_the_log_goes_where_it_is_asked_to(tmp_path: Path) -> None:
    log = tmp_path / "ministack.log"
    with ministack(log=log):
        pass
    assert "Ready" in tail(log)
    assert tail(tmp_path / "none.log") == ""


def test_clients_use_the_local_aws_whatever_the_user_has_set(
    endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    sts = endpoint.session().client("sts")
    assert sts.meta.region_name == "eu-central-1"
    assert sts.get_caller_identity()["Account"] == "000000000000"


def test_a_childs_environment_names_this_aws_and_nobody_elses(
    endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", "123456789012")
    monkeypatch.setenv("SSL_CERT_FILE", "/certificates.pem")
    environment = endpoint.environment()
    assert not {"AWS_PROFILE", "CDK_DEFAULT_ACCOUNT"} & environment.keys()
    assert environment["AWS_ENDPOINT_URL"] == endpoint.url
    assert environment["SSL_CERT_FILE"] == "/certificates.pem"
    assert not Path(environment["AWS_CONFIG_FILE"]).exists()


FUNCTION = """
import os, sys
import boto3
def handler(event, context):
    zones = boto3.client("route53").list_hosted_zones()["HostedZones"]
    return {"zones": len(zones), "environment": sorted(os.environ), "path": sys.path}
"""


def test_a_function_calls_this_aws_and_sees_neither_the_starters_environment_nor_the_repository(
    endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBIAS_SETTINGS", "the starter's")
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("look.py", FUNCTION)
    functions = endpoint.session().client("lambda")
    functions.create_function(
        FunctionName="look",
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/look",
        Handler="look.handler",
        Code={"ZipFile": bundle.getvalue()},
    )
    functions.get_waiter("function_active_v2").wait(FunctionName="look", WaiterConfig=OFTEN)
    answer = functions.invoke(FunctionName="look")
    seen = json.loads(answer["Payload"].read())
    assert "errorMessage" not in seen, seen
    assert seen["zones"] == 0
    assert "ALBIAS_SETTINGS" not in seen["environment"]
    assert str(REPOSITORY) not in [os.path.realpath(folder) for folder in seen["path"]]
