"""docs/migration.md, its commands run in the order in which they stand, in the situation that each part speaks of."""

import io
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from albias_cli.errors import Exit
from tests.support.desk import Desk, Result
from tests.support.external_dns import texts
from tests.support.markdown import blocks, text_of, words_of
from tests.support.records import alias, holds
from tests.support.shown import beside_external_dns
from tests.support.world import ZONE, World

TEXT = re.sub("^ +", "", text_of("docs/migration.md"), flags=re.MULTILINE)
_LOOK, _ADOPT, _LOOK_FIRST, _MOVE, _BACK = blocks(TEXT, "sh")
SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"


@pytest.fixture(autouse=True)
def somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person in a folder of their own, who says yes to every question."""

    class Yes(io.StringIO):
        def isatty(self) -> bool:
            return True

        def readline(self, *_: Any) -> Any:
            return "y\n"

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", Yes())


def types(desk: Desk, block: str) -> list[Result]:
    """Type the commands of a block."""
    lines = [shlex.split(line) for line in block.splitlines()]
    assert all(words[0] == "albias" for words in lines)
    return [desk.run(*words[1:]) for words in lines]


def test_from_a_home_made_lambda_and_back() -> None:
    world = World()
    alias(world, world.dns_name(world.create("web", SHOP)))
    desk, before = Desk(world), world.route53.records(ZONE.id)
    (look,) = types(desk, _LOOK)
    assert (look.code, world.route53.records(ZONE.id)) == (Exit.REFUSED, before)
    (adopted,) = types(desk, _ADOPT)
    assert (adopted.code, holds(world)) == (Exit.OK, True)
    (back,) = (word for word in words_of(TEXT.replace("\n", " ")) if word.startswith("albias release "))
    assert types(desk, back)[0].code == Exit.OK
    assert world.route53.records(ZONE.id) == before


def test_from_external_dns_and_back(tmp_path: Path) -> None:
    desk = beside_external_dns()
    world, before = desk.world, desk.world.route53.records(ZONE.id)
    (look,) = types(desk, _LOOK_FIRST)
    assert (look.code, world.route53.records(ZONE.id)) == (Exit.PENDING, before)
    for name in (SHOP, CART):
        assert f"* {name} " in look.out
    one, rest = types(desk, _MOVE)
    assert (one.code, rest.code) == (Exit.OK, Exit.OK)
    assert "done: 1 adopted" in one.out
    assert holds(world, SHOP)
    assert holds(world, CART)
    assert sorted(texts(world)) == ["a-blog.apps.example.com TXT", "aaaa-blog.apps.example.com TXT"]
    report = json.loads((tmp_path / "albias-migration.json").read_text(encoding="utf-8"))
    assert {each["hostname"] for each in report["names"]} == {SHOP, CART}
    (back,) = types(desk, _BACK)
    assert back.code == Exit.OK
    assert world.route53.records(ZONE.id) == before
