"""The command line as a whole: options anywhere, exit codes, errors that say what to do."""

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import botocore.session
import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConfigParseError,
    CredentialRetrievalError,
    EndpointConnectionError,
    InvalidRegionError,
    NoCredentialsError,
    ProfileNotFound,
)

from albias import __version__
from albias.aws.clients import Pace
from albias.errors import AwsUnavailable
from albias_cli.__main__ import start
from albias_cli.errors import CommandError, Exit, explained
from albias_cli.main import hoisted, main
from albias_cli.show.screen import Screen
from albias_cli.workspace import RATE, Options, Workspace, open_workspace
from albias_config.errors import ConfigurationError
from tests.support.desk import Desk


def _run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return main(arguments, open_workspace, Screen(out=out, err=err)), out.getvalue(), err.getvalue()


def test_common_options_may_stand_anywhere() -> None:
    arguments = ["list", "--config", "a.toml", "x.example.com", "--json", "--region=eu-west-1", "--csv", "--stack", "s"]
    assert hoisted(arguments) == [
        "--config",
        "a.toml",
        "--json",
        "--region=eu-west-1",
        "--stack",
        "s",
        "list",
        "x.example.com",
        "--csv",
    ]


def test_nothing_is_moved_past_a_double_dash() -> None:
    assert hoisted(["explain", "--", "--json"]) == ["explain", "--", "--json"]


def test_an_option_without_its_value_is_a_usage_error() -> None:
    code, _, err = _run("plan", "--config")
    assert code == Exit.USAGE
    assert "--config" in err


@pytest.mark.parametrize(
    ("arguments", "helped"),
    [
        (["nonsense"], "albias"),
        (["plan", "--nonsense"], "albias plan"),
        (["adopt"], "albias adopt"),
        (["migrate", "external-dns"], "albias migrate external-dns"),
    ],
)
def test_a_wrong_command_line_exits_with_64_and_says_where_help_is(arguments: list[str], helped: str) -> None:
    code, _, err = _run(*arguments)
    assert code == Exit.USAGE
    assert f"do: What it takes: `{helped} --help`" in err


def test_without_a_command_the_first_three_steps_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = _run()
    assert code == Exit.USAGE
    assert "1. Write albias.toml (`albias init` asks which hosted zones" in out
    assert "2. See what would happen, which changes nothing: `albias plan`" in out
    (tmp_path / "albias.toml").touch()
    assert f"1. Write albias.toml (done: {tmp_path}/albias.toml)" in _run()[1]


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--version")[0] == Exit.OK
    assert capsys.readouterr().out == f"albias {__version__}\n"


