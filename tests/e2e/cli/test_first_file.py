"""From an account to a first plan, on MiniStack: `albias init`, and a file that leaves the zone's id out."""

import re

from tests.e2e.cli.person import Person
from tests.e2e.zones_and_balancers import HostedZones, LoadBalancers

_FIRST = ("--config", "first.toml")


def test_from_the_accounts_zones_to_a_plan_without_an_id(person: Person, balancers: LoadBalancers) -> None:
    name = f"shop.{person.zone.name}"
    written = person.run("init", *_FIRST, "--zone", person.zone.name, "--owner", "first")
    assert written.code == 0, written.err
    file = person.folder / "first.toml"
    assert f'id        = "{person.zone.id}"' in file.read_text(encoding="utf-8")
    assert "exists already, and is left as it is" in person.run("init", *_FIRST, "--zone", person.zone.name).err
    file.write_text(re.sub("^id .*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    balancers.create(tags={"albias/hostname": name})
    assert f"+ {name}  A alias -> " in person.run("plan", *_FIRST).out
    twin = HostedZones(person.endpoint.session()).create(person.zone.name)
    told = person.run("plan", *_FIRST).err
    assert f'name = "{person.zone.name}": has no id, and several public hosted zones have this name' in told
    assert twin.id in told
    assert person.zone.id in told
    assert f"--zone {twin.id}" in person.run("init", "--config", "other.toml", "--zone", person.zone.name).err
