"""The template without the bootstrap: the resources that `cdk deploy` makes, in a text that may be sent as it is."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import ManualArgs, lint

from albias import __version__
from albias_cdk import portable
from albias_cdk.bundle import bundle
from albias_cdk.portable import MAX_INLINE, Package, write_package, write_zone_access
from albias_cdk.trust import Trusted
from albias_config.errors import ConfigurationError
from tests.infra.stacks import EVERYTHING, stack
from tests.support.synth import ACCOUNT, REGION, Template, configuration, one, resources, template_of

BUCKET = "my-artifacts"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle of two files in place of the real one."""
    source = tmp_path / "bundle"
    (source / "albias").mkdir(parents=True)
    (source / "albias" / "__init__.py").write_text("")
    (source / "idna.py").write_text("x = 1\n")
    monkeypatch.setattr(portable, "bundle", lambda: source)
    return source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "dist"


def packed(folder: Path, kind: str = "sample", **options: Any) -> Package:
    whole = configuration(**(EVERYTHING if kind == "everything" else {}))
    given: dict[str, Any] = {"bucket": BUCKET, "folder": folder} | options
    return write_package(whole, **given)


def read(file: Path) -> Template:
    template: Template = json.loads(file.read_text())
    return template


def without_code(template: Template) -> Template:
    """Where the code lies is the one thing in which the forms differ."""
    copy: Template = json.loads(json.dumps(template))
    for function in resources(copy, "AWS::Lambda::Function").values():
        del function["Code"]
    return copy


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["sample", "everything"])
def test_the_template_has_the_resources_of_cdk_deploy(folder: Path, kind: str) -> None:
    from tests.support.synth import app

    assert without_code(read(packed(folder, kind).template)) == without_code(template_of(stack(app(), kind)))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["sample", "everything"])
def test_it_needs_no_bootstrap_and_no_asset(folder: Path, kind: str) -> None:
    package = packed(folder, kind)
    text = package.template.read_text()

    assert read(package.template).keys() == {"Conditions", "Description", "Metadata", "Outputs", "Resources"}
    assert "BootstrapVersion" not in text
    assert "cdk-hnb659fds" not in text


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", ["sample", "everything"])
def test_it_is_short_enough_to_be_sent_as_it_is(folder: Path, kind: str) -> None:
    package = packed(folder, kind)

    assert package.is_inline
    assert len(package.template.read_bytes()) <= MAX_INLINE
    assert package.template.name == "albias-platform.template.json"


@pytest.mark.usefixtures("small")
def test_a_template_that_is_too_long_to_be_sent_says_so(folder: Path) -> None:
    hostnames = [f"{name}.zone-{{}}.example.com" for name in "abcdefghij"]
    zones = [
        {"id": f"Z{n:020}", "name": f"zone-{n}.example.com", "hostnames": [text.format(n) for text in hostnames]}
        for n in range(28)
    ]

    package = write_package(configuration(zones=zones), bucket=BUCKET, folder=folder)

    assert len(package.template.read_bytes()) > MAX_INLINE
    assert not package.is_inline


@pytest.mark.usefixtures("small")
def test_the_code_is_where_the_caller_puts_it(folder: Path) -> None:
    package = packed(folder, prefix="/tools/albias")

    assert one(read(package.template), "AWS::Lambda::Function")["Code"] == {"S3Bucket": BUCKET, "S3Key": package.key}
    assert package.key == f"tools/albias/{package.bundle.name}"
    assert package.bundle.name.startswith(f"albias-{__version__}-")


@pytest.mark.usefixtures("small")
def test_one_template_may_serve_many_regions(folder: Path) -> None:
    """Lambda takes code from a bucket of its own Region only."""
    package = packed(folder, bucket="artifacts-${AWS::Region}-${AWS::AccountId}")
    (function,) = resources(read(package.template), "AWS::Lambda::Function").values()

    assert function["Code"]["S3Bucket"] == {"Fn::Sub": "artifacts-${AWS::Region}-${AWS::AccountId}"}


def test_the_same_bundle_is_the_same_zip_and_another_one_has_another_name(folder: Path, small: Path) -> None:
    """So that CloudFormation sees new code exactly when there is some."""
    first, again = packed(folder / "1"), packed(folder / "2")
    (small / "idna.py").write_text("x = 2\n")
    other = packed(folder / "3")

    assert first.bundle.read_bytes() == again.bundle.read_bytes()
    assert (first.key == again.key, first.key == other.key) == (True, False)
    assert zipfile.ZipFile(first.bundle).namelist() == ["albias/__init__.py", "idna.py"]


def test_the_real_bundle_is_all_in_the_zip(folder: Path) -> None:
    package = packed(folder)
    source = bundle()
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*") if path.is_file()}

    with zipfile.ZipFile(package.bundle) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bucket": "My Bucket"}, 'bucket = "My Bucket": allowed: a bucket'),
        ({"bucket": "a-${AWS::StackName}"}, r'bucket = "a-\$\{AWS::StackName\}": allowed: '),
        ({"prefix": "a b"}, 'prefix = "a b": allowed: letters'),
    ],
)
def test_what_cannot_be_is_said(folder: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        packed(folder, **options)
    assert not folder.exists()


ROLE = f"arn:aws:iam::{ACCOUNT}:role/albias-platform-{REGION}"
ORGANISATION = Trusted(organisation="o-a1b2c3d4e5")


@pytest.mark.parametrize("trusted", [Trusted((ROLE,)), ORGANISATION])
def test_the_zones_account_has_its_template_too(folder: Path, trusted: Trusted) -> None:
    file = write_zone_access(configuration(**EVERYTHING), trusted=trusted, folder=folder)
    template = read(file)

    assert file.name == "albias-zone-access-platform.template.json"
    assert template.keys() == {"Description", "Metadata", "Resources"}
    assert {item["Type"] for item in template["Resources"].values()} == {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"}
    assert len(file.read_bytes()) <= MAX_INLINE


@pytest.mark.usefixtures("small")
def test_cfn_lint_has_nothing_to_object(folder: Path) -> None:
    package = packed(folder, "everything", bucket="artifacts-${AWS::Region}")
    files = [package.template, write_zone_access(configuration(**EVERYTHING), trusted=ORGANISATION, folder=folder)]
    for file in files:
        # W3005: the CDK writes a function's dependency on its role twice
        found = lint(file.read_text(), config=ManualArgs(regions=[REGION], ignore_checks=["W3005"]))
        assert [f"{match.rule.id} {match.message}" for match in found] == []
