"""`python -m demo [--svg FILE] [-v]`: start everything, tell the story, clean up.

Exit status 0: every step was seen to hold.

Interrupted (Ctrl-C, SIGTERM, a closed terminal) it cleans up as well, and ends with 128 + the signal's number.
"""

import argparse
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from demo.cloud import RULES_TAG, Deployment, Journal, People
from demo.screen import Screen
from demo.story import TAKEN, ZONE, Story
from demo.zone import Zone
from local_aws.cdk import Cdk, CdkFailed
from local_aws.cloudtrail import ElbEvents
from local_aws.ministack import MiniStackError, ministack
from local_aws.observe import NotSeen
from local_aws.session import LocalEndpoint

ROOT = Path(__file__).parents[1]
LOGS = ROOT / ".local" / "demo"
OWNER = "demo"
SETTINGS = """\
owner            = "{owner}"
names_from_rules = ["{rules_tag}=yes"]

[[zones]]
id   = "{zone_id}"
name = "{zone}"
"""


class Interrupted(KeyboardInterrupt):
    """A signal asked the demo to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def main() -> int:
    """Run the demo; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__.splitlines()[0])
    parser.add_argument("--svg", type=Path, metavar="FILE", help="also write what was shown as a picture")
    parser.add_argument("-v", "--verbose", action="store_true", help="at the end, say where the time went")
    asked = parser.parse_args()
    svg: Path | None = asked.svg
    _end_on_signals()
    screen = Screen(recording=svg is not None)
    begin = time.monotonic()
    try:
        run(screen)
    except Interrupted as interrupted:
        screen.failed(f"interrupted by {signal.Signals(interrupted.number).name}; everything is cleaned up")
        return 128 + interrupted.number
    except (NotSeen, CdkFailed, MiniStackError) as error:
        screen.failed(f"{error}\n\nThe logs of this run are in {LOGS.relative_to(ROOT)}/")
        return 1
    whole = time.monotonic() - begin
    if asked.verbose:
        screen.times(whole)
    screen.end(f"Every step was seen to hold, in {whole:.0f} s. Everything is cleaned up.")
    if svg:
        screen.picture(svg, "make demo")
    return 0


def run(screen: Screen) -> None:
    """Start, deploy, tell. Raises: NotSeen, CdkFailed, MiniStackError."""
    LOGS.mkdir(parents=True, exist_ok=True)
    for old in LOGS.iterdir():
        old.unlink(missing_ok=True)
    screen.title("albias", "gives a load balancer the DNS name that its tag asks for, and takes it back")
    screen.step("A local AWS, and in it a hosted zone where other people have records")
    begin = time.monotonic()
    with ministack(log=LOGS / "ministack.log") as aws:
        screen.saw(f"MiniStack answers at {aws.url}", time.monotonic() - begin)
        zone = _zone(aws)
        screen.saw(f"the hosted zone {zone.name} has the id {zone.id}")
        log_group = _deploy(screen, aws, zone)
        people = People(ElbEvents(aws))
        journal = Journal(aws.session(), log_group, people.come_and_go)
        Story(screen, Deployment(zone, journal, people)).run()


def _zone(aws: LocalEndpoint) -> Zone:
    """A hosted zone with records that albias has nothing to do with."""
    client = aws.session().client("route53")
    made = client.create_hosted_zone(Name=ZONE, CallerReference="demo")["HostedZone"]["Id"].rsplit("/", 1)[1]
    foreign = [
        ("A", TAKEN, "192.0.2.10"),
        ("TXT", TAKEN, '"made by hand"'),
        ("MX", f"mail.{ZONE}", "10 mx.example.org."),
    ]
    changes: list[Any] = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {"Name": name, "Type": kind, "TTL": 300, "ResourceRecords": [{"Value": value}]},
        }
        for kind, name, value in foreign
    ]
    client.change_resource_record_sets(HostedZoneId=made, ChangeBatch={"Changes": changes})
    return Zone(aws.session(), made, ZONE, OWNER)


def _deploy(screen: Screen, aws: LocalEndpoint, zone: Zone) -> str:
    """Deploy with the CDK, as on AWS; the name of the log group."""
    screen.step("Deployed with the CDK's own command line, from these settings")
    text = SETTINGS.format(owner=OWNER, rules_tag=RULES_TAG, zone_id=zone.id, zone=zone.name)
    settings = aws.home / "albias.toml"
    settings.write_text(text, encoding="utf-8")
    screen.text(text)
    # MiniStack's CloudFormation does not know saved Logs Insights queries.
    context = {"config": str(settings), "local-aws": "true"}
    # Neither needs the other, and each takes seconds. An interrupt waits for the bootstrap's end.
    with ThreadPoolExecutor(1) as beside, screen.timed("cdk bootstrap, and cdk synth beside it") as update:
        bootstrapped = beside.submit(_cdk(aws, lambda _: None, "bootstrap").bootstrap)
        assembly = _cdk(aws, update, "synth").synth(context)
        bootstrapped.result()
    with screen.timed("cdk deploy") as update:
        outputs = _cdk(aws, update, "deploy").deploy(assembly=assembly)
    (stack, values), *_ = outputs.items()
    screen.saw(f"the stack {stack} is there")
    return values["LogGroupName"]


def _cdk(aws: LocalEndpoint, on_line: Callable[[str], None], what: str) -> Cdk:
    return Cdk(aws, ROOT, log=LOGS / f"cdk-{what}.log", on_line=on_line)


def _end_on_signals() -> None:
    """The first signal becomes an exception, so that every `with` block cleans up; more of them change nothing."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(number: int, _frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    for each in signals:
        signal.signal(each, end)


if __name__ == "__main__":
    sys.exit(main())
