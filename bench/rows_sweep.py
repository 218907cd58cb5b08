"""Sweeps: what one costs when there is nothing to do, what a hundred of them take of one account, their manners."""

from math import ceil

from bench import deployed
from bench.accounts import ACCOUNTS, EACH, LAYOUTS, MIXED, Layout, Share, most, share
from bench.aws import Account
from bench.clock import Clock
from bench.function import LOG, Function, logged
from bench.lambdas import Mapping
from bench.peers import INTERVAL, ExternalDns
from bench.row import Row, Section, shown
from bench.rows_burst import BURST, MUST, MUST_THROTTLED
from bench.sweeps import BALANCERS, RECORDS, Stage, interval, said, sweeping
from bench.worlds import add_balancers, created, fill, world_of
from tests.support.world import World

DELETED = 200
SIZES = (10, 100, BALANCERS, 3_000)
# Percent of the DNS account's requests that all sweeps may take; more where all names lie mixed in one zone, since each
# sweep reads everybody's holds there.
SHARE = 10
MIXED_SHARE = 15


def measure() -> Section:
    """The rows."""
    section = Section("Sweeps")
    stage = Stage()
    seconds = stage.sweep()
    calls = stage.account.attempts.copy()
    log = said(LOG.take())
    loop = _loop(stage.world)
    section.points["sweep"] = _sizes()
    section.rows.append(
        Row(
            f"sweep with nothing to do, {BALANCERS:,} load balancers, {RECORDS:,} records",
            calls.total(),
            "calls",
            must=100,
            aim=_least(),
            legacy="has none",
            external_dns=f"{loop} a turn, {loop * int(interval() / INTERVAL)} in the time between two sweeps",
            note=f"{calls['elbv2']} ELB, {calls['route53']} Route 53, {shown(seconds, 's')}; the aim is the fewest that"
            " the APIs' page sizes allow",
        )
    )
    mapping = deployed.mapping()
    section.rows += [_pace(stage), _event(stage, seconds), _burst(mapping, seconds), *_many_accounts()]
    section.text = [_bound(), _manners(mapping, log)]
    return section


def _tags() -> int:
    return ceil(BALANCERS / 20)


def _listing() -> int:
    return ceil(BALANCERS / 400)


def _pages() -> int:
    """Holds and index lie together, names all over the zone: every page has something to be read."""
    return ceil(RECORDS / 300)


def _least() -> int:
    return _tags() + _listing() + _pages()


def _bound() -> str:
    return (
        f"**What bounds a sweep.** DescribeTags takes 20 ARNs, so {BALANCERS:,} load balancers are {_tags()} calls;"
        f" DescribeLoadBalancers lists 400 a page, {_listing()} calls. ListResourceRecordSets answers 300 record sets a"
        f" page; {BALANCERS:,} names that lie all over {RECORDS:,} record sets, with their holds and index, touch every"
        f" one of {_pages()} pages. Below {_least()} calls it would take another source for the tags (the Resource"
        " Groups Tagging API lists 100 a page, but lags behind, needs a permission more, and absence from it proves"
        " nothing), or fewer looks at names that nobody has touched."
    )


def _manners(mapping: Mapping, log: str) -> str:
    [schedule] = deployed.resources()["AWS::Scheduler::Schedule"]
    window = int(schedule["FlexibleTimeWindow"]["MaximumWindowInMinutes"])
    return (
        f"**Manners.** The scheduler starts a sweep at a moment of its own within {window} minutes. Every call of it"
        " waits for its turn, at half of the account's rate. Messages about load balancers that come in the same batch"
        f" are worked on before it. Later ones find one of the {mapping.concurrency} instances busy and share the other"
        " one: a single event does not notice, a burst takes longer than alone, until the sweep is over. The pace is"
        " an invocation's own: two sweeps at once (one that takes longer than the interval, or whose message is"
        f" delivered twice) would take the whole rate. Its log says what it cost: `{log}`."
    )


def _sizes() -> dict[int, int]:
    calls = {}
    for size in SIZES:
        stage = Stage(size)
        stage.sweep()
        calls[size] = stage.account.attempts.total()
    LOG.take()
    return calls


def _loop(world: World) -> int:
    account = Account(Clock())
    peer = ExternalDns(world, account)
    account.clock.timed(peer.turn)
    return account.attempts.total()


