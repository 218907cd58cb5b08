"""external-dns's TXT registry as a migration reads it: whose, whose not, and nobody can tell."""

import base64

import pytest

from albias.model import Change, RecordKey, RecordSet
from albias.names import DnsName
from albias.settings import ExternalDns
from albias_cli.migrate.external_dns import Registry, aes_key, neighbours, survey
from tests.support.external_dns import KEY, encrypted, heritage

OURS = Registry("default")


def txt(name: str, *values: str) -> RecordSet:
    """A TXT record set as Route 53 returns it."""
    return RecordSet(RecordKey(DnsName(name), "TXT"), 300, tuple(f'"{value}"' for value in values))


def a(name: str, kind: str = "A") -> RecordSet:
    """A record set that answers."""
    return RecordSet(RecordKey(DnsName(name), kind), 60, ("192.0.2.1",))


def registered(style: ExternalDns, *record_sets: RecordSet) -> dict[str, list[str]]:
    """Name -> where its TXT record sets lie."""
    found = survey(record_sets, style, OURS, ZONE)
    return {name: [text.key.name for text in texts] for name, texts in found.registered.items()}


PLAIN = ExternalDns()
ZONE = DnsName("example.com")


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (PLAIN, "shop.example.com"),
        (PLAIN, "a-shop.example.com"),
        (PLAIN, "aaaa-shop.example.com"),
        (PLAIN, "cname-shop.example.com"),
        (ExternalDns(txt_prefix="xdns-"), "xdns-shop.example.com"),
        (ExternalDns(txt_prefix="xdns-"), "xdns-a-shop.example.com"),
        (ExternalDns(txt_prefix="xdns."), "xdns.cname-shop.example.com"),
        (ExternalDns(txt_suffix="-xdns"), "shop-xdns.example.com"),
        (ExternalDns(txt_suffix="-xdns"), "a-shop-xdns.example.com"),
        (ExternalDns(txt_prefix="%{record_type}-xdns."), "a-xdns.shop.example.com"),
        (ExternalDns(txt_suffix="-%{record_type}-xdns"), "shop-a-xdns.example.com"),
        (ExternalDns(txt_prefix="XDNS."), "xdns.aaaa-shop.example.com"),
        (ExternalDns(txt_suffix="-XDNS"), "cname-shop-xdns.example.com"),
        (ExternalDns(txt_prefix="%{record_type}xdns."), "xdns.shop.example.com"),
        (ExternalDns(txt_suffix="xdns%{record_type}"), "shopxdns.example.com"),
        (ExternalDns(txt_suffix="xdns%{record_type}"), "shopxdnscname.example.com"),
    ],
)
def test_every_form_of_the_registry_is_found(style: ExternalDns, text: str) -> None:
    assert registered(style, a("shop.example.com"), txt(text, heritage())) == {"shop.example.com": [text]}


def test_old_and_new_form_beside_each_other_both_belong_to_the_name() -> None:
    sets = [a("shop.example.com"), txt("shop.example.com", heritage()), txt("a-shop.example.com", heritage())]
    assert registered(PLAIN, *sets) == {"shop.example.com": ["shop.example.com", "a-shop.example.com"]}


def test_a_wildcard_is_found_with_and_without_a_replacement() -> None:
    assert registered(PLAIN, a("*.example.com"), txt("a-*.example.com", heritage()))
    style = ExternalDns(txt_wildcard_replacement="any")
    assert registered(style, a("*.example.com"), txt("a-any.example.com", heritage()))


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (ExternalDns(txt_prefix="xdns.", txt_wildcard_replacement="any"), "xdns.any.example.com"),
        (ExternalDns(txt_prefix="xdns-", txt_wildcard_replacement="any"), "xdns-a-any.example.com"),
        (ExternalDns(txt_suffix="-xdns", txt_wildcard_replacement="any"), "cname-any-xdns.example.com"),
        (ExternalDns(txt_prefix="%{record_type}-xdns.", txt_wildcard_replacement="any"), "aaaa-xdns.any.example.com"),
        (ExternalDns(txt_prefix="xdns."), "xdns.a-*.example.com"),
    ],
)
def test_a_wildcard_with_an_affix(style: ExternalDns, text: str) -> None:
    assert registered(style, a("*.example.com"), txt(text, heritage())) == {"*.example.com": [text]}


def test_the_names_of_a_cname_of_external_dns() -> None:
    """Without an alias, external-dns makes a CNAME: its TXT lies beside it, since a CNAME tolerates nothing."""
    sets = [a("shop.example.com", "CNAME"), txt("cname-shop.example.com", heritage())]
    assert registered(PLAIN, *sets) == {"shop.example.com": ["cname-shop.example.com"]}


def test_other_txt_record_sets_are_nobodys() -> None:
    sets = [a("shop.example.com"), txt("shop.example.com", "v=spf1 -all"), txt("a-shop.example.com", "heritage=mate")]
    assert registered(PLAIN, *sets) == {}


