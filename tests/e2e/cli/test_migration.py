"""200 names from external-dns to albias: planned, interrupted half-way, taken up again, and back."""

import json
import signal
import subprocess
from collections.abc import Callable
from typing import Any

from tests.e2e.cli.person import Person, ended
from tests.e2e.cli.proxy import proxy
from tests.e2e.zones_and_balancers import LoadBalancers

_COUNT = 200
_HALF = 4  # of the eight batches of 25 names


def _external_dns(person: Person, balancers: LoadBalancers) -> set[str]:
    """200 names as external-dns keeps them, in the old form, the new one, or both, on 40 load balancers."""
    names = [f"app-{number:03}.{person.zone.name}" for number in range(_COUNT)]
    record_sets: list[dict[str, Any]] = []
    for start in range(0, _COUNT, 5):
        part = names[start : start + 5]
        made = balancers.create(tags={"albias/hostname": " ".join(part)})
        alias = {
            "DNSName": made["DNSName"].lower(),
            "HostedZoneId": made["CanonicalHostedZoneId"],
            "EvaluateTargetHealth": True,
        }
        for number, name in enumerate(part):
            value = f'"heritage=external-dns,external-dns/owner=cluster,external-dns/resource=ingress/x/{name}"'
            texts = [[name], [f"a-{name}"], [name, f"a-{name}"], [f"cname-{name}"], [f"a-{name}", f"cname-{name}"]][
                number
            ]
            record_sets.append({"Name": name, "Type": "A", "AliasTarget": alias})
            record_sets += [
                {"Name": text, "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": value}]} for text in texts
            ]
    person.create(record_sets)
    return set(names)


def _texts(person: Person) -> set[str]:
    return {name for name in person.names() if name.endswith(" TXT") and "._albias." not in name}


def test_two_hundred_names_with_an_interruption_half_way(hire: Callable[..., Person], balancers: LoadBalancers) -> None:
    person = hire(name="migration.example.com")
    names = _external_dns(person, balancers)
    before, texts = person.answers(), _texts(person)
    records = person.zone.record_sets()
    command = ("migrate", "external-dns", "--owner", "cluster", "--yes")

    dry = person.run("migrate", "external-dns", "--owner", "cluster", "--dry-run", "--json")
    assert dry.code == 2
    assert dry.json["counts"] == {"adopt": _COUNT}
    assert person.zone.record_sets() == records

    started: list[subprocess.Popen[str]] = []
    changes: list[str] = []

    def press_ctrl_c(method: str, path: str) -> None:
        if method == "POST" and path.rstrip("/").endswith("/rrset"):
            changes.append(path)
            if len(changes) == _HALF:
                started[0].send_signal(signal.SIGINT)

    with proxy(person.endpoint.url, press_ctrl_c) as url:
        started.append(person.start(*command, url=url))
        interrupted = ended(started[0])
    assert interrupted.code == 130
    assert "100 of 200 changes are done, each of them whole; the rest is untouched" in interrupted.err
    done = person.held()
    assert len(done) == 100
    assert done < names
    assert person.answers() == before
    left = _texts(person)
    for name in names:
        own = {text for text in texts if text.removesuffix(" TXT").removeprefix("a-").removeprefix("cname-") == name}
        assert own & left == (set() if name in done else own)

    finished = person.run(*command)
    assert finished.code == 0
    assert "done: 100 adopted" in finished.out
    assert person.held() == names
    assert person.answers() == before
    assert _texts(person) == set()
    assert person.run("plan").code == 0
    report = json.loads((person.folder / "albias-migration.json").read_text(encoding="utf-8"))
    assert [each["state"] for each in report["names"]] == ["migrated"] * _COUNT

    assert person.run("migrate", "back", "albias-migration.json", "--yes").code == 0
    assert person.zone.record_sets() == records


def test_name_by_name(person: Person, balancers: LoadBalancers) -> None:
    names = sorted(_external_dns(person, balancers))
    result = person.run("migrate", "external-dns", "--owner", "cluster", "--yes", "--only", names[7])
    assert result.code == 0
    assert person.held() == {names[7]}
    explained = person.run("explain", names[8])
    assert explained.code == 3
    assert f"albias migrate external-dns --owner cluster --only {names[8]}" in explained.out
