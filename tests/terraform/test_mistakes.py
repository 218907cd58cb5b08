"""A mistake is told by the module in the words in which albias.toml's is told: key, value, what is allowed."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from albias_config import check
from albias_config.errors import ConfigurationError
from tests.support.synth import REGION, ZONE

from .render import SPEC, refused, rendered

KEY = "arn:aws:kms:us-east-1:111122223333:key/x"
TOPIC = "arn:aws:sns:us-east-1:111122223333:alarms"


def of(**keys: Any) -> dict[str, Any]:
    return {"owner": "platform", "zones": [ZONE]} | keys


def zone(**keys: Any) -> dict[str, Any]:
    return of(zones=[ZONE | keys])


TOO_MANY_KEYS = of(names_from_rules=[f"{number}/{'x' * 118}" for number in range(14)])
ROLE = "arn:aws:iam::111122223333:role/{:064}"

# Single values: Terraform tells those before it looks at what lies between values.
VALUES = [
    of(owner="Platform"),
    of(policy="synk"),
    of(adopt="always"),
    of(sweep="15 minute"),
    of(sweep="3 days"),
    of(hostname_tags=[]),
    of(load_balancer_types=[]),
    of(alarm_topic_arn="arn:aws:sns:eu-west-1:111122223333:q.fifo"),
    of(rule_grace="25 hours"),
    of(rule_grace="1 minutes"),
    of(events_bus="platform"),
    of(external_dns={"txt_prefix": "a", "txt_suffix": "b"}),
    of(role_name_prefix="a b"),
    of(role_path="corp"),
    of(permissions_boundary="boundary"),
    of(architecture="arm"),
    of(kms_key_arn="alias/x"),
    of(log_retention=91),
]
BETWEEN = [
    of(hostname_tags=["dns", "dns"]),
    of(hostname_tags=["dns", "dns/x"]),
    of(names_from_rules=["a", "a=x"]),
    of(names_from_rules=["a", "a"]),
    TOO_MANY_KEYS,
    of(load_balancer_types=["network", "network"]),
    of(alarm_topic_arn=TOPIC),
    of(kms_key_arn=KEY),
    of(events_bus="arn:aws:events:us-east-1:111122223333:event-bus/names"),
    of(events_bus=f"arn:aws-cn:events:{REGION}:111122223333:event-bus/names"),
    of(role_name_prefix="x" * 30),
    of(zones=[]),
    of(zones=[ZONE, ZONE | {"name": "b.example.com"}]),
    of(zones=[ZONE, {"id": "Z1", "name": "Apps.example.com."}]),
    zone(id="/hostedzone/Z1"),
    zone(hostnames=["shop.example.com", "*.apps.example.com"]),
    zone(hostnames=["a.*.apps.example.com"]),
    zone(hostnames=["x._albias.apps.example.com"]),
    zone(hostnames=["a.apps.example.com", "a.apps.example.com"]),
    zone(role_arn="arn:aws:iam::1:role/x"),
    zone(schemes=["public"]),
    zone(**{"except": ["a.b.*"]}),
    zone(**{"except": ["*.apps.example.com"]}),
    zone(**{"except": ["*.platform.*"]}),
    zone(**{"except": ["x.*", "x.*"]}),
    zone(claims=[{"hostnames": ["*.apps.example.com"]}]),
    zone(hostnames=[f"service-{number}.apps.example.com" for number in range(160)]),
    zone(**{"except": [f"service-{number}.apps.example.com" for number in range(260)]}),
    of(zones=[ZONE | {"id": f"Z{n:020}", "name": f"z{n}.example.com", "role_arn": ROLE.format(n)} for n in range(99)]),
]
# Terraform's own types would convert a value of another kind, or drop a key, without a word.
KINDS = [
    of(zones="Z1"),
    of(zones=["Z1"]),
    of(zones=[{"name": "apps.example.com"}]),
    of(zones=[{"id": "Z1"}]),
    of(max_removals=3),
    of(external_dns="x"),
    zone(id=""),
    zone(name=""),
    zone(name=["apps.example.com"]),
    zone(private="yes"),
    zone(service_names="true"),
    zone(hostnames="shop.apps.example.com"),
    zone(hostnames=[]),
    zone(hostnames=["shop.apps.example.com", {}]),
    zone(schemes="internal"),
    zone(schemes=[]),
    zone(role_arn=["x"]),
    zone(**{"except": "old.*"}),
    zone(**{"except": [{}]}),
    zone(claims="x"),
    zone(claims=[]),
    zone(claims=["x"]),
    zone(claims=[{"hostnames": "*.apps.example.com", "tags": {}}]),
    zone(claims=[{"hostnames": [], "tags": {}}]),
    zone(claims=[{"hostnames": ["*.apps.example.com", {}], "tags": {}}]),
    zone(claims=[{"hostnames": ["*.apps.example.com"], "tags": ["a"]}]),
    zone(claims=[{"hostnames": ["*.apps.example.com"], "tags": {"a": ["b"]}}]),
]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mistakes")


def _told(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        check(raw, region=REGION)
    return str(caught.value).splitlines()


def _identity(raw: dict[str, Any]) -> str:
    return str({key: value for key, value in raw.items() if value not in ("platform", [ZONE])})[:80]


@pytest.mark.parametrize("raw", [*VALUES, *BETWEEN, *KINDS], ids=_identity)
def test_a_mistake_is_told_in_the_same_words(folder: Path, raw: dict[str, Any]) -> None:
    """Where albias.toml's keys have numbers for list items, the module shows the list."""
    told = refused(folder, raw)

    for message in _told(raw):
        assert message in told


