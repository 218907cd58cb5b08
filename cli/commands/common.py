"""What several commands share: their options, and the reading of what people write. No engine, no output."""

from collections.abc import Iterable
from typing import Annotated, cast

import typer

from albias.model import LoadBalancerId
from albias.names import DnsName, InvalidName, parse_name
from cli.app import Invocation
from cli.errors import CommandError, Exit
from cli.workspace import Workspace

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and stop.")]
Hostnames = Annotated[list[str] | None, typer.Argument(metavar="HOSTNAME…", show_default=False)]


def workspace_of(context: typer.Context) -> Workspace:
    """The deployment that the command line names."""
    return cast(Invocation, context.obj).workspace()


def hostname(text: str) -> DnsName:
    """A hostname as a person writes it. Raises: CommandError."""
    try:
        return parse_name(text)
    except InvalidName as error:
        raise CommandError(f"{text!r} is no hostname: {error}", code=Exit.USAGE) from error


def hostnames(texts: Iterable[str] | None) -> list[DnsName]:
    """Hostnames, each argument one or several separated by spaces or commas. Raises: CommandError."""
    words = (word for text in texts or () for word in text.replace(",", " ").split())
    return list(dict.fromkeys(hostname(word) for word in words))


def load_balancer(text: str) -> LoadBalancerId:
    """A load balancer's ARN. Raises: CommandError."""
    found = LoadBalancerId.parse(text)
    if found is None:
        what = f"{text!r} is no ARN of an application or network load balancer"
        raise CommandError(what, "`aws elbv2 describe-load-balancers` shows them.", Exit.USAGE)
    return found
