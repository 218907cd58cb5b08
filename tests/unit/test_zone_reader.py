"""Reading one hosted zone: whose index entries count, and where one name lies."""

from dataclasses import replace

import pytest

from albias.aws.route53 import Route53, written
from albias.model import Change, LoadBalancerId
from albias.names import DnsName
from albias.read import ZoneReader
from albias.registry import Deployment, Key, encode_index
from tests.fakes import FakeRoute53
from tests.support.world import ME, ZONE, load_balancer_id
from tests.unit.cases import GREEN, NAME, WEB

CART = Key(DnsName("cart.apps.example.com"))
ODD = DnsName(f"x.{WEB.id}.platform._albias.apps.example.com")
NETWORK = load_balancer_id("web", WEB.id, kind="net")  # has WEB's id, and another ARN


def reader_of(*listed: tuple[Key, LoadBalancerId], me: Deployment = ME, odd: str = "") -> ZoneReader:
    """The zone with these index entries of ours, and an odd text; `me`: who reads it."""
    client = FakeRoute53()
    client.add_zone(ZONE.id, ZONE.name)
    for key, each in listed:
        record = written(Change("CREATE", encode_index(key, each, ME, ZONE)))["ResourceRecordSet"]
        client.put(ZONE.id, record)
    if odd:
        record = {"Name": f"{ODD}.", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": f'"{odd}"'}]}
        client.put(ZONE.id, record)
    return ZoneReader(ZONE, me, Route53(client), turn=lambda: None)  # type: ignore[arg-type]


def test_c40_h55_only_entries_of_the_very_load_balancers_count_though_others_share_their_id() -> None:
    reader = reader_of((Key(NAME), WEB), (CART, NETWORK), (CART, GREEN))
    assert reader.index_of([WEB]) == {Key(NAME): {WEB}}
    assert reader.index_of([WEB, NETWORK]) == {Key(NAME): {WEB}, CART: {NETWORK}}
    assert reader.index_of([GREEN, WEB]) == {Key(NAME): {WEB}, CART: {GREEN}}


def test_the_whole_index_is_everybodys_entries() -> None:
    reader = reader_of((Key(NAME), WEB), (CART, NETWORK), (CART, GREEN))
    assert reader.all_index() == {Key(NAME): {WEB}, CART: {NETWORK, GREEN}}
    assert reader.odd == set()


def test_what_one_page_told_of_several_load_balancers_is_read_once() -> None:
    reader = reader_of((Key(NAME), WEB), (CART, GREEN))
    pages: list[DnsName] = []
    page = reader.route53.page

    def counted(zone_id: str, start: DnsName) -> object:
        pages.append(start)
        return page(zone_id, start)

    reader.route53.page = counted  # type: ignore[method-assign, assignment]
    assert reader.index_of([GREEN, WEB]) == {Key(NAME): {WEB}, CART: {GREEN}}
    assert len(pages) == 1


def test_what_the_same_owner_wrote_from_another_region_or_account_is_nobodys_here_and_not_odd() -> None:
    """Deployments of one owner may share a hosted zone."""
    for other in (replace(ME, region="us-east-1"), replace(ME, account="444455556666")):
        reader = reader_of((Key(NAME), WEB), me=other)
        assert reader.all_index() == {}
        assert reader.odd == set()


HEAD = "heritage=albias,v=1,owner"


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("hello", True),
        ("", True),
        (f"{HEAD}=platform", True),  # of nobody's load balancer
        (f"{HEAD}=platform,resource={ME.here}app/web/{WEB.id}", True),  # ours, and not as it should be
        (f"{HEAD}=platform,resource=0a1b2c3d/eu-west-1/app/web/{WEB.id}", False),
        (f"{HEAD}=other,resource=0a1b2c3d/eu-west-1/app/web/{WEB.id}", True),  # below a name that is this owner's
        (f"heritage=other,owner=platform,resource=0a1b2c3d/eu-west-1/app/web/{WEB.id}", True),
    ],
)
def test_c43_a_text_in_the_index_that_no_deployment_of_the_owner_wrote_is_odd(text: str, *, odd: bool) -> None:
    reader = reader_of((Key(NAME), WEB), odd=text or " ")
    assert reader.all_index() == {Key(NAME): {WEB}}
    assert reader.odd == ({ODD} if odd else set())
