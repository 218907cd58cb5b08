"""albias.toml with mistakes: each has its message, with key, value and what is allowed; all are told together."""

from datetime import date, time
from typing import Any

import pytest

from albias_config import check
from albias_config.conflicts import conflicts

from .tables import ZONE, configuration, mistakes

TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"

TOP_LEVEL = [
    ({"ownr": "x"}, ['ownr = "x": unknown key (did you mean "owner"?); every key: docs/settings.md']),
    ({"owner": "Platform"}, ['owner = "Platform": allowed: 1 to 32 of a-z, 0-9 and "-"']),
    ({"owner": ""}, ['owner = "": allowed: 1 to 32']),
    ({"owner": "x" * 33}, ["allowed: 1 to 32"]),
    ({"owner": "plat\nform"}, ['owner = "plat\\nform": allowed']),
    ({"owner": 5}, ['owner = 5: should be a text in quotes; allowed: 1 to 32 of a-z, 0-9 and "-"']),
    ({"owner": date(2020, 1, 1)}, ["owner = 2020-01-01: should be a text in quotes"]),
    ({"owner": time(7, 32)}, ["owner = 07:32:00: should be a text in quotes"]),
    ({"owner": "x" * 300}, ['x…" (300 characters): allowed: 1 to 32']),
    ({"owner": ["x"] * 300}, ['"x", "x"', "…] (1,500 characters): should be a text in quotes"]),
    ({"policy": "synk"}, ["policy = \"synk\": should be 'sync', 'upsert-only' or 'create-only'"]),
    ({"adopt": "always"}, ["adopt = \"always\": should be 'never' or 'matching'"]),
    ({"load_balancer_types": ["gateway"]}, ["load_balancer_types #1 = \"gateway\": should be 'application' or"]),
    ({"load_balancer_types": []}, ["load_balancer_types = []: is empty; leave the key out"]),
    ({"load_balancer_types": ["network"] * 2}, ['load_balancer_types: "network" is there twice; allowed: each type']),
    ({"load_balancer_types": "network"}, ['load_balancer_types = "network": should be a list']),
    ({"sweep": "15 minute"}, ['sweep = "15 minute": allowed: "N minutes", "N hours", "N days" (singular for 1)']),
    ({"sweep": "1 minutes"}, ['sweep = "1 minutes": allowed: "N minutes"']),
    ({"sweep": 15}, ['sweep = 15: should be a text in quotes; allowed: "N minutes", "N hours", "N days" (singular']),
    ({"sweep": "0 minutes"}, ['sweep = "0 minutes": allowed']),
    ({"sweep": "rate(5 minutes)"}, ['sweep = "rate(5 minutes)": allowed']),
    ({"sweep": "3 days"}, ['sweep = "3 days": an alarm could not notice', "up to 2 days"]),
    ({"sweep": "\u0665 minutes"}, ["allowed"]),
    ({"max_removals": {"count": -1}}, ["max_removals.count = -1: should be greater than or equal to 0"]),
    ({"max_removals": {"percent": 101}}, ["max_removals.percent = 101: should be less than or equal to 100"]),
    ({"max_removals": {"percnt": 1}}, ['max_removals.percnt = 1: unknown key (did you mean "percent"?)']),
    ({"max_removals": 5}, ["max_removals = 5: should be a table; allowed: { count = 10, percent = 30 }"]),
    ({"max_removals": {"percent": "30"}}, ['max_removals.percent = "30": should be a whole number; allowed: 0 to 100']),
    ({"max_removals": {"dry_run": True}}, ['max_removals.dry_run = true: unknown key; "dry_run" belongs above the']),
    ({"dry_run": "yes"}, ['dry_run = "yes": should be true or false']),
    ({"dry_run": 1}, ["dry_run = 1: should be true or false"]),
    ({"max_removals": {"count": True}}, ["max_removals.count = true: should be a whole number; allowed: 0 or more"]),
    ({"create_trail": "no"}, ['create_trail = "no": should be true or false']),
    ({"evaluate_target_health": None}, ["evaluate_target_health = null: should be true or false"]),
    ({"log_level": "info"}, ["log_level = \"info\": should be 'DEBUG', 'INFO',"]),
    ({"alarm_topic_arn": "arn:aws:sqs:eu-west-1:111122223333:q"}, ["alarm_topic_arn =", "arn:aws:sns:<region>"]),
    ({"alarm_topic_arn": "arn:aws:sns:eu-west-1:111122223333:q.fifo"}, ["of a standard topic, not FIFO"]),
    ({"alarm_topic_arn": 5}, ["alarm_topic_arn = 5: should be a text in quotes; allowed: empty, or arn:aws:sns"]),
    ({"hostname_tags": []}, ["hostname_tags = []: is empty"]),
    ({"hostname_tags": "dns"}, ['hostname_tags = "dns": should be a list in square brackets']),
    ({"hostname_tags": [5]}, ["hostname_tags #1 = 5: should be a text in quotes; allowed: 1 to 127 letters"]),
    ({"hostname_tags": ["a,b"]}, ['hostname_tags #1 = "a,b": allowed: 1 to 127 letters, digits, spaces']),
    ({"hostname_tags": ["ok", "x" * 128]}, ["hostname_tags #2 =", "1 to 127"]),
    ({"hostname_tags": ["aws:name"]}, ['hostname_tags #1 = "aws:name":', 'no "aws:" in front']),
    ({"hostname_tags": ["dns/"]}, ['hostname_tags #1 = "dns/":', 'no final "/"']),
    ({"hostname_tags": ["a\u200b"]}, ["hostname_tags #1 =", "allowed"]),
    ({"hostname_tags": ["dns", "dns"]}, ['hostname_tags: "dns" is there twice']),
    (
        {"hostname_tags": [f"{number:02}" + "x" * 100 for number in range(20)]},
        ["hostname_tags: they would take 4,441 characters of the rules' event patterns; allowed: 1,548. Use fewer or"],
    ),
    ({"hostname_tags": ["dns", "dns/x"]}, ['hostname_tags: "dns/x" is covered by "dns" already']),
    ({"external_dns": 5}, ['external_dns = 5: should be a table; allowed: { txt_prefix = "", txt_suffix = "",']),
    ({"external_dns": {"txt_prefix": 5}}, ["external_dns.txt_prefix = 5: should be a text in quotes; allowed: up to"]),
    ({"external_dns": {"txt_prefix": "a b"}}, ['external_dns.txt_prefix = "a b": allowed']),
    ({"external_dns": {"txt_prefix": "a", "txt_suffix": "b"}}, ['external_dns.txt_suffix = "b": external-dns knows']),
    ({"zones": []}, ["[[zones]] = []: needs at least one; allowed: one `[[zones]]` for each hosted zone, with"]),
    ({"zones": {"id": "Z1"}}, ['[[zones]] = {"id": "Z1"}: write `[[zones]]`, one table for each hosted zone']),
    ({"zones": 5}, ["[[zones]] = 5: write `[[zones]]`, one table for each hosted zone"]),
    ({"zones": [5]}, ["[[zones]] #1 = 5: should be a table; allowed: one `[[zones]]` for each hosted zone"]),
    (
        {"zones": [{}]},
        [
            '[[zones]] #1 id: is missing; it has no default; allowed: "Z" and up to 31 more',
            "[[zones]] #1 name: is missing; it has no default; allowed: a DNS name such as apps.example.com",
        ],
    ),
    ({"zones": [ZONE, ZONE | {"name": "b.example.com"}]}, ['[[zones]]: id = "Z0123456789ABCDEFGHIJ" is there twice']),
    (
        {"zones": [ZONE, {"id": "Z1", "name": "Apps.example.com."}]},
        ["[[zones]]: two tables are called apps.example.com (public)"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "expected"), TOP_LEVEL)
def test_a_mistake_names_key_value_and_what_is_allowed(keys: dict[str, Any], expected: list[str]) -> None:
    text = "\n".join(mistakes(configuration(**keys)))

    assert [part for part in expected if part not in text] == []


ZONE_MISTAKES = [
    ({"id": "z0123"}, '[[zones]] #1 id = "z0123": allowed: "Z" and up to 31 more of A-Z and 0-9'),
    ({"id": "/hostedzone/Z0123"}, 'without "/hostedzone/"'),
    ({"id": "Z" * 33}, "up to 31 more"),
    ({"id": 123}, '[[zones]] #1 id = 123: should be a text in quotes; allowed: "Z" and up to 31 more'),
    ({"name": "a" * 64 + ".com"}, "has 64 characters; 63 are allowed"),
    ({"name": ".".join(["abcdefgh"] * 29)}, "it has 260 characters; 253 are allowed"),
    ({"name": "a..com"}, '[[zones]] #1 name = "a..com": it has an empty label'),
    ({"name": ""}, '[[zones]] #1 name = "": is empty; allowed: a DNS name such as apps.example.com'),
    ({"name": 5}, "[[zones]] #1 name = 5: should be a text in quotes; allowed: a DNS name such as apps.example.com"),
    ({"name": "apps example.com"}, "has characters other than letters, digits"),
    ({"name": "*.example.com"}, "a hosted zone has no wildcard"),
    ({"private": 0}, "[[zones]] #1 private = 0: should be true or false"),
    ({"hostnames": []}, "[[zones]] #1 hostnames = []: is empty; leave the key out for the default"),
    ({"claims": []}, "[[zones]] #1 claims = []: is empty; leave the key out for the default"),
    ({"hostnames": [5]}, "[[zones]] #1 hostnames #1 = 5: should be a text in quotes; allowed: a name, *.name"),
    ({"hostnames": [""]}, '"": is empty; allowed: a name'),
    ({"hostnames": ["shop.example.com"]}, '"shop.example.com": lies outside the hosted zone; allowed: a name, *.name'),
    ({"hostnames": ["evil-apps.example.com"]}, '"evil-apps.example.com": lies outside the hosted zone'),  # H23
    ({"hostnames": ["*.example.com"]}, '"*.example.com": lies outside the hosted zone'),
    ({"hostnames": ["_wildcard.example.com"]}, '"_wildcard.example.com": lies outside the hosted zone'),
    ({"hostnames": ["a.*.apps.example.com"]}, '"*" stands for whole labels at the front only'),
    ({"hostnames": ["shop*.apps.example.com"]}, '"*" stands for whole labels at the front only'),
    ({"hostnames": ["*.*.apps.example.com"]}, '"*" stands for whole labels at the front only'),
    ({"hostnames": ["*"]}, '"*" stands for whole labels at the front only'),
    ({"hostnames": ["a b.apps.example.com"]}, "has characters other than letters, digits"),
    ({"hostnames": ["x._albias.apps.example.com"]}, "_albias.apps.example.com belongs to the registry"),
    ({"hostnames": ["*._albias.apps.example.com"]}, "_albias.apps.example.com belongs to the registry"),
    ({"hostnames": ["a.apps.example.com", "A.apps.example.com."]}, '#1 hostnames: "a.apps.example.com" is there twice'),
    ({"schemes": []}, "[[zones]] #1 schemes = []: is empty"),
    ({"schemes": ["public"]}, "[[zones]] #1 schemes #1 = \"public\": should be 'internet-facing' or 'internal'"),
    ({"schemes": ["internal", "internal"]}, '[[zones]] #1 schemes: "internal" is there twice; allowed: each scheme'),
    ({"role_arn": 5}, "role_arn = 5: should be a text in quotes; allowed: empty, or arn:aws:iam::<12"),
    ({"role_arn": "arn:aws:iam::1:role/x"}, 'role_arn = "arn:aws:iam::1:role/x": allowed: empty, or arn:aws:iam::<12'),
    ({"role_arn": "arn:aws:iam::111122223333:user/x"}, "allowed: empty, or arn:aws:iam::<12 digits>:role/<name>"),
    ({"role_arn": "arn:aws:iam::111122223333:role/x\n"}, "allowed: empty, or arn:aws:iam::<12 digits>:role/<name>"),
    (
        {"create_trail": True},
        '[[zones]] #1 create_trail = true: unknown key; "create_trail" belongs above the first [table] of the file',
    ),
    ({"hostname": "x"}, '[[zones]] #1 hostname = "x": unknown key (did you mean "hostnames"?); every key: docs'),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "expected"), ZONE_MISTAKES)
