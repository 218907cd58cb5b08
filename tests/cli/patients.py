"""Somebody for `albias doctor` to examine, and clients with canned answers. Builds, asserts nothing."""

from typing import Any

from albias_cli.ask.deployed import Deployed
from albias_cli.doctor import Patient
from tests.support.deployed import LOG_GROUP
from tests.support.desk import Desk

DENIED: Any = {"Error": {"Code": "AccessDenied", "Message": "not authorized"}}


class Canned:
    """A client with canned answers; an exception is raised."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Any:
        def answer(**asked: Any) -> Any:
            self.asked.append((operation, asked))
            found = self.answers[operation]
            if isinstance(found, Exception):
                raise found
            return found

        return answer


def patient(desk: Desk, outputs: dict[str, str] | None = None, status: str = "CREATE_COMPLETE", **more: Any) -> Patient:
    """Somebody to examine; a stack with these outputs."""
    desk.run("list")
    assert desk.workspace
    made = Deployed("albias-platform", status, {"LogGroupName": LOG_GROUP, **(outputs or {})})
    return Patient(desk.workspace, made, **more)
