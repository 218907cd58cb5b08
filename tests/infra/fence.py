"""The table of requests that the fence allows and denies, for every judge of it."""

from typing import Any

from albias.settings import Settings
from albias_config import Configuration
from tests.support.iam import Request
from tests.support.synth import ACCOUNT, REGION, resolved, resources, synth

KEY = "route53:ChangeResourceRecordSets"
WHOLE, EXACT, PRIVATE, APEX, AWAY = "ZWHOLE", "ZEXACT", "ZPRIVATE", "ZAPEX", "ZAWAY"
ZONES: list[dict[str, Any]] = [
    {"id": WHOLE, "name": "apps.example.com"},
    {
        "id": EXACT,
        "name": "example.com",
        "hostnames": ["shop.example.com", "*.team.example.com", "_wildcard.example.com"],
    },
    {"id": PRIVATE, "name": "apps.example.com", "private": True, "hostnames": ["*.internal.apps.example.com"]},
    {"id": APEX, "name": "apex.example.com", "hostnames": ["apex.example.com"]},
    {"id": AWAY, "name": "away.example.com", "role_arn": "arn:aws:iam::444455556666:role/albias"},
]
LB = "50dc6c495c0c9188"
HASH = "0123456789abcdef"


def statements(configuration: Settings | Configuration) -> list[dict[str, Any]]:
    """All that the function's role may do."""
    template = synth(configuration)
    (role,) = [role for name, role in resources(template, "AWS::IAM::Role").items() if "Function" in name]
    attached = {resolved(arn) for arn in role["ManagedPolicyArns"]}
    documents = [policy["PolicyDocument"] for policy in role["Policies"]]
    for name, policy in resources(template, "AWS::IAM::ManagedPolicy").items():
        assert f"<{name}>" in attached, "a policy that nobody has"
        documents.append(policy["PolicyDocument"])
    assert len(attached) == len(documents) - len(role["Policies"]), "a policy from somewhere else"
    return [statement for document in documents for statement in resolved(document["Statement"])]


def change(zone: str, names: str, types: str = "A", actions: str = "CREATE") -> Request:
    """A ChangeResourceRecordSets call; several names, types or actions separated by spaces."""
    context = {
        f"{KEY}NormalizedRecordNames": names.split(),
        f"{KEY}RecordTypes": types.split(),
        f"{KEY}Actions": actions.split(),
    }
    return Request("route53:ChangeResourceRecordSets", f"arn:aws:route53:::hostedzone/{zone}", context)