def test_every_mistake_of_the_configuration_is_told(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('owner = "A B"\n[[zones]]\nid = "nope"\nname = "apps.example.com"\n')
    code, _, err = _run("plan", "--config", str(file))
    assert code == Exit.FAILED
    assert [line.split(": ")[0] for line in err.splitlines()] == ["error", "error", "    do"]
    assert 'owner = "A B"' in err
    assert 'id = "nope"' in err


def test_a_missing_configuration_is_told_with_its_path(tmp_path: Path) -> None:
    code, _, err = _run("list", f"--config={tmp_path}/none.toml")
    assert code == Exit.FAILED
    assert f"{tmp_path}/none.toml: cannot be read" in err
    assert "or name the one that was deployed: `albias" in err
    assert "to write one: `albias init`" in err
    assert "Correct the file" not in err


def test_a_configuration_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(b'owner = "\xff"')
    code, _, err = _run("list", f"--config={file}")
    assert (code, "is not UTF-8 text" in err, "do: Correct the file" in err) == (Exit.FAILED, True, True)


def test_an_error_is_a_document_with_json(tmp_path: Path) -> None:
    out = io.StringIO()
    code = main(
        ["plan", "--json", "--config", f"{tmp_path}/none.toml"], open_workspace, Screen(out=out, err=io.StringIO())
    )
    assert code == Exit.FAILED
    assert '"exit_code": 1' in out.getvalue()


def _opening(error: Exception, *arguments: str) -> tuple[int, str]:
    def fail(options: Options, screen: Screen) -> Workspace:
        raise error

    err = io.StringIO()
    return main(["plan", *arguments], fail, Screen(out=io.StringIO(), err=err)), err.getvalue()


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NoCredentialsError(), "choose a profile: `albias plan --profile NAME`"),
        (ProfileNotFound(profile="prod"), "list-profiles"),
        (EndpointConnectionError(endpoint_url="https://sts.eu-west-1.amazonaws.com"), "AWS_ENDPOINT_URL"),
        (ClientError({"Error": {"Code": "ExpiredToken", "Message": "old"}}, "GetCallerIdentity"), "Log in again"),
        (
            ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetCallerIdentity"),
            "lack that permission",
        ),
        (AwsUnavailable("IAM denied the change: no"), "lack that permission"),
        (ValueError("Invalid endpoint: notaurl"), "unset AWS_ENDPOINT_URL"),
        (InvalidRegionError(region_name="Ireland!"), "`albias plan --region eu-west-1`"),
        (ConfigParseError(path="config"), "AWS_CONFIG_FILE"),
        (CredentialRetrievalError(provider="sso", error_msg="old"), "Log in again"),
        (BotoCoreError(), "--debug"),
        (AwsUnavailable('ListResourceRecordSets of Z1: Could not connect to the endpoint URL: "http://x/"'), "network"),
        (AwsUnavailable('ListResourceRecordSets of Z1: Read timeout on endpoint URL: "http://x/"'), "network"),
        (AwsUnavailable("ListResourceRecordSets of Z1: NoSuchHostedZone: none"), "albias doctor"),
        (AwsUnavailable("ListResourceRecordSets of Z1: Throttling: rate"), "in a minute: `albias plan`"),
    ],
)
def test_errors_of_aws_say_what_to_do(error: Exception, advice: str) -> None:
    code, err = _opening(error)
    assert code == Exit.FAILED
    assert advice in err
    assert "Traceback" not in err


def test_an_unexpected_error_shows_its_traceback_only_with_debug() -> None:
    code, err = _opening(RuntimeError("surprise"))
    assert (code, "Traceback" in err) == (Exit.FAILED, False)
    assert "unexpected RuntimeError: surprise" in err
    assert "Traceback" in _opening(RuntimeError("surprise"), "--debug")[1]


def test_an_interrupt_while_nothing_is_changed_says_so() -> None:
    def interrupt(options: Options, screen: Screen) -> Workspace:
        raise KeyboardInterrupt

    err = io.StringIO()
    assert main(["plan"], interrupt, Screen(out=io.StringIO(), err=err)) == Exit.INTERRUPTED
    assert "nothing was changed" in err.getvalue()


def test_an_interrupt_while_the_packages_are_loaded_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Pressing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "albias_cli.main":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "albias_cli.main")
    monkeypatch.setattr(sys, "meta_path", [Pressing(), *sys.meta_path])
    assert start() == Exit.INTERRUPTED
    assert capsys.readouterr().err == "interrupted: nothing was changed\n"


def test_a_wrong_command_line_is_a_document_too_with_json() -> None:
    for arguments in (["nonsense", "--json"], ["--json"]):
        code, out, _ = _run(*arguments)
        assert (code, json.loads(out)["error"]["exit_code"]) == (Exit.USAGE, Exit.USAGE)


def test_an_error_of_ours_keeps_its_words() -> None:
    error = CommandError("what", "advice", Exit.REFUSED)
    assert explained(error) is error
    assert explained(ConfigurationError("x")).what == "x"


class _Closed(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


@pytest.mark.parametrize("arguments", [["plan"], ["plan", "--json"], ["apply", "--dry-run"], ["explain", "x.y"]])
def test_a_reader_who_has_seen_enough_is_no_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    for stream in ("stdout", "stderr"):  # typer puts others in their place
        monkeypatch.setattr(sys, stream, getattr(sys, stream))
    err = io.StringIO()
    assert main(arguments, desk.open, Screen(out=_Closed(), err=err)) == Exit.OK
    assert err.getvalue() == ""


def test_what_nobody_can_read_is_not_done(desk: Desk) -> None:
    desk.world.create("web", "shop.apps.example.com")
    err = io.StringIO()
    assert main(["apply", "--yes"], desk.open, Screen(out=_Closed(), err=err)) == Exit.FAILED
    assert "error: nobody reads what this command shows any more" in err.getvalue()
    assert desk.world.names() == []


def test_a_closed_pipe_makes_no_noise_at_the_exit() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "albias_cli", "--help"],
            stdout=writing,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
        )
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_failure_names_account_and_region(desk: Desk) -> None:
    def throttle(operation: str, params: object) -> None:
        raise desk.world.elbv2.error(operation, "Throttling", "Rate exceeded")

    desk.world.elbv2.before = throttle
    result = desk.run("plan")
    assert result.code == Exit.FAILED
    assert "account 123456789012, Region eu-west-1" in result.err


