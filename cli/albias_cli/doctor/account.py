"""The account and Region: the clock, the load balancers, and the trail that turns their API calls into events."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from albias.sources import wishes_of
from albias_cli.ask.slips import in_keys
from albias_cli.show.counting import many
from albias_cli.workspace import Workspace

from .finding import Check, Finding, Patient, attempted, judged, ok, problem

_SKEW = 60.0  # seconds; AWS refuses signatures that are five minutes off ("Signature Version 4")


def clock(patient: Patient) -> Iterator[Finding]:
    """This machine's clock against AWS's."""
    workspace = patient.workspace
    answer = workspace.clients.get("sts").get_caller_identity()
    yield ok("credentials", f"{answer['Arn']}, Region {workspace.me.region}")
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if date:
        skew = abs(workspace.now() - parsedate_to_datetime(date).timestamp())
        words = f"{skew:.0f} s between this machine and AWS"
        yield judged(
            skew < _SKEW,
            "clock",
            words,
            "Set this machine's clock, since AWS refuses signatures that are off, and compare: `date -u`",
        )


def load_balancers(patient: Patient) -> Iterator[Finding]:
    """Whether there is anything to name, and whether a key is written so that albias does not read the tag."""
    workspace = patient.workspace
    found = workspace.load_balancers()
    keys = workspace.settings.hostname_tags
    tagged = sum(1 for each in found if wishes_of(each, workspace.settings))
    words = f"{many(len(found), 'load balancer')}, {tagged} with a hostname in {' or '.join(keys)}"
    yield judged(tagged > 0, "load balancers", words, f"Tag one: `{keys[0]} = HOSTNAME`")
    for slip in in_keys(found, workspace.settings):
        yield problem("load balancers", slip.told, slip.mend)


def trail(patient: Patient) -> Iterator[Finding]:
    """Without a trail that logs here, no ELB call becomes an event, and nothing says so (H10)."""
    client = patient.workspace.clients.get("cloudtrail")
    region = patient.workspace.me.region
    trails = [
        found
        for found in client.describe_trails(includeShadowTrails=True)["trailList"]
        if found.get("IsMultiRegionTrail") or found.get("HomeRegion") == region
    ]
    if patient.workspace.local and not trails:
        words = "sends no events, so no trail is missing: names come with the next sweep, or at once by `albias apply`"
        yield ok("trail", f"the local AWS at {patient.workspace.local} {words}")
        return
    seen: list[Finding] = []
    for found in trails:
        seen += attempted("trail", partial(_trail, client, found, patient.workspace))
    good = [finding for finding in seen if finding.state == "ok"]
    doubtful = [finding for finding in seen if finding.state == "unknown"]
    if good or doubtful:  # one that makes events is enough
        yield from good[:1] or doubtful
        return
    which = f": {', '.join(finding.words for finding in seen)}" if seen else ""
    yield problem("trail", f"none in {region} makes events of ELB calls{which}", _no_trail(patient.workspace))


def _no_trail(workspace: Workspace) -> str:
    meanwhile = "Until then only tag changes and the sweep are noticed"
    return f"{meanwhile}. Start a trail's logging, or write into {workspace.file}, and deploy: `create_trail = true`"


def _trail(client: Any, found: Any, workspace: Workspace) -> Iterator[Finding]:
    me = workspace.me
    name, arn, region = found["Name"], found["TrailARN"], me.region
    logging = client.get_trail_status(Name=arn)["IsLogging"]
    try:
        told = not logging or _tells_of_writes(client.get_event_selectors(TrailName=arn))
    except ClientError:
        if not _is_somebody_elses(found, me.account):
            raise
        yield ok("trail", f"{name} of the organisation logs; which events it selects cannot be read from this account")
        return
    if logging and told:
        yield ok("trail", f"{name} logs management events of {region}")
    else:
        why = "leaves out writing management events" if logging else "does not log"
        yield problem("trail", f"{name} ({why})", _no_trail(workspace))


def _is_somebody_elses(found: Any, account: str) -> bool:
    """A trail of the organisation's: member accounts see it, and may not ask for its selectors (C22)."""
    return bool(found.get("IsOrganizationTrail")) or found["TrailARN"].split(":")[4:5] not in ([], [account])


def _tells_of_writes(answer: Any) -> bool:
    """Whether management events that write are selected. Source: CloudTrail API, GetEventSelectors."""
    plain, advanced = answer.get("EventSelectors") or [], answer.get("AdvancedEventSelectors") or []
    if not plain and not advanced:
        return True  # what a trail does that nobody configured
    if any(each.get("IncludeManagementEvents") and each.get("ReadWriteType") != "ReadOnly" for each in plain):
        return True
    return any(_selects_writes(each["FieldSelectors"]) for each in advanced)


def _selects_writes(selectors: Any) -> bool:
    fields = {field["Field"]: field for field in selectors}
    management = "Management" in fields.get("eventCategory", {}).get("Equals", ())
    source = fields.get("eventSource", {})
    left_out = "elasticloadbalancing.amazonaws.com" in source.get("NotEquals", ())
    only = source.get("Equals")
    reading = fields.get("readOnly", {}).get("Equals") == ["true"]
    return management and not left_out and not reading and (not only or "elasticloadbalancing.amazonaws.com" in only)


CHECKS: tuple[Check, ...] = (clock, load_balancers, trail)
