"""`except` and `service_names`: the names that nobody gets, and what a pattern may look like."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.model import SERVICE_NAMES, HostedZone
from albias.names import DnsName
from albias_config import check

from .tables import configuration, mistakes


def zone(*excepted: str, service_names: bool = True, **keys: Any) -> HostedZone:
    return check(configuration({"except": list(excepted), "service_names": service_names} | keys)).zones[0]


@pytest.mark.parametrize(
    ("pattern", "names", "others"),
    [
        ("Old.Apps.Example.com.", ["old"], ["a.old", "older", "*.old"]),
        ("*.legacy.apps.example.com", ["a.legacy", "a.b.legacy", "*.legacy"], ["legacy", "a.illegacy"]),
        ("_wildcard.pre.apps.example.com", ["*.pre"], ["a.pre", "pre"]),
        ("internal.*", ["internal", "internal.shop"], ["a.internal", "internals", "*.internal"]),
        ("_wildcard.*", ["*", "*.shop", "*.a.shop"], ["shop", "a.shop"]),
        ("*.internal.*", ["a.internal", "*.internal.shop", "a.b.internal.c"], ["internal", "internal.shop"]),
    ],
)
def test_a_pattern_excepts_names(pattern: str, names: list[str], others: list[str]) -> None:
    excepting = zone(pattern)

    for name in names:
        assert excepting.excepts(DnsName(f"{name}.apps.example.com"))
        assert not excepting.allows(DnsName(f"{name}.apps.example.com"))
    for name in others:
        assert not excepting.excepts(DnsName(f"{name}.apps.example.com"))
        assert excepting.allows(DnsName(f"{name}.apps.example.com"))


SERVICES = [
    "_acme-challenge",
    "_acme-challenge.shop",
    "_ujmmovf2vn55tgye._acme-challenge",
    "_ujmmovf2vn55tgye._acme-challenge.shop",
    "_validation-persist",
    "_validation-persist.shop",
    "_dmarc",
    "_dmarc.a.shop",
    "_domainkey",
    "s1._domainkey.shop",
]


@pytest.mark.parametrize("name", [DnsName(f"{name}.apps.example.com") for name in SERVICES])
def test_the_names_of_services_are_excepted_unless_the_zone_says_otherwise(name: DnsName) -> None:
    assert check(configuration()).zones[0].excepts(name)
    assert zone("old.apps.example.com", service_names=False).excepts(name)
    assert not zone("old.apps.example.com").excepts(name)


def test_service_names_are_looked_for_as_labels_only() -> None:
    for name in ("dmarc", "x_dmarc", "a_domainkey.b", "_acme-challenges"):
        assert not check(configuration()).zones[0].excepts(DnsName(f"{name}.apps.example.com"))


def test_iam_is_told_the_same_patterns_in_route_53s_spelling() -> None:
    excepting = zone("_wildcard.apps.example.com", "*.a.apps.example.com", "_wildcard.*", "x.*", service_names=False)

    assert excepting.exception_patterns == (
        *SERVICE_NAMES,
        r"\052.apps.example.com",
        "*.a.apps.example.com",
        r"\052.*",
        "x.*",
    )
    assert zone().exception_patterns == ()


def test_a_pattern_that_is_a_service_name_already_is_told_to_iam_once() -> None:
    assert zone("_dmarc.*", service_names=False).exception_patterns == SERVICE_NAMES


@given(st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9_])?", fullmatch=True), st.booleans())
def test_no_exception_that_is_accepted_meets_the_registrys_own_names(label: str, inner: bool) -> None:
    """A Deny on them would stop every change in the zone."""
    pattern = f"*.{label}.*" if inner else f"*.{label}.apps.example.com"
    raw = configuration({"except": [pattern]})
    if label in ("platform", "_albias", "_hold", "apps", "example", "com"):
        assert mistakes(raw)
        return
    excepting = check(raw).zones[0]
    for name in ("shop._hold", "0123456789abcdef.50dc6c495c0c9188.platform"):
        assert not excepting.excepts(DnsName(f"{name}._albias.apps.example.com"))


MISTAKES = [
    ({"except": "x"}, '[[zones]] #1 except = "x": should be a list in square brackets'),
    ({"except": [5]}, "[[zones]] #1 except #1 = 5: should be a text in quotes; allowed: a name, *.name (all below it)"),
    ({"except": ["a.example.com"]}, '"a.example.com": lies outside the hosted zone; allowed: a name, *.name'),
    ({"except": ["*.example.com"]}, '"*.example.com": lies outside the hosted zone'),
    ({"except": ["*.apps.example.com"]}, '"*.apps.example.com": would leave no name below the apex'),
    ({"except": ["a.b.*"]}, '"a.b.*": one label stands before a final .*'),
    ({"except": ["*.a.b.*"]}, '"*.a.b.*": one label stands before a final .*'),
    ({"except": ["*.*"]}, '"*.*": one label stands before a final .*'),
    ({"except": ["a*.*"]}, '"a*.*": one label stands before a final .*'),
    ({"except": [f"{'a' * 64}.*"]}, "one label stands before a final .*"),
    ({"except": ["a*.apps.example.com"]}, '"*" stands for whole labels at the front only'),
    ({"except": ["x._albias.apps.example.com"]}, "_albias.apps.example.com belongs to the registry"),
    ({"except": ["x.*", "X.*"]}, '[[zones]] #1 except: "x.*" is there twice; allowed: each pattern once'),
    ({"except": ["*.platform.*"]}, '[[zones]] #1 except: "*.platform.*" would keep every name out, since the registry'),
    ({"except": ["*._hold.*"]}, "allowed: other labels than _albias, _hold, apps, com, example, platform"),
    ({"except": ["*.example.*"]}, '"*.example.*" would keep every name out'),
    ({"except": ["example.*", "Com.*", "a.*", "*.b.*"], "exept": []}, 'unknown key (did you mean "except"?)'),
    ({"excepted": []}, '[[zones]] #1 excepted = []: unknown key (did you mean "except"?); every key: docs/'),
    ({"service_names": "no"}, '[[zones]] #1 service_names = "no": should be true or false'),
]  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), MISTAKES)
def test_a_mistake_is_named(table: dict[str, Any], expected: str) -> None:
    assert expected in "\n".join(mistakes(configuration(table)))
