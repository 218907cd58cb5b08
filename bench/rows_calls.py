"""API calls of one event: creation, deletion, a duplicate, and how they grow. Through the real handler."""

from collections import Counter

from bench.aws import Account
from bench.clock import Clock
from bench.function import Function
from bench.peers import ExternalDns, Legacy
from bench.row import Row, Section
from bench.worlds import add_balancers, created, deleted, fill, world_of
from tests.support.world import World

LARGE = 10_000
SIZES = (10, 100, 1_000, LARGE)
_WRITE = "ChangeResourceRecordSets"


class Stage:
    """A zone with other people's record sets, untagged load balancers, and one tagged one."""

    def __init__(self, records: int, balancers: int = 10, below: str = "", **options: str) -> None:
        self.world = world_of()
        fill(self.world, records)
        add_balancers(self.world, balancers, seed=3, tagged=False)
        self.account = Account(Clock())
        self.function = Function(self.world, self.account)
        [self.arn] = add_balancers(self.world, 1, below=below)
        if options:
            self.world.elbv2.update(self.arn, **options)

    def create(self) -> Counter[str]:
        """The calls that its creation makes, or a duplicate of that event."""
        self.world.route53.calls.clear()
        self.function.alone(created(self.world, self.arn))
        return Counter(self.account.attempts)

    def delete(self) -> Counter[str]:
        """The calls that its deletion makes."""
        self.world.route53.calls.clear()
        self.function.alone(deleted(self.world, self.arn))
        return Counter(self.account.attempts)

    @property
    def writes(self) -> int:
        """Change batches of the last event."""
        return self.world.route53.count(_WRITE)


def measure() -> Section:
    """The rows."""
    section = Section("One event")
    stage = Stage(LARGE)
    created = stage.create()
    duplicate, writes = stage.create(), stage.writes
    deleted = stage.delete()
    legacy, loop = _legacy(), _external_dns()
    calls = f"{created['elbv2']} ELB, {created['route53'] - 1} Route 53 reads, 1 change batch"
    section.rows += [
        Row(
            f"API calls, create of one name, zone of {LARGE:,} records",
            created.total(),
            "calls",
            must=5,
            aim=4,
            legacy=f"{legacy} (overwrites)",
            external_dns=f"{loop} in that minute",
            note=f"{calls}. {_AIM_CREATE}",
        ),
        Row(
            "the same, delete",
            deleted.total(),
            "calls",
            must=3,
            aim=2,
            legacy="never deletes",
            external_dns=f"{loop} in that minute",
            note=f"the index, the hold, 1 change batch. {_AIM_DELETE}",
        ),
        Row("ELB calls in it", deleted["elbv2"], "calls", must=0),
        Row("duplicate event: reads", duplicate.total() - writes, "calls", must=4, legacy=str(legacy - 1)),
        Row("duplicate event: writes", writes, "calls", must=0, legacy="1"),
    ]
    _variants(section)
    _growth(section)
    return section


_AIM_CREATE = (
    "The index is not read: what was made just now has lost nothing. One fewer takes a CREATE of a name that was not"
    " read first: sound, since Route 53 refuses it where there is one, but every repeated event would then cost a"
    " refused batch and a second look"
)
_AIM_DELETE = (
    "One fewer takes an index that says what the hold says, and so the same fact twice; the record set itself is not"
    " read: the change batch proves it"
)


def _variants(section: Section) -> None:
    dualstack = Stage(LARGE, IpAddressType="dualstack").create().total()
    deep = Stage(LARGE, below="team.").create().total()
    section.rows += [
        Row("create with A and AAAA", dualstack, "calls"),
        Row("create of a name two labels below the apex", deep, "calls", note="one name more to read: an NS above it"),
        Row("an untagged load balancer is deleted", _untagged_delete(), "calls", note=_UNTAGGED),
    ]


_UNTAGGED = "the event does not say what tags it had: one read of where its index would be"


def _untagged_delete() -> int:
    stage = Stage(LARGE)
    [arn] = add_balancers(stage.world, 1, seed=4, tagged=False)
    stage.function.alone(deleted(stage.world, arn))
    return stage.account.attempts.total()


def _growth(section: Section) -> None:
    by_balancers = {size: Stage(LARGE, size).create().total() for size in SIZES}
    by_records = {size: Stage(size).create().total() for size in SIZES}
    loop = {size: _external_dns(size) for size in SIZES}
    section.points["growth"] = {"balancers": by_balancers, "records": by_records, "external_dns": loop}
    section.rows += [
        Row(
            f"most calls of a create, {SIZES[0]} to {LARGE:,} load balancers",
            max(by_balancers.values()),
            "calls",
            must=5,
            note=_each(by_balancers),
        ),
        Row(
            f"most calls of a create, zones of {SIZES[0]} to {LARGE:,} records",
            max(by_records.values()),
            "calls",
            must=5,
            external_dns=f"{loop[SIZES[0]]} to {loop[LARGE]} in that minute",
            note=f"{_each(by_records)}: no growth",
        ),
    ]


def _each(calls: dict[int, int]) -> str:
    return ", ".join(str(number) for number in calls.values())


def _legacy() -> int:
    world, account = _peer(LARGE)
    [arn] = add_balancers(world, 1)
    peer = Legacy(world, account)
    account.clock.timed(lambda: peer.created(arn))
    return account.attempts.total()


def _external_dns(records: int = LARGE) -> int:
    """Calls of a loop's turn with one new hostname."""
    world, account = _peer(records)
    arns = add_balancers(world, 1)
    peer = ExternalDns(world, account)
    account.clock.timed(lambda: peer.turn(arns))
    return account.attempts.total()


def _peer(records: int) -> tuple[World, Account]:
    world = world_of()
    fill(world, records)
    return world, Account(Clock())
