"""Runs the command line in a small world. Builds and captures.

Whatever a command tells a person to do ends with what can be pasted: that alone is asserted here, of every command.
"""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from albias.engine.safety import PAUSE
from albias_cli.config_file import ConfigFile
from albias_cli.main import main
from albias_cli.show.screen import Part, Screen
from albias_cli.work import Work
from albias_cli.workspace import Account, Options, Workspace
from tests.fakes import FakeCloudTrail, FakeElb
from tests.support.clients import FakeClients
from tests.support.deployed import FakeCloudFormation, FakeDns, FakeLambda, FakeLogs, FakeSts
from tests.support.world import World


@dataclass(frozen=True, slots=True)
class Result:
    """What one command came to: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the document that it is with --json."""
        return json.loads(self.out)


# A command, or a line to write.
PASTED = re.compile(r"`[^`]+`$")
_TO_DO = ("do:", "to do", "do")

Migrate = Callable[..., Result]  # runs `albias migrate external-dns` with these arguments more


def _never(seconds: float) -> None:
    """Nothing waits but the engine, before it believes an empty list of tags."""
    assert seconds == PAUSE, f"this command waits {seconds} s"


class _WatchedScreen(Screen):
    """A screen on which no advice ends in prose."""

    def line(self, *parts: Part, hang: int | None = None) -> None:
        _check_advice(parts)
        super().line(*parts, hang=hang)

    def note(self, *parts: Part) -> None:
        _check_advice(parts)
        super().note(*parts)


def _check_advice(parts: tuple[Part, ...]) -> None:
    texts = [part if isinstance(part, str) else part[0] for part in parts]
    if texts and texts[0].strip() in _TO_DO:
        told = "".join(texts[1:])
        assert PASTED.search(told), f"nothing to paste at the end of: {told}"


class DeskClients(FakeClients):
    """The world's services, and what else is deployed. `more`: the latter by name; a test may add or replace any."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.logs = FakeLogs()
        self.stack = FakeCloudFormation()
        self.functions = FakeLambda()
        self.trail = FakeCloudTrail(lambda: world.clock)
        self.classic = FakeElb()
        self.more: dict[str, Any] = {
            "logs": self.logs,
            "cloudformation": self.stack,
            "lambda": self.functions,
            "cloudtrail": self.trail,
            "elb": self.classic,
            "sts": FakeSts(world.me.account),
        }
        super().__init__(self.more)

    def get(self, service: str, role_arn: str = "") -> Any:
        """The fake of a service; the world's own are asked for each time, since a test may have put others there."""
        own = {"elbv2": self.world.elbv2, "route53": self.world.route53}
        return super().get(service, role_arn) if service in self.more else own[service]


class Desk:
    """A person at the command line. `workspace`: that of the last command; `pace`: called for each of its turns."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = DeskClients(world)
        self.workspace: Workspace | None = None
        self.sleep: Callable[[float], None] = _never
        self.pace: Callable[[], None] = lambda: None
        self.config: ConfigFile | None = None
        self.dns = FakeDns()
        self.places: dict[tuple[str | None, str], Any] = {}

    def elsewhere(self, profile: str | None, region: str) -> Any:
        """The clients of another profile and Region; of those that no test made, the world's own."""
        return self.places.get((profile, region), self.clients)

    def run(self, *arguments: str, width: int | None = None) -> Result:
        """Run one command; with a width as on a screen that is so wide, else as into a pipe."""
        out, err = io.StringIO(), io.StringIO()
        code = main(arguments, self.open, _WatchedScreen(out=out, err=err, width=width), self.connect)
        return Result(code, out.getvalue(), err.getvalue())

    def json(self, *arguments: str) -> Any:
        """Run one command for its document."""
        return self.run(*arguments, "--json").json

    def connect(self, options: Options, owner: str) -> Account:
        """The account of the world."""
        me = self.world.me
        return Account(self.clients, number=me.account, partition=me.partition, region=me.region)

    def open(self, options: Options, screen: Screen) -> Workspace:
        """The world as a command sees it."""
        self.workspace = Workspace(
            settings=self.world.settings,
            me=self.world.me,
            clients=self.clients,
            screen=screen,
            work=Work(screen.err),
            now=lambda: self.world.clock,
            sleep=self.sleep,
            stack=options.stack,
            pace=self.pace,
            config=self.config,
            elsewhere=self.elsewhere,
            dns=self.dns,
        )
        return self.workspace
