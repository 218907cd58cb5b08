"""A person with a terminal and a hosted zone: runs `albias`, and looks at Route 53 without it."""

import contextlib
import io
import os
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from albias_cli.main import main
from albias_cli.show.screen import Screen
from local_aws.session import LocalEndpoint
from tests.e2e.zones_and_balancers import HostedZone
from tests.support.desk import Result

_REPOSITORY = Path(__file__).parents[3]
_COMMAND = _REPOSITORY / ".venv" / "bin" / "albias"
SECONDS = 600  # a guard against a hang, not a measurement


@dataclass
class Person:
    """`folder` holds albias.toml, and is where commands run."""

    endpoint: LocalEndpoint
    zone: HostedZone
    folder: Path

    def start(self, *arguments: str, url: str = "") -> "subprocess.Popen[str]":
        """Start a command as a process; `url` of another endpoint than MiniStack's own."""
        environment = self.endpoint.environment() | ({"AWS_ENDPOINT_URL": url} if url else {})
        return subprocess.Popen(
            [_COMMAND, *arguments],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # a shell's background jobs ignore SIGINT, and children inherit that; here somebody sits at the keyboard
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  no threads here
        )

    def run(self, *arguments: str, url: str = "") -> Result:
        """Run a command to its end, in this process: everything but the start of Python is as in its own."""
        environment = self.endpoint.environment() | ({"AWS_ENDPOINT_URL": url} if url else {})
        out, err = io.StringIO(), io.StringIO()
        with mock.patch.dict(os.environ, environment, clear=True), contextlib.chdir(self.folder):
            code = main(arguments, screen=Screen(out=out, err=err))
        return Result(code, out.getvalue(), err.getvalue())

    def json(self, *arguments: str) -> Any:
        """Run a command for its document."""
        return self.run(*arguments, "--json").json

    def names(self) -> list[str]:
        """Every record set of the zone, as `name type`."""
        return [f"{found['Name'].removesuffix('.')} {found['Type']}" for found in self.zone.record_sets()]

    def held(self) -> set[str]:
        """The names that have a hold."""
        end = f"._hold._albias.{self.zone.name} TXT"
        return {f"{name.removesuffix(end)}.{self.zone.name}" for name in self.names() if name.endswith(end)}

    def answers(self) -> dict[str, Any]:
        """What each name answers."""
        return {
            f"{found['Name']} {found['Type']}": found.get("AliasTarget", found.get("ResourceRecords"))
            for found in self.zone.record_sets()
            if found["Type"] in ("A", "AAAA", "CNAME")
        }

    def create(self, record_sets: Iterable[dict[str, Any]]) -> None:
        """Somebody else's record sets, many at once."""
        changes: list[Any] = [{"Action": "CREATE", "ResourceRecordSet": record_set} for record_set in record_sets]
        route53 = self.zone.session.client("route53")
        for start in range(0, len(changes), 500):
            batch: Any = {"Changes": changes[start : start + 500]}
            route53.change_resource_record_sets(HostedZoneId=self.zone.id, ChangeBatch=batch)


def ended(process: "subprocess.Popen[str]") -> Result:
    """Wait for a command; kill it when it never ends."""
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"albias did not end: {out}{err}") from None
    return Result(process.returncode, out, err)
