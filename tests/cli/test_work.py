"""Progress on a terminal, and the engine's view of an interrupt."""

import io
import threading

from rich.console import Console

from albias.aws.elbv2 import Elbv2
from albias_cli.work import Work
from tests.support.clients import FakeClients
from tests.support.world import ZONE, World


def _terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=100, markup=False)


def _shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_progress_is_shown_on_a_terminal_and_its_text_is_safe() -> None:
    console = _terminal()
    work = Work(console)
    with work.doing("looking", total=3):
        work.at("zone \u202e[bold]x")
        work.advance(2)
    assert "zone \\u202e[bold]x" in _shown(console)
    assert "2/3" in _shown(console)


def test_elsewhere_nothing_is_said() -> None:
    console = Console(file=io.StringIO())
    work = Work(console)
    with work.doing("looking"):
        work.at("zone")
        work.advance()
    work.at("after")
    assert _shown(console).strip() == ""


def test_what_is_read_and_changed_is_told(world: World) -> None:
    console = _terminal()
    work = Work(console)
    route53 = work.watched(FakeClients({"route53": world.route53}).route53(ZONE), ZONE.name)
    with work.doing("looking"):
        route53.page(ZONE.id, ZONE.name)
        route53.page(ZONE.id, ZONE.name)
    assert "apps.example.com: 4 record sets read" in _shown(console)


def test_load_balancers_are_counted(world: World) -> None:
    for number in range(3):
        world.create(f"web-{number}")
    console = _terminal()
    work = Work(console)
    with work.doing("looking"):
        assert len(list(Elbv2(lambda _: work.counted(world.elbv2)).all(lambda: None))) == 3
    assert "3 load balancers looked at" in _shown(console)


def test_the_engine_has_all_the_time_until_an_interrupt() -> None:
    work = Work(_terminal())
    assert work.remaining() == float("inf")
    work.stopped = True
    assert work.remaining() == 0.0


def test_in_another_thread_signals_are_left_alone() -> None:
    """Python delivers signals to the main thread only."""
    ran: list[bool] = []

    def change() -> None:
        with Work(_terminal()).changing():
            ran.append(True)

    thread = threading.Thread(target=change)
    thread.start()
    thread.join()
    assert ran == [True]
