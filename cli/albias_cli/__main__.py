"""`python -m albias_cli` is `albias`."""

import os
import sys


def start() -> int:
    """Run the command line. Its packages take a moment to load: a Ctrl-C in that moment is no defect."""
    try:
        from .main import main  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: nothing was changed\n")
        return 130
    try:
        code = main(sys.argv[1:])
    except BrokenPipeError:
        code = 1  # an error that nobody can be told of
    _let_go()
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
