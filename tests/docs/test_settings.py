"""docs/settings.md against config/, which reads albias.toml."""

import json
import re
import tomllib
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, BeforeValidator
from pydantic_core import PydanticUndefined

from albias.names import parse_name
from albias.options import ALLOWED, NO_OPTIONS, Options, parse_options
from albias.sources.tags import hostnames_in, setting_of
from albias_config import check, load, to_json
from albias_config.errors import ConfigurationError
from albias_config.schema import ClaimTable, File, Table, ZoneTable
from albias_config.words import keys_of
from tests.support.markdown import ROOT, blocks, table_with, tables, text_of, words_of

TEXT = text_of("docs/settings.md")
TABLES = KEYS, ZONE_KEYS, CLAIM_KEYS = [rows for rows in tables(TEXT) if next(iter(rows[0])) == "key"]

DOCUMENTED = [(File, KEYS), (ZoneTable, ZONE_KEYS), (ClaimTable, CLAIM_KEYS)]


def _rows(table: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {words_of(row["key"])[0]: row for row in table}


@pytest.mark.parametrize(("model", "table"), DOCUMENTED, ids=["albias.toml", "zones", "claims"])
def test_the_tables_have_every_key_with_its_default(model: type[Table], table: list[dict[str, str]]) -> None:
    assert _documented(table) == {name: _default(field) for name, field in keys_of(model).items()}


def _documented(table: list[dict[str, str]]) -> dict[str, Any]:
    return {
        key: tomllib.loads(f"x = {words[0]}")["x"] if (words := words_of(row["default"])) else None
        for key, row in _rows(table).items()
    }


def _default(field: Any) -> Any:
    """None for a key that has none, or whose default is to be left out, since no file may say an empty list of it."""
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined or (value == [] and _refuses_empty(field)):
        return None
    return value.model_dump() if isinstance(value, BaseModel) else value


def _refuses_empty(field: Any) -> bool:
    return any(isinstance(each, BeforeValidator) for each in field.metadata)


def test_a_default_that_is_shown_may_be_written() -> None:
    shortest = tomllib.loads(blocks(TEXT, "toml")[0])
    keys, zone, _ = ({key: value for key, value in _documented(rows).items() if value is not None} for rows in TABLES)
    written = shortest | keys | {"zones": [shortest["zones"][0] | zone]}
    assert check(written) == check(shortest)


@pytest.mark.parametrize(("model", "table"), DOCUMENTED, ids=["albias.toml", "zones", "claims"])
def test_every_allowed_word_is_named(model: type[Table], table: list[dict[str, str]]) -> None:
    rows = _rows(table)
    for name, field in keys_of(model).items():
        for word in _literals(field.annotation):
            assert f'"{word}"' in " ".join(words_of(rows[name]["allowed"]) + words_of(rows[name]["default"])), name


def _literals(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [word for part in get_args(annotation) if part is not NoneType for word in _literals(part)]


def test_the_shortest_file_is_one() -> None:
    (shortest, _) = blocks(TEXT, "toml")
    assert check(tomllib.loads(shortest)).owner == "platform"


def test_the_mistakes_are_told_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (_, wrong) = blocks(TEXT, "toml")
    (told,) = blocks(TEXT, "text")
    (tmp_path / "albias.toml").write_text(wrong, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError) as caught:
        load(Path("albias.toml"))
    assert str(caught.value).splitlines() == told.splitlines()


def test_the_sample_in_the_repository_has_every_key_too() -> None:
    sample = tomllib.loads((ROOT / "albias.toml").read_text(encoding="utf-8"))
    assert sample.keys() == keys_of(File).keys()
    assert sample["zones"][0].keys() | {"claims"} == keys_of(ZoneTable).keys(), "claims: shown in a comment"
    assert json.loads(to_json(check(sample))).keys() == {"owner", "zones"}, "the sample shows the defaults"


SHOWN = re.findall(r'(albias/hostname[\w/]*)"?[ =]+"?([^"\n]*\.example\.com[^"\n`]*)', TEXT)


def test_every_tag_that_is_shown_names_hostnames() -> None:
    """In the lists, as an annotation, in Terraform: the engine reads them all."""
    assert len(SHOWN) == 11
    names = []
    for key, value in SHOWN:
        assert setting_of(key, ["albias/hostname"])
        names += [parse_name(text) for text in hostnames_in(value)]
    assert len(names) == 12
    assert "*.preview.apps.example.com" in names


def test_every_option_is_documented_with_what_is_allowed() -> None:
    rows = table_with(TEXT, "option")
    assert ", ".join(words_of(row["option"])[0] for row in rows) == ALLOWED
    for row in rows:
        for word in words_of(row["allowed"]):
            assert _option(words_of(row["option"])[0] + word) != NO_OPTIONS


def test_every_option_that_is_shown_is_one() -> None:
    values = [value for _, value in SHOWN if "=" in value]
    assert len(values) == 5
    for value in values:
        words = [word for word in value.split() if "=" in word]
        assert parse_options(words, "eu-west-1") != NO_OPTIONS


def _option(word: str) -> Options:
    return parse_options([word], "eu-west-1")
