"""The mark of a known gap; see ``conftest``."""

import pytest


def gap(**why: str) -> pytest.MarkDecorator:
    """The service named by each keyword is known to fail this, for the reason given."""
    return pytest.mark.gap(**why)
