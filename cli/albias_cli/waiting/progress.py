"""How far a name is on its way: accepted by Route 53, in sync, answered by its zone's name servers. Shows nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from botocore.exceptions import BotoCoreError, ClientError

from albias.model import HostedZone, LoadBalancerId, Refusal, bare_target, plain
from albias.names import DnsName
from albias.registry import Hold
from albias_cli.ask import resolving
from albias_cli.ask.servers import Answered, Question, Server
from albias_cli.ask.truth import Truth, ZoneTruth, truth_about
from albias_cli.errors import explained
from albias_cli.gravity import PASSING
from albias_cli.show.counting import many
from albias_cli.show.describe import short, zone_title
from albias_cli.workspace import Workspace

from .sync import in_sync

State = Literal["yes", "no", "not asked"]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps of a name in a hosted zone, whether it is done, and in words how it is."""

    what: Literal["accepted", "in sync", "answered"]
    state: State
    words: str
    zone: str = ""


@dataclass(slots=True)
class Progress:
    """How far a name is. `refused`: what no waiting mends."""

    truth: Truth
    steps: list[Step] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether nothing is to be waited for any more."""
        accepted = any(step.what == "accepted" and step.state == "yes" for step in self.steps)
        return accepted and all(step.state != "no" for step in self.steps)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is waited for. `load_balancer`: that one shall have it; None for whoever claims it. `dns`: ask it, too."""

    name: DnsName
    load_balancer: LoadBalancerId | None = None
    dns: bool = True
    nameserver: str | None = None


def look(workspace: Workspace, wanted: Wanted) -> Progress:
    """How far it is now: in each hosted zone where the name is, or is to be. Raises: AwsUnavailable."""
    truth = truth_about(workspace, wanted.name, workspace.load_balancers())
    found = Progress(truth, refused=_refused(truth, wanted))
    for zone in () if truth.problems else truth.zones:
        title = zone_title(zone.zone)
        hold = _held(zone, wanted)
        missing = _missing(zone, truth, wanted)
        if missing:
            found.steps.append(Step("accepted", "no", missing, zone=title))
        elif hold is not None and hold.load_balancer is not None:
            words = f"{short(hold.load_balancer)} has it"
            found.steps.append(Step("accepted", "yes", words, zone=title))
            found.steps += _further(workspace, wanted, zone, hold)
    if not found.steps:
        found.steps.append(Step("accepted", "no", why_not(truth, wanted)))
    return found


def _held(zone: ZoneTruth, wanted: Wanted) -> Hold | None:
    """The hold by which Route 53 has accepted the name here."""
    for hold in zone.holds:
        if hold.load_balancer is not None and wanted.load_balancer in (None, hold.load_balancer):
            return hold
    return None


def _missing(zone: ZoneTruth, truth: Truth, wanted: Wanted) -> str:
    """What keeps the name from being as it should be in this hosted zone; empty where nothing does."""
    said: list[str] = []
    for decision in zone.pending:
        if wanted.load_balancer in (None, decision.load_balancer, decision.previous):
            said.append(f"{decision.action} is pending: {plain(decision.reason)}")
    for refusal in truth.refusals:
        here = refusal.zone is not None and refusal.zone.id == zone.zone.id
        if here and refusal.load_balancer in _concerned(truth, wanted):
            said.append(f"{refusal.code}: {plain(refusal.reason)}")
    return "; ".join(dict.fromkeys(said))


def _concerned(truth: Truth, wanted: Wanted) -> set[LoadBalancerId]:
    """Whose refusals count: of the one that is waited for; else of whoever has the name, or is about to have it; and
    where nobody is, of whoever asks for it."""
    if wanted.load_balancer is not None:
        return {wanted.load_balancer}
    found = {hold.load_balancer for zone in truth.zones for hold in zone.holds if hold.load_balancer}
    for zone in truth.zones:
        found |= {decision.load_balancer for decision in zone.pending}
    return found or {refusal.load_balancer for refusal in truth.refusals}


def why_not(truth: Truth, wanted: Wanted) -> str:
    """Why a name is accepted nowhere yet."""
    if truth.problems:
        return "; ".join(truth.problems)
    refused = [f"{each.code}: {plain(each.reason)}" for each in truth.refusals]
    if refused:
        return "; ".join(refused)
    held = [hold.load_balancer for zone in truth.zones for hold in zone.holds if hold.load_balancer]
    if wanted.load_balancer and held:
        return f"{short(held[0])} has it"
    return "no load balancer of this account and Region claims it"


def _refused(truth: Truth, wanted: Wanted) -> list[Refusal]:
    """The refusals that no waiting mends."""
    if truth.problems:
        return []
    concerned = _concerned(truth, wanted)
    final: list[Refusal] = []
    for refusal in truth.refusals:
        if refusal.code not in PASSING and refusal.load_balancer in concerned:
            final.append(refusal)
    return final


def _further(workspace: Workspace, wanted: Wanted, zone: ZoneTruth, hold: Hold) -> list[Step]:
    title = zone_title(zone.zone)
    synced = in_sync(workspace, wanted.name, zone.zone, hold.record_set)
    state: State = "not asked" if synced.state is None else "yes" if synced.state else "no"
    steps = [Step("in sync", state, synced.words, zone=title)]
    if zone.zone.private:
        words = "only the VPCs of a private hosted zone can ask"
        return [*steps, Step("answered", "not asked", words, zone=title)]
    if not wanted.dns:
        return [*steps, Step("answered", "not asked", "--no-dns", zone=title)]
    answers = [workspace.dns.ask(server, question) for server, question in _questions(workspace, wanted, zone, hold)]
    return [*steps, _answered(answers, title)]


def _answered(answers: Sequence[Answered], title: str) -> Step:
    wrong = [f"{each.server}: {each.words}" for each in answers if not each.right]
    if wrong or not answers:
        words = "; ".join(wrong) or "the zone's name servers are not known"
        return Step("answered", "no", words, zone=title)
    return Step("answered", "yes", f"by {many(len(answers), 'name server')}: {answers[0].words}", zone=title)


def _questions(workspace: Workspace, wanted: Wanted, zone: ZoneTruth, hold: Hold) -> list[tuple[Server, Question]]:
    ours = [each for each in zone.cases[0].answering if each.key.set_identifier == hold.key.set_identifier]
    types = tuple(sorted({each.key.type for each in ours}))
    asked = wanted.name.replace("*", "albias-wait", 1)
    routed = any(each.routing for each in ours)  # any of its record sets may be the answer
    addresses = frozenset[str]() if routed else workspace.dns.addresses(bare_target(hold.target), wanted.nameserver)
    question = Question(asked, types, addresses)
    return [(server, question) for server in name_servers(workspace, zone.zone, wanted.nameserver)]


def name_servers(workspace: Workspace, zone: HostedZone, nameserver: str | None) -> list[Server]:
    """The one that a person names, or those of the zone's delegation set."""
    if nameserver is not None:
        address, port = resolving.address_and_port(nameserver)
        return [Server(nameserver, address, port)]
    try:
        found = workspace.clients.get("route53", zone.role_arn).get_hosted_zone(Id=zone.id)
    except (ClientError, BotoCoreError) as error:
        return [Server(zone.name, problem=f"its name servers are not known: {explained(error).what}")]
    return workspace.dns.servers(found["DelegationSet"]["NameServers"])
