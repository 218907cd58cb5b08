"""The tags of the load balancers: whether one is written so that albias does not read it."""

from collections.abc import Iterator

from albias_cli.ask.slips import in_keys
from albias_cli.show.counting import many

from .finding import Check, Finding, Patient, ok, problem

_AREA = "tags"


def tags(patient: Patient) -> Iterator[Finding]:
    """Keys that are nearly one of `hostname_tags`: of such a tag nothing else says a word."""
    workspace = patient.workspace
    load_balancers = [*workspace.elbv2.all(workspace.pace)]
    found = in_keys(load_balancers, workspace.settings)
    for slip in found:
        yield problem(_AREA, slip.told, slip.mend)
    if not found:
        yield ok(_AREA, f"no key is misspelt, of {many(len(load_balancers), 'load balancer')}")


CHECKS: tuple[Check, ...] = (tags,)
