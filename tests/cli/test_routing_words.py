"""What the command line tells people to write for a routing policy is what a tag says to ask for it."""

from typing import get_args

import pytest

from albias.model import RoutingPolicy
from albias.model.records import ROUTING_FIELDS
from albias.options import parse_options
from albias_cli.show.routing import example_of, option_of

REGION = "eu-west-1"
OPTIONS = ["weight=0", "weight=20", "latency=here", "failover=primary", "failover=secondary"]
OF_PLACES = ["country=DE", "country=default", "continent=EU", "subdivision=US-CA"]
UNWRITTEN = {"geoproximity", "ip-based", "multivalue"}


@pytest.mark.parametrize("option", [*OPTIONS, *OF_PLACES])
def test_an_option_and_its_routing_say_each_other(option: str) -> None:
    routing = parse_options([option], REGION).routing
    assert routing
    assert option_of(routing.policy, str(routing.value)) == option


def test_every_policy_has_a_field_and_each_that_albias_writes_an_option() -> None:
    policies = {*get_args(RoutingPolicy)}
    assert policies == ROUTING_FIELDS.keys()
    examples = {policy: example_of(policy) for policy in policies}
    assert {policy for policy, option in examples.items() if not option} == UNWRITTEN
    for policy in policies - UNWRITTEN:
        asked = parse_options([examples[policy]], REGION).routing
        assert asked
        assert asked.policy == policy


@pytest.mark.parametrize("policy", sorted(UNWRITTEN))
def test_what_albias_never_writes_has_no_option(policy: str) -> None:
    assert option_of(policy, '{"Bias": 5}') == ""
