"""`python -m albias_cli` is `albias`."""

import contextlib
import os
import sys

from .quick.answers import quick_answer


def start() -> int:
    """Answer at once where that can be, else run the command line."""
    try:
        answer = quick_answer(sys.argv[1:], os.environ)
        code = _say(*answer) if answer else _run()
    except BrokenPipeError:
        code = 1  # an error that nobody can be told of
    _let_go()
    return code


def _run() -> int:
    """Run the command line. Its packages take a moment to load: a Ctrl-C in that moment is no defect."""
    try:
        from .main import main  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: nothing was changed\n")
        return 130
    return main(sys.argv[1:])


def _say(text: str, code: int) -> int:
    with contextlib.suppress(BrokenPipeError):  # whoever reads it has seen enough
        sys.stdout.write(f"{text}\n" if text else "")
        sys.stdout.flush()
    return code


def _let_go() -> None:
    """What a closed pipe did not take would be tried again at the exit, and be an error there."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    sys.exit(start())
