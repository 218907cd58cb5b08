"""How MiniStack's process looks into a function's queue: often, and without end."""

from collections.abc import Iterator

import pytest
from ministack.services import lambda_svc

from local_aws import _serve


class _Enough(BaseException):
    """Ends the loop, as nothing else does."""


def test_the_loop_over_the_queues_is_the_one_that_looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lambda_svc, "_poll_loop", lambda: None)
    _serve._look_often()
    assert lambda_svc._poll_loop is _serve._look_into_queues


def test_a_release_without_such_a_loop_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lambda_svc, "_poll_loop", None)
    with pytest.raises(TypeError, match="loop over the queues"):
        _serve._look_often()


def test_it_pauses_only_where_nothing_was_found_and_an_error_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Iterator[bool | BaseException] = iter([True, True, False, ValueError("odd"), True, _Enough()])
    pauses: list[float] = []

    def look() -> bool:
        found = next(looks)
        if isinstance(found, BaseException):
            raise found
        return found

    monkeypatch.setattr(lambda_svc, "_poll_sqs", look)
    monkeypatch.setattr("local_aws._serve.time.sleep", pauses.append)
    with pytest.raises(_Enough):
        _serve._look_into_queues()
    assert pauses == [_serve._LOOK_SECONDS] * 2
