"""What single values of albias.toml may look like. One function a kind of value; no keys, no files.

Each takes the text and returns it in its normal form, or raises ValueError saying what is wrong and what is allowed.
What is allowed has a name of its own: schema.py says it of a key that is missing, too.
"""

import re
from datetime import timedelta

from albias.names import WILDCARD_LABEL, InvalidName, is_within, parse_name
from albias.registry import SUBTREE
from albias.settings import SECONDS_OF, duration

from .shown import shown

OWNER = re.compile(r"[a-z0-9-]{1,32}")
ZONE_ID = re.compile(r"Z[A-Z0-9]{0,31}")
# ELB's Tag data type: letters, spaces and digits of any script, and these few signs.
TAG_KEY_SIGNS = frozenset("_.:/=+-@")
ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,512}", re.ASCII)
TOPIC_ARN = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}", re.ASCII)
SWEEP = re.compile(r"([1-9]\d{0,3}) (minute|hour|day)(s?)", re.ASCII)
TXT_AFFIX = re.compile(r"[\w.-]{0,200}", re.ASCII)
BUS_ARN = re.compile(r"arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus/[\w./-]{1,256}", re.ASCII)
# How the Regions of each partition begin; all others are of `aws`.
PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
}
DURATION = re.compile(r"(0|[1-9]\d{0,4}) (second|minute|hour|day)(s?)", re.ASCII)
TOKEN = re.compile(r"\$\{Token\[[\w.-]+\]\}")  # what the CDK knows only at deployment
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# CloudWatch looks back seven days at most (PutMetricAlarm): three missed sweeps must fit for the alarm on them.
LONGEST_SWEEP = timedelta(days=2)
LONGEST_GRACE = timedelta(days=1)

OWNER_ALLOWED = '1 to 32 of a-z, 0-9 and "-"'
ZONE_ID_ALLOWED = '"Z" and up to 31 more of A-Z and 0-9, without "/hostedzone/"'
ZONE_ID_SHOWN = "`aws route53 list-hosted-zones` shows it (only the commands of `albias` look it up by the name)"
ZONE_NAME_ALLOWED = "a DNS name such as apps.example.com"
HOSTNAME_ALLOWED = f"a name, *.name (all below it) or {WILDCARD_LABEL}.name (the wildcard record set)"
EXCEPTION_ALLOWED = (
    "a name, *.name (all below it), label.* (names that begin with the label), *.label.* (the label further inside)"
)
CLAIM_TAGS_ALLOWED = '{ "TAG" = "VALUE", ... }, where * in a value stands for any text; {} for every load balancer'
TAG_VALUE_ALLOWED = "up to 256 letters, digits, spaces and the signs of tag keys"
TAG_MATCH_ALLOWED = '"TAG" or "TAG=VALUE", of a tag\'s letters, digits, spaces and signs'
BUS_ARN_ALLOWED = 'empty, "default", or arn:aws:events:<region>:<12 digits>:event-bus/<name>'
GRACE_ALLOWED = '"N seconds", "N minutes", "N hours" (singular for 1), from "0 seconds" to "1 day"'
ROLE_ARN_ALLOWED = "empty, or arn:aws:iam::<12 digits>:role/<name>"
TOPIC_ARN_ALLOWED = "empty, or arn:aws:sns:<region>:<12 digits>:<name> of a standard topic, not FIFO"
TAG_KEY_ALLOWED = (
    f'1 to 127 letters, digits, spaces and {" ".join(sorted(TAG_KEY_SIGNS))}, no final "/", no "aws:" in front'
)
TXT_AFFIX_ALLOWED = 'up to 200 letters, digits, "-", "_", "." and %{record_type}, as in external-dns\'s flag'
SWEEP_ALLOWED = '"N minutes", "N hours", "N days" (singular for 1), up to 2 days, or "off"'

_EMPTY = "is empty"


def is_token(text: str) -> bool:
    """Whether a text stands for a value that the CDK knows only at deployment: it cannot be checked here."""
    return text.startswith("${Token[")


def owner(text: str) -> str:
    """The deployment's name in the registry: a DNS label there, a part of the stack's name and of IAM role names."""
    if not OWNER.fullmatch(text):
        raise ValueError(f"allowed: {OWNER_ALLOWED}")
    return text


def zone_id(text: str) -> str:
    """A hosted zone id as the Route 53 console shows it, without `/hostedzone/`."""
    if not (ZONE_ID.fullmatch(text) or is_token(text)):
        raise ValueError(f"allowed: {ZONE_ID_ALLOWED}")
    return text


def zone_name(text: str) -> str:
    """A hosted zone's name in the normal form."""
    try:
        name = parse_name(text)
    except InvalidName as error:
        raise ValueError(f"{error if text else _EMPTY}; allowed: {ZONE_NAME_ALLOWED}") from error
    if name.startswith("*"):
        raise ValueError(f"a hosted zone has no wildcard; allowed: {ZONE_NAME_ALLOWED}")
    return name


def hostname_pattern(text: str, zone: str) -> str:
    """A pattern of names.matches, in its normal form, inside the zone and outside the registry's subtree.

    The ValueError says only what is wrong: a list of patterns says once what is allowed.
    """
    first, _, rest = text.partition(".")
    head = first if first in ("*", WILDCARD_LABEL) else ""
    if "*" in text.removeprefix("*."):
        raise ValueError('"*" stands for whole labels at the front only')
    try:
        name = parse_name(rest if head else text)
        whole = parse_name(zone)
    except InvalidName as error:
        raise ValueError(str(error) if text else _EMPTY) from error
    if not is_within(name, whole):
        raise ValueError("lies outside the hosted zone")
    if is_within(name, parse_name(f"{SUBTREE}.{zone}")):
        raise ValueError(f"{SUBTREE}.{zone} belongs to the registry")
    return f"{head}.{name}" if head else name


