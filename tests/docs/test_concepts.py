"""docs/concepts.md against the engine: the decision table, the texts of the registry, what is (not) promised."""

import re
from functools import cached_property
from typing import Any, get_args

import pytest

from albias import decide
from albias.bookkeeping import MAX_WAITS
from albias.model import HostedZone, LoadBalancerId, NoteCode, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Deployment, Key, decode_hold, encode_hold, encode_index, hold_name, read_index
from tests.support.markdown import blocks, table_with, text_of, words_of
from tests.support.world import World

TEXT = text_of("docs/concepts.md")
HOLD, INDEX = blocks(TEXT, "text")
SHOP = "shop.apps.example.com"
ZONE = HostedZone("Z0APPS", DnsName("apps.example.com"))
KEY = Key(DnsName(SHOP))


class Example(Deployment):
    """The deployment of the examples: an account whose fingerprint is the one that they show."""

    @cached_property
    def fingerprint(self) -> str:
        """What stands for the account number in the examples."""
        return "5f0c1a9e"


ME = Example("platform", "aws", "123456789012", "eu-west-1")
WEB = LoadBalancerId("aws", "eu-west-1", "123456789012", "app", "web", "50dc6c495c0c9188")


def test_the_table_is_the_one_that_stands_above_the_decision() -> None:
    wanted: list[list[str]] = []
    for line in (decide.__doc__ or "").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or set(line) <= set("|- "):
            continue
        if cells[0]:
            wanted.append(cells)
        else:  # a row that goes on in the next line
            wanted[-1] = [f"{first} {more}".strip() for first, more in zip(wanted[-1], cells, strict=True)]
    rows = table_with(TEXT, "the record sets now")
    assert [list(rows[0]), *(list(row.values()) for row in rows)] == wanted


def test_the_hold_says_what_is_described_and_nothing_else() -> None:
    record_set = RecordSet(RecordKey(hold_name(KEY.name, ZONE), "TXT"), 300, tuple(HOLD.splitlines()))
    hold = decode_hold(record_set, ME, ZONE)
    assert hold is not None
    assert hold.answer is not None
    assert (hold.key, hold.load_balancer) == (KEY, WEB)
    assert [waiting.name for waiting, _ in hold.waits] == ["green"]
    written = encode_hold(hold, ME, ZONE)
    assert _joined(written.values) == _joined(HOLD.splitlines())


def test_every_field_of_the_hold_is_described() -> None:
    described = {word for row in table_with(TEXT, "field") for word in words_of(row["field"])}
    assert described == set(re.findall(r"(\w+)=", HOLD))


def test_the_index_entry_is_the_one_that_is_made() -> None:
    made = encode_index(KEY, WEB, ME, ZONE)
    assert _joined(made.values) == _joined(INDEX.splitlines())
    assert read_index(made, ME, ZONE) == (KEY, WEB)


def _joined(values: tuple[str, ...] | list[str]) -> list[str]:
    """The texts of a TXT record set, however they are cut into character strings."""
    return ["".join(re.findall(r'"([^"]*)"', value)) for value in values]


def test_every_note_is_described() -> None:
    described = {word for row in table_with(TEXT, "note") for word in words_of(row["note"])}
    assert described == set(get_args(NoteCode))


def test_the_line_has_as_many_places_as_are_described() -> None:
    assert MAX_WAITS == 10
    assert "ten at most" in TEXT


def _place_of_index(load_balancer: LoadBalancerId, world: World) -> str:
    return str(encode_index(KEY, load_balancer, world.me, ZONE).key.name)


@pytest.mark.parametrize("lost", ["hold", "index"])
def test_half_of_the_registry_that_was_deleted_by_hand_is_written_again_by_the_sweep(lost: str) -> None:
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    before = world.names()
    place = "shop._hold._albias.apps.example.com" if lost == "hold" else _place_of_index(web, world)
    world.route53.remove("Z0APPS", place, "TXT")
    assert world.names() != before
    world.sweep()
    assert world.names() == before


def test_a_record_whose_registry_was_deleted_by_hand_is_nobodys_until_it_is_adopted() -> None:
    def without_registry(**settings: Any) -> tuple[World, LoadBalancerId]:
        world = World(**settings)
        web = world.create("web", SHOP)
        world.look(web)
        for place in ("shop._hold._albias.apps.example.com", _place_of_index(web, world)):
            world.route53.remove("Z0APPS", place, "TXT")
        return world, web

    world, web = without_registry()
    assert [refusal.code for refusal in world.look(web).refusals] == ["name-taken"]
    assert world.target(SHOP) == world.dns_name(web)
    world, web = without_registry(adopt="matching")
    assert [decision.action for _, decision in world.look(web).decisions] == ["adopt"]


def test_another_owner_finds_the_names_held() -> None:
    """As docs/settings.md says of `owner`."""
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    renamed = Deployment("renamed", world.me.partition, world.me.account, world.me.region)
    assert [refusal.code for refusal in world.look(web, me=renamed).refusals] == ["owned-elsewhere"]
