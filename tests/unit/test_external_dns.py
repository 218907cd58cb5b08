"""Which TXT records an external-dns next door would own a name by, in all the generations of its registry."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albias.external_dns import owner_of, registry_names
from albias.model import RecordKey, RecordSet
from albias.names import DnsName, parse_name
from albias.settings import ExternalDns
from tests.unit.strategies import LABEL, hostnames

SHOP, STAR = DnsName("shop.apps.example.com"), DnsName("*.apps.example.com")
TAIL = ".apps.example.com"
ZONE = DnsName("apps.example.com")


def txt(*values: str, name: str = "a-shop.apps.example.com", kind: str = "TXT") -> RecordSet:
    return RecordSet(RecordKey(DnsName(name), kind), 300, values)


@pytest.mark.parametrize(
    ("flags", "hostname", "labels"),
    [
        (ExternalDns(), SHOP, ["shop", "a-shop", "aaaa-shop", "cname-shop"]),
        (ExternalDns(txt_prefix="txt-"), SHOP, ["txt-shop", "txt-a-shop", "txt-aaaa-shop", "txt-cname-shop"]),
        (ExternalDns(txt_prefix="edns."), SHOP, ["edns.shop", "edns.a-shop", "edns.aaaa-shop", "edns.cname-shop"]),
        (ExternalDns(txt_suffix="-txt"), SHOP, ["shop-txt", "a-shop-txt", "aaaa-shop-txt", "cname-shop-txt"]),
        (ExternalDns(txt_suffix=".r.s"), SHOP, ["shop.r.s", "a-shop.r.s", "aaaa-shop.r.s", "cname-shop.r.s"]),
        (ExternalDns(txt_prefix="%{record_type}-"), SHOP, ["-shop", "a-shop", "aaaa-shop", "cname-shop"]),
        (ExternalDns(txt_prefix="x%{record_type}."), SHOP, ["x.shop", "xa.shop", "xaaaa.shop", "xcname.shop"]),
        (ExternalDns(txt_suffix="-%{record_type}-x"), SHOP, ["shop--x", "shop-a-x", "shop-aaaa-x", "shop-cname-x"]),
        (ExternalDns(txt_prefix="TxT."), SHOP, ["txt.shop", "txt.a-shop", "txt.aaaa-shop", "txt.cname-shop"]),
        (ExternalDns(), STAR, ["*", "a-*", "aaaa-*", "cname-*"]),
        (
            ExternalDns(txt_wildcard_replacement="any"),
            STAR,
            ["any", "a-any", "aaaa-any", "cname-any"],
        ),
        (
            ExternalDns(txt_prefix="t-", txt_wildcard_replacement="any"),
            STAR,
            ["t-any", "t-a-any", "t-aaaa-any", "t-cname-any"],
        ),
        (ExternalDns(txt_wildcard_replacement="any"), SHOP, ["shop", "a-shop", "aaaa-shop", "cname-shop"]),
    ],
)
def test_the_names_follow_external_dns_flags(flags: ExternalDns, hostname: DnsName, labels: list[str]) -> None:
    assert registry_names(hostname, flags, ZONE) == [label + TAIL for label in labels]


def test_x5_what_lies_outside_the_zone_is_never_asked_for() -> None:
    """The apex with a suffix would be a name of another zone."""
    assert registry_names(ZONE, ExternalDns(txt_suffix="-edns"), ZONE) == []
    assert registry_names(ZONE, ExternalDns(), ZONE) == [ZONE]


@given(hostnames("apps.example.com", LABEL), st.sampled_from(["", "x-", "y."]), st.sampled_from(["", "any"]))
def test_every_name_is_a_name_and_each_stands_there_once(hostname: DnsName, prefix: str, replacement: str) -> None:
    names = registry_names(hostname, ExternalDns(prefix, "", replacement), ZONE)
    assert len(set(names)) == len(names) <= 4
    for name in names:
        assert parse_name(name.replace("*", "star")) == name.replace("*", "star")


@pytest.mark.parametrize("label", ["z" * 63, "z" * 58, ".".join(["y" * 60] * 3 + ["z" * 40])])
def test_a_name_that_dns_does_not_allow_is_left_out(label: str) -> None:
    """external-dns cannot have made it, and Route 53 refuses to look for it."""
    hostname = DnsName(label + TAIL)
    names = registry_names(hostname, ExternalDns(), ZONE)
    assert hostname in names
    assert all(parse_name(name) == name for name in names)
    assert len(names) == 4 - sum(len(f"{kind}-{label.split('.')[0]}") > 63 for kind in ("a", "aaaa", "cname"))


HERITAGE = "heritage=external-dns,external-dns/owner=cluster-1,external-dns/resource=ingress/shop/web"


@pytest.mark.parametrize(
    ("records", "owner"),
    [
        ([txt(f'"{HERITAGE}"')], "cluster-1"),
        ([txt(HERITAGE)], "cluster-1"),
        ([txt('"v=spf1 -all"', f'"{HERITAGE}"')], "cluster-1"),
        ([txt('"v=spf1 -all"'), txt(f'"{HERITAGE}"')], "cluster-1"),
        ([txt('"heritage=external-dns"')], ""),
        ([txt('"heritage=external-dns,external-dns/owner=X"')], "X"),
        ([txt('"heritage=external-dns,,odd,external-dns/owner=two=halves,"')], "two=halves"),
        ([], None),
        ([txt()], None),
        ([txt('""')], None),
        ([txt('"v=spf1 -all"')], None),
        ([txt('"heritage=albias,v=1,owner=platform"')], None),
        ([txt('"external-dns/owner=cluster-1"')], None),
        ([txt(f'"{HERITAGE}"', kind="SPF")], None),
        ([txt('"heritage=mate,external-dns/owner=cluster-1"')], None),
    ],
)
def test_the_owner_is_read_from_what_external_dns_wrote(records: list[RecordSet], owner: str | None) -> None:
    assert owner_of(records) == owner


def test_an_encrypted_record_names_no_owner_but_owns() -> None:
    """With --txt-encrypt-enabled a value is base64 of AES-GCM: a nonce of 12, a tag of 16 bytes, and the text."""
    for length in (28 + 40, 28 + 41, 28 + 42):
        assert owner_of([txt(f'"{base64.b64encode(bytes(range(length))).decode()}"')]) == ""


@pytest.mark.parametrize("value", ["google-site-verification=" + "x" * 43, "short", "has spaces " * 9, "A" * 39])
def test_other_texts_are_not_taken_for_encrypted_ones(value: str) -> None:
    assert owner_of([txt(f'"{value}"')]) is None


@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_txt_crashes_it(values: list[str]) -> None:
    owner_of([txt(*values)])
