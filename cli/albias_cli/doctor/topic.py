"""Whether CloudWatch may tell the alarms' topic anything: the topic's policy, and its key's (C23).

Sources: CloudWatch User Guide, "Notifying users on alarm changes"; SNS Developer Guide, "Key management".
"""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from botocore.exceptions import ClientError

from albias.aws.failures import error_code
from albias_cli.workspace import Workspace

from .finding import Finding, ok, problem

_AREA = "alarm topic"
_CLOUDWATCH = "cloudwatch.amazonaws.com"
_USE_OF_KEY = ("kms:Decrypt", "kms:GenerateDataKey")
_OF_AN_ACCOUNT = ("aws:sourceaccount", "aws:sourceowner")
# Each wants what the runbook has under "The topic says nothing".
_LET_IN = (
    'Add the statement that docs/runbook.md has under "The topic says nothing" to its policy:'
    " `aws sns set-topic-attributes --topic-arn {} --attribute-name Policy --attribute-value file://policy.json`"
)
_OWN_KEY = (
    'Encrypt the topic with a key of your own, as docs/runbook.md has it under "The topic says nothing":'
    " `aws sns set-topic-attributes --topic-arn {} --attribute-name KmsMasterKeyId --attribute-value KEY`"
)
_LET_USE = (
    'Add the statement that docs/runbook.md has under "The topic says nothing" to the key\'s policy:'
    " `aws kms put-key-policy --key-id {} --policy-name default --policy file://policy.json`"
)
_DENIED = ("AuthorizationError", "AccessDenied", "AccessDeniedException")


def topic(workspace: Workspace, arn: str) -> Iterator[Finding]:
    """Whether CloudWatch may publish, and use the key where there is one. Raises: ClientError."""
    try:
        found = workspace.clients.get("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    except ClientError as error:
        owner = arn.split(":")[4]
        if error_code(error) not in _DENIED or owner == workspace.me.account:
            raise
        way = "`aws cloudwatch set-alarm-state` tries it (runbook)"
        yield ok(_AREA, f"{arn} is the account {owner}'s, and cannot be looked at from here; {way}")
        return
    if not lets_in(json.loads(found.get("Policy", "{}")), "sns:Publish", workspace.me.account):
        yield problem(_AREA, f"the policy of {arn} does not let CloudWatch publish", _LET_IN.format(arn))
        return
    key = found.get("KmsMasterKeyId", "")
    if key:
        yield _key(workspace, arn, key)
    else:
        yield ok(_AREA, f"{arn} lets CloudWatch publish; it has no key")


def _key(workspace: Workspace, arn: str, key: str) -> Finding:
    """A key of AWS's own lets CloudWatch in never, one of the account's where its policy says so."""
    if key.rpartition(":")[2] == "alias/aws/sns":
        return problem(_AREA, f"it is encrypted with {key}, which CloudWatch may not use", _OWN_KEY.format(arn))
    client = workspace.clients.get("kms")
    described = client.describe_key(KeyId=key)["KeyMetadata"]
    if described["KeyManager"] == "AWS":
        what = f"it is encrypted with AWS's own key {key}, which CloudWatch may not use"
        return problem(_AREA, what, _OWN_KEY.format(arn))
    policy = json.loads(client.get_key_policy(KeyId=described["KeyId"], PolicyName="default")["Policy"])
    missing = [action for action in _USE_OF_KEY if not lets_in(policy, action, workspace.me.account)]
    if missing:
        what = f"the policy of its key {key} does not let CloudWatch {' and '.join(missing)}"
        return problem(_AREA, what, _LET_USE.format(key))
    return ok(_AREA, f"its policy, and that of its key {key}, let CloudWatch in")


def lets_in(policy: Mapping[str, Any], action: str, account: str) -> bool:
    """Whether a resource's policy allows CloudWatch, for this account, an action. Of conditions only those on the
    source's account count: what others compare, only AWS knows."""
    allowed = False
    for statement in _listed(policy.get("Statement", [])):
        if not _is_about(statement, action):
            continue
        if statement.get("Effect") == "Deny" and not statement.get("Condition"):
            return False
        if statement.get("Effect") == "Allow" and _is_for(statement, account):
            allowed = True
    return allowed


def _is_about(statement: Mapping[str, Any], action: str) -> bool:
    patterns = [pattern.lower() for pattern in _listed(statement.get("Action", []))]
    return _is_cloudwatch(statement.get("Principal")) and any(fnmatchcase(action.lower(), each) for each in patterns)


def _is_cloudwatch(principal: Any) -> bool:
    """CloudWatch by its name, or anybody; the account itself is not CloudWatch."""
    if principal == "*":
        return True
    if not isinstance(principal, Mapping):
        return False
    return _CLOUDWATCH in _listed(principal.get("Service", [])) or "*" in _listed(principal.get("AWS", []))


def _is_for(statement: Mapping[str, Any], account: str) -> bool:
    for compared in statement.get("Condition", {}).values():
        for key, values in compared.items():
            if key.lower() in _OF_AN_ACCOUNT and account not in _listed(values):
                return False
    return True


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
