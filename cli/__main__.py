"""`python -m cli` is `albias`."""

import sys


def start() -> int:
    """Run the command line. Its packages take a moment to load: a Ctrl-C in that moment is no defect."""
    try:
        from .main import main  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: nothing was changed\n")
        return 130
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(start())
