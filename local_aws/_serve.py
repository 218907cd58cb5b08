"""MiniStack's process: the server as its package starts it, ended when whoever started it is gone.

Run by path, isolated (`python -I _serve.py FOLDER`), so that nothing of this repository reaches the Lambda functions.
The parent holds the other end of standard input: the pipe breaks also when the parent is killed and can clean up
nothing. Then, and only then, the server removes its own folder.
"""

import os
import shutil
import signal
import sys
import threading

from ministack.app import main


def _serve(folder: str) -> None:
    orphaned = threading.Event()

    def end_with_the_parent() -> None:
        while os.read(0, 1024):
            pass
        orphaned.set()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_the_parent, daemon=True).start()
    try:
        main()
    finally:
        if orphaned.is_set():
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _serve(sys.argv.pop(1))
