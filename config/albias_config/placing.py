"""What single values of the keys that say how albias is deployed may look like. As values.py: one function a kind."""

import re

from .shown import shown
from .values import is_tag_text, is_token

ROLE_NAME_PREFIX = re.compile(r"[\w+=,.@-]{0,40}", re.ASCII)
ROLE_PATH = re.compile(r"/([\x21-\x2e\x30-\x7e]+/)*")
POLICY_ARN = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}|aws):policy/[\w+=,.@/-]{1,512}", re.ASCII)
KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[\w-]{1,64}", re.ASCII)
# PutRetentionPolicy
RETENTIONS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
MAX_TAGS = 45  # AWS takes 50 of a resource; services and the CDK add their own

ROLE_NAME_PREFIX_ALLOWED = "up to 40 letters, digits and + = , . @ - _"
ROLE_PATH_ALLOWED = '"/", or "/<folder>/", up to 512 characters'
POLICY_ARN_ALLOWED = "empty, or arn:aws:iam::<12 digits>:policy/<name>"
KEY_ARN_ALLOWED = "empty, or arn:aws:kms:<region>:<12 digits>:key/<id>, not an alias"
LOG_RETENTION_ALLOWED = f"a number of days that CloudWatch knows: {', '.join(map(str, RETENTIONS))}"
RESOURCE_TAGS_ALLOWED = (
    f'up to {MAX_TAGS}: TAG = "VALUE", of letters, digits, spaces and _ . : / = + - @; up to 128 and 256 characters,'
    ' no "aws:" in front'
)


def role_name_prefix(text: str) -> str:
    """What stands before the names of all IAM roles."""
    if not ROLE_NAME_PREFIX.fullmatch(text):
        raise ValueError(f"allowed: {ROLE_NAME_PREFIX_ALLOWED}")
    return text


def role_path(text: str) -> str:
    """The path of roles and managed policies in IAM."""
    if not ROLE_PATH.fullmatch(text) or len(text) > 512:
        raise ValueError(f"allowed: {ROLE_PATH_ALLOWED}")
    return text


def policy_arn(text: str) -> str:
    """A managed policy's ARN, or nothing."""
    if text and not (POLICY_ARN.fullmatch(text) or is_token(text)):
        raise ValueError(f"allowed: {POLICY_ARN_ALLOWED}")
    return text


def key_arn(text: str) -> str:
    """A KMS key's ARN, or nothing. CloudWatch Logs takes no alias."""
    if text and not (KEY_ARN.fullmatch(text) or is_token(text)):
        raise ValueError(f"allowed: {KEY_ARN_ALLOWED}")
    return text


def log_retention(days: int) -> int:
    """How long CloudWatch keeps the function's log."""
    if days not in RETENTIONS:
        raise ValueError(f"allowed: {LOG_RETENTION_ALLOWED}")
    return days


def resource_tags(tags: dict[str, str]) -> dict[str, str]:
    """Tags that every AWS service takes."""
    if len(tags) > MAX_TAGS:
        raise ValueError(f"there are {len(tags)}; allowed: {RESOURCE_TAGS_ALLOWED}")
    for key, value in tags.items():
        good = 1 <= len(key) <= 128 and len(value) <= 256 and is_tag_text(key + value)
        if not good or key.lower().startswith("aws:"):
            raise ValueError(f"{shown(key)} with {shown(value)}; allowed: {RESOURCE_TAGS_ALLOWED}")
    return tags
