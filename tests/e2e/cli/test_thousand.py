"""A hosted zone that holds a thousand names: every command still says the whole truth."""

import csv
import io
from collections.abc import Callable

from tests.e2e.cli.person import Person
from tests.e2e.zones_and_balancers import LoadBalancers

_BALANCERS, _TAGS, _WORDS = 20, 10, 5


def test_a_thousand_names(hire: Callable[..., Person], balancers: LoadBalancers) -> None:
    person = hire(name="thousand.example.com")
    zone = person.zone.name
    for number in range(_BALANCERS):
        tags = {
            f"albias/hostname/{tag}": " ".join(f"n{number:02}-{tag}-{word}.{zone}" for word in range(_WORDS))
            for tag in range(_TAGS)
        }
        balancers.create(tags=tags)
    person.create(
        {"Name": f"other-{number:03}.{zone}", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
        for number in range(300)
    )
    others = {name: found for name, found in person.answers().items() if name.startswith("other-")}
    names = {f"n{number:02}-{tag}-{word}.{zone}" for number in range(20) for tag in range(10) for word in range(5)}
    assert len(names) == 1000

    applied = person.run("apply", "--yes")
    assert applied.code == 0
    assert "\nPlan: 1000 to create, 0 to change, 0 to remove\n" in applied.out
    assert "done: 1000 created" in applied.out
    assert person.held() == names

    listed = person.run("list", "--csv")
    assert listed.code == 0
    assert {row["hostname"] for row in csv.DictReader(io.StringIO(listed.out))} == names
    assert "1,000 of 1,000 names: 1,000 healthy" in listed.err
    assert person.run("plan").out.startswith("1,000 names are held")
    assert person.run("explain", f"n07-3-2.{zone}").code == 0
    assert person.run("adopt", f"other-007.{zone}", "--yes").code == 3

    released = person.run("release", "--all", "--delete", "--force", "--yes")
    assert released.code == 0
    assert "done: 1000 removed" in released.out
    assert person.answers() == others
    assert person.held() == set()
