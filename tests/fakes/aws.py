"""What every faked AWS client has in common.

Here live: parameter checks, modelled errors, paginators (all three botocore's own, from its service model), the call
log and the two hooks. No service's behaviour belongs here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.errorfactory import ClientExceptionsFactory
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.paginate import Paginator, PaginatorModel
from botocore.validate import validate_parameters

from tests.fakes.limits import RateLimit

if TYPE_CHECKING:
    from botocore.model import ServiceModel

Hook = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Call:
    """One request that reached the service: the API's name of the operation, and its parameters."""

    operation: str
    params: dict[str, Any]


@functools.cache
def service_model(service: str) -> ServiceModel:
    """Botocore's model of a service, read once."""
    return botocore.session.get_session().get_service_model(service)


@functools.cache
def exceptions_of(service: str) -> Any:
    """The modelled exceptions of a service, as ``client.exceptions`` of boto3 has them."""
    return ClientExceptionsFactory().create_client_exceptions(service_model(service))


@functools.cache
def _pagination(service: str) -> PaginatorModel:
    return botocore.session.get_session().get_paginator_model(service)


def client_error(
    service: str, operation: str, code: str, message: str, status: int = 400, *, retries: int = 0
) -> ClientError:
    """An error as boto3 raises it: the modelled class where the service models the code, a ClientError otherwise."""
    response: Any = {
        "Error": {"Type": "Sender" if status < 500 else "Receiver", "Code": code, "Message": message},
        "ResponseMetadata": {
            "RequestId": "00000000-0000-4000-8000-000000000000",
            "HTTPStatusCode": status,
            "HTTPHeaders": {},
            "RetryAttempts": retries,
        },
    }
    error: ClientError = exceptions_of(service).from_code(code)(response, operation)
    return error


def read_timeout(service: str) -> ReadTimeoutError:
    """The error of a request whose answer never came; whether it took effect, the caller cannot know."""
    return ReadTimeoutError(endpoint_url=f"https://{service}.amazonaws.com/")


class FakeClient:
    """A boto3 client without AWS behind it.

    ``before`` and ``after`` run around the effect of every request, with the operation's API name and its parameters,
    and may raise: from ``before`` the request never takes effect, from ``after`` it has and only the answer is lost.
    A request that raises is in ``calls`` too; one with wrong parameters is not, since boto3 never sends it.
    A request that one of the ``limits`` does not admit is throttled, and takes nothing from the others.
    ``retries``: how often botocore is said to have sent a request before its answer; a hook may set it.
    """

    service: str
    throttled = "Throttling"

    def __init__(self, *, check_parameters: bool = True) -> None:
        """``check_parameters=False`` skips boto3's own parameter check, which costs most of a faked call's time."""
        self.calls: list[Call] = []
        self.before: Hook | None = None
        self.after: Hook | None = None
        self.limits: list[RateLimit] = []
        self.retries = 0
        self._check_parameters = check_parameters

    @property
    def exceptions(self) -> Any:
        """The modelled exceptions, as ``client.exceptions`` of boto3."""
        return exceptions_of(self.service)

    def error(self, operation: str, code: str, message: str, status: int = 400) -> ClientError:
        """An error of this service, for a hook to raise."""
        return client_error(self.service, operation, code, message, status, retries=self.retries)

    def count(self, operation: str | None = None) -> int:
        """How many requests were made, of one operation or of all."""
        return sum(1 for call in self.calls if operation in (None, call.operation))

    def can_paginate(self, method: str) -> bool:
        """Whether ``get_paginator`` has one for a method."""
        try:
            self._paginator_config(method)
        except (KeyError, ValueError):
            return False
        return True

    def get_paginator(self, method: str) -> Any:
        """Botocore's own paginator over the faked method."""
        model = service_model(self.service).operation_model(_api_name(method))
        return Paginator(getattr(self, method), self._paginator_config(method), model)

    def _paginator_config(self, method: str) -> Any:
        return _pagination(self.service).get_paginator(_api_name(method))

    def _perform(
        self, operation: str, params: dict[str, Any], effect: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> dict[str, Any]:
        if self._check_parameters:
            shape = service_model(self.service).operation_model(operation).input_shape
            assert shape is not None
            validate_parameters(self._as_known(params), shape)
        self.calls.append(Call(operation, params))
        self._throttle(operation, params)
        if self.before is not None:
            self.before(operation, params)
        response = effect(params)
        if self.after is not None:
            self.after(operation, params)
        response["ResponseMetadata"] = {
            "RequestId": f"00000000-0000-4000-8000-{len(self.calls):012x}",
            "HTTPStatusCode": 200,
            "HTTPHeaders": {},
            "RetryAttempts": self.retries,
        }
        return response

    def _as_known(self, params: dict[str, Any]) -> dict[str, Any]:
        """The request as botocore's model knows it, where a service is ahead of the model."""
        return params

    def _throttle(self, operation: str, params: dict[str, Any]) -> None:
        if not all(limit.admits(operation, params) for limit in self.limits):
            raise self.error(operation, self.throttled, "Rate exceeded")
        for limit in self.limits:
            limit.take(operation, params)


def _api_name(method: str) -> str:
    return "".join(part.capitalize() for part in method.split("_"))