def test_a_mistake_in_a_zone_says_which_zone(zone: dict[str, Any], expected: str) -> None:
    """Also H22, H23: nothing outside the zone, nothing across a label boundary."""
    assert expected in "\n".join(mistakes(configuration(zone)))


def test_all_mistakes_are_reported_together() -> None:
    found = mistakes(
        {"owner": "A", "sweep": "x", "hostname_tags": ["d", "d"], "zones": [{"id": "1"}], "polizy": "sync"}
    )

    assert [line.split(" = ")[0].split(":")[0] for line in found] == [
        "owner",
        "sweep",
        "[[zones]] #1 id",
        "[[zones]] #1 name",
        "polizy",
        "hostname_tags",
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"ownr": "x", "zones": [ZONE]}, ["ownr"]),
        ({"owner": "x", "zone": [ZONE]}, ["zone"]),
        ({"owner": "x", "zones": [{"id": "Z1", "nam": "apps.example.com"}]}, ["[[zones]] #1 nam"]),
        ({"zones": [ZONE | {"owner": "x"}]}, ["[[zones]] #1 owner"]),
        ({"owner": "x", "zoo": [ZONE]}, ["[[zones]]", "zoo"]),
        ({"zones": [ZONE, ZONE | {"id": "Z2", "private": True, "nam": "x"}]}, ["owner", "[[zones]] #2 nam"]),
    ],
)
def test_what_is_there_under_another_name_or_in_another_place_is_not_missed(
    raw: dict[str, Any], expected: list[str]
) -> None:
    assert [line.split(" = ")[0].split(":")[0] for line in mistakes(raw)] == expected


