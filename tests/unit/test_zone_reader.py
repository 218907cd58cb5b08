"""Reading one hosted zone: whose index entries count, and where one name lies."""

from albias.aws.route53 import Route53, written
from albias.model import Change, LoadBalancerId
from albias.names import DnsName
from albias.read import ZoneReader
from albias.registry import Key, encode_index
from tests.fakes import FakeRoute53
from tests.support.world import ME, ZONE, load_balancer_id
from tests.unit.cases import GREEN, NAME, WEB

CART = Key(DnsName("cart.apps.example.com"))
NETWORK = load_balancer_id("web", WEB.id, kind="net")  # has WEB's id, and another ARN


def reader_of(*listed: tuple[Key, LoadBalancerId]) -> ZoneReader:
    """The zone with these index entries."""
    client = FakeRoute53()
    client.add_zone(ZONE.id, ZONE.name)
    for key, each in listed:
        record = written(Change("CREATE", encode_index(key, each, ME, ZONE)))["ResourceRecordSet"]
        client.put(ZONE.id, record)
    return ZoneReader(ZONE, ME, Route53(client), turn=lambda: None)  # type: ignore[arg-type]


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
