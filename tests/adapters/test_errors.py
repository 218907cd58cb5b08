"""Which errors of AWS mean "try again later", and what they say."""

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from albias.aws.failures import error_code, error_message, translated
from albias.errors import AlbiasError, AwsUnavailable, OutOfTime


def client_error(**response: object) -> ClientError:
    return ClientError(response, "ListResourceRecordSets")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("response", "code", "message"),
    [
        ({"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}, "Throttling", "Rate exceeded"),
        ({"Error": {"Code": "Throttling"}}, "Throttling", ""),
        ({"Error": {}}, "", ""),
        ({}, "", ""),
        (
            {"Error": {"Code": "InvalidChangeBatch", "Message": "m"}, "messages": ["a", "b"]},
            "InvalidChangeBatch",
            "a; b",
        ),
        ({"Error": {"Code": "InvalidChangeBatch", "Message": "m"}, "messages": []}, "InvalidChangeBatch", "m"),
        ({"Error": {"Code": "", "Message": ""}, "Messages": {"Message": {}}}, "", ""),
        ({"Error": {"Code": "x", "Message": "m"}, "Messages": ["a"]}, "x", "a"),
    ],
)
def test_an_errors_code_and_words_are_found_in_any_form(response: dict[str, object], code: str, message: str) -> None:
    assert error_code(client_error(**response)) == code
    assert error_message(client_error(**response)) == message


@pytest.mark.parametrize(
    "error",
    [
        client_error(Error={"Code": "Throttling", "Message": "Rate exceeded"}),
        ReadTimeoutError(endpoint_url="https://route53.amazonaws.com"),
        ConnectTimeoutError(endpoint_url="https://route53.amazonaws.com"),
        EndpointConnectionError(endpoint_url="https://route53.amazonaws.com"),
        NoCredentialsError(),
    ],
)
def test_h42_every_failure_of_aws_is_told_with_what_was_asked(error: Exception) -> None:
    with pytest.raises(AwsUnavailable, match=r"^ListThings: .+") as told, translated("ListThings", "NotFound"):
        raise error
    assert told.value.__cause__ is error


def test_an_expected_error_is_the_callers() -> None:
    with pytest.raises(ClientError), translated("ListThings", "NotFound", "Gone"):
        raise client_error(Error={"Code": "Gone"})


def test_h42_a_mistake_of_our_own_is_not_swallowed() -> None:
    with pytest.raises(KeyError), translated("ListThings"):
        raise KeyError("Name")


def test_out_of_time_is_trouble_that_passes() -> None:
    assert issubclass(OutOfTime, AwsUnavailable)
    assert issubclass(AwsUnavailable, AlbiasError)
