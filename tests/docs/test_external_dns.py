"""What the documents say of external-dns: what its program was seen to do, and what albias makes of what it leaves."""

from typing import Any

import pytest

from tests.support.markdown import tables, text_of
from tests.support.world import World

SHOP = "shop.apps.example.com"


def row(words: str) -> dict[str, str]:
    """A row of the comparison, by what it begins with."""
    for line in tables(text_of("docs/comparison.md"))[0]:
        if line[""].startswith(words):
            return line
    raise KeyError(words)


def refused(text: str) -> str:
    """Why a name is refused that somebody has beside this TXT record."""
    world = World()
    record: dict[str, Any] = {"Name": f"{SHOP}.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    world.route53.put("Z0APPS", record)
    txt = {"Name": f"a-{SHOP}.", "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": f'"{text}"'}]}
    world.route53.put("Z0APPS", txt)
    world.create("web", SHOP)
    (found,) = world.sweep().refusals
    return found.reason


def test_x8_how_many_record_sets_a_name_has() -> None:
    """Albias's are counted; external-dns's were, four changes for one name (tests/bench/test_peers.py)."""
    world = World()
    world.look(world.create("web", SHOP))
    counted = row("record sets for a new name")
    assert counted["albias"].startswith(f"{len(world.names())}: A, hold, index entry")
    assert counted["external-dns"].startswith("4: A, AAAA and a TXT for either")
    assert "writes four for each" in " ".join(text_of("docs/decisions/0002-a-hold-for-each-name.md").split())


def test_x8_a_refusal_tells_the_owner_id_unless_it_is_encrypted() -> None:
    assert "my-cluster" in refused("heritage=external-dns,external-dns/owner=my-cluster")
    hidden = refused("YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg==")
    assert "my-cluster" not in hidden
    assert "its owner id unless that is encrypted" in " ".join(text_of("docs/comparison.md").split())


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("docs/comparison.md", "takes a name for its own where it finds a TXT record of its owner id for it"),
        (
            "docs/comparison.md",
            "external-dns with `--registry=noop` and `--policy=sync` takes every record of its zones",
        ),
        (
            "docs/comparison.md",
            "With `--registry=noop` and another policy, `--registry=dynamodb` or `--registry=crd` it leaves no TXT",
        ),
        ("docs/comparison.md", "the pod's log, at `--log-level=debug`"),
        ("docs/migration.md", "with `--txt-cache-interval` from when its cache has expired"),
        ("docs/migration.md", "It writes none for the apex of a zone"),
        ("docs/migration.md", "`--aes-key-file FILE`"),
    ],
)
def test_x8_what_was_seen_is_said(document: str, said: str) -> None:
    assert said in " ".join(text_of(document).split())


@pytest.mark.parametrize("document", ["docs/comparison.md", "docs/migration.md", "docs/cli.md", "README.md"])
@pytest.mark.parametrize(
    "said", ["leaves alone all of albias", "finds records not its own any more.", "the apex is counted"]
)
def test_x8_what_its_program_contradicts_is_not_said(document: str, said: str) -> None:
    assert said not in " ".join(text_of(document).split())


def test_x8_the_transcript_of_a_migration_has_every_txt_record() -> None:
    """external-dns writes one for A and one for AAAA: both go, and the report has both."""
    text = text_of("docs/cli.md")
    assert "a-shop.apps.example.com TXT" in text
    assert "aaaa-shop.apps.example.com TXT" in text
