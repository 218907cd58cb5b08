"""How albias is deployed: names, paths, keys and tags that a company prescribes. The function never sees them."""

from dataclasses import dataclass
from typing import Literal

Architecture = Literal["arm64", "x86_64"]


@dataclass(frozen=True, slots=True)
class Placement:
    """The keys of albias.toml that say only how, not what; the defaults are the documented ones.

    `role_name_prefix`: before the names of all IAM roles; `role_path`: their path and that of the managed policies;
    `log_retention` in days; `tags`: on every resource that can have tags.
    """

    role_name_prefix: str = ""
    role_path: str = "/"
    permissions_boundary: str = ""
    architecture: Architecture = "arm64"
    kms_key_arn: str = ""
    log_retention: int = 90
    tags: tuple[tuple[str, str], ...] = ()
