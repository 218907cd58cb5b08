"""What others say of the rules' patterns and of the fence: AWS's event-ruler, and an evaluator of IAM that is not ours.

They answer the same tables as MiniStack's matcher (passing.py) and as tests.support.iam (fence.py). Where a judge's
program is not to be had, its tests are skipped and say so; not in CI.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.infra.fence import ALLOWED, DENIED, KEY, OTHER_CALLS, WHOLE, ZONES, change, statements
from tests.infra.passing import EXPECTED, OF_LISTENER_RULES, event, patterns
from tests.support.iam import Request
from tests.support.synth import ACCOUNT, REGION, settings, synth

from .judges.ask import event_ruler, iam_simulate
from .judges.fetch import Missing


@contextmanager
def _judge() -> Iterator[None]:
    """CI has all judges; on a developer's machine one may be missing."""
    try:
        yield
    except Missing as missing:
        if "CI" in os.environ:
            raise
        pytest.skip(str(missing))


@pytest.mark.parametrize(
    ("names_from_rules", "expected"), [([], EXPECTED), (["elbv2.k8s.aws/cluster=prod"], EXPECTED | OF_LISTENER_RULES)]
)
def test_event_ruler_passes_the_same_events(names_from_rules: list[str], expected: dict[str, str | None]) -> None:
    """Every rule's pattern against every event: what EventBridge itself runs says what test_rules.py says."""
    rules = patterns(synth(settings(names_from_rules=names_from_rules)))
    questions = [(rule, name) for rule in rules for name in expected]

    with _judge():
        answers = event_ruler([(rules[rule], event(name)) for rule, name in questions])

    passed = {question for question, answer in zip(questions, answers, strict=True) if answer}
    assert passed == {(rule, name) for name, rule in expected.items() if rule}


def test_event_ruler_can_say_no() -> None:
    """The judge itself: it knows a pattern that matches from one that does not."""
    created = event("create-alb-tagged")
    patterns = [
        {"source": ["aws.elasticloadbalancing"]},
        {"source": ["aws.ec2"]},
        {"detail": {"x": [{"exists": False}]}},
    ]

    with _judge():
        assert event_ruler([(json.dumps(pattern), created) for pattern in patterns]) == [True, False, True]


def placed(role: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statements with an ARN in the place of what only the deployment knows: iam-simulate checks their form."""
    text = re.sub(r"<(\w+)(\.Arn)?>", rf"arn:aws:sqs:{REGION}:{ACCOUNT}:\1", json.dumps(role))
    made: list[dict[str, Any]] = json.loads(text)
    return made


@pytest.mark.parametrize("adopt", ["never", "matching"])
def test_iam_simulate_sees_the_same_fence(adopt: str) -> None:
    """H50, H51 and the others of test_fence.py's tables."""
    table = [(case, True) for case in ALLOWED]
    table += [(case, adopt == "matching" and case == CNAME) for case in DENIED]

    with _judge():
        answers = iam_simulate(
            placed(statements(settings(zones=ZONES, adopt=adopt))), [change(*case) for case, _ in table]
        )

    assert list(zip(table, answers, strict=True)) == [((case, expected), expected) for case, expected in table]


CNAME = (WHOLE, "shop.apps.example.com", "CNAME", "CREATE")


def test_iam_simulate_agrees_about_requests_without_a_key_and_about_other_calls() -> None:
    """A request that lacks one of the condition's keys; then every other call that names its resource."""
    asked = []
    for key in ("NormalizedRecordNames", "RecordTypes", "Actions"):
        request = change(WHOLE, "shop.apps.example.com")
        del request.context[f"{KEY}{key}"]
        asked.append((request, False))
    asked += [(Request(call, arn), expected) for call, arn, expected in OTHER_CALLS if arn.startswith("arn:")]

    with _judge():
        answers = iam_simulate(placed(statements(settings(zones=ZONES))), [request for request, _ in asked])

    assert len(asked) >= 13
    assert answers == [expected for _, expected in asked]
