"""A server on loopback that answers as it is told to, so that botocore's own parsing, retries and signing are tested.

Here live the server, and answers in the XML of Route 53, Elastic Load Balancing and STS. It knows nothing of albias.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

ROUTE53 = "https://route53.amazonaws.com/doc/2013-04-01/"
ELB = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"
STS = "https://sts.amazonaws.com/doc/2011-06-15/"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; `hangs_up`: the connection is closed instead."""

    body: str = ""
    status: int = 200
    hangs_up: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came over the wire."""

    path: str
    body: str
    access_key: str


@dataclass(slots=True)
class Script:
    """The answers that are left, and the requests that came. When no answer is left, the last one is given again."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def says(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def next(self, request: Request) -> Answer:
        self.requests.append(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def scripted_server() -> Iterator[Script]:
    """The server on a free port of loopback, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            credential = self.headers.get("Authorization", "").partition("Credential=")[2]
            answer = script.next(Request(self.path, body, credential.partition("/")[0]))
            if answer.hangs_up:
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(answer.body.encode())))
            self.end_headers()
            self.wfile.write(answer.body.encode())

        do_GET = do_POST = answer  # noqa: N815  http.server's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
            """No log on standard error."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    script = Script(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def error(code: str, message: str = "", status: int = 400) -> Answer:
    """An error as most services send it."""
    parts = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return Answer(f'<ErrorResponse xmlns="{ROUTE53}">{parts}<RequestId>1</RequestId></ErrorResponse>', status)


def invalid_change_batch(*messages: str) -> Answer:
    """A refused change batch in the form of its service model: a list of messages, and no code."""
    listed = "".join(f"<Message>{message}</Message>" for message in messages)
    tag = "InvalidChangeBatch"
    return Answer(f'<{tag} xmlns="{ROUTE53}"><Messages>{listed}</Messages><RequestId>1</RequestId></{tag}>', 400)


def record_sets(*records: str, following: str = "") -> Answer:
    """A page of record sets; `following`: the elements that say where the next one begins."""
    rest = f"<IsTruncated>{'true' if following else 'false'}</IsTruncated>{following}<MaxItems>300</MaxItems>"
    listed = f"<ResourceRecordSets>{''.join(records)}</ResourceRecordSets>"
    tag = "ListResourceRecordSetsResponse"
    return Answer(f'<{tag} xmlns="{ROUTE53}">{listed}{rest}</{tag}>')


def accepted() -> Answer:
    """An accepted change batch."""
    info = "<Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-11-23T09:15:04Z</SubmittedAt>"
    tag = "ChangeResourceRecordSetsResponse"
    return Answer(f'<{tag} xmlns="{ROUTE53}"><ChangeInfo>{info}</ChangeInfo></{tag}>')


def load_balancers(*members: str) -> Answer:
    """A page of load balancers."""
    listed = f"<LoadBalancers>{''.join(f'<member>{member}</member>' for member in members)}</LoadBalancers>"
    result = f"<DescribeLoadBalancersResult>{listed}</DescribeLoadBalancersResult>"
    tag = "DescribeLoadBalancersResponse"
    return Answer(f'<{tag} xmlns="{ELB}">{result}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{tag}>')


def assumed(access_key: str, lasts: timedelta) -> Answer:
    """The credentials of an assumed role."""
    expiration = (datetime.now(UTC) + lasts).strftime("%Y-%m-%dT%H:%M:%SZ")
    keys = f"<AccessKeyId>{access_key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>"
    rest = f"<SessionToken>token</SessionToken><Expiration>{expiration}</Expiration>"
    arn = "<Arn>arn:aws:sts::210987654321:assumed-role/albias-dns/albias-platform</Arn>"
    user = f"<AssumedRoleUser>{arn}<AssumedRoleId>AROAEXAMPLE:albias-platform</AssumedRoleId></AssumedRoleUser>"
    result = f"<AssumeRoleResult><Credentials>{keys}{rest}</Credentials>{user}</AssumeRoleResult>"
    return Answer(f'<AssumeRoleResponse xmlns="{STS}">{result}</AssumeRoleResponse>')
