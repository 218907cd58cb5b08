"""docs/concepts.md against the engine: the decision table, the texts of the registry, what is (not) promised."""

from typing import Any

from albias import decide
from albias.model import HostedZone, LoadBalancerId, RecordKey, RecordSet
from albias.names import DnsName
from albias.registry import Deployment, decode_entry, decode_hold
from tests.builders import World
from tests.docs.markdown import blocks, table_with, text_of

TEXT = text_of("docs/concepts.md")
ENTRY, HOLD = blocks(TEXT, "text")
SHOP = "shop.apps.example.com"


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
    rows = table_with(TEXT, "the record set now")
    assert [list(rows[0]), *(list(row.values()) for row in rows)] == wanted


def test_the_texts_of_the_registry_are_read_as_described() -> None:
    me = _deployment("5f0c1a9e")
    zone = HostedZone("Z0APPS", DnsName("apps.example.com"))
    entry = decode_entry(_txt("50dc6c495c0c9188.platform._albias.apps.example.com", ENTRY), me)
    assert entry
    assert entry.hosts == {SHOP}
    assert {host for host, _ in entry.waits} == {"blog.apps.example.com"}
    assert {waiting.name for waiting in entry.queue} == {"green"}
    hold = decode_hold(_txt(f"shop._hold._albias.{zone.name}", HOLD), me)
    assert hold.load_balancer == entry.load_balancer
    assert isinstance(entry.load_balancer, LoadBalancerId)


def _txt(name: str, text: str) -> RecordSet:
    return RecordSet(RecordKey(DnsName(name), "TXT"), 300, tuple(text.splitlines()))


def _deployment(fingerprint: str) -> Deployment:
    """The deployment of the examples: an account whose fingerprint is the one that they show."""

    class Example(Deployment):
        @property
        def fingerprint(self) -> str:
            return fingerprint

    return Example("platform", "aws", "123456789012", "eu-west-1")


def test_an_entry_that_was_deleted_by_hand_is_written_again_by_the_sweep() -> None:
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    before = world.names()
    world.route53.remove("Z0APPS", f"{web.id}.platform._albias.apps.example.com", "TXT")
    world.sweep()
    assert world.names() == before


def test_a_hold_that_was_deleted_by_hand_is_written_again_with_the_next_change_of_its_name() -> None:
    world = World()
    web = world.create("web", SHOP)
    world.look(web)
    before = world.names()
    world.route53.remove("Z0APPS", "shop._hold._albias.apps.example.com", "TXT")
    other = world.create("other", SHOP)
    assert world.look(other).refusals
    assert world.target(SHOP) == world.dns_name(web)
    world.delete(other)
    world.route53.remove("Z0APPS", SHOP, "A")
    world.sweep()
    assert world.names() == before


def test_a_record_whose_registry_was_deleted_by_hand_is_nobodys_until_it_is_adopted() -> None:
    def without_registry(**settings: Any) -> tuple[World, LoadBalancerId]:
        world = World(**settings)
        web = world.create("web", SHOP)
        world.look(web)
        for name in ("shop._hold", f"{web.id}.platform"):
            world.route53.remove("Z0APPS", f"{name}._albias.apps.example.com", "TXT")
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
