"""Hostnames as people write them -> the normal form, or the reason why they are none (H19, H21)."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from albias.names import InvalidName, parse_name
from tests.unit.strategies import LABEL, tag_values

LABEL_63, LABEL_64 = "a" * 63, "a" * 64
NAME_253 = ".".join([LABEL_63, LABEL_63, LABEL_63, "a" * 61])


@pytest.mark.parametrize("text", ["-a.example.com", "a-.example.com", "a.-.example.com", "*.-a.example.com"])
def test_c52_a_label_that_begins_or_ends_with_a_hyphen_is_no_hostnames(text: str) -> None:
    with pytest.raises(InvalidName, match="begins or ends with '-'"):
        parse_name(text)


@pytest.mark.parametrize("text", ["_a_.example.com", "a--b.example.com", "xn--bcher-kva.example.com"])
def test_c52_underscores_and_inner_hyphens_are_allowed(text: str) -> None:
    assert parse_name(text) == text


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("shop.apps.example.com", "shop.apps.example.com"),
        ("Shop.APPS.Example.com", "shop.apps.example.com"),
        ("shop.apps.example.com.", "shop.apps.example.com"),
        ("_wildcard.apps.example.com", "*.apps.example.com"),
        ("_Wildcard.apps.example.com", "*.apps.example.com"),
        ("*.apps.example.com", "*.apps.example.com"),
        ("*.example", "*.example"),
        ("a._wildcard.example.com", "a._wildcard.example.com"),
        ("_dmarc.example.com", "_dmarc.example.com"),
        ("xn--bcher-kva.example.com", "xn--bcher-kva.example.com"),
        ("bücher.example.com", "xn--bcher-kva.example.com"),
        ("BÜCHER.example.com", "xn--bcher-kva.example.com"),
        ("bücher。example。com", "xn--bcher-kva.example.com"),
        ("_wildcard.bücher.example", "*.xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("\u017fhop.example", "shop.example"),  # a long s is an s (UTS 46)
        (f"{LABEL_63}.example", f"{LABEL_63}.example"),
        (NAME_253, NAME_253),
        (NAME_253 + ".", NAME_253),
        ("localhost", "localhost"),
    ],
)
def test_a_hostname_is_brought_into_its_normal_form(written: str, name: str) -> None:
    assert parse_name(written) == name


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty label"),
        (".", "empty label"),
        ("..", "empty label"),
        (".apps.example.com", "empty label"),
        ("shop..example.com", "empty label"),
        ("shop.example.com..", "empty label"),
        ("*", "'*' has characters other than"),
        ("_wildcard", "'*' has characters other than"),
        ("a*.example.com", "'a*' has characters other than"),
        ("a.*.example.com", "'*' has characters other than"),
        ("*.*.example.com", "'*' has characters other than"),
        ("shop@example.com", "'shop@example' has characters other than"),
        ("http://shop.example.com", "'http://shop' has characters other than"),
        ("shop:80.example.com", "'shop:80' has characters other than"),
        ("a+b.example.com", "'a+b' has characters other than"),
        ("a=b.example.com", "'a=b' has characters other than"),
        ("shop\u00a0.example.com", "characters other than|internationalised"),
        (f"{LABEL_64}.example.com", "has 64 characters; 63 are allowed"),
        ("ü" * 63 + ".example.com", "internationalised|are allowed"),
        (NAME_253 + "a", "254 characters; 253 are allowed"),
        ("a." * 150 + "com", "303 characters; 253 are allowed"),
        ("\u2028.example.com", "internationalised"),
        ("\u0301a.example.com", "internationalised"),
        ("½.example.com", "characters other than|internationalised"),
    ],
)
def test_h19_what_is_no_hostname_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(InvalidName, match=reason.replace("*", r"\*").replace("+", r"\+")):
        parse_name(written)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("a..b", "it has an empty label (two dots in a row, or one at the front)"),
        (f"{LABEL_64}.example", f"the label '{'a' * 20}'… has 64 characters; 63 are allowed"),
        ("a_b!.example", "the label 'a_b!' has characters other than letters, digits, '-' and '_'"),
        (NAME_253 + "a", "it has 254 characters; 253 are allowed"),
    ],
)
def test_h19_the_reason_is_told_in_words_for_the_person_who_wrote_it(written: str, reason: str) -> None:
    with pytest.raises(InvalidName) as refused:
        parse_name(written)
    assert str(refused.value) == reason


@given(tag_values())
@example("ڀ.example\u06dd")
@example("xn--ü")
def test_h19_any_tag_value_is_a_name_in_the_normal_form_or_is_refused(value: str) -> None:
    try:
        name = parse_name(value)
    except InvalidName:
        return
    assert parse_name(name) == name, "the normal form is its own normal form"
    assert name.isascii()
    assert name == name.lower()
    assert len(name) <= 253
    assert all(1 <= len(label) <= 63 for label in name.split("."))
    assert not set(name.removeprefix("*.")) & set("*,;=\"'\\ \t{}")


@given(st.lists(LABEL, min_size=1, max_size=5).map(".".join))
def test_case_and_a_trailing_dot_make_no_difference(name: str) -> None:
    assert parse_name(name.upper() + ".") == parse_name(name) == name
