"""The demo's steps, in order. Each does something and returns only when it was seen to have the right effect.

Raises NotSeen (or KeyError, for a record that went missing again) where a step did not hold.
"""

from collections.abc import Sequence

from demo.cloud import RULES_TAG, TAG, Deployment
from demo.screen import Screen
from demo.watch import Watch
from demo.zone import LoadBalancer, Weighted
from local_aws.observe import NotSeen

ZONE = "apps.example.com"
SHOP, STORE, API = f"shop.{ZONE}", f"store.{ZONE}", f"api.{ZONE}"
CART, HELP = f"cart.{ZONE}", f"help.{ZONE}"
_ON_ITS_WAY = "event, queue, Lambda, Route 53"
TAKEN, ELSEWHERE = f"legacy.{ZONE}", "www.example.org"


class Story:
    """What happens once albias is deployed."""

    def __init__(self, screen: Screen, deployment: Deployment) -> None:
        self._screen = screen
        self._zone = deployment.zone
        self._journal = deployment.journal
        self._people = deployment.people

    def run(self) -> None:
        """All steps. Raises: NotSeen."""
        web = self.tagged()
        self.retagged(web)
        web = self.recreated(web)
        green = self.handed_over(web)
        self.taken(green)
        self.outside(green)
        shares = self.shared(green)
        router = self.ruled(green, shares)
        self.deleted(green, router, *[share.load_balancer for share in shares])
        self.told()

    def tagged(self) -> LoadBalancer:
        """A load balancer is made with a tag, and has its name."""
        self._screen.step(
            "A tagged load balancer gets its name",
            "One change batch: the record, who has the name (hold), and where to look for it (index).",
        )
        web = self._create("web", SHOP)
        with self._screen.timed(f"{SHOP} answers", _ON_ITS_WAY):
            self._zone.is_so({SHOP: web})
        self._journal.wait_for(action="create", hostname=SHOP)
        self._show(SHOP, web)
        return web

    def retagged(self, web: LoadBalancer) -> None:
        """The tag's value changes, and the name with it."""
        self._screen.step("Its tag changes: the new name comes, the old one goes")
        self._tag(web, TAG, STORE)
        with self._screen.timed(f"{STORE} answers, {SHOP} is gone", _ON_ITS_WAY):
            self._zone.is_so({STORE: web})
        self._journal.wait_for(action="create", hostname=STORE)
        self._screen.record("record", self._zone.ours()[STORE, "A"])
        self._tag(web, TAG, SHOP)
        with self._screen.timed(f"and back: {SHOP} answers", _ON_ITS_WAY):
            self._zone.is_so({SHOP: web})

    def recreated(self, web: LoadBalancer) -> LoadBalancer:
        """The load balancer is made anew, behind another endpoint, and the name follows."""
        self._screen.step("It is recreated behind another endpoint: the name follows")
        self._delete(web)
        again = self._create("web", SHOP)
        with self._screen.timed(f"{SHOP} points at the new endpoint", _ON_ITS_WAY):
            self._zone.is_so({SHOP: again})
        self._screen.text(f"was {web.dns_name}\nis  {again.dns_name}")
        return again

    def handed_over(self, blue: LoadBalancer) -> LoadBalancer:
        """Blue and green claim one name; green gets it when blue goes, with no moment between."""
        self._screen.step(
            "Blue/green: a second load balancer claims the same name",
            "The holder keeps it; the other one waits, and is told so.",
        )
        green = self._create("green", SHOP)
        with self._screen.timed("green waits; the name stays where it was", _ON_ITS_WAY):
            self._zone.is_so({SHOP: blue}, waiting=[(SHOP, green)])
        self._screen.says(self._journal.wait_for(code="waiting", hostname=SHOP, load_balancer=green.arn))
        self._screen.record("hold", self._zone.hold(SHOP))
        with Watch(self._zone, SHOP) as watch:
            self._delete(blue)
            with self._screen.timed(f"{SHOP} is handed over to green", _ON_ITS_WAY):
                self._zone.is_so({SHOP: green})
        watch.check(blue, green)
        self._screen.saw(f"it answered each of the {watch.looks} times that it was asked meanwhile")
        self._screen.says(self._journal.wait_for(action="hand-over", hostname=SHOP))
        return green

    def taken(self, green: LoadBalancer) -> None:
        """A name that somebody else holds is refused."""
        self._screen.step("A name that somebody else holds")
        self._tag(green, f"{TAG}/legacy", TAKEN)
        with self._screen.timed("refused, with the reason", _ON_ITS_WAY):
            line = self._journal.wait_for(code="name-taken", hostname=TAKEN, load_balancer=green.arn)
        self._screen.says(line)
        self._zone.is_so({SHOP: green})
        self._screen.saw("their record is as it was")
        self._screen.record("theirs", next(found for found in self._zone.records() if found["Name"] == f"{TAKEN}."))

    def outside(self, green: LoadBalancer) -> None:
        """A name outside the zones is some other DNS's: normal, and left alone."""
        self._screen.step("A name outside the configured zones")
        self._tag(green, f"{TAG}/www", ELSEWHERE)
        with self._screen.timed("left alone, and said so", _ON_ITS_WAY):
            line = self._journal.wait_for(code="zone-not-allowed", hostname=ELSEWHERE, load_balancer=green.arn)
        self._screen.says(line)
        self._zone.is_so({SHOP: green})

    def shared(self, green: LoadBalancer) -> list[Weighted]:
        """Two load balancers share a name by weight, and the traffic moves from one to the other."""
        self._screen.step(
            "Two load balancers share a name by weight",
            "Words with = in the tag are options. Each load balancer has its own record set and hold.",
        )
        old = self._create("api-old", f"{API} weight=100")
        new = self._create("api-new", f"{API} weight=0")
        with self._screen.timed("both answer; all of the traffic goes to api-old", _ON_ITS_WAY):
            self._zone.is_so({SHOP: green}, weighted=[Weighted(API, old, 100), Weighted(API, new, 0)])
        self._tag(new, TAG, f"{API} weight=100")
        self._tag(old, TAG, f"{API} weight=0")
        after = [Weighted(API, new, 100), Weighted(API, old, 0)]
        with self._screen.timed("moved: all of it goes to api-new", _ON_ITS_WAY):
            self._zone.is_so({SHOP: green}, weighted=after)
        for one in after:
            self._screen.record("record", self._zone.weighted(one))
        return after

    def ruled(self, green: LoadBalancer, shares: Sequence[Weighted]) -> LoadBalancer:
        """A load balancer's names are the hosts of its listener rules, without any tag that names them."""
        self._screen.step(
            "Names that nobody wrote into a tag: the hosts of listener rules",
            f"names_from_rules says whose: here, of load balancers with the tag {RULES_TAG} = yes.",
        )
        router = self._people.create("router", {RULES_TAG: "yes"})
        self._screen.did(f"CreateLoadBalancer router, with the tag {RULES_TAG} = yes")
        rule = self._people.listen(router, [CART])
        self._screen.did(f"CreateListener, CreateRule: if the host is {CART}")
        with self._screen.timed(f"{CART} answers", _ON_ITS_WAY):
            self._zone.is_so({SHOP: green, CART: router}, weighted=shares)
        self._people.route(rule, [CART, HELP])
        self._screen.did(f"ModifyRule: if the host is {CART} or {HELP}")
        with self._screen.timed(f"{HELP} answers, too", _ON_ITS_WAY):
            self._zone.is_so({SHOP: green, CART: router, HELP: router}, weighted=shares)
        return router

    def deleted(self, *load_balancers: LoadBalancer) -> None:
        """The last load balancers go, and nothing of albias's is left in the zone."""
        self._screen.step("The load balancers are deleted")
        for one in load_balancers:
            self._delete(one)
        with self._screen.timed("nothing of albias's is left in the zone", _ON_ITS_WAY):
            self._zone.is_so({})
        left = self._zone.records()
        if left != self._zone.foreign:
            raise NotSeen(f"the zone as it was at first: {self._zone.foreign}; it is {left}")
        self._screen.saw(f"the {len(left)} record sets of other people are, exactly what they were")

    def told(self) -> None:
        """The Lambda's log lines tell all that happened."""
        self._screen.step("The story as the Lambda's log tells it")
        self._journal.wait_for(action="remove", hostname=SHOP)
        lines = [line for line in self._journal.lines() if line["kind"] in ("decision", "refusal")]
        self._screen.story(lines)

    def _create(self, name: str, hostname: str) -> LoadBalancer:
        made = self._people.create(name, {TAG: hostname})
        self._screen.did(f"CreateLoadBalancer {name}, with the tag {TAG} = {hostname}")
        return made

    def _tag(self, load_balancer: LoadBalancer, key: str, value: str) -> None:
        self._people.tag(load_balancer, {key: value})
        self._screen.did(f"AddTags {load_balancer.name}: {key} = {value}")

    def _delete(self, load_balancer: LoadBalancer) -> None:
        self._people.delete(load_balancer)
        self._screen.did(f"DeleteLoadBalancer {load_balancer.name} ({load_balancer.id})")

    def _show(self, hostname: str, load_balancer: LoadBalancer) -> None:
        self._screen.record("record", self._zone.ours()[hostname, "A"])
        self._screen.record("hold", self._zone.hold(hostname))
        self._screen.record("index", self._zone.index(load_balancer, hostname))
