"""Both forms of the settings carry whatever a configuration can say."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from albias.model import ClaimRule, HostedZone
from albias.names import DnsName
from albias.settings import Settings, TagMatch
from albias_config import to_json
from albias_config.environment import plain
from albias_config.packing import pack

labels = st.from_regex(r"[a-z0-9_][a-z0-9_-]{0,6}", fullmatch=True)
tag_texts = st.text("aé Z0_.:/+@-*", max_size=8)


@st.composite
def zones(draw: st.DrawFn) -> HostedZone:
    name = f"{draw(labels)}.example.com"
    below = labels.map(lambda label: f"{label}.{name}")
    patterns = st.lists(st.one_of(below, below.map(lambda pattern: f"*.{pattern}"), st.just(name)), max_size=3)
    rules = st.builds(
        ClaimRule,
        hostnames=patterns.map(tuple),
        tags=st.dictionaries(tag_texts, tag_texts, max_size=2).map(lambda tags: tuple(tags.items())),
    )
    return HostedZone(
        id="Z" + draw(st.text("ABC019", max_size=20)),
        name=DnsName(name),
        private=draw(st.booleans()),
        hostnames=tuple(draw(patterns)),
        schemes=draw(st.sampled_from([("internal",), ("internet-facing", "internal")])),
        role_arn=draw(st.sampled_from(["", "arn:aws:iam::111122223333:role/albias"])),
        excepted=tuple(draw(st.lists(st.one_of(below, labels.map(lambda label: f"{label}.*")), max_size=2))),
        service_names=draw(st.booleans()),
        claims=tuple(draw(st.lists(rules, max_size=2))),
    )


settings = st.builds(
    Settings,
    owner=st.just("platform"),
    zones=st.lists(zones(), min_size=1, max_size=4).map(tuple),
    names_from_rules=st.lists(
        st.builds(TagMatch, key=st.text("ab/", min_size=1), value=st.none() | st.text("a=b")), max_size=2
    ).map(tuple),
    rule_grace=st.integers(0, 86_400),
    events_bus=st.sampled_from(["", "default"]),
    dry_run=st.booleans(),
)


@given(settings)
def test_json_and_the_packed_form_say_the_same(given_settings: Settings) -> None:
    assert Settings.from_json(to_json(given_settings)) == given_settings
    unpacked = Settings.from_json(pack(plain(given_settings)))
    assert unpacked == given_settings
    assert hash(unpacked) == hash(given_settings), "the engine remembers by them"


@given(zones(), st.sampled_from(["role_arn", "events_bus"]))
def test_a_value_that_only_the_deployment_knows_comes_back_in_its_place(zone: HostedZone, key: str) -> None:
    table: dict[str, Any] = plain(Settings("platform", (zone,)))
    token, late = "${Token[Made.Later.7]}", "arn:aws:iam::999988887777:role/late"
    (table["zones"][0] if key == "role_arn" else table)[key] = token
    arrived = Settings.from_json(pack(table).replace(token, late))

    assert (arrived.zones[0].role_arn if key == "role_arn" else arrived.events_bus) == late
    assert arrived.zones[0].id == zone.id