@pytest.fixture
def created(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, str, str]]:
    """The clients that were made: for which profile, Region and service."""
    made: list[tuple[str | None, str, str]] = []

    class Client:
        def get_caller_identity(self) -> dict[str, str]:
            return {"Arn": "arn:aws-cn:iam::123456789012:root", "Account": "123456789012"}

    def create(session: botocore.session.Session, service: str, **_: object) -> object:
        made.append((session.profile, session.get_config_variable("region"), service))
        client = Client()
        client.meta = type("Meta", (), {"events": type("E", (), {"register": lambda *a, **k: None})()})  # type: ignore[attr-defined]
        return client

    monkeypatch.setattr(botocore.session.Session, "create_client", create)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    return made


def test_other_profiles_and_regions_have_clients_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, created: list[tuple[str | None, str, str]]
) -> None:
    (tmp_path / "config").write_text("[profile prod]\n[profile shared]\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    file = tmp_path / "albias.toml"
    file.write_text('owner = "platform"\n[[zones]]\nid = "Z1"\nname = "apps.example.com"\n')
    options = Options(file, profiles=("prod", "shared"), regions=("eu-west-1", "us-east-1"))
    workspace = open_workspace(options, Screen(out=io.StringIO(), err=io.StringIO()))
    workspace.elsewhere(None, "us-east-1").get("cloudtrail")
    workspace.elsewhere("shared", "eu-west-1").get("elb")
    assert created == [
        ("prod", "eu-west-1", "sts"),
        ("prod", "us-east-1", "cloudtrail"),
        ("shared", "eu-west-1", "elb"),
    ]


def test_the_region_is_taken_from_the_option_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, created: list[tuple[str | None, str, str]]
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    file = tmp_path / "albias.toml"
    file.write_text('owner = "platform"\n[[zones]]\nid = "Z1"\nname = "apps.example.com"\n')
    screen = Screen(out=io.StringIO(), err=io.StringIO())
    first = open_workspace(Options(file, regions=("cn-north-1",), stack="network"), screen)
    second = open_workspace(Options(file), screen)
    assert [region for _, region, _ in created] == ["cn-north-1", "eu-central-1"]
    assert (first.me.partition, first.me.region, second.me.region) == ("aws-cn", "cn-north-1", "eu-central-1")
    assert (first.stack_name, second.stack_name) == ("network", "albias-platform")
    assert isinstance(first.pace, Pace)
    assert first.pace.rate == RATE


def test_without_any_region_the_person_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    file = tmp_path / "albias.toml"
    file.write_text('owner = "platform"\n[[zones]]\nid = "Z1"\nname = "apps.example.com"\n')
    code, _, err = _run("plan", "--config", str(file))
    assert code == Exit.FAILED
    assert "for all that follow: `export AWS_REGION=eu-west-1`" in err


def test_an_error_of_the_command_line_is_one_line_without_control_characters(desk: Desk) -> None:
    err = desk.run("completion").err
    assert "Missing argument 'bash|zsh|fish'. Choose from: bash, zsh, fish" in err
    assert "\\t" not in err


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
        ("http://localstack.test:4566", "http://localstack.test:4566"),
        ("https://vpce-1.sts.eu-west-1.vpce.amazonaws.com", ""),
        ("https://sts.cn-north-1.amazonaws.com.cn", ""),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("created")
def test_what_stands_in_for_aws_is_known_by_its_address(
    address: str, local: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    file = tmp_path / "albias.toml"
    file.write_text('owner = "platform"\n[[zones]]\nid = "Z1"\nname = "apps.example.com"\n')
    opened = open_workspace(Options(file, regions=("eu-west-1",)), Screen(out=io.StringIO(), err=io.StringIO()))
    assert opened.local == local
