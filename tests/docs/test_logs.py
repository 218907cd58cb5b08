"""docs/logs.md against what the code can say: kinds, actions, codes, metrics, and the keys of real lines."""

import ast
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from albias.aws.event_bus import Delivery
from albias.case import Action
from albias.edge.journal import _WORDS, MAX_IN_FULL, Journal
from albias.errors import Failure
from albias.model import RefusalCode
from albias.settings import MaxRemovals, TagMatch
from albias_cdk.queries import QUERIES
from tests.support.markdown import ROOT, table_with, text_of, words_of
from tests.support.world import World

TEXT = text_of("docs/logs.md")


def _first_words(heading: str) -> set[str]:
    return {word for row in table_with(TEXT, heading) for word in words_of(row[heading])}


def test_every_action_that_is_told_is_documented() -> None:
    assert _first_words("action") == set(get_args(Action))


def test_every_refusal_is_documented_with_what_to_do() -> None:
    assert _first_words("code") == set(get_args(RefusalCode))
    assert all(row["what to do"] for row in table_with(TEXT, "code"))


def test_every_metric_is_documented() -> None:
    assert _first_words("metric") == {*_counted_names(), *(metric for _, metric in _WORDS.values() if metric)}


def _counted_names() -> Iterator[str]:
    """Every text of journal.py and handler.py that looks like a metric's name, in a call or a loop that counts."""
    for name in ("edge/journal.py", "edge/handler.py"):
        tree = ast.parse((ROOT / "lambda_src" / "albias" / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("count", "count_any")
            ):
                yield from _texts(*node.args)
            if isinstance(node, ast.For):
                yield from _texts(node.iter)


def _texts(*nodes: ast.AST) -> Iterator[str]:
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value[:1].isupper():
            yield node.value


def test_the_keys_of_each_kind_of_line_are_the_documented_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """Every kind of line, made by the engine itself where the engine makes it."""
    seen: dict[str, set[str]] = defaultdict(set)
    for line in _every_kind_of_line(capsys):
        seen[line["kind"]] |= line.keys()
    kinds = _first_words("kind")
    assert seen == {kind: {key for key, places in _places(kinds).items() if kind in places} for kind in kinds}


def _places(kinds: set[str]) -> dict[str, set[str]]:
    """Each documented key with the kinds of lines that have it."""
    places: dict[str, set[str]] = {}
    for row in table_with(TEXT, "key"):
        where = row["in"]
        if where.startswith("every line"):
            found = kinds
        elif where.startswith("all kinds but"):
            found = kinds - set(words_of(where))
        else:
            found = set(where.split(", "))
        places |= dict.fromkeys(words_of(row["key"]), found)
    return places


def _every_kind_of_line(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    journal = Journal("albias-documents", "DEBUG", dry_run=False)
    world = World(max_removals=MaxRemovals(count=0, percent=0), names_from_rules=(TagMatch("albias/rules"),))
    ruled = world.create("ruled", tags={"albias/rules": "yes"})
    world.elbv2.add_rule(world.elbv2.add_listener(str(ruled)), "sh?p.apps.example.com")
    web = world.create("web", "shop.apps.example.com")
    other = world.create("other", "shop.apps.example.com www.example.org")
    journal.outcome(world.look(web, other), {web: ["one"], other: ["two"]})
    failed = world.look(web)
    failed.failures[web] = Failure("throttled")
    journal.outcome(failed)
    noted = World()
    many = " ".join(f"www{number}.example.org" for number in range(MAX_IN_FULL + 1))
    journal.outcome(noted.look(noted.create("noted", f"shop.apps.example.com failover=primary {many}")))
    journal.outcome(noted.look(noted.create("waiting", "shop.apps.example.com failover=primary")))
    world.delete(web)
    world.tag(other, "")
    swept = world.sweep()
    journal.outcome(swept)
    journal.sweep(swept, Counter(route53=1, elbv2=2))
    journal.notices(Delivery(lost=1, troubles=["throttled"]))
    journal.started("2.0.0")
    journal.ignored("it names no load balancer")
    journal.malformed("no JSON", "{")
    try:
        raise KeyError("nobody thought of it")
    except KeyError:
        journal.defect()
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"kind"' in line]


def test_the_saved_queries_ask_for_documented_keys() -> None:
    documented = _places(_first_words("kind")).keys() | {"@timestamp"}
    for lines in QUERIES.values():
        fields = lines[0].removeprefix("fields ").split(", ")
        assert set(fields) <= documented
