"""Every configuration once through Terraform and once through the CDK."""

from typing import Any

import pytest

from albias_config import check_all
from tests.support.synth import Template, synth

from .configurations import CONFIGURATIONS
from .render import rendered


@pytest.fixture(scope="session")
def spec(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the module says of each configuration."""
    return rendered(tmp_path_factory.mktemp("spec"), CONFIGURATIONS)


@pytest.fixture(scope="session")
def templates() -> dict[str, Template]:
    """What the CDK makes of each."""
    return {name: synth(check_all(raw)) for name, raw in CONFIGURATIONS.items()}