def covers(wide: str, pattern: str) -> bool:
    """Whether whatever one pattern allows is allowed by the other, too. Both in their normal form."""
    if wide == pattern:
        return True
    name = pattern.removeprefix("*.")
    if not wide.startswith("*."):
        return False
    above = wide[2:]
    return name.endswith("." + above)


def exception_pattern(text: str, zone: str) -> str:
    """A pattern of names that nobody gets, in its normal form. The ValueError says only what is wrong."""
    inner = text.lower().removeprefix("*.")
    if not text.endswith(".*"):
        pattern = hostname_pattern(text, zone)
    elif LABEL.fullmatch(inner[:-2]):
        return text.lower()
    else:
        raise ValueError("one label stands before a final .*")
    if pattern == f"*.{parse_name(zone)}":
        raise ValueError("would leave no name below the apex")
    return pattern


def claim_tags(tags: dict[str, str]) -> dict[str, str]:
    """The tags that a load balancer must have for a claim. AWS's own (`aws:`) are the ones that nobody can forge."""
    for key, value in tags.items():
        if not (1 <= len(key) <= 128 and is_tag_text(key)):
            raise ValueError(f"{shown(key)} is no tag key; allowed: {CLAIM_TAGS_ALLOWED}")
        if len(value) > 256 or not is_tag_text(value.replace("*", "")):
            raise ValueError(f"{shown(value)} is no tag value; allowed: {TAG_VALUE_ALLOWED}, and *")
    return tags


def tag_match(text: str) -> str:
    """A tag, or a tag and its value."""
    key, _, value = text.partition("=")
    if not (1 <= len(key) <= 128 and len(value) <= 256 and is_tag_text(text)):
        raise ValueError(f"allowed: {TAG_MATCH_ALLOWED}")
    return text


def events_bus(text: str) -> str:
    """An event bus, or nothing."""
    if text in ("", "default") or is_token(text):
        return text
    if not BUS_ARN.fullmatch(text):
        raise ValueError(f"allowed: {BUS_ARN_ALLOWED}")
    _, partition, _, region, *_ = text.split(":")
    if partition != partition_of(region):
        raise ValueError(f"the Region {region} is of the partition {partition_of(region)}; allowed: {BUS_ARN_ALLOWED}")
    return text


def partition_of(region: str) -> str:
    """The partition that a Region belongs to, by the Region's first letters."""
    for beginning, partition in PARTITIONS.items():
        if region.startswith(beginning):
            return partition
    return "aws"


def rule_grace(text: str) -> str:
    """How long something must be gone."""
    match = DURATION.fullmatch(text)
    if not match or (match[1] == "1") == bool(match[3]) or duration(text) > LONGEST_GRACE.total_seconds():
        raise ValueError(f"allowed: {GRACE_ALLOWED}")
    return text


def duration_text(seconds: int) -> str:
    """The inverse of albias.settings.duration, in the largest unit that fits."""
    fitting = [unit for unit, size in SECONDS_OF.items() if seconds % size == 0]
    unit = fitting[-1] if seconds else "second"
    number = seconds // SECONDS_OF[unit]
    return f"{number} {unit}{'' if number == 1 else 's'}"


def role_arn(text: str) -> str:
    """An IAM role's ARN, or nothing."""
    if text and not (ROLE_ARN.fullmatch(text) or is_token(text)):
        raise ValueError(f"allowed: {ROLE_ARN_ALLOWED}")
    return text


def topic_arn(text: str) -> str:
    """A standard SNS topic's ARN, or nothing (a CloudWatch alarm cannot publish to a FIFO topic)."""
    if text and not (TOPIC_ARN.fullmatch(text) or is_token(text)):
        raise ValueError(f"allowed: {TOPIC_ARN_ALLOWED}")
    return text


def tag_key(text: str) -> str:
    """A tag key that ELB accepts (its Tag data type); `aws:` is AWS's own."""
    if not 1 <= len(text) <= 127 or not is_tag_text(text) or text.lower().startswith("aws:") or text.endswith("/"):
        raise ValueError(f"allowed: {TAG_KEY_ALLOWED}")
    return text


def is_tag_text(text: str) -> bool:
    """Whether a text has only characters that ELB takes in tags."""
    return all(char.isalpha() or char.isnumeric() or char == " " or char in TAG_KEY_SIGNS for char in text)


def txt_affix(text: str) -> str:
    """What external-dns puts before or behind the names of its TXT records (its docs/registry/txt.md)."""
    if not TXT_AFFIX.fullmatch(text.replace("%{record_type}", "")):
        raise ValueError(f"allowed: {TXT_AFFIX_ALLOWED}")
    return text


def sweep(text: str) -> str:
    """A rate of EventBridge Scheduler, or `off`."""
    if text == "off":
        return text
    match = SWEEP.fullmatch(text)
    if not match or (match[1] == "1") == bool(match[3]):
        raise ValueError(f"allowed: {SWEEP_ALLOWED}")
    if _interval(match) > LONGEST_SWEEP:
        raise ValueError(f"an alarm could not notice in time that sweeps are missing; allowed: {SWEEP_ALLOWED}")
    return text


def sweep_interval(text: str) -> timedelta | None:
    """How far apart sweeps are; None for `off`. Takes what `sweep` accepts."""
    match = SWEEP.fullmatch(text)
    return _interval(match) if match else None


def _interval(match: re.Match[str]) -> timedelta:
    return timedelta(**{match[2] + "s": int(match[1])})
