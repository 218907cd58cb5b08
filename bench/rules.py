"""Load balancers whose names come from listener rules: their listeners, rules, and names. Tells no figures."""

from albias.settings import TagMatch
from bench.aws import Account
from bench.clock import Clock
from bench.function import LOG, Function
from bench.worlds import created, fill, labels, rule_made, sweep, world_of

SELECTED = TagMatch("albias/rules", "yes")
LISTENERS = 2
RULES = 20  # of a load balancer
_PORTS = (443, 80)
_TOGETHER = 40  # load balancers whose events are worked on at once in the preparation


class Stage:
    """Load balancers without a hostname tag. One host of each lies in the zone, on every listener; others do not."""

    def __init__(self, balancers: int, records: int, *, named: bool = True) -> None:
        self.world = world_of(names_from_rules=(SELECTED,))
        self.account = Account(Clock())
        self.function = Function(self.world, self.account)
        names = labels(11)
        self.arns = [self._balancer(index, next(names)) for index in range(balancers)]
        if named:
            self._populate()
        fill(self.world, records)

    def event(self) -> int:
        """Calls of a CreateRule event."""
        listener = self.world.elbv2.listeners(self.arns[0])[0]
        self.function.alone(rule_made(self.world, listener))
        return self.account.attempts.total()

    def sweep(self) -> float:
        """One sweep; its virtual seconds. The calls are in the account."""
        return self.function.alone(sweep())

    @property
    def busiest(self) -> int:
        """The most calls to either API within one second."""
        return max(map(self.account.busiest_second, self.account.moments))

    def _balancer(self, index: int, label: str) -> str:
        tags = {SELECTED.key: str(SELECTED.value)}
        arn = self.world.elbv2.add_load_balancer(f"rules-{index}", tags=tags)
        for port in _PORTS[:LISTENERS]:
            listener = self.world.elbv2.add_listener(arn, port)
            self.world.elbv2.add_rule(listener, f"{label}.{self.world.zone.name}")
            for rule in range(1, RULES // LISTENERS):
                self.world.elbv2.add_rule(listener, f"{label}-{rule}.example.net")
        return arn

    def _populate(self) -> None:
        for start in range(0, len(self.arns), _TOGETHER):
            self.function.alone(*(created(self.world, arn) for arn in self.arns[start : start + _TOGETHER]))
        LOG.take()
