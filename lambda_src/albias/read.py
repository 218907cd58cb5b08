"""Reading one hosted zone: the registry and the names, each page once. Knows where things lie; decides nothing.

What was read may be torn (pages are answers of different moments): every change batch proves the hold and the record
sets that it changes, so only a refusal, which sends no batch, has to look twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .aws.route53 import Route53
from .model import HostedZone, LoadBalancerId, RecordSet
from .names import DnsName, is_within
from .registry import (
    Deployment,
    Hold,
    IndexEntry,
    Key,
    decode_hold,
    hold_name,
    holds_root,
    index_at,
    index_root,
    is_of_another,
    owner_root,
    read_index,
)
from .view import ZoneView

Index = dict[Key, set[LoadBalancerId]]


@dataclass(slots=True)
class ZoneReader:
    """Reads what is needed of one hosted zone. `turn`: called before each page, so that it can wait or end the work.

    Every method raises AwsUnavailable when a page cannot be had.
    """

    zone: HostedZone
    me: Deployment
    route53: Route53
    turn: Callable[[], None]
    view: ZoneView = field(default_factory=ZoneView)
    odd: set[DnsName] = field(default_factory=set)  # places in the registry with what albias never wrote

    def read(self, names: Iterable[DnsName]) -> None:
        """See to it that these names are known."""
        for name in self.view.missing(names):
            if not self.view.knows(name):  # else a page read just now has told of it
                self._page(name)

    def all_holds(self) -> dict[Key, Hold]:
        """Every hold in the zone, whoever's."""
        root = holds_root(self.zone)
        self._pages(root)
        return self._decoded(self.view.below(root))

    def holds_at(self, names: Iterable[DnsName]) -> dict[Key, Hold]:
        """Every hold on these names, whoever's."""
        places = [hold_name(name, self.zone) for name in names]
        self.read(places)
        found: list[RecordSet] = []
        for place in dict.fromkeys(places):
            found += self.view.at(place)
        return self._decoded(found)

    def all_index(self) -> Index:
        """Every index entry of this owner: who is told to hold each key, or to wait for it."""
        root = owner_root(self.me.owner, self.zone)
        self._pages(root)
        return self._listed(self.view.below(root))

    def index_of(self, load_balancers: Iterable[LoadBalancerId]) -> Index:
        """What these load balancers hold or wait for, as the index tells.

        Only entries of exactly these load balancers count: others may share an id with them (C40, H55).
        """
        wanted = set(load_balancers)
        roots = {index_root(each, self.me.owner, self.zone) for each in wanted}
        found: list[RecordSet] = []
        for root in sorted(roots):
            if not self.view.spans_below(root):
                self._pages(root)
            found += self.view.below(root)
        listed: Index = {}
        for key, holders in self._listed(found).items():
            if holders & wanted:
                listed[key] = holders & wanted
        return listed

    def index_entry(self, wanted: RecordSet, load_balancer: LoadBalancerId) -> IndexEntry | None:
        """What lies at the place of a load balancer's index entry, which must have been read."""
        for found in self.view.of_type(wanted.key.name, "TXT"):
            return index_at(found, wanted, load_balancer, self.me)
        return None

    def _decoded(self, record_sets: Iterable[RecordSet]) -> dict[Key, Hold]:
        holds: dict[Key, Hold] = {}
        for found in record_sets:
            hold = decode_hold(found, self.me, self.zone) if found.key.type == "TXT" else None
            if hold is not None:
                holds[hold.key] = hold
            else:
                self.odd.add(found.key.name)
        return holds

    def _listed(self, record_sets: Iterable[RecordSet]) -> Index:
        listed: Index = {}
        for found in record_sets:
            told = read_index(found, self.me, self.zone)
            if told is not None:
                key, load_balancer = told
                listed.setdefault(key, set()).add(load_balancer)
            elif not is_of_another(found, self.me):
                self.odd.add(found.key.name)
        return listed

    def _pages(self, root: DnsName) -> None:
        """Read all that lies at a name and below it."""
        cursor: DnsName | None = root
        while cursor is not None and is_within(cursor, root):
            cursor = self._page(cursor)

    def _page(self, start: DnsName) -> DnsName | None:
        self.turn()
        record_sets, following = self.route53.page(self.zone.id, start)
        self.view.add_page(start, record_sets, following)
        return following
