"""Random values for the properties: DNS names, tags, load balancers. Builds, asserts nothing."""

from hypothesis import strategies as st

from albias.model import HostedZone, LoadBalancerId
from albias.names import DnsName
from tests.support.world import ACCOUNT, REGION

LABEL = st.text("abkz059_-", min_size=1, max_size=12).filter(lambda label: not (label[0] == "-" or label[-1] == "-"))
# Few labels, so that names collide, nest and stand next to each other in Route 53's order.
NEAR_LABEL = st.sampled_from(["a", "a-b", "b", "0", "_x", "a0", "z"])


def hostnames(zone: str, labels: st.SearchStrategy[str] = LABEL, most: int = 3) -> st.SearchStrategy[DnsName]:
    """Names below a zone in the normal form, some of them wildcards."""
    inner = st.lists(labels, min_size=1, max_size=most)
    starred = st.tuples(st.booleans(), inner)
    return starred.map(lambda drawn: DnsName(".".join([*(["*"] if drawn[0] else []), *drawn[1], zone])))


def load_balancer_ids() -> st.SearchStrategy[LoadBalancerId]:
    """Application and network load balancers of one account and Region."""
    return st.builds(
        LoadBalancerId,
        partition=st.just("aws"),
        region=st.just(REGION),
        account=st.just(ACCOUNT),
        kind=st.sampled_from(["app", "net"]),
        name=st.text("aBz0-", min_size=1, max_size=16),
        id=st.text("09af", min_size=16, max_size=16),
    )


def tag_values() -> st.SearchStrategy[str]:
    """Any tag value that AWS allows: exotic ones, and ones made of what hostnames are made of.

    Allowed is `^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$`, up to 256 characters (ELB API reference, Tag).
    """
    exotic = st.text(st.characters(categories=("L", "Z", "N"), include_characters="_.:/=+-@"), max_size=256)
    near = st.text(st.sampled_from("ab-_.:/=+@ \u00a0\u3000AÄßİ\u017fK。0"), max_size=60)
    return exotic | near


def zones(name: str = "apps.example.com") -> st.SearchStrategy[HostedZone]:
    """A hosted zone with some patterns of allowed hostnames, or with none."""
    pattern = st.sampled_from(
        [name, f"*.{name}", f"*.a.{name}", f"*.a-b.a.{name}", f"b.{name}", f"_wildcard.{name}", f"_wildcard.a.{name}"]
    )
    patterns = st.lists(pattern, max_size=3, unique=True).map(tuple)
    return st.builds(HostedZone, id=st.just("Z0APPS"), name=st.just(DnsName(name)), hostnames=patterns)