def test_what_is_missing_is_told_with_what_is_allowed() -> None:
    assert mistakes({}) == [
        'owner: is missing; it has no default; allowed: 1 to 32 of a-z, 0-9 and "-"',
        "[[zones]]: is missing; it has no default; allowed: one `[[zones]]` for each hosted zone, with `id` and `name`",
    ]


def test_several_wrong_patterns_are_told_what_is_allowed_once() -> None:
    patterns = ["shop.example.com", "*", "a b.apps.example.com", "_albias.apps.example.com"]

    (message,) = mistakes(configuration({"hostnames": patterns}))

    assert [pattern for pattern in patterns if f'"{pattern}": ' not in message] == []
    assert message.count("allowed: ") == 1
    assert message.endswith("(the wildcard record set), in apps.example.com")


def test_a_pattern_beside_a_wider_one_may_stay() -> None:
    """It changes nothing, and whoever narrows the wider one later keeps it."""
    patterns = ["*.apps.example.com", "shop.apps.example.com", "_wildcard.apps.example.com"]

    assert check(configuration({"hostnames": patterns})).zones[0].hostnames == tuple(patterns)


@pytest.mark.parametrize("region", [None, "eu-west-1"])
def test_a_topic_is_taken_in_the_region_of_the_deployment_or_where_that_is_not_known(region: str | None) -> None:
    assert check(configuration(alarm_topic_arn=TOPIC), region=region).alarm_topic_arn == TOPIC


