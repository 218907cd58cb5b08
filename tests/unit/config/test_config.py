"""albias.toml -> Settings: what is accepted, and the message for each mistake (key, value, what is allowed)."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import ClaimRule, HostedZone
from albias.names import DnsName
from albias.settings import ExternalDns, MaxRemovals, Settings
from albias_config import MAX_ENVIRONMENT, Placement, check, load, sweep_interval, to_json
from albias_config.errors import ConfigurationError

from .tables import ZONE, configuration, mistakes

ROOT = Path(__file__).parents[3]


def test_the_shortest_configuration_has_the_documented_defaults() -> None:
    expected = Settings(owner="platform", zones=(HostedZone("Z0123456789ABCDEFGHIJ", DnsName("apps.example.com")),))

    assert check(configuration()) == expected
    assert (expected.sweep, expected.policy, expected.adopt) == ("15 minutes", "sync", "never")
    assert (expected.max_removals, expected.hostname_tags) == (MaxRemovals(10, 30), ("albias/hostname",))


def test_every_key_reaches_the_settings() -> None:
    zone = {
        "private": True,
        "hostnames": ["Shop.Apps.Example.com.", "*.team.apps.example.com", "_wildcard.apps.example.com"],
        "schemes": ["internal"],
        "role_arn": "arn:aws:iam::111122223333:role/dns/albias",
    }
    settings = check(
        configuration(
            zone,
            hostname_tags=["a", "b c"],
            policy="create-only",
            adopt="matching",
            load_balancer_types=["network"],
            sweep="1 hour",
            max_removals={"count": 0},
            dry_run=True,
            log_level="DEBUG",
            alarm_topic_arn="arn:aws:sns:eu-west-1:111122223333:alarms",
            evaluate_target_health=False,
            create_trail=True,
            external_dns={"txt_prefix": "edns-%{record_type}."},
        )
    )

    assert settings == Settings(
        owner="platform",
        zones=(
            HostedZone(
                id="Z0123456789ABCDEFGHIJ",
                name=DnsName("apps.example.com"),
                private=True,
                hostnames=("shop.apps.example.com", "*.team.apps.example.com", "_wildcard.apps.example.com"),
                schemes=("internal",),
                role_arn="arn:aws:iam::111122223333:role/dns/albias",
            ),
        ),
        hostname_tags=("a", "b c"),
        policy="create-only",
        adopt="matching",
        load_balancer_types=("network",),
        sweep="1 hour",
        max_removals=MaxRemovals(count=0, percent=30),
        dry_run=True,
        log_level="DEBUG",
        alarm_topic_arn="arn:aws:sns:eu-west-1:111122223333:alarms",
        evaluate_target_health=False,
        create_trail=True,
        external_dns=ExternalDns(txt_prefix="edns-%{record_type}."),
    )


def test_the_lambda_gets_the_same_settings() -> None:
    settings = load(ROOT / "albias.toml")

    assert Settings.from_json(to_json(settings)) == settings


def test_the_sample_shows_every_key_with_its_default() -> None:
    sample = load(ROOT / "albias.toml")

    zone = HostedZone(id="Z0123456789ABCDEFGHIJ", name=DnsName("apps.example.com"), hostnames=("*.apps.example.com",))
    assert sample == Settings(owner="platform", zones=(zone,))
    text = (ROOT / "albias.toml").read_text()
    classes = (Settings, Placement, HostedZone, ExternalDns, ClaimRule)
    keys = [key for each in classes for key in each.__dataclass_fields__ if key != "excepted"]
    assert [key for key in [*keys, "except"] if key not in text] == []


def test_a_public_and_a_private_zone_may_share_a_name() -> None:
    """H26: split horizon is two zones, two worlds."""
    settings = check({"owner": "x", "zones": [ZONE, {"id": "Z2", "name": "apps.example.com", "private": True}]})

    assert [zone.private for zone in settings.zones] == [False, True]


def test_a_configuration_that_does_not_fit_the_environment_is_refused_with_its_size() -> None:
    words = [hashlib.sha256(bytes([number])).hexdigest() for number in range(130)]
    zone = {"claims": [{"hostnames": ["*.apps.example.com"], "tags": {"team": word}} for word in words]}

    (message,) = mistakes(configuration(zone))

    assert re.fullmatch(
        rf"zones: the Lambda function's environment would take [4-9],\d\d\d bytes .+ allowed: {MAX_ENVIRONMENT:,}\."
        r" Use fewer or wider `hostnames`, `except` and `claims`, or share .+",
        message,
    )


def test_values_cannot_break_out_of_their_line() -> None:
    """H49: what a file holds is shown as a value, escaped and cut."""
    (message,) = mistakes(configuration(log_level="x\u001b[31m\n" + "y" * 200))

    assert "\\u001b" in message
    assert "\n" not in message
    assert "…" in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"owner = ", "is not TOML:"),
        (b'owner = "a"\nowner = "b"', "is not TOML:"),
        (b'owner = "\xff"', "is not UTF-8 text"),
        (b"", "owner: is missing; it has no default"),
        (b'owner = "a"\nowner = "b"\n', 'is not TOML: Cannot overwrite a value (at line 2, column 12): owner = "b"'),
        (b'owner = "a"\n owner = \n\n', "is not TOML: Invalid value (at line 2, column 10): owner ="),
        (b"owner =", "is not TOML: Invalid value (at end of document): owner ="),
        (b"x = [\n \n", "is not TOML: Invalid value (at end of document): x = ["),
        (b"dry_run = True", "(at line 1, column 11): dry_run = True; allowed: true or false, in lower case"),
        (b"x = [1, FALSE]", "x = [1, FALSE]; allowed: true or false, in lower case"),
        (
            b'owner = "a\x1b\x0b\nb"',
            "is not TOML: Illegal character '\\x1b' (at line 1, column 11): owner = \"a\\u001b",
        ),
        (b"x = " + b"y" * 200, "x = " + "y" * 76 + "…"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, expected: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(content)

    with pytest.raises(ConfigurationError) as caught:
        load(file)

    assert all(line.startswith(f"{file}: ") for line in str(caught.value).splitlines())
    assert expected in str(caught.value)


@pytest.mark.parametrize("line", ["owner = Truest", "True x = 1", "owner = platform # true"])
def test_only_a_truth_value_is_told_how_truth_values_are_written(tmp_path: Path, line: str) -> None:
    (tmp_path / "mine.toml").write_text(line)

    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path / "mine.toml")

    assert str(caught.value).endswith(f": {line}")


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    """Some editors put one in front of UTF-8."""
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xef\xbb\xbf" + (ROOT / "albias.toml").read_bytes())

    assert load(file) == load(ROOT / "albias.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml: cannot be read: No such file"):
        load(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("text", "seconds"), [("1 minute", 60), ("15 minutes", 900), ("1 hour", 3600), ("2 days", 172800), ("off", None)]
)
def test_the_interval_of_a_sweep(text: str, seconds: int | None) -> None:
    interval = sweep_interval(check(configuration(sweep=text)).sweep)

    assert (interval.total_seconds() if interval else None) == seconds


texts = st.text("aZ0*.-_/ \n\u00e9", max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
top_keys = st.sampled_from([*Settings.__dataclass_fields__, "other"])
zone_keys = st.sampled_from([*HostedZone.__dataclass_fields__, "other"])


@given(st.dictionaries(top_keys, json_values), st.dictionaries(zone_keys, json_values))
def test_whatever_a_file_holds_the_answer_is_messages(raw: dict[str, Any], zone: dict[str, Any]) -> None:
    """No input brings the reader down: the unknown key makes sure that there is a mistake."""
    assert mistakes({"zones": [zone]} | raw | {"unknown": 1})


labels = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9_])?", fullmatch=True).filter(
    lambda label: label not in ("_albias", "_wildcard", "_dmarc", "_domainkey")
)


@given(st.lists(labels, max_size=3), st.sampled_from(["", "*.", "_wildcard."]), labels)
def test_an_accepted_pattern_allows_names_in_its_zone_only(front: list[str], head: str, label: str) -> None:
    """H50: what the configuration accepts can never reach outside the zone."""
    name = ".".join([*front, "apps.example.com"])
    zone = check(configuration({"hostnames": [head + name]})).zones[0]

    expected = {"": name, "*.": f"{label}.{name}", "_wildcard.": f"*.{name}"}[head]
    assert zone.allows(DnsName(expected))
    assert not zone.allows(DnsName(expected.removesuffix("apps.example.com") + "evil-apps.example.com"))
    assert not zone.allows(DnsName("example.com"))