def test_a_longer_list_of_calls_without_tags_leaves_the_tag_keys_their_room(tmp_path: Path) -> None:
    shutil.copytree(SPEC, tmp_path / "terraform" / "spec")
    patterns = tmp_path / "terraform" / "spec" / "patterns.tf"
    text = patterns.read_text(encoding="utf-8")
    more = "".join(f', "SomeOtherCall{number}"' for number in range(80))
    assert '"SetSubnets"]' in text
    patterns.write_text(text.replace('"SetSubnets"]', f'"SetSubnets"{more}]'), encoding="utf-8")

    assert refused(tmp_path, TOO_MANY_KEYS) == _told(TOO_MANY_KEYS)


@pytest.mark.parametrize(
    ("raw", "tail"),
    [
        (zone(claims=[{"hostnames": ["apps.example.com"], "tags": {}}]), '"apps.example.com": lies outside'),
        (zone(name=".".join(["a" * 60] * 3) + ".example.com"), "characters; the registry's names leave room for"),
    ],
    ids=["claims", "long name"],
)
def test_a_mistake_whose_value_is_shown_otherwise_is_told_alike(folder: Path, raw: dict[str, Any], tail: str) -> None:
    """Terraform does not cut long values; and it names the rule where albias.toml's message shows all of them."""
    (told,), (there,) = _told(raw), refused(folder, raw)

    assert tail in told
    assert there.partition(tail)[2] == told.partition(tail)[2] != ""


def test_an_unknown_key_of_a_zone_is_told(folder: Path) -> None:
    """Terraform by itself would drop it without a word."""
    (message,) = refused(folder, zone(hostname=["a.apps.example.com"]))

    assert message.startswith("[[zones]] #1 hostname: unknown key; allowed: id, name, private, hostnames,")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (of(max_removals={"counts": 1}), "max_removals.counts = 1: unknown key; allowed: count, percent"),
        (of(max_removals={"count": -1}), "max_removals.count = -1: allowed: 0 or more"),
        (of(max_removals={"percent": "x"}), 'max_removals.percent = "x": allowed: 0 to 100'),
        (of(external_dns={"prefix": "x"}), 'external_dns.prefix = "x": unknown key; allowed: txt_prefix, txt_suffix, '),
        (zone(claims=[{"hostnames": ["*.apps.example.com"], "tag": {}}]), "[[zones]] #1 claims #1 tag: unknown key; "),
    ],
    ids=str,
)
def test_an_unknown_key_or_number_of_a_table_is_told(folder: Path, raw: dict[str, Any], message: str) -> None:
    """albias.toml also guesses which key was meant, which Terraform cannot."""
    assert refused(folder, raw)[0].startswith(message)


def test_what_is_null_is_left_out(tmp_path: Path) -> None:
    """So do modules pass on what their own caller left out."""
    keys: dict[str, Any] = dict.fromkeys(("hostnames", "schemes", "role_arn", "except", "claims", "private"))
    nulls = {
        "rule_grace": None,
        "events_bus": None,
        "max_removals": {"count": None},
        "external_dns": {"txt_suffix": None},
    }
    made = rendered(tmp_path, {"plain": of(), "nulls": of(zones=[ZONE | keys], **nulls)})

    assert made["nulls"] == made["plain"]


def test_a_mistake_is_told_by_the_plan_that_does_not_know_the_ids_of_the_zones_yet(tmp_path: Path) -> None:
    """The zone of the README's example is made by the same plan: else all would be told when it is there."""
    later = {"resource": {"terraform_data": {"zone": {"input": "Z0APPS"}}}}
    table = {"id": "${terraform_data.zone.output}", "name": "apps.example.com", "schemes": ["public"]}

    (message,) = refused(tmp_path, of(zones=[table]), beside=later)
    assert message == "[[zones]] #1 schemes #1 = \"public\": should be 'internet-facing' or 'internal'"


def test_all_mistakes_between_values_are_told_together(folder: Path) -> None:
    raw = zone(hostnames=["shop.example.com"], schemes=["public"]) | {"hostname_tags": ["a", "a"]}

    assert len(refused(folder, raw)) == len(_told(raw)) == 3