ALLOWED = [
    (WHOLE, "shop.apps.example.com", "A", "CREATE"),
    (WHOLE, "shop.apps.example.com", "AAAA", "CREATE"),
    (WHOLE, "shop.apps.example.com", "A", "DELETE"),
    (WHOLE, "a.b.c.apps.example.com", "A AAAA", "DELETE CREATE"),
    (WHOLE, r"\052.apps.example.com", "A", "CREATE"),
    (WHOLE, f"{HASH}.{LB}.platform._albias.apps.example.com", "TXT", "CREATE"),
    (WHOLE, "shop._hold._albias.apps.example.com", "TXT", "CREATE"),
    (
        WHOLE,
        f"shop.apps.example.com shop._hold._albias.apps.example.com {HASH}.{LB}.platform._albias.apps.example.com",
        "A AAAA TXT",
        "CREATE DELETE",
    ),
    (EXACT, "shop.example.com", "A", "CREATE"),
    (EXACT, "a.team.example.com", "A", "CREATE"),
    (EXACT, r"\052.example.com", "A", "CREATE"),
    (EXACT, r"\052.team.example.com", "AAAA", "DELETE"),
    (EXACT, "shop._hold._albias.example.com", "TXT", "CREATE"),
    (EXACT, "a.team._hold._albias.example.com", "TXT", "DELETE"),
    (EXACT, "_wildcard._hold._albias.example.com", "TXT", "CREATE"),
    (EXACT, f"{HASH}.{LB}.platform._albias.example.com", "TXT", "CREATE"),
    (PRIVATE, "db.internal.apps.example.com", "A", "CREATE"),
    (APEX, "apex.example.com", "A", "CREATE"),
    (APEX, "_hold._albias.apex.example.com", "TXT", "CREATE"),
]
DENIED = [
    (WHOLE, "apps.example.com", "A", "CREATE"),  # H22: the apex only where it is listed
    (WHOLE, "shop.example.com", "A", "CREATE"),
    (WHOLE, "evil-apps.example.com", "A", "CREATE"),  # H23
    (WHOLE, "shop.apps.example.com.evil.com", "A", "CREATE"),
    (WHOLE, "shop.apps.example.com", "CNAME", "CREATE"),
    (WHOLE, "shop.apps.example.com", "MX", "CREATE"),
    (WHOLE, "shop.apps.example.com", "NS", "CREATE"),  # nobody's zone can be delegated away
    (WHOLE, "shop.apps.example.com", "CAA", "DELETE"),
    (WHOLE, "shop.apps.example.com", "SOA", "DELETE"),
    (WHOLE, "shop.apps.example.com", "A", "UPSERT"),  # H29
    (WHOLE, "shop.apps.example.com", "A TXT MX", "CREATE"),  # one forbidden type spoils the batch
    (WHOLE, "shop.apps.example.com", "A", "CREATE UPSERT"),
    (WHOLE, "shop.apps.example.com shop.example.com", "A", "CREATE"),  # one forbidden name spoils the batch
    (EXACT, "example.com", "A", "CREATE"),
    (EXACT, "www.example.com", "A", "CREATE"),
    (EXACT, "a.shop.example.com", "A", "CREATE"),
    (EXACT, "team.example.com", "A", "CREATE"),
    (EXACT, "_dmarc.example.com", "TXT", "CREATE"),
    (EXACT, "a.www.example.com", "TXT", "DELETE"),
    (EXACT, "www._hold._albias.example.com", "TXT", "CREATE"),
    (EXACT, f"{LB}.other._albias.example.com", "TXT", "DELETE"),  # another owner's index
    (EXACT, f"{LB}._albias.example.com", "TXT", "CREATE"),
    (PRIVATE, "db.apps.example.com", "A", "CREATE"),  # H26: the public zone's names are not the private zone's
    (PRIVATE, "internal.apps.example.com", "A", "CREATE"),
    (APEX, "www.apex.example.com", "A", "CREATE"),
    (APEX, "apex.example.com", "NS", "DELETE"),  # H22
    (APEX, "apex.example.com", "SOA", "DELETE"),
    (AWAY, "shop.away.example.com", "A", "CREATE"),  # only through the role there
    (WHOLE, "_acme-challenge.apps.example.com", "TXT", "CREATE"),  # nobody's certificates, nobody's mail
    (WHOLE, "_acme-challenge.shop.apps.example.com", "TXT", "CREATE"),
    (WHOLE, "_ujmmovf2vn55tgye._acme-challenge.shop.apps.example.com", "TXT", "CREATE"),
    (WHOLE, "_validation-persist.shop.apps.example.com", "TXT", "CREATE"),
    (WHOLE, "_dmarc.shop.apps.example.com", "TXT", "CREATE"),
    (WHOLE, "s1._domainkey.apps.example.com", "TXT", "CREATE"),
    (WHOLE, "_domainkey.apps.example.com", "TXT", "DELETE"),
    (WHOLE, "shop.apps.example.com _dmarc.shop.apps.example.com", "A TXT", "CREATE"),
    ("ZOTHER", "shop.apps.example.com", "A", "CREATE"),  # H18
    ("ZOTHER", "shop._hold._albias.apps.example.com", "TXT", "CREATE"),
]
OTHER_CALLS = [
    ("route53:ListResourceRecordSets", f"arn:aws:route53:::hostedzone/{WHOLE}", True),
    ("route53:ListResourceRecordSets", f"arn:aws:route53:::hostedzone/{EXACT}", True),
    ("route53:ListResourceRecordSets", "arn:aws:route53:::hostedzone/ZOTHER", False),
    ("route53:ListResourceRecordSets", f"arn:aws:route53:::hostedzone/{AWAY}", False),
    ("route53:ListHostedZones", "*", False),
    ("route53:DeleteHostedZone", f"arn:aws:route53:::hostedzone/{WHOLE}", False),
    ("route53:AssociateVPCWithHostedZone", f"arn:aws:route53:::hostedzone/{PRIVATE}", False),
    ("sts:AssumeRole", "arn:aws:iam::444455556666:role/albias", True),
    ("sts:AssumeRole", "arn:aws:iam::444455556666:role/admin", False),
    ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/admin", False),
    ("elasticloadbalancing:DeleteLoadBalancer", "*", False),
    ("elasticloadbalancing:AddTags", "*", False),
    ("iam:PassRole", "*", False),
    ("logs:PutLogEvents", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/other:*", False),
    ("logs:CreateLogGroup", "*", False),
    ("xray:PutTraceSegments", "*", False),
    ("cloudwatch:PutMetricData", "*", False),
    ("sqs:PurgeQueue", "<AlbiasQueuesWork>", False),
]
