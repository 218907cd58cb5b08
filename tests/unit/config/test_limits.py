"""What a configuration may outgrow: DNS names, IAM policies, the function's environment. Cases C10 and C53."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from albias.model import HostedZone
from albias.names import MAX_NAME
from albias.settings import VARIABLE, Settings
from albias_config import MAX_ENVIRONMENT, check, environment
from albias_config.environment import environment_size, plain
from albias_config.fence import MAX_POLICIES, MAX_POLICY, MAX_STATEMENT, Statement, fence, statement_size
from tests.support.many_zones import many

from .tables import ZONE, configuration, mistakes


def long_name(length: int) -> str:
    name = ".".join(["a" * 49] * 6)
    return name[-length:]


@pytest.mark.parametrize("owner", ["x", "platform", "x" * 32])
def test_c10_a_zone_whose_registry_names_would_be_too_long_is_told_with_the_limit(owner: str) -> None:
    """C10: the index is the longest; its limit follows from owner and zone."""
    longest = MAX_NAME - len(f"{'0' * 16}.{'0' * 32}.{owner}._albias.")
    (message,) = mistakes(configuration({"name": long_name(longest + 1)}, owner=owner))

    assert message.startswith('[[zones]] #1 name = "')
    assert f"it has {longest + 1} characters; the registry's names leave room for {longest} with owner" in message
    assert check(configuration({"name": long_name(longest)}, owner=owner)).zones[0].name == long_name(longest)


def test_c10_the_zone_of_227_characters_is_told_beside_other_mistakes() -> None:
    """C10."""
    zones = [ZONE, {"id": "Z2", "name": long_name(227)}]
    found = mistakes({"owner": "platform", "zones": zones, "hostname_tags": ["a", "a"]})

    assert [line.split(" = ")[0] for line in found] == [
        'hostname_tags: "a" is there twice; allowed: each key once',
        "[[zones]] #2 name",
    ]


@pytest.mark.parametrize("head", ["", "*.", "_wildcard."])
def test_c10_a_hostname_whose_hold_would_be_too_long_is_told(head: str) -> None:
    """C10: the same for single names, however short the zone's own is."""
    below = ".".join([*["a" * 60] * 3, "a" * 40, "apps.example.com"])
    (message,) = mistakes(configuration({"hostnames": ["shop.apps.example.com", head + below]}))

    assert message.startswith("[[zones]] #1 hostnames: the registry's name \"")
    assert "allowed: 253. Use a shorter name" in message


@pytest.mark.parametrize("keys", [{}, {"except": ["old.*"]}, {"id": "late"}], ids=["plain", "except", "late ids"])
def test_c53_sixty_zones_with_patterns_and_claims_fit(keys: dict[str, Any]) -> None:
    """C53: into the environment as Lambda measures it, and into the policies of one role."""
    raw = many(60, **keys)
    if keys.get("id"):
        for number, zone in enumerate(raw["zones"]):
            zone["id"] = f"${{Token[Zone.{number}]}}"
    settings = check(raw)

    assert environment_size(settings) <= MAX_ENVIRONMENT
    assert len(fence(settings.zones, owner="platform", adopt="never", partition="aws")) <= MAX_POLICIES


def test_c53_what_does_not_fit_says_what_it_takes_and_the_way_out() -> None:
    """C53."""
    found = mistakes(many(150))

    assert [line.split(": ")[0] for line in found] == ["zones", "zones"]
    assert f"permissions need 15 IAM policies; a role carries {MAX_POLICIES}. Use fewer or wider" in found[0]
    assert "environment would take" in found[1]
    assert all(line.endswith("or share the zones out among several owners") for line in found)


def test_a_zone_with_more_names_than_a_policy_holds_is_told() -> None:
    names = [f"service-{number}.apps.example.com" for number in range(80)]
    (message,) = mistakes(configuration({"hostnames": names}))

    assert message.startswith("[[zones]] apps.example.com (public): its hostnames need 6,")
    assert message.endswith(f"allowed: {MAX_STATEMENT:,}. Use fewer or wider `hostnames` and `except`")


def test_each_role_has_policies_of_its_own() -> None:
    zones = []
    for number in range(12):
        name = f"zone-{number:02}.example.com"
        zones.append({"id": f"Z{number}", "name": name, "hostnames": [f"s-{each:02}.{name}" for each in range(45)]})
    (message,) = mistakes({"owner": "platform", "zones": zones})
    assert "permissions need 12 IAM policies" in message

    for number, zone in enumerate(zones):
        zone["role_arn"] = f"arn:aws:iam::11112222{number % 2:04}:role/albias"
    assert len(check({"owner": "platform", "zones": zones}).zones) == 12


