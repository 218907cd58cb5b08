"""Where the tag that claims a name is to be written: at the load balancer, or in the cluster that makes it. Words only.

What people are told to type of the AWS CLI's about a load balancer stands here alone.

The AWS Load Balancer Controller takes away what it did not put there, so its load balancers get their tags from the
cluster's own objects; EKS Auto Mode works likewise. Both mark what they make by a tag whose value is NAMESPACE/NAME of
the object, or the name of the IngressGroup. Sources: the controller's pkg/deploy/tracking/provider.go and
pkg/gateway/constants; AWS's managed policy AmazonEKSLoadBalancingPolicy, which lists all tags that Auto Mode may set.
"""

from dataclasses import dataclass
from shlex import quote

from albias.edge.notices import STACK_TAGS
from albias.model import LoadBalancer, LoadBalancerId, Tags
from albias.names import DnsName

LISTING = "aws elbv2 describe-load-balancers --query 'LoadBalancers[].LoadBalancerArn'"  # the command that lists ARNs
_LONGEST_KEY = 128  # characters of a tag's key (ELB's Tag data type)


@dataclass(frozen=True, slots=True)
class _Kind:
    """An object that a load balancer is made for. `place`: what of it has the tags."""

    name: str
    place: str


_INGRESS = _Kind("Ingress", "alb.ingress.kubernetes.io/tags")
_SERVICE = _Kind("Service", "service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags")
_GATEWAY = _Kind("Gateway", "spec.tags")

# By the first label of the tags that tell for which object a load balancer was made (albias.edge.notices).
_KINDS = {"ingress": _INGRESS, "service": _SERVICE, "gateway": _GATEWAY}
# The tags that tell for which cluster: of the controller (the second one before its version 2), and of EKS Auto Mode.
_AUTO_MODE = "eks:eks-cluster-name"
_CLUSTERS = ("elbv2.k8s.aws/cluster", "ingress.k8s.aws/cluster", _AUTO_MODE)


def key_and_value(name: DnsName, key: str) -> tuple[str, str]:
    """The tag that would claim a name, under a key of its own: it takes no other tag's place. AWS forbids `*` in it."""
    value = name.replace("*", "_wildcard", 1)
    return f"{key}/{value}"[:_LONGEST_KEY].removesuffix("/"), value


def is_of_a_cluster(load_balancer: LoadBalancer) -> bool:
    """Whether a controller in a cluster made a load balancer, so that it decides about its tags."""
    return any(key in STACK_TAGS or key in _CLUSTERS for key, _ in load_balancer.tags)


def how_to_tag(load_balancer: LoadBalancer, name: DnsName, key: str, options: str = "") -> str:
    """What to do so that a load balancer claims a name; `options`: what stands beside the name in the tag."""
    own, value = key_and_value(name, key)
    return how_to_add(load_balancer, ((own, f"{value} {options}".rstrip()),))


def how_to_add(load_balancer: LoadBalancer, tags: Tags) -> str:
    """What to do so that a load balancer gets tags."""
    if not is_of_a_cluster(load_balancer):
        return f"Tag {load_balancer.id.short}: `{_add_tags(load_balancer.id, tags)}`"
    kind, owner = _made_for(load_balancer)
    if kind is _GATEWAY:
        place = f"the LoadBalancerConfiguration of {owner}, in `{kind.place}`"
        line = ", ".join(f"{key}: {value}" for key, value in tags)
    else:
        place = f"the annotation on {owner}, after a comma where it has tags already"
        line = f"{kind.place}: " + ",".join(f"{key}={value}" for key, value in tags)
    return f"{_why(load_balancer)}. Add to {place}: `{line}`"


def _add_tags(load_balancer: LoadBalancerId, tags: Tags) -> str:
    """The AWS CLI's command that writes tags."""
    written = " ".join(quote(f"Key={key},Value={value}") for key, value in tags)
    return f"aws elbv2 add-tags --resource-arns {load_balancer} --tags {written}"


def untagging(load_balancer: LoadBalancerId, key: str) -> str:
    """The AWS CLI's command that takes a tag away."""
    return f"aws elbv2 remove-tags --resource-arns {load_balancer} --tag-keys '{key}'"


def looking_at(load_balancer: LoadBalancerId) -> str:
    """The AWS CLI's command that describes a load balancer."""
    return f"aws elbv2 describe-load-balancers --load-balancer-arns {load_balancer} --region {load_balancer.region}"


def where_to_tag(load_balancer: LoadBalancer) -> str:
    """Where the tags of a cluster's load balancer are written; empty where that is the load balancer itself."""
    if not is_of_a_cluster(load_balancer):
        return ""
    kind, owner = _made_for(load_balancer)
    if kind is _GATEWAY:
        return f"Its tags are those in `{kind.place}` of the LoadBalancerConfiguration of {owner}."
    return f"Its tags are those in the annotation `{kind.place}` on {owner}."


def _why(load_balancer: LoadBalancer) -> str:
    if _is_of_auto_mode(load_balancer):
        return "EKS Auto Mode owns the load balancer's tags, and its cluster role must be allowed to set this one"
    return "A tag that the controller did not write does not stay"


def _is_of_auto_mode(load_balancer: LoadBalancer) -> bool:
    return any(key == _AUTO_MODE or ".eks.amazonaws.com" in key for key, _ in load_balancer.tags)


def _made_for(load_balancer: LoadBalancer) -> tuple[_Kind, str]:
    """The kind of object, and which one, as far as the tags tell."""
    tags = dict(load_balancer.tags)
    for key in STACK_TAGS:
        kind = _KINDS[key.partition(".")[0]]
        if stack := tags.get(key):
            return kind, f"the {kind.name} {stack}" if "/" in stack else f"an Ingress of the IngressGroup {stack}"
    kind = _SERVICE if load_balancer.id.type == "network" else _INGRESS
    cluster = next((tags[key] for key in _CLUSTERS if key in tags), "")
    return kind, f"its {kind.name} in the cluster {cluster}".rstrip()
