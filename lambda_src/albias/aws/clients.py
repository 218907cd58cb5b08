"""AWS clients: credentials, retries, time-outs, a count of what was asked, and its pace. The one place that makes them.

botocore without boto3 on top: its clients are the same, and it loads faster.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import ClientError

from albias.errors import AwsUnavailable
from albias.model import HostedZone

from .failures import THROTTLED, error_message, translated
from .route53 import Route53
from .spacing import Spacing

# Standard mode retries throttling, PriorRequestNotComplete and server errors with full jitter, in all four attempts
# (botocore, "Retries"). Bounded, so that a call ends well before engine/run.py: MARGIN.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=2, read_timeout=10)
# What only tells others must not take long: it is given up sooner.
_HASTY = {"events": Config(retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=2, read_timeout=5)}
# For each service: calls at once, and calls a second after that. Half of what an account has, since two invocations are
# at work at once: who asks for more is throttled, and waits longer for it.
SHARES = {"elbv2": (20, 5.0), "route53": (25, 5.0)}


class Clients:
    """Clients by service and role, made when first used. `calls` counts attempts by service, and `throttled`.

    `shares`: called before each attempt at a service that it names. Change batches keep one spacing for each role,
    since the limit on changes is an account's.
    """

    def __init__(
        self,
        owner: str,
        session: botocore.session.Session | None = None,
        shares: Mapping[str, Callable[[], None]] = MappingProxyType({}),
    ) -> None:
        self._session = session or botocore.session.get_session()
        self._owner = owner
        self._shares = shares
        self._made: dict[tuple[str, str], Any] = {}
        self._spacings: dict[str, Spacing] = {}
        self.calls: Counter[str] = Counter()

    def get(self, service: str, role_arn: str = "") -> Any:
        """A service's client, with the function's own credentials or with those of a role that it assumes (H46)."""
        if (service, role_arn) not in self._made:
            session = self._assuming(role_arn) if role_arn else self._session
            client = self._made[service, role_arn] = session.create_client(service, config=_HASTY.get(service, _CONFIG))
            client.meta.events.register(f"before-send.{service}", lambda **_: self._attempt(service))
            client.meta.events.register(f"needs-retry.{service}", self._count_throttling)
        return self._made[service, role_arn]

    def route53(self, zone: HostedZone) -> Route53:
        """Route 53 as the account that owns a zone sees it."""
        spacing = self._spacings.setdefault(zone.role_arn, Spacing(time.monotonic, time.sleep))
        return Route53(self.get("route53", zone.role_arn), spacing)

    def _assuming(self, role_arn: str) -> botocore.session.Session:
        """A session whose credentials refresh themselves before they expire, under a name that says who we are."""
        session = botocore.session.Session(profile=self._session.profile)
        session.set_config_variable("region", self._session.get_config_variable("region"))
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=lambda name, **keys: self._session.create_client(name, config=_CONFIG, **keys),
            source_credentials=self._session.get_credentials(),
            role_arn=role_arn,
            extra_args={"RoleSessionName": f"albias-{self._owner}"},
        )
        session.register_component("credential_provider", CredentialResolver([_AssumedRole(role_arn, fetcher)]))
        return session

    def _attempt(self, service: str) -> None:
        if service in self._shares:
            self._shares[service]()
        self.calls.update([service])

    def _count_throttling(self, response: Any = None, **_: Any) -> None:
        if response and response[1].get("Error", {}).get("Code") in THROTTLED:
            self.calls["throttled"] += 1


class _AssumedRole(CredentialProvider):
    """Hands out the credentials of one role, and no others."""

    METHOD = "assume-role"

    def __init__(self, role_arn: str, fetcher: AssumeRoleCredentialFetcher) -> None:
        super().__init__()
        self._role_arn = role_arn
        self._fetcher = fetcher

    def load(self) -> DeferredRefreshableCredentials:
        """Credentials that are fetched when a call first needs them."""
        return DeferredRefreshableCredentials(self._fetch, self.METHOD)

    def _fetch(self) -> Any:
        """Raises: AwsUnavailable, which says that it was not the call itself that failed (C26)."""
        what = f"AssumeRole of {self._role_arn}"
        try:
            with translated(what, "AccessDenied"):
                return self._fetcher.fetch_credentials()
        except ClientError as error:
            raise AwsUnavailable(
                f"{what}: AccessDenied: {error_message(error)}. Its trust policy must let this deployment's role in:"
                " deploy the stack of zone access in the zone's account again (docs/security.md)"
            ) from error


@dataclass(slots=True)
class Pace:
    """Manners: at most `rate` calls a second, the time that they take themselves counted in.

    So events and other people find the account's rate limits unspent: Route 53 gives an account 10 requests a second,
    all its users together; Elastic Load Balancing 10 Describe calls. `at_once`: so many need not wait for each other
    where none was made for long enough.
    """

    rate: float
    now: Callable[[], float]
    sleep: Callable[[float], None]
    at_once: int = 1
    _next: float = float("-inf")

    def __call__(self) -> None:
        """Wait for the next turn; returns at once where it has come."""
        turn = max(self._next, self.now() - (self.at_once - 1) / self.rate)
        self._next = turn + 1 / self.rate
        if (early := turn - self.now()) > 0:
            self.sleep(early)


def shares(now: Callable[[], float], sleep: Callable[[float], None]) -> dict[str, Pace]:
    """An invocation's share of each service's limit. It is kept from one to the next."""
    return {service: Pace(rate, now, sleep, at_once) for service, (at_once, rate) in SHARES.items()}
