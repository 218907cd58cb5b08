"""Every hazard of load balancer DNS has a test function that carries its number in its own name or docstring.

What stands above a whole file does not count: it says nothing of any one test. Nor do the contract tests: they hold the
fakes to AWS's behaviour, not albias to its own.
"""

import pytest

from tests.support.hazards import CARRIERS, NUMBERS, TESTS, marked


@pytest.mark.parametrize("number", NUMBERS)
def test_the_hazard_has_its_test(number: int) -> None:
    assert CARRIERS[number], f"no test carries H{number}"


def test_no_test_carries_a_number_that_is_no_hazard() -> None:
    for path in sorted(TESTS.rglob("test_*.py")):
        for name, numbers in marked(path):
            assert numbers <= set(NUMBERS), name
