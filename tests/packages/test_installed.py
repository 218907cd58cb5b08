"""The wheel at work where it was installed: the command line alone, then the constructs."""

from pathlib import Path

import pytest

from albias import __version__
from local_aws.cdk import node
from local_aws.session import ACCOUNT
from tests.docs.markdown import blocks, text_of

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
    """What docs/construct.md's app synthesises, in an environment that holds the wheel alone."""
    (example,) = blocks(text_of("docs/construct.md"), "python")
    program = constructs.home / "app.py"
    program.write_text(example + APP, encoding="utf-8")
    made = constructs.home / "cdk.out"
    variables = {
        "CDK_OUTDIR": str(made),
        "CDK_DEFAULT_ACCOUNT": ACCOUNT,
        "XDG_CACHE_HOME": str(constructs.home / "cache"),
    }
    constructs.run("python", str(program), variables=JSII | variables)
    return made


def test_the_command_line_says_its_version(command_line: Environment) -> None:
    assert command_line.run("albias", "--version") == f"albias {__version__}\n"


def test_a_version_may_be_asked_for_after_a_command(command_line: Environment) -> None:
    assert command_line.run("albias", "plan", "--version") == f"albias {__version__}\n"


def test_the_command_line_lists_its_commands(command_line: Environment) -> None:
    told = command_line.run("albias", "--help")

    assert "plan     What a sweep would do now." in told


def test_the_command_line_runs_as_a_module(command_line: Environment) -> None:
    assert command_line.run("python", "-m", "albias_cli", "--version") == f"albias {__version__}\n"


def test_nothing_is_imported_that_the_wheel_does_not_ask_for(command_line: Environment) -> None:
    """Every module of the command line, without the CDK."""
    imported = command_line.run("python", "-c", IMPORT_ALL, "albias", "albias_config", "albias_cli").split()

    assert {"albias.names", "albias_config.load", "albias_cli.commands.planning"} <= set(imported)
    assert not (command_line.packages / "aws_cdk").exists()


def test_the_constructs_ask_for_nothing_more_than_their_extra(constructs: Environment) -> None:
    imported = constructs.run("python", "-c", IMPORT_ALL, "albias_cdk", variables=JSII).split()

    assert "albias_cdk.albias" in imported


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