@pytest.mark.parametrize(
    ("values", "objection"),
    [
        ([heritage()], ""),
        ([heritage("team=platform")], "owner 'team=platform'"),
        ([heritage("other")], "another external-dns: owner 'other'"),
        ([heritage(), heritage("other")], "another external-dns: owner 'other'"),
        ([encrypted(heritage())], "encrypted: say --aes-key-file"),
        (["v=spf1 -all"], "no TXT record set of the external-dns 'default'"),
        ([heritage() + ",external-dns/extra=more"], ""),
        ([heritage().replace("external-dns,", "external-dns,,", 1)], ""),
        (["heritage=mate," + heritage()], "no TXT record set of the external-dns 'default'"),
        (["external-dns/owner=default"], "no TXT record set of the external-dns 'default'"),
        ([heritage(), "Abcd1234" * 8], ""),
    ],
)
def test_whose_a_name_is(values: list[str], objection: str) -> None:
    told = OURS.objection([txt("a-shop.example.com", value) for value in values])
    assert objection in told
    assert bool(told) == bool(objection)


def test_an_encrypted_value_is_read_with_its_key() -> None:
    text = txt("a-shop.example.com", encrypted(heritage()))
    registry = Registry("default", KEY)
    assert registry.owners(text) == ["default"]
    assert registry.removal(text) == [Change("DELETE", text)]
    assert Registry("default", b"another-key-another-key-another-").owners(text) == [""]


def test_a_long_encrypted_value_in_two_strings_is_read() -> None:
    import random

    resource = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=300))
    value = encrypted(heritage(resource=resource))
    text = RecordSet(RecordKey(DnsName("a-x.example.com"), "TXT"), 300, (f'"{value[:255]}" "{value[255:]}"',))
    assert len(value) > 255
    assert Registry("default", KEY).owners(text) == ["default"]


def test_the_aes_key_is_plain_or_base64() -> None:
    assert aes_key(KEY.decode()) == KEY
    assert aes_key(base64.b64encode(KEY).decode()) == KEY
    for wrong in ("short", "0" * 33, "%" * 44):
        with pytest.raises(ValueError, match="32"):
            aes_key(wrong)


def test_h32_what_others_wrote_into_the_same_record_set_comes_back() -> None:
    text = txt("shop.example.com", "v=spf1 -all", heritage())
    assert OURS.removal(text) == [Change("DELETE", text), Change("CREATE", txt("shop.example.com", "v=spf1 -all"))]


def test_what_another_owner_wrote_is_not_removed() -> None:
    assert OURS.removal(txt("shop.example.com", heritage("other"))) == []
    assert OURS.removal(txt("shop.example.com", encrypted(heritage()))) == []


def test_a_txt_that_two_names_could_mean_is_nobodys() -> None:
    """external-dns's own names collide: a-foo is foo's TXT in the new form, and the name a-foo's in the old one."""
    sets = [a("foo.example.com"), a("a-foo.example.com"), txt("a-foo.example.com", heritage())]
    found = survey(sets, PLAIN, OURS, ZONE)
    assert found.registered.get(DnsName("a-foo.example.com")) is None
    assert set(found.ambiguous) == {"foo.example.com", "a-foo.example.com"}


def test_the_new_form_of_the_other_name_settles_it() -> None:
    sets = [
        a("foo.example.com"),
        a("a-foo.example.com"),
        txt("a-foo.example.com", heritage()),
        txt("a-a-foo.example.com", heritage()),
    ]
    assert registered(PLAIN, *sets) == {
        "foo.example.com": ["a-foo.example.com"],
        "a-foo.example.com": ["a-a-foo.example.com"],
    }


def test_txt_record_sets_of_no_address_are_told_apart() -> None:
    found = survey([txt("mx-mail.example.com", heritage()), a("shop.example.com")], PLAIN, OURS, ZONE)
    assert [text.key.name for text in found.unreached] == ["mx-mail.example.com"]


def test_a_name_too_long_for_any_txt_has_none() -> None:
    long = "x" * 63 + ".example.com"
    assert registered(ExternalDns(txt_prefix="xdns-"), a(long)) == {}


@pytest.mark.parametrize(
    ("style", "name", "sharing"),
    [
        (PLAIN, "foo.example.com", {"a-foo.example.com", "aaaa-foo.example.com", "cname-foo.example.com"}),
        (PLAIN, "cname-foo.example.com", {"foo.example.com", "a-cname-foo.example.com"}),
        (ExternalDns(txt_prefix="xdns-"), "foo.example.com", {"a-foo.example.com", "xdns-foo.example.com"}),
        (ExternalDns(txt_suffix="-xdns"), "a-foo.example.com", {"foo.example.com", "a-foo-xdns.example.com"}),
        (ExternalDns(txt_prefix="%{record_type}-xdns."), "foo.example.com", {"a-xdns.foo.example.com"}),
        (ExternalDns(txt_wildcard_replacement="any"), "any.example.com", {"*.example.com"}),
        (ExternalDns(txt_wildcard_replacement="any"), "*.example.com", {"any.example.com", "a-any.example.com"}),
        (PLAIN, "a-.example.com", {"a-a-.example.com"}),
    ],
)
def test_what_must_be_read_to_tell_whose_a_txt_is(style: ExternalDns, name: str, sharing: set[str]) -> None:
    found = neighbours(DnsName(name), style, ZONE)
    assert {name} | sharing <= set(found)
    assert not any(each.startswith(".") for each in found)
