"""The module's dashboard and saved queries are the stack's."""

import json
from typing import Any

import pytest

from tests.support.synth import Template

from .configurations import CONFIGURATIONS
from .pages import SPEC, alarms_of, dashboard_body, pages


@pytest.mark.parametrize("name", ["dashboard.json.tftpl", "queries.json"])
def test_what_the_module_has_is_what_the_cdk_makes(name: str) -> None:
    assert (SPEC / name).read_text(encoding="utf-8") == pages()[name], "python -m tests.terraform.pages writes it anew"


@pytest.mark.parametrize("name", sorted(CONFIGURATIONS))
def test_the_dashboard_is_the_same(spec: dict[str, dict[str, Any]], templates: dict[str, Template], name: str) -> None:
    there, here = json.loads(spec[name]["dashboard"]), dashboard_body(templates[name], CONFIGURATIONS[name]["owner"])
    shown = [arn.rpartition("-" + CONFIGURATIONS[name]["owner"] + "-")[2] for arn in alarms_of(there)["alarms"]]

    assert len(shown) == len(alarms_of(here)["alarms"])
    assert sorted(shown) == sorted(spec[name]["alarms"])
    alarms_of(there)["alarms"] = alarms_of(here)["alarms"] = []
    assert there == here
