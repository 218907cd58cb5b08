"""Where the tag that claims a name is to be written: at the load balancer, or in the cluster that makes it. Words only.

The AWS Load Balancer Controller takes away what it did not put there, so its load balancers get their tags by
annotation. It marks what it makes (its documentation, "Ingress annotations" and "NLB"): `ingress.k8s.aws/stack` is
NAMESPACE/NAME of the Ingress, or the IngressGroup's name; `service.k8s.aws/stack` is NAMESPACE/NAME of the Service.
"""

from albias.model import LoadBalancer
from albias.names import DnsName

CLUSTER, INGRESS, SERVICE = "elbv2.k8s.aws/cluster", "ingress.k8s.aws/stack", "service.k8s.aws/stack"
_INGRESS_TAGS = "alb.ingress.kubernetes.io/tags"
_SERVICE_TAGS = "service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags"
_LONGEST_KEY = 128  # characters of a tag's key (ELB's Tag data type)


def key_and_value(name: DnsName, key: str) -> tuple[str, str]:
    """The tag that would claim a name, under a key of its own: it takes no other tag's place. AWS forbids `*` in it."""
    value = name.replace("*", "_wildcard", 1)
    return f"{key}/{value}"[:_LONGEST_KEY].removesuffix("/"), value


def is_of_a_cluster(load_balancer: LoadBalancer) -> bool:
    """Whether the AWS Load Balancer Controller made a load balancer, so that it decides about its tags."""
    return bool({CLUSTER, INGRESS, SERVICE} & dict(load_balancer.tags).keys())


def how_to_tag(load_balancer: LoadBalancer, name: DnsName, key: str) -> str:
    """What to do so that a load balancer claims a name."""
    own, value = key_and_value(name, key)
    if not is_of_a_cluster(load_balancer):
        return f"Tag {load_balancer.id}: {own} = {value}"
    annotation, owner = _annotation(load_balancer)
    return (
        f"Add to the annotation on {owner}: `{annotation}: {own}={value}` (after a comma where it has tags already);"
        " a tag that the controller did not write does not stay"
    )


def _annotation(load_balancer: LoadBalancer) -> tuple[str, str]:
    tags = dict(load_balancer.tags)
    if SERVICE in tags:
        return _SERVICE_TAGS, f"the Service {tags[SERVICE]}"
    if stack := tags.get(INGRESS):
        what = "the Ingress" if "/" in stack else "an Ingress of the IngressGroup"
        return _INGRESS_TAGS, f"{what} {stack}"
    if load_balancer.id.type == "network":
        return _SERVICE_TAGS, f"its Service in the cluster {tags[CLUSTER]}"
    return _INGRESS_TAGS, f"its Ingress in the cluster {tags[CLUSTER]}"
