"""What the function may do in the hosted zones, and what it may not: by IAM's own simulation, and by its checker.

Nobody but Lambda may take the function's role. So IAM is asked what it would decide, with the keys that Route 53 hands
it for a change: whether Route 53 does hand them over, `albias doctor --try` shows. Nothing is written.
Sources: SimulatePrincipalPolicy; Access Analyzer, ValidatePolicy; Route 53, "Using IAM policy conditions".
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

from albias.model import HostedZone
from albias.names import pattern_name, to_route53
from albias_cli.ask.deployed import DEPLOY
from albias_cli.errors import explained
from albias_cli.show.counting import many
from albias_config.fence import writable_patterns, zone_arn

from .finding import UNANSWERED, Check, Finding, Patient, attempted, judged, ok, problem

_LOCAL = "000000000000"  # no account of AWS has this number, and MiniStack's does
_CHANGE = "route53:ChangeResourceRecordSets"
_ACTIONS = ("CREATE", "DELETE")
_TYPES = ("A", "AAAA", "TXT")
_WRONG = ("ERROR", "SECURITY_WARNING")  # of Access Analyzer's findings; the others are matters of style

Context = list[dict[str, Any]]


def permissions(patient: Patient) -> Iterator[Finding]:
    """For each hosted zone."""
    if patient.deployed is None:
        return
    role = patient.deployed.output("FunctionRoleArn")
    for zone in patient.workspace.settings.zones:
        area = f"permissions in {zone.name}"
        yield from attempted(area, partial(_permissions, area, zone, role=role, patient=patient))


def _permissions(area: str, zone: HostedZone, *, role: str, patient: Patient) -> Iterator[Finding]:
    client = patient.workspace.clients.get("iam")
    if zone.role_arn:
        answer = client.simulate_principal_policy(
            PolicySourceArn=role, ActionNames=["sts:AssumeRole"], ResourceArns=[zone.role_arn]
        )
        words = f"the function {'may' if _allowed(answer) else 'may not'} assume {zone.role_arn}"
        unseen = "whether that role lets it in and may write cannot be seen from here"
        yield judged(_allowed(answer), area, f"{words}; {unseen}", DEPLOY)
        return
    names = _names(zone, patient.workspace.me.owner)
    ask = partial(_may_change, client, role, zone_arn(zone, patient.workspace.me.partition))
    good = ask(_context(names))
    words = f"the function {'may' if good else 'may not'} write its names"
    yield judged(
        good,
        area,
        words,
        f"{DEPLOY}; then look for a permissions boundary: `aws iam get-role --role-name {role.rpartition('/')[2]}`",
    )
    if patient.workspace.me.account == _LOCAL:
        yield ok(area, "what it may not do was not asked: the IAM of a local AWS allows everything")
        return
    forbidden = _forbidden(zone, names)
    allowed = []
    for what, context in forbidden.items():
        patient.workspace.pace()
        if ask(context):
            allowed.append(what)
    if allowed:
        words = f"the function may do more than albias asks for: {', '.join(allowed)}"
        command = f"aws iam list-attached-role-policies --role-name {role.rpartition('/')[2]}"
        yield problem(area, words, f"Take other policies from its role: `{command}`")
    else:
        yield ok(area, f"it may not: {', '.join(forbidden)}")


def _may_change(client: Any, role: str, resource: str, context: Context) -> bool:
    """Whether one change, with what Route 53 says of it, is allowed."""
    answer = client.simulate_principal_policy(
        PolicySourceArn=role, ActionNames=[_CHANGE], ResourceArns=[resource], ContextEntries=context
    )
    return _allowed(answer)


def _allowed(answer: Any) -> bool:
    return all(each["EvalDecision"] == "allowed" for each in answer["EvaluationResults"])


def _names(zone: HostedZone, owner: str) -> list[str]:
    """One name for each pattern that albias may write, as Route 53 hands them to IAM."""
    return [
        pattern.replace("*", "albias-doctor", 1)
        if pattern.startswith("*.")
        else to_route53(pattern_name(pattern)).removesuffix(".")
        for pattern in writable_patterns(zone, owner)
    ]


def _forbidden(zone: HostedZone, names: list[str]) -> dict[str, Context]:
    """What albias never does, each by its words: if it were allowed, something else would be wrong."""
    found = {
        "UPSERT": _context(names, actions=("UPSERT",)),
        "write an MX record set": _context(names, types=("MX",)),
        "write what Route 53 says nothing of": [],
    }
    if not zone.allows(zone.name):
        found["write the zone's own name"] = _context([zone.name])
    return found


def _context(names: list[str], types: tuple[str, ...] = _TYPES, actions: tuple[str, ...] = _ACTIONS) -> Context:
    """The keys that Route 53 hands to IAM."""
    keys = (("NormalizedRecordNames", names), ("RecordTypes", types), ("Actions", actions))
    return [
        {"ContextKeyName": f"{_CHANGE}{key}", "ContextKeyType": "stringList", "ContextKeyValues": list(values)}
        for key, values in keys
    ]


def policies(patient: Patient) -> Iterator[Finding]:
    """What Access Analyzer says of the policies that fence the role. A rare permission: without it, nothing is missed
    that the simulation does not see."""
    if patient.deployed is None:
        return
    role = patient.deployed.output("FunctionRoleArn").rpartition("/")[2]
    try:
        documents = _documents(patient.workspace.clients.get("iam"), role)
        found = list(_said(patient.workspace.clients.get("accessanalyzer"), documents))
    except UNANSWERED as error:
        yield ok("policies", f"not given to Access Analyzer: {explained(error).what}")
        return
    wrong = [words for kind, words in found if kind in _WRONG]
    if wrong:
        yield problem("policies", f"Access Analyzer: {'; '.join(wrong)}", DEPLOY)
    else:
        yield ok(
            "policies", f"Access Analyzer finds no error in {many(len(documents), 'policy', 'policies')} of the role"
        )


def _documents(client: Any, role: str) -> list[str]:
    """The managed policies of a role."""
    found = []
    for attached in client.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        version = client.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        document = client.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        found.append(document if isinstance(document, str) else json.dumps(document))
    return found


def _said(client: Any, documents: list[str]) -> Iterator[tuple[str, str]]:
    """The findings on all documents, each with its kind."""
    for document in documents:
        answer = client.validate_policy(policyDocument=document, policyType="IDENTITY_POLICY")
        for each in answer["findings"]:
            yield cast(str, each["findingType"]), f"{each['issueCode']}: {each['findingDetails']}"


CHECKS: tuple[Check, ...] = (permissions, policies)
