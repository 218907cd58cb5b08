"""The CDK's process: its environment, its lines, its errors, its end. Deployments are end-to-end tests."""

import json
import sys
from pathlib import Path

import pytest

from local_aws.cdk import Cdk, CdkFailed, cdk, node
from local_aws.observe import until
from local_aws.session import LocalEndpoint
from tests.local_aws.ports import listening


@pytest.fixture
def nowhere(tmp_path: Path) -> LocalEndpoint:
    """An endpoint without a server: synthesis asks nobody."""
    home = tmp_path / "home"
    home.mkdir()
    return LocalEndpoint("http://127.0.0.1:9", "eu-west-1", home)


def app(folder: Path, program: str) -> Path:
    folder.mkdir()
    (folder / "app.py").write_text(program, encoding="utf-8")
    (folder / "cdk.json").write_text(json.dumps({"app": "python3 app.py"}), encoding="utf-8")
    return folder


def test_the_environments_own_node_and_cdk_are_used() -> None:
    assert node().is_relative_to(sys.prefix)
    assert cdk().is_file()


def test_the_app_runs_with_this_python_and_node_and_without_the_users_aws(
    tmp_path: Path, nowhere: LocalEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    seen = tmp_path / "seen.json"
    program = f"""
import json, os, shutil, sys
from pathlib import Path
seen = {{"python": sys.prefix, "node": shutil.which("node"), "environment": dict(os.environ)}}
Path({str(seen)!r}).write_text(json.dumps(seen))
raise SystemExit("enough seen")
"""
    with pytest.raises(CdkFailed):
        Cdk(nowhere, app(tmp_path / "app", program)).synth({"config": "other.toml"})
    found = json.loads(seen.read_text(encoding="utf-8"))
    assert found["python"] == sys.prefix
    assert found["node"] == str(node())
    environment = found["environment"]
    assert "AWS_PROFILE" not in environment
    assert environment["HOME"] == str(nowhere.home)
    assert environment["CDK_DEFAULT_ACCOUNT"] == "000000000000"
    assert environment["AWS_ENDPOINT_URL"] == nowhere.url
    assert json.loads(environment["CDK_CONTEXT_JSON"])["config"] == "other.toml"


def test_an_error_shows_the_last_lines_and_every_line_was_passed_on(tmp_path: Path, nowhere: LocalEndpoint) -> None:
    lines: list[str] = []
    folder = app(tmp_path / "app", "raise SystemExit('albias.toml: owner: too long')\n")
    runner = Cdk(nowhere, folder, on_line=lines.append)
    with pytest.raises(CdkFailed, match=r"cdk synth ended with status 1(?s:.*)albias\.toml: owner: too long"):
        runner.synth()
    assert "albias.toml: owner: too long" in lines
    assert "albias.toml: owner: too long" in runner.log.read_text(encoding="utf-8")


def test_an_interrupted_command_ends_with_everything_that_it_started(tmp_path: Path, nowhere: LocalEndpoint) -> None:
    ports: list[int] = []

    def interrupt(line: str) -> None:
        if line.startswith("app listens on "):
            ports.append(int(line.split()[-1]))
            raise KeyboardInterrupt

    program = """
import signal, socket, sys
server = socket.create_server(("127.0.0.1", 0))
sys.stderr.write(f"app listens on {server.getsockname()[1]}\\n")
sys.stderr.flush()
signal.pause()
"""
    with pytest.raises(KeyboardInterrupt):
        Cdk(nowhere, app(tmp_path / "app", program), on_line=interrupt).synth()
    until(lambda: not listening(ports[0]), "the end of the app")
