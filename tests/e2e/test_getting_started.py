"""docs/getting-started.md and the README, "Try it by hand", word by word on a local AWS in a copy of the repository."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.zone import LoadBalancer, Zone
from local_aws.cloudtrail import API_CALL, Call, ElbEvents, call_detail
from local_aws.ministack import free_port
from local_aws.session import LocalEndpoint
from tests.e2e.cli.proxy import proxy
from tests.support.markdown import ROOT, blocks, text_of

_TEXT = re.sub("^ +", "", text_of("docs/getting-started.md"), flags=re.MULTILINE)
_TOOLS, _ZONE_ID, _TRAIL, _DEPLOY, _TAG, _LOOK, _AWAY, _SERVER, _LOCAL, _LOCAL_AWAY = blocks(_TEXT, "sh")
_BY_HAND = text_of("README.md").partition("\n## Try it by hand\n")[2].partition("\n## ")[0]
_START, _ALBIAS, _NAME, _BREAK, _MEND = blocks(_BY_HAND, "sh")
(_SETTINGS,) = blocks(_TEXT, "toml")
_NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "build", "cdk.out*", ".local", ".*cache", ".hypothesis", "mutants", "__pycache__"
)


class Newcomer:
    """Somebody with a shell, who types what the document says; what a block exports, the next one has."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder = folder
        self._after = home / "environment"
        self._jobs: list[int] = []
        own = LocalEndpoint("", "", home).environment()
        # as in local_aws/cdk.py: what costs half a minute a synthesis, and is tested elsewhere or the same every time
        jsii = Path(own["XDG_CACHE_HOME"]) / "aws" / "jsii" / "package-cache"
        own |= {"CDK_VALIDATION": "false", "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(jsii)}
        self._environment = {key: value for key, value in own.items() if not key.startswith("AWS_")}
        (home / ".cdk.json").write_text('{"requireApproval": "never"}', encoding="utf-8")  # what a person would answer

    def types(self, block: str, **more: str) -> str:
        """Run one block as it stands, with `more` in its environment; what it printed. Every command must succeed."""
        shell = subprocess.run(
            ["/bin/sh", "-e", "-c", f'{block}\necho "$!" >"$0.job"\nenv -0 >"$0"', str(self._after)],
            cwd=self._folder,
            env=self._environment | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert shell.returncode == 0, shell.stdout
        pairs = self._after.read_text(encoding="utf-8").split("\0")
        self._environment = {
            key: value for key, _, value in (pair.partition("=") for pair in pairs if pair) if key not in more
        }
        self._jobs += map(int, Path(f"{self._after}.job").read_text(encoding="utf-8").split())
        return shell.stdout

    def writes(self, text: str) -> None:
        """Replace albias.toml."""
        (self._folder / "albias.toml").write_text(text, encoding="utf-8")

    def leaves(self) -> None:
        """End what runs in the background."""
        for job in self._jobs:
            with contextlib.suppress(ProcessLookupError):  # one that found its port taken has ended
                os.kill(job, signal.SIGTERM)


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    folder, home = tmp_path / "albias", tmp_path / "home"
    shutil.copytree(ROOT, folder, ignore=_NOT_COPIED)
    (ROOT / "build").mkdir(exist_ok=True)  # of a link that leads nowhere no folder can be made
    for shared in (".venv", "build"):
        (folder / shared).symlink_to(ROOT / shared)
    home.mkdir()
    somebody = Newcomer(folder, home)
    try:
        yield somebody
    finally:
        somebody.leaves()


def test_from_nothing_to_a_working_name_and_away_again(newcomer: Newcomer, region: str, tmp_path: Path) -> None:
    newcomer.types(_TOOLS)
    port = str(free_port())
    newcomer.types(f"export PORT={port}\n{_SERVER}")
    newcomer.types(_LOCAL)
    aws = LocalEndpoint(f"http://127.0.0.1:{port}", region, tmp_path / "home")
    (web,) = aws.session().client("elbv2").describe_load_balancers()["LoadBalancers"]
    load_balancer = LoadBalancer("web", web["LoadBalancerArn"], web["DNSName"])
    zone_id = newcomer.types(_ZONE_ID).split()[0].removeprefix("/hostedzone/")
    zone = Zone(aws.session(), zone_id, "apps.example.com", "platform")
    newcomer.writes(_SETTINGS.replace("Z0123456789ABCDEFGHIJ", zone_id))
    newcomer.types(_TRAIL)
    assert "albias-platform.DashboardUrl" in newcomer.types(_DEPLOY)
    newcomer.types(_TAG)
    _what_the_trail_tells(aws, load_balancer.arn)
    zone.is_so({"shop.apps.example.com": load_balancer})
    assert "held, and as it should be" in newcomer.types(_LOOK)
    with proxy(aws.url, lambda method, path: None, _by_name) as url:
        newcomer.types(_AWAY, AWS_ENDPOINT_URL_CLOUDFORMATION=url)
    zone.is_so({})
    stacks = aws.session().client("cloudformation").describe_stacks()["Stacks"]
    assert "albias-platform" not in {stack["StackName"] for stack in stacks}
    newcomer.types(_LOCAL_AWAY)


def test_the_readme_alone_leads_to_a_name_that_is_broken_and_mended(newcomer: Newcomer) -> None:
    port = free_port()
    assert f"Running on http://127.0.0.1:{port}" in newcomer.types(f"export PORT={port}\n{_START}")
    assert "albias-platform.DashboardUrl" in newcomer.types(_ALBIAS)
    assert "1 of 1 name: 1 healthy" in newcomer.types(f"{_NAME}export arn")  # each block is a shell of its own here
    broken = newcomer.types(f"{_BREAK.rstrip()} || test $? = 3")
    assert "refused: invalid-option" in broken
    assert "to do        Correct the option in the tag, such as: `shop.apps.example.com weight=20`" in broken
    assert "held, and as it should be" in newcomer.types(_MEND)


@pytest.mark.parametrize("block", [_START, f"{_TOOLS}{_SERVER}"], ids=["README", "getting started"])
def test_a_port_that_somebody_has_is_told_and_nobody_is_waited_for(newcomer: Newcomer, block: str) -> None:
    """Whoever has it would be taken for the local AWS."""
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        told = newcomer.types(f"export PORT={port}\n{block}")
    assert f"127.0.0.1:{port} is already in use" in told
    assert "MiniStack has ended. With another port: export PORT=4567, and once more" in told
    assert "Running on" not in told


def _by_name(body: bytes) -> bytes:
    """MiniStack finds a stack to delete only by its name; `cdk destroy` says its id, which AWS takes as well."""
    if b"Action=DeleteStack" not in body:
        return body
    return re.sub(rb"StackName=arn%3Aaws%3Acloudformation[^&]*stack%2F([\w-]+)%2F[^&]*", rb"StackName=\1", body)


def _what_the_trail_tells(aws: LocalEndpoint, arn: str) -> None:
    """The event of the AddTags call that was typed: a local AWS has no CloudTrail that would send it."""
    parameters = {"ResourceArns": [arn], "Tags": [{"Key": "albias/hostname", "Value": "shop.apps.example.com"}]}
    call = Call("AddTags", parameters, {}, aws.region, datetime.now(UTC))
    ElbEvents(aws).send(API_CALL, "aws.elasticloadbalancing", call_detail(call))
