"""What is generated in the documents is what the commands say today; `make pictures` writes it again."""

from albias_cli.app import ORDER
from tests.cli.picture import MANUAL, PLAN, manual, plan_svg


def test_the_picture_of_a_plan_is_fresh() -> None:
    assert PLAN.read_text(encoding="utf-8") == plan_svg()


def test_the_picture_fetches_nothing() -> None:
    assert "url(http" not in PLAN.read_text(encoding="utf-8")


def test_every_output_in_the_manual_is_fresh() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    assert text == manual(text)


def test_the_manual_shows_every_command() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    for name in [*({*ORDER} - {"migrate"}), "migrate external-dns", "migrate back"]:
        assert f"$ albias {name} --help" in text
