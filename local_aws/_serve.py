"""MiniStack's process: the server as its package starts it, ended when whoever started it is gone.

Run by path, isolated (`python -I _serve.py FOLDER`), so that nothing of this repository reaches the Lambda functions.
The parent holds the other end of standard input: the pipe breaks also when the parent is killed and can clean up
nothing. Then, and only then, the server removes its own folder.

One thing differs from the package: it looks into a function's queue once a second, and AWS keeps a request open that is
answered as soon as there is a message. Here it looks often enough that nobody waits for it.
"""

import os
import shutil
import signal
import sys
import threading
import time

from ministack.app import main
from ministack.services import lambda_svc

_LOOK_SECONDS = 0.05


def _serve(folder: str) -> None:
    orphaned = threading.Event()

    def end_with_the_parent() -> None:
        while os.read(0, 1024):
            pass
        orphaned.set()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_the_parent, daemon=True).start()
    _look_often()
    try:
        main()
    finally:
        if orphaned.is_set():
            shutil.rmtree(folder, ignore_errors=True)


def _look_often() -> None:
    """Replace the loop over the queues. A release of MiniStack that has no such loop is noticed here."""
    if not callable(lambda_svc._poll_loop):
        raise TypeError("MiniStack's loop over the queues is no function")
    lambda_svc._poll_loop = _look_into_queues


def _look_into_queues() -> None:
    """Hand messages to functions, for ever. Queues are the only sources that albias has."""
    while True:
        try:
            found = lambda_svc._poll_sqs()
        except Exception:  # noqa: BLE001  the next look may be luckier
            lambda_svc.logger.exception("looking into the queues")
            found = False
        if not found:
            time.sleep(_LOOK_SECONDS)


if __name__ == "__main__":
    _serve(sys.argv.pop(1))
