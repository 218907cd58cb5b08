"""Every case that docs/hazards.md tells of has a test function that carries it; no test carries an unwritten one."""

import pytest

from tests.support.cases import carriers, written

CARRIERS = carriers()


@pytest.mark.parametrize("case", written())
def test_the_case_has_its_test(case: str) -> None:
    assert CARRIERS[case], f"no test carries {case}"


def test_no_test_carries_a_case_that_is_not_written_down() -> None:
    assert {*CARRIERS} - {*written()} == set()


def test_a_case_is_written_down_once() -> None:
    assert len(written()) == len({*written()}) > 0