def test_more_roles_than_the_functions_own_policies_hold_are_told() -> None:
    raw = many(60)
    for number, zone in enumerate(raw["zones"]):
        zone["hostnames"] = [f"*.{zone['name']}"]
        del zone["claims"]
        zone["role_arn"] = f"arn:aws:iam::{number:012}:role/{'long/' * 30}albias"
    (message,) = mistakes(raw)

    assert message.startswith("[[zones]] role_arn: 60 roles take 11,")
    assert "allowed: 8,240. Use one role for several zones of an account, or shorter names" in message


def characters(pack: list[Statement]) -> int:
    """As IAM counts: no white space."""
    return len(json.dumps({"Version": "2012-10-17", "Statement": pack}, separators=(",", ":")))


@pytest.mark.parametrize("number", [1, 7, 30, 60])
def test_each_policy_is_filled_as_far_as_iam_allows(number: int) -> None:
    packs = fence(check(many(number)).zones, owner="platform", adopt="matching", partition="aws-us-gov")

    assert len(packs) <= MAX_POLICIES
    assert max(characters(pack) for pack in packs) <= MAX_POLICY
    for pack, following in pairwise(packs):
        assert sum(statement_size(statement) for statement in [*pack, following[0]]) > MAX_STATEMENT


def test_zones_share_a_statement_only_where_a_role_could_not_carry_one_for_each() -> None:
    """A statement that names two zones, one in the other, would allow the inner one's names in the outer one."""
    few, lots = check(many(7)).zones, check(many(60)).zones

    assert [len(zones) for zones in written(few)] == [1] * 7
    assert len(written(lots)) < 10
    assert sorted(zone for zones in written(lots) for zone in zones) == sorted(zone.id for zone in lots)


def test_zones_that_lie_in_one_another_never_share_a_statement() -> None:
    lots = check(many(60)).zones
    (inner,) = check(configuration({"id": "ZINNER", "name": f"a.{lots[7].name}"})).zones
    (twin,) = check(configuration({"id": "ZTWIN", "name": lots[9].name, "private": True})).zones
    alone = [zones for zones in written((*lots, inner, twin)) if len(zones) == 1]

    assert sorted(alone) == sorted([[lots[7].id], ["ZINNER"], [lots[9].id], ["ZTWIN"]])


def written(zones: Sequence[HostedZone]) -> list[list[str]]:
    """For each statement that lets write the zones that it is about."""
    packs = fence(zones, owner="platform", adopt="never", partition="aws")
    return [
        [arn.rpartition("/")[2] for arn in statement["Resource"]]
        for pack in packs
        for statement in pack
        if (statement["Effect"], statement["Action"]) == ("Allow", "route53:ChangeResourceRecordSets")
    ]


def test_a_statement_is_measured_with_the_longest_that_can_stand_in_it() -> None:
    """Partition and zone id may be known at deployment only."""
    (zone,) = check(configuration({"id": "${Token[Zone.7]}"})).zones
    (known,) = check(configuration({"id": "Z" * 32})).zones
    ((_, _, late),) = fence([zone], owner="platform", adopt="matching", partition="${Token[AWS.Partition.5]}")
    ((_, _, early),) = fence([known], owner="platform", adopt="matching", partition="aws-us-gov")

    assert statement_size(late) == len(json.dumps(early, separators=(",", ":"))) + 1


# ---------------------------------------------------------------- the two forms in the environment


def test_settings_stay_readable_as_long_as_there_is_room() -> None:
    variable = environment(check(many(5)))[VARIABLE]

    assert json.loads(variable)["owner"] == "platform"
    assert Settings.from_json(variable) == check(many(5))


def test_packed_settings_arrive_as_they_left() -> None:
    settings = check(many(60))
    variable = environment(settings)[VARIABLE]

    assert not variable.startswith("{")
    assert Settings.from_json(variable) == settings
    assert check(plain(settings)) == settings


def test_values_that_only_the_deployment_knows_stay_outside_of_what_is_packed() -> None:
    """CloudFormation puts them in later: they must be there to be found."""
    raw = many(60)
    for number, zone in enumerate(raw["zones"]):
        zone["id"] = f"${{Token[Zone.{number}]}}"
    raw["zones"][7]["role_arn"] = "${Token[Role.Arn.99]}"
    variable = environment(check(raw))[VARIABLE]

    for number in range(60):
        assert variable.count(f"${{Token[Zone.{number}]}}") == 1
        variable = variable.replace(f"${{Token[Zone.{number}]}}", f"ZLATE{number}")
    variable = variable.replace("${Token[Role.Arn.99]}", "arn:aws:iam::111122223333:role/albias")
    arrived = Settings.from_json(variable)
    assert [zone.id for zone in arrived.zones] == [f"ZLATE{number}" for number in range(60)]
    assert arrived.zones[7].role_arn == "arn:aws:iam::111122223333:role/albias"


def test_the_same_settings_are_packed_in_the_same_way() -> None:
    """Or each deployment would change the function."""
    assert environment(check(many(60))) == environment(check(many(60)))
