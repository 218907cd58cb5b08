"""The wheel at work where it was installed: the command line alone, then the constructs."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from albias import __version__
from albias_cli.errors import Exit
from local_aws.cdk import node
from local_aws.ministack import ministack
from local_aws.session import ACCOUNT
from tests.support.markdown import blocks, text_of

from .environment import Environment

# albias.edge runs in the Lambda alone, with the packages of its bundle.
IMPORT_ALL = """
import importlib, pkgutil, sys
for package in sys.argv[1:]:
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if not module.name.startswith("albias.edge.") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
            print(module.name)
"""
SHOP = "shop.apps.example.com"
SETTINGS = """
owner = "platform"
[[zones]]
id = "{id}"
name = "apps.example.com"
"""
# The CDK's library is unpacked once for this machine, not once for this test.
JSII = {
    "JSII_NODE": str(node()),
    "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(Path.home() / ".cache" / "aws" / "jsii" / "package-cache"),
}
APP = """
import aws_cdk
app = aws_cdk.App()
Platform(app, "Platform")
app.synth()
"""


@pytest.fixture(scope="module")
def assembly(constructs: Environment) -> Path:
    """What docs/construct.md's app synthesises where only the wheel is installed; every construct is imported."""
    (example,) = blocks(text_of("docs/construct.md"), "python")
    program = constructs.home / "app.py"
    program.write_text(IMPORT_ALL + example + APP, encoding="utf-8")
    made = constructs.home / "cdk.out"
    variables = {
        "CDK_OUTDIR": str(made),
        "CDK_DEFAULT_ACCOUNT": ACCOUNT,
        "XDG_CACHE_HOME": str(constructs.home / "cache"),
    }
    constructs.run("python", str(program), "albias_cdk", variables=JSII | variables)
    return made


def test_the_command_line_says_its_version(command_line: Environment) -> None:
    assert command_line.run("albias", "--version") == f"albias {__version__}\n"


def test_a_version_may_be_asked_for_after_a_command(command_line: Environment) -> None:
    assert command_line.run("albias", "plan", "--version") == f"albias {__version__}\n"


def test_the_command_line_lists_its_commands(command_line: Environment) -> None:
    told = command_line.run("albias", "--help")

    assert re.search(r"^  plan +What a sweep would do now\.$", told, re.MULTILINE)


def test_the_command_line_runs_as_a_module(command_line: Environment) -> None:
    assert command_line.run("python", "-m", "albias_cli", "--version") == f"albias {__version__}\n"


def test_a_plan_is_made_where_albias_was_installed(command_line: Environment) -> None:
    """A zone and a tagged load balancer on MiniStack; the settings, and nothing else, in the folder."""
    with ministack() as aws:
        session = aws.session()
        zone = session.client("route53").create_hosted_zone(Name="apps.example.com", CallerReference="packages")
        session.client("elbv2").create_load_balancer(
            Name="web", Subnets=["subnet-0a", "subnet-0b"], Tags=[{"Key": "albias/hostname", "Value": SHOP}]
        )
        settings = SETTINGS.format(id=zone["HostedZone"]["Id"].removeprefix("/hostedzone/"))
        (command_line.home / "albias.toml").write_text(settings, encoding="utf-8")
        told = command_line.run("albias", "plan", variables=aws.variables(), status=Exit.PENDING)

    assert SHOP in told
    assert "1 to create" in told


def test_nothing_is_imported_that_the_wheel_does_not_ask_for(command_line: Environment) -> None:
    """Every module of the command line, without the CDK."""
    imported = command_line.run("python", "-c", IMPORT_ALL, "albias", "albias_config", "albias_cli").split()

    assert {"albias.names", "albias_config.load", "albias_cli.main"} <= set(imported)
    assert not (command_line.packages / "aws_cdk").exists()


def test_one_template_is_written_where_albias_was_installed(constructs: Environment) -> None:
    (constructs.home / "albias.toml").write_text(SETTINGS.format(id="Z0123456789ABCDEFGHIJ"), encoding="utf-8")
    cache = {"XDG_CACHE_HOME": str(constructs.home / "cache")}
    constructs.run("albias", "package", "--bucket", "artifacts", variables=JSII | cache)

    (bundle,) = (constructs.home / "dist").glob("albias-*.zip")
    with ZipFile(bundle) as archive:
        assert "albias/edge/handler.py" in archive.namelist()
    assert (constructs.home / "dist" / "albias-platform.template.json").exists()


def test_an_app_with_the_construct_is_synthesised(assembly: Path) -> None:
    template = (assembly / "Platform.template.json").read_text(encoding="utf-8")

    assert "AWS::Lambda::Function" in template
    assert "AWS::Route53::HostedZone" in template


def test_the_bundle_holds_the_function_and_its_packages(assembly: Path) -> None:
    (bundle,) = (folder for folder in assembly.glob("asset.*") if folder.is_dir())

    assert (bundle / "albias" / "edge" / "handler.py").exists()
    assert (bundle / "aws_lambda_powertools").is_dir()
    assert not (bundle / "albias_cdk").exists()


def test_the_bundle_is_kept_in_the_users_cache(assembly: Path, constructs: Environment) -> None:
    """An installed package may stand where nobody can write."""
    kept = constructs.home / "cache" / "albias" / "lambda"

    assert [folder.name for folder in kept.iterdir() if (folder / "albias").is_dir()]
    assert not (constructs.packages / "build").exists()
