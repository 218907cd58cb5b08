"""What `albias doctor` looks at: one module an area. Every check reads only, and says how to mend what it finds."""

from .account import CHECKS as ACCOUNT
from .deployment import CHECKS as DEPLOYMENT
from .finding import Check, Finding, Patient, examine
from .zones import CHECKS as ZONES

CHECKS: tuple[Check, ...] = (*ACCOUNT, *DEPLOYMENT, *ZONES)

__all__ = ["CHECKS", "Finding", "Patient", "examine"]