def first() -> Stage:
    """The sweep after an installation: no name is there yet."""
    stage = Stage(records=RECORDS - 3 * BALANCERS, named=False)
    stage.sweep()
    return stage


def after_losses() -> Stage:
    """A sweep after deletions whose events never came."""
    stage = Stage()
    stage.lose(DELETED)
    stage.sweep()
    return stage


def _pace(stage: Stage) -> Row:
    cases = {
        "nothing to do": stage,
        f"the first one, {BALANCERS:,} new load balancers": first(),
        f"{DELETED} of {BALANCERS:,} deleted unnoticed": after_losses(),
    }
    LOG.take()
    return Row(
        "most calls of a sweep to either API within one second, of the 10 that the account has",
        max(done.busiest for done in cases.values()),
        "calls",
        must=5,
        external_dns="no pace of its own",
        note="; ".join(f"{words}: {_spent(done)}" for words, done in cases.items()),
    )


def _spent(stage: Stage) -> str:
    attempts, throttled = stage.account.attempts, stage.account.throttled.total()
    return (
        f"{attempts['elbv2']} ELB and {attempts['route53']} Route 53 calls, {throttled} throttled, {stage.busiest} in"
        " the busiest second"
    )


def _event(stage: Stage, seconds: float) -> Row:
    """What an event waits for the APIs that comes in the middle of a sweep."""
    account, world = stage.account, stage.world
    function = Function(world, account)
    [first, second] = add_balancers(world, 2, seed=5)
    alone = function.alone(created(world, first))
    account.reset()
    beside: list[float] = []

    def event() -> None:
        began = account.clock.now
        function.invoke([created(world, second)])
        beside.append(account.clock.now - began)

    account.clock.start(sweeping(function))
    account.clock.start(event, after=seconds / 2)
    with logged():
        account.clock.run()
    LOG.take()
    return Row(
        "an event in the middle of a sweep, against one alone",
        beside[0] / alone,
        "ratio",
        must=1.1,
        note=f"without the queue: {shown(beside[0], 's')} and {shown(alone, 's')}; {account.throttled.total()} calls"
        " throttled",
    )


def _burst(mapping: Mapping, seconds: float) -> Row:
    """Through the queue, when the sweep has read the tags and begins to read the zone."""
    after = seconds * 0.8
    alone, beside = (Stage().burst(BURST, mapping, when) for when in (None, after))
    return Row(
        f"burst of {BURST} in the middle of a sweep, through the queue",
        beside,
        "s",
        must=MUST[BURST],
        note=f"alone {shown(alone, 's')}: the sweep holds one of {mapping.concurrency} instances",
    )


def _many_accounts() -> list[Row]:
    """All sweeps of all accounts together, in each layout of the zones."""
    shares = {layout: share(layout) for layout in LAYOUTS}
    rows = [_share(layout, found) for layout, found in shares.items()]
    throttled = Row(
        f"{ACCOUNTS} accounts: throttled calls, the most in any of these layouts",
        max(found.refused for found in shares.values()),
        "%",
        must=MUST_THROTTLED,
    )
    return [*rows, throttled]


def _share(layout: Layout, found: Share) -> Row:
    """Of Route 53's requests."""
    capacity = Account(Clock()).buckets["route53"].rate
    note = f"{EACH} load balancers each: {found.calls:.1f} calls a sweep; {found.throttled} throttled"
    if layout is MIXED:
        limit, beyond = most(layout, MIXED_SHARE)
        note += (
            f". Up to {limit} load balancers an account stay within {MIXED_SHARE} %, {limit + 1} take {beyond:.1f} %;"
            " then a longer interval, or a subdomain for each account, helps"
        )
    return Row(
        f"{ACCOUNTS} accounts, {layout.words}: share of Route 53's {capacity:g} a second",
        found.percent,
        "%",
        must=MIXED_SHARE if layout is MIXED else SHARE,
        legacy="has no sweep",
        external_dns=shown(_turn(layout) * ACCOUNTS / (capacity * INTERVAL) * 100, "%"),
        note=note,
    )


def _turn(layout: Layout) -> int:
    """Calls of one turn of external-dns's loop in one of the accounts."""
    world = world_of(layout.zones(0))
    fill(world, layout.records)
    return _loop(world)
