"""What albias asks of a source of names: a kind of place where a load balancer's hostnames are written. Pure.

What is said here holds for a source that has to be read: nothing of it is known until somebody has looked there.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from albias.model import Host, LoadBalancer, LoadBalancerId, NoteCode
from albias.names import DnsName
from albias.options import NO_OPTIONS, Options
from albias.settings import Settings

if TYPE_CHECKING:
    from albias.aws.elbv2 import Elbv2


class Wish(NamedTuple):
    """One hostname as it was written, by which source, and with which options.

    `place`: where, in words. `origin`: what the name's hold remembers of that; it begins with the source's name.
    `mistake`: what is wrong with the options.
    """

    text: str
    source: "Source"
    place: str
    origin: str
    options: Options = NO_OPTIONS
    mistake: str = ""


class Source:
    """A source of names. It keeps nothing, and there is one of each class.

    `noun`: what people call one of its places. `tells_mistakes`: whether who writes there writes for albias, and so is
    told what is no hostname. `not_taken`: what to tell of a name that it gave, once the settings leave it out.
    """

    name = noun = ""
    tells_mistakes = False
    not_taken: tuple[NoteCode, str] | None = None

    def takes(self, load_balancer: LoadBalancer, settings: Settings) -> bool:
        """Whether the settings take names for a load balancer from here."""
        return True

    def read(self, elb: "Elbv2", load_balancer: LoadBalancerId, turn: Callable[[], None]) -> tuple[Host, ...] | None:
        """All that is written here for a load balancer; None where not all can be known now.

        `turn`: called before each call. Raises: AwsUnavailable.
        """
        return ()

    def actions(self, settings: Settings) -> tuple[str, ...]:
        """The actions of IAM that `read` needs with these settings."""
        return ()

    def grace(self, settings: Settings) -> int:
        """For how many seconds a name is kept that is no longer written here."""
        return 0

    @property
    def said_in_grace(self) -> str:
        """What is said of a name whose grace runs."""
        return f"no {self.noun} names it any more; it is given up when that lasts"

    def wishes(self, load_balancer: LoadBalancer, settings: Settings) -> Iterator[Wish]:
        """What is wished for here; patterns are no wishes."""
        taken = self.takes(load_balancer, settings)
        for host in load_balancer.hosts or ():
            if taken and host.source == self.name and not host.is_pattern:
                yield Wish(host.text, self, host.place, self.name)

    def still_names(self, load_balancer: LoadBalancer, origin: str, name: DnsName, settings: Settings) -> bool | None:
        """Whether the place that a hold remembers names something still, though no wish does; None: nobody can tell."""
        if not self.takes(load_balancer, settings):
            return origin == self.name  # nobody looks there any more, which is a setting and no evidence
        return None if load_balancer.hosts is None else False