def test_a_topic_of_another_region_is_told_together_with_other_mistakes() -> None:
    found = mistakes(configuration(alarm_topic_arn=TOPIC, sweep="x"), region="us-east-1")

    assert [line.split(" = ")[0] for line in found] == ["sweep", "alarm_topic_arn"]
    assert f'"{TOPIC}": allowed: a topic of the Region of the stack, us-east-1;' in found[1]


@pytest.mark.parametrize("topic", ["", "arn:aws:sns", 5, "${Token[TOKEN.5]}"])
def test_what_is_no_topics_arn_has_no_region(topic: Any) -> None:
    assert list(conflicts(configuration(alarm_topic_arn=topic), "us-east-1")) == []


UGLY = "a\n\u0085\u2028\u202e\u009b\x1bb"


@pytest.mark.parametrize(
    "raw",
    [
        configuration(owner=UGLY),
        configuration() | {UGLY: 1},
        configuration({UGLY: [UGLY]}),
        configuration({"hostnames": [UGLY, f"{UGLY}.apps.example.com"]}),
        configuration(hostname_tags=[UGLY, UGLY, f"{UGLY}/x"]),
        {"owner": "platform", "zones": [{"id": UGLY, "name": UGLY}] * 2},
    ],
)
def test_nothing_breaks_out_of_its_line(raw: dict[str, Any]) -> None:
    """H49: neither values nor keys, nor what a message repeats of them."""
    found = mistakes(raw)

    assert all(line.isprintable() for line in found)
    assert "\\u2028" in found[0]
