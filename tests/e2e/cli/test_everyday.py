"""Day by day: plan, apply, list, explain, adopt, release, on MiniStack and without any deployment."""

import json
from collections.abc import Callable

import pytest

from tests.e2e.cli.person import Person
from tests.e2e.zones_and_balancers import LoadBalancers


def test_from_a_plan_to_a_name_and_away_again(person: Person, balancers: LoadBalancers) -> None:
    shop = f"shop.{person.zone.name}"
    target = balancers.create(tags={"albias/hostname": shop})["DNSName"].lower()
    planned = person.run("plan")
    assert planned.code == 2
    assert f"+ {shop}  A alias -> " in planned.out
    assert person.names() == []
    assert person.run("apply").code == 1
    assert person.names() == []
    assert person.run("apply", "--yes").code == 0
    (found,) = person.answers().values()
    assert found["DNSName"].lower().removesuffix(".") == target
    assert person.run("plan").code == 0
    assert [each["state"] for each in person.json("list")["names"]] == ["healthy"]
    explained = person.run("explain", shop)
    assert explained.code == 0
    assert "held, and as it should be" in explained.out
    assert "log          not read: no stack albias-cli-" in explained.out
    assert person.run("release", shop, "--yes").code == 0
    assert person.held() == set()
    assert len(person.answers()) == 1


def test_a_drifted_name_is_found_and_repaired(person: Person, balancers: LoadBalancers) -> None:
    shop = f"shop.{person.zone.name}"
    balancers.create(tags={"albias/hostname": shop})
    person.run("apply", "--yes")
    good = person.answers()
    record_set = person.zone.find(shop, "A")
    assert record_set
    person.zone.change("DELETE", record_set)
    listed = person.run("list", "--csv")
    assert listed.code == 2
    assert ",drifted,repair: " in listed.out
    assert person.run("apply", "--yes", "--only", shop).code == 0
    assert person.answers() == good


def test_a_name_that_somebody_took_is_told_and_taken_back_only_where_asked(
    person: Person, balancers: LoadBalancers
) -> None:
    """H29: what somebody put in the record's place is theirs, until a person says otherwise."""
    shop = f"shop.{person.zone.name}"
    balancers.create(tags={"albias/hostname": shop})
    person.run("apply", "--yes")
    good = person.answers()
    record_set = person.zone.find(shop, "A")
    assert record_set
    person.zone.change("DELETE", record_set)
    person.create([{"Name": shop, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}])
    theirs = person.answers()
    listed = person.run("list", "--csv")
    assert listed.code == 3
    assert ",blocked," in listed.out
    assert "A 192.0.2.1" in listed.out
    refused = person.run("apply", "--yes", "--only", shop)
    assert refused.code == 3
    assert "nothing to do. 1 refused: 1 name-taken" in refused.out
    assert person.answers() == theirs
    assert person.run("adopt", shop, "--yes", "--replace").code == 0
    assert person.answers() == good
    assert person.run("plan").code == 0


def test_an_existing_record_is_adopted_after_showing_it(person: Person, balancers: LoadBalancers) -> None:
    shop, cart = f"shop.{person.zone.name}", f"cart.{person.zone.name}"
    made = balancers.create(tags={"albias/hostname": f"{shop} {cart}"})
    alias = {
        "DNSName": made["DNSName"],
        "HostedZoneId": made["CanonicalHostedZoneId"],
        "EvaluateTargetHealth": True,
    }
    person.create(
        [
            {"Name": shop, "Type": "A", "AliasTarget": alias},
            {"Name": cart, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]},
        ]
    )
    before = person.answers()
    assert person.run("adopt", shop, "--dry-run").code == 2
    adopted = person.run("adopt", shop, "--yes")
    assert adopted.code == 0
    assert "A alias to" in adopted.out
    refused = person.run("adopt", cart, "--yes")
    assert refused.code == 3
    assert "name-taken" in refused.out
    assert {name: str(found).lower() for name, found in person.answers().items()} == {
        name: str(found).lower() for name, found in before.items()
    }
    assert person.held() == {shop}
    assert person.run("adopt", cart, "--yes", "--replace").code == 0
    assert person.held() == {shop, cart}
    assert person.run("plan").code == 0


def test_errors_say_what_happened_where_and_what_to_do(hire: Callable[..., Person], balancers: LoadBalancers) -> None:
    person = hire()
    balancers.create(tags={"albias/hostname": f"shop.{person.zone.name}"})
    file = person.folder / "albias.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(person.zone.id, "Z0NOSUCHZONE"), encoding="utf-8")
    result = person.run("plan")
    assert result.code == 1
    assert "ListResourceRecordSets of Z0NOSUCHZONE: NoSuchHostedZone" in result.err
    assert "account 000000000000, Region eu-west-1" in result.err
    assert "its account's: `albias doctor`" in result.err
    assert "Traceback" not in result.err
    assert person.run("plan", "--region", "eu-central-1").code == 1


def test_an_endpoint_that_does_not_answer(person: Person) -> None:
    result = person.run("plan", url="http://127.0.0.1:9")
    assert result.code == 1
    assert "Check the network, and AWS_ENDPOINT_URL" in result.err
    assert "Traceback" in person.run("plan", "--debug", url="http://127.0.0.1:9").err


@pytest.mark.parametrize("command", [["plan"], ["list"], ["explain", "shop.example.net"], ["doctor"]])
def test_every_document_is_one_json_document(person: Person, command: list[str]) -> None:
    assert isinstance(json.loads(person.run(*command, "--json").out), dict)
