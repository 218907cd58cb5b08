"""A proxy between a command and MiniStack: a test sees each request on its way, and may act before it arrives."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

Watch = Callable[[str, str], None]  # method, path
Instead = Callable[[bytes], tuple[int, bytes] | None]  # from a request's body to status and body of the answer


@contextmanager
def proxy(
    target: str, watch: Watch, rewrite: Callable[[bytes], bytes] = bytes, instead: Instead = lambda _: None
) -> Iterator[str]:
    """Forward to `target`, each body as `rewrite` makes it, but for what `instead` answers; its own URL."""
    host = urlsplit(target).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _forward(self) -> None:
            body = rewrite(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            watch(self.command, self.path)
            answered = instead(body)
            if answered is not None:
                self._answer(*answered)
                return
            connection = http.client.HTTPConnection(host)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "content-length"}
            connection.request(self.command, self.path, body, headers | {"Content-Length": str(len(body))})
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response_only(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _forward  # noqa: N815  http.server's own names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
