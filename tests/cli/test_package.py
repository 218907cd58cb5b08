"""`albias package`: what it writes, where it puts it, and what it says where it cannot."""

import builtins
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from albias_cdk import portable
from albias_cli.errors import Exit
from tests.support.desk import Desk, Result

CONFIG = """\
owner = "platform"
[[zones]]
id       = "Z0APPS"
name     = "apps.example.com"
role_arn = "arn:aws:iam::444455556666:role/albias"
"""


class FakeS3:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.meta = SimpleNamespace(partition="aws")
        self.objects: dict[tuple[str, str], bytes] = {}

    def put_object(self, **given: Any) -> None:
        self.objects[given["Bucket"], given["Key"]] = given["Body"]


@pytest.fixture
def s3(desk: Desk) -> FakeS3:
    made = FakeS3()
    desk.clients.more["s3"] = made
    return made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration; a bundle of one file in place of the real one."""
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "idna.py").write_text("x = 1\n")
    (tmp_path / "albias.toml").write_text(CONFIG)
    monkeypatch.setattr(portable, "bundle", lambda: tmp_path / "bundle")
    return tmp_path


def packaged(desk: Desk, folder: Path, *arguments: str) -> Result:
    where = ("--config", str(folder / "albias.toml"), "--out", str(folder / "dist"))
    return desk.run("package", *where, *arguments)


def test_it_writes_the_template_and_the_code_and_says_where_that_belongs(desk: Desk, folder: Path) -> None:
    done = packaged(desk, folder, "--bucket", "my-artifacts", "--prefix", "tools", "--json")

    assert done.code == Exit.OK, done.err
    template = json.loads(Path(done.json["template"]).read_text())
    (function,) = [item for item in template["Resources"].values() if item["Type"] == "AWS::Lambda::Function"]
    assert function["Properties"]["Code"] == {"S3Bucket": "my-artifacts", "S3Key": done.json["key"]}
    assert done.json["key"] == f"tools/{Path(done.json['bundle']).name}"
    assert "uploaded" not in done.json


def test_a_person_reads_three_lines(desk: Desk, folder: Path) -> None:
    done = packaged(desk, folder, "--bucket", "my-artifacts")
    template, code, place = done.out.splitlines()

    assert template.split() == ["template", str(folder / "dist" / "albias-platform.template.json")]
    assert code.split() == ["code", str(next((folder / "dist").glob("*.zip")))]
    assert place.startswith("belongs to s3://my-artifacts/albias-")


def test_it_puts_the_code_into_the_bucket_of_the_region(desk: Desk, folder: Path, s3: FakeS3) -> None:
    done = packaged(desk, folder, "--bucket", "artifacts-${AWS::Region}-${AWS::AccountId}", "--upload", "--json")

    ((bucket, key), body), *others = s3.objects.items()
    assert (bucket, key) == (f"artifacts-{desk.world.me.region}-{desk.world.me.account}", done.json["key"])
    assert body == Path(done.json["bundle"]).read_bytes()
    assert done.json["uploaded"] == f"s3://{bucket}/{key}"
    assert others == []


def test_without_upload_nobody_is_asked_for_credentials(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("a workspace was opened")

    monkeypatch.setattr(desk, "open", refuse)

    assert packaged(desk, folder, "--bucket", "my-artifacts").code == Exit.OK


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        (("--organisation", "o-a1b2c3d4e5"), "aws:PrincipalOrgID"),
        (("--deployment", "arn:aws:iam::111122223333:role/albias-platform-eu-west-1"), "aws:PrincipalArn"),
    ],
)
def test_the_zones_account_has_its_template(
    desk: Desk, folder: Path, arguments: tuple[str, ...], condition: str
) -> None:
    done = packaged(desk, folder, *arguments, "--json")

    assert done.code == Exit.OK, done.err
    assert Path(done.json["template"]).name == "albias-zone-access-platform.template.json"
    assert condition in Path(done.json["template"]).read_text()


@pytest.mark.parametrize("arguments", [(), ("--bucket", "b-b", "--organisation", "o-a1b2c3d4e5")])
def test_it_is_one_or_the_other(desk: Desk, folder: Path, arguments: tuple[str, ...]) -> None:
    done = packaged(desk, folder, *arguments)

    assert done.code == Exit.USAGE
    assert "for the function: `albias package --bucket BUCKET`" in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--bucket", "My_Bucket"), 'bucket = "My_Bucket": allowed: a bucket'),
        (("--bucket", "my-artifacts", "--prefix", "a b"), 'prefix = "a b": allowed: letters'),
        (("--deployment", "me"), 'deployment = "me": allowed: arn:aws:iam::'),
        (("--organisation", "me"), 'organisation = "me": allowed: its id'),
    ],
)
def test_a_mistake_of_an_option_is_told_with_key_and_value_and_is_not_the_files(
    desk: Desk, folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = packaged(desk, folder, *arguments)
    said = " ".join(done.err.split())

    assert done.code == Exit.USAGE
    assert told in said
    assert "Correct what was said; every option:" in said
    assert "Correct the file" not in said


def test_without_the_constructs_it_says_what_to_install(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "albias_cdk":
            raise ImportError("No module named 'aws_cdk'")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    done = packaged(desk, folder, "--bucket", "my-artifacts")

    assert done.code == Exit.FAILED
    assert "pipx install 'albias[cdk]'" in done.err


def test_the_id_of_a_zone_that_is_left_out_is_in_the_template(desk: Desk, folder: Path) -> None:
    (folder / "albias.toml").write_text('owner = "platform"\n[[zones]]\nname = "apps.example.com"\n')
    done = packaged(desk, folder, "--bucket", "my-artifacts")
    assert done.code == Exit.OK, done.err
    text = (folder / "dist" / "albias-platform.template.json").read_text()
    assert "hostedzone/Z0APPS" in text
    assert '\\"id\\":\\"Z0APPS\\"' in text
