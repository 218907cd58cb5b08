"""MiniStack as a child process: started on a free loopback port, ready when the `with` block begins, gone after it.

What belongs here: the life of the server. What is asked of it belongs to session.py.
"""

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_aws.session import ACCOUNT, SECRET, LocalEndpoint

_PYTHON = Path(sys.executable)
_SERVER = Path(__file__).with_name("_serve.py")
_START_SECONDS = 240.0
_GRACE_SECONDS = 10.0
_POLL_SECONDS = 0.05
_PORTS_TO_TRY = 5
# Below those that the system gives to outgoing connections: from 32768 on Linux, from 49152 elsewhere.
_PORTS = range(20_000, 32_000)


class MiniStackError(Exception):
    """The server did not start; the message ends with the last lines of its log."""


@contextmanager
def ministack(region: str = "eu-west-1", log: Path | None = None, python: Path = _PYTHON) -> Iterator[LocalEndpoint]:
    """A running MiniStack, with no state, for the length of a `with` block.

    Its log goes to `log` (default: its own folder, removed with everything else). `python`: that of the environment
    whose MiniStack it is, which the Lambda functions run on, too. Raises MiniStackError.
    """
    home = Path(tempfile.mkdtemp(prefix="albias-local-aws-"))
    log = log or home / "ministack.log"
    try:
        process, port = _start(python, home, region, log)
        try:
            yield LocalEndpoint(url=f"http://127.0.0.1:{port}", region=region, home=home)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(python: Path, home: Path, region: str, log: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start on a free port; another program may take that port first, then on another one."""
    for _ in range(_PORTS_TO_TRY):
        port = free_port()
        process = _spawn(python, home, log, _server_environment(python, home, region, port))
        try:
            if _ready(process, port, home / f"ministack-{port}.pid"):
                return process, port
        except BaseException:
            _stop(process)
            raise
        _stop(process)
    raise MiniStackError(f"MiniStack ended before it was ready; {log} ends:\n{tail(log)}")


def _spawn(python: Path, home: Path, log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(
            [python, "-I", str(_SERVER), str(home)],
            env=environment,
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            # A Ctrl-C goes to the whole terminal: the program that started the server ends it, in its own order.
            start_new_session=True,
        )


def _server_environment(python: Path, home: Path, region: str, port: int) -> dict[str, str]:
    """Everything that the server sees, and with it every Lambda function: they inherit its environment."""
    return {
        "PATH": os.pathsep.join([str(python.parent), os.defpath]),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(home),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": region,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "STATE_DIR": str(home / "state"),
        "S3_DATA_DIR": str(home / "s3"),
        # both would listen on every interface, on fixed ports
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # no container is started, looked for or stopped
        "DOCKER_HOST": f"unix://{home}/no-docker.sock",
    }


def free_port() -> int:
    """A port that nobody listens on, and that the system gives to no connection before it is used."""
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def _ready(process: subprocess.Popen[bytes], port: int, pid_file: Path) -> bool:
    """True when the server answers, False when it has ended; MiniStackError when neither happens in time.

    The server writes its pid file once it has found its port free: without it, the answer is another server's.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None:
        try:
            with opener.open(f"http://127.0.0.1:{port}/_ministack/health", timeout=2) as answer:
                if answer.status == 200 and pid_file.exists():
                    return True
        except (urllib.error.URLError, OSError):
            pass  # not listening yet
        if time.monotonic() > deadline:
            raise MiniStackError(f"MiniStack did not answer within {_START_SECONDS:.0f} s")
        time.sleep(_POLL_SECONDS)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, then make it. Its Lambda workers end with their pipes to it."""
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        if process.stdin is not None:
            process.stdin.close()


def tail(log: Path, lines: int = 40) -> str:
    """The last lines of a log file, for an error message."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
