"""`make demo` itself: what it shows, that it can fail, and what is left of it when it is interrupted."""

import html
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from demo.cloud import Deployment, Journal, People
from demo.screen import Screen
from demo.story import SHOP, ZONE, Story
from demo.zone import Zone
from local_aws.cloudtrail import ElbEvents
from local_aws.observe import NotSeen
from local_aws.session import LocalEndpoint
from tests.e2e.zones_and_balancers import HostedZones

_ROOT = Path(__file__).parents[2]
_STEPS = 12
_UNTIL_CLEANED_UP = 600  # seconds: a guard against a hang


@contextmanager
def _demo(temporary: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The demo in a process of its own, with a folder of its own for whatever is temporary."""
    process = subprocess.Popen(
        [sys.executable, "-m", "demo", *arguments],
        cwd=_ROOT,
        env=os.environ | {"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_every_step_holds_and_nothing_is_left(tmp_path: Path) -> None:
    picture = tmp_path / "demo.svg"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with _demo(temporary, "--svg", str(picture)) as process:
        shown, _ = process.communicate()
    assert process.returncode == 0, shown
    steps = re.findall(r"^ ?(\d+)  \w", shown, flags=re.MULTILINE)
    assert steps == [str(number) for number in range(1, _STEPS + 1)]
    assert "Every step was seen to hold" in shown
    assert "\x1b" not in shown
    assert list(temporary.glob("albias-*")) == []
    committed = _ROOT / "docs" / "images" / "demo.svg"
    assert _told(committed) == _told(picture), "docs/images/demo.svg is not what the demo shows: run `make pictures`"


def _told(picture: Path) -> list[str]:
    """The steps of a picture and what was seen of each, without ids, times and counts."""
    lines: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', picture.read_text("utf-8")):
        lines.setdefault(float(y), []).append((float(x), html.unescape(text).replace("\xa0", " ")))
    whole = ["".join(text for _, text in sorted(parts)) for _, parts in sorted(lines.items())]
    told = [line.strip() for line in whole if re.match(r" *(?:✓|\d+  )", line)]
    assert len(told) > _STEPS
    # a hosted zone's id may happen to have no digit in it
    return [re.sub(r"\bZ[A-Z0-9]{8,}|\S*\d\S*( s\))?", "#", line) for line in told]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_it_cleans_up_and_says_so(tmp_path: Path, number: signal.Signals) -> None:
    """While the CDK runs: MiniStack and the folder of both are gone afterwards."""
    with _demo(tmp_path) as process:
        assert process.stdout is not None
        server = next(found[1] for line in process.stdout if (found := re.search(r"answers at http://(\S+)", line)))
        next(line for line in process.stdout if line.strip().startswith("name ="))
        assert _answers(server)
        process.send_signal(number)
        rest, _ = process.communicate(timeout=_UNTIL_CLEANED_UP)
    assert process.returncode == 128 + number
    assert f"interrupted by {number.name}" in rest
    assert list(tmp_path.glob("albias-*")) == []
    assert not _answers(server)


def test_a_step_that_does_not_hold_is_not_shown_as_if_it_did(
    local_aws: LocalEndpoint, hosted_zones: HostedZones, events: ElbEvents, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same story where no albias is deployed: its first step fails."""
    made = hosted_zones.create(ZONE)
    session = local_aws.session()
    session.client("logs").create_log_group(logGroupName="nobody-writes-here")
    zone = Zone(session, made.id, made.name, "nobody", patience=0.5)
    story = Story(Screen(), Deployment(zone, Journal(session, "nobody-writes-here"), People(events)))
    with pytest.raises(NotSeen, match="exactly"):
        story.run()
    assert f"✓ {SHOP}" not in capsys.readouterr().out
    elb = session.client("elbv2")
    arn = elb.describe_load_balancers(Names=["web"])["LoadBalancers"][0]["LoadBalancerArn"]
    elb.delete_load_balancer(LoadBalancerArn=arn)


def _answers(address: str) -> bool:
    host, port = address.split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0
