"""Good neighbours: a sweep and a burst beside it, with both limits of Route 53, the one on changes in every reading."""

from bench import deployed
from bench.aws import CHANGE_LIMITS, TIGHT, ChangeLimit
from bench.bursts import RECORDS
from bench.row import Row, Section, shown
from bench.rows_burst import BURST, MUST_THROTTLED
from bench.sweeps import BALANCERS, Stage

MUST_TIGHT = 20.0  # seconds
_TIGHT_NOTE = (
    "a batch waits as long as the one before it had to; one whose four attempts were all throttled would be halved"
)
AFTER = 13.0  # seconds into a sweep: it has read the tags and begins to read the zone


def measure() -> Section:
    """The rows."""
    section = Section("Sweeps and events beside each other, within both limits of Route 53")
    section.rows += [_row(limit, *beside(limit)) for limit in CHANGE_LIMITS]
    section.rows += _tight(*beside(TIGHT))
    return section


def _row(limit: ChangeLimit, refused: float, seconds: float, calls: int) -> Row:
    return Row(
        f"burst of {BURST} in the middle of a sweep, limit on changes {limit.words}: throttled calls",
        refused,
        "%",
        must=MUST_THROTTLED,
        note=f"{shown(seconds, 's')} until the last name is accepted; {calls} calls; {BALANCERS:,} load balancers are"
        f" swept in a zone of {RECORDS:,} records",
    )


def _tight(refused: float, seconds: float, calls: int) -> list[Row]:
    throttled = _row(TIGHT, refused, seconds, calls)
    return [
        throttled,
        Row("the same: until the last name is accepted", seconds, "s", must=MUST_TIGHT, note=_TIGHT_NOTE),
    ]


def beside(limit: ChangeLimit) -> tuple[float, float, int]:
    """Percent of all calls that were throttled, seconds of the burst, and the number of calls."""
    stage = Stage(change_limit=limit)
    seconds = stage.burst(BURST, deployed.mapping(), AFTER)
    return stage.account.refused, seconds, stage.account.attempts.total()
