"""Zones whose id is left out, for whoever can look it up."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from albias.model import HostedZone
from albias_config import load
from albias_config.errors import ConfigurationError

ROLE = "arn:aws:iam::111122223333:role/albias"
TEXT = f"""
owner = "platform"

[[zones]]
name = "Apps.Example.com."

[[zones]]
id = "Z2"
name = "two.example.com"

[[zones]]
name = "apps.example.com"
private = true
role_arn = "{ROLE}"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "albias.toml"
    path.write_text(TEXT)
    return path


class Finder:
    def __init__(self, *ids: str) -> None:
        self.ids = ids
        self.asked: list[HostedZone] = []

    def __call__(self, zones: Sequence[HostedZone]) -> Sequence[str]:
        self.asked += zones
        return self.ids


def test_the_ids_that_are_left_out_are_looked_up(file: Path) -> None:
    find = Finder("ZPUBLIC", "ZPRIVATE")
    settings = load(file, find_zone_ids=find)

    assert [zone.id for zone in settings.zones] == ["ZPUBLIC", "Z2", "ZPRIVATE"]
    assert [(zone.id, zone.name, zone.private, zone.role_arn) for zone in find.asked] == [
        ("", "apps.example.com", False, ""),
        ("", "apps.example.com", True, ROLE),
    ]


def test_nobody_is_asked_where_every_zone_has_its_id(file: Path) -> None:
    file.write_text(TEXT.replace("name = ", 'id = "ZA"\nname = ', 1).replace("private", 'id = "ZB"\nprivate'))
    find = Finder()

    assert [zone.id for zone in load(file, find_zone_ids=find).zones] == ["ZA", "Z2", "ZB"]
    assert find.asked == []


def test_without_anybody_to_ask_a_missing_id_is_a_mistake_that_says_where_it_is_found(file: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(file)

    assert str(caught.value).splitlines() == [
        f'{file}: [[zones]] #{number} id: is missing; it has no default; allowed: "Z" and up to 31 more of A-Z and 0-9,'
        ' without "/hostedzone/"; `aws route53 list-hosted-zones` shows it (only the commands of `albias` look it up by'
        " the name)"
        for number in (1, 3)
    ]


def test_nobody_is_asked_about_a_file_with_mistakes(file: Path) -> None:
    file.write_text(TEXT.replace("platform", "Platform"))
    find = Finder("ZPUBLIC", "ZPRIVATE")

    with pytest.raises(ConfigurationError, match=r"albias\.toml: owner = "):
        load(file, find_zone_ids=find)
    assert find.asked == []


def test_an_id_that_is_found_is_checked_as_one_that_is_written(file: Path) -> None:
    with pytest.raises(ConfigurationError, match='id = "Z2" is there twice'):
        load(file, find_zone_ids=Finder("Z2", "ZPRIVATE"))
    with pytest.raises(ConfigurationError, match=r'#1 id = "/hostedzone/Z1": allowed: "Z"'):
        load(file, find_zone_ids=Finder("/hostedzone/Z1", "ZPRIVATE"))


@pytest.mark.parametrize("text", ["owner = 'x'", "owner = 'x'\nzones = 5", "owner = 'x'\nzones = [5]"])
def test_a_file_without_tables_of_zones_is_told_so(file: Path, text: str) -> None:
    file.write_text(text)

    with pytest.raises(ConfigurationError, match="zones"):
        load(file, find_zone_ids=Finder())
