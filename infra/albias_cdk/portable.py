"""One template that needs neither the CDK nor its bootstrap: the same constructs, and the function's code in a bucket.

package = write_package(load_all(Path("albias.toml")), bucket="my-artifacts", folder=Path("dist"))

Somebody puts `package.bundle` as `package.key` into the bucket, in each Region that the template is deployed to.
"""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aws_cdk import App, Fn, LegacyStackSynthesizer, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from albias import __version__
from albias_config import Configuration
from albias_config.errors import ArgumentError, ConfigurationError

from .bundle import bundle
from .stack import AlbiasStack
from .trust import Trusted
from .zone_access_stack import ZoneAccessStack

# "CloudFormation quotas": a template in the request itself, and one that lies in a bucket.
MAX_INLINE = 51_200
MAX_TEMPLATE = 1_000_000
# The one feature flag of cdk.json that the templates depend on; tests/infra/test_portable.py compares.
_CONTEXT = {"@aws-cdk/aws-iam:minimizePolicies": True}
_BUCKET = re.compile(r"([a-z0-9.-]|\$\{AWS::(Region|AccountId|Partition)\}){3,200}", re.ASCII)
_PREFIX = re.compile(r"[\w!.*'()/-]{0,200}", re.ASCII)
BUCKET_ALLOWED = "a bucket's name, in which ${AWS::Region} and ${AWS::AccountId} stand for where the stack is deployed"
TOO_LONG = f"(longer than {MAX_INLINE:,} bytes: it must lie in a bucket, too, --template-url)"
PREFIX_ALLOWED = "letters, digits and ! - _ . * ' ( ) /"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip file can say


@dataclass(frozen=True, slots=True)
class Package:
    """What was written: `template`, and the `bundle` that belongs into the `bucket` as `key`."""

    template: Path
    bundle: Path
    bucket: str
    key: str

    @property
    def is_inline(self) -> bool:
        """Whether CloudFormation takes the template in the request itself; else it must lie in a bucket, too."""
        return self.template.stat().st_size <= MAX_INLINE


def write_package(
    configuration: Configuration, *, bucket: str, folder: Path, prefix: str = "", local_aws: bool = False
) -> Package:
    """Write the template and the function's bundle into a folder.

    `bucket` may hold `${AWS::Region}`: then one template serves many Regions. `local_aws`: as for Albias.
    Raises: ConfigurationError.
    """
    _check(bucket, prefix)
    folder.mkdir(parents=True, exist_ok=True)
    zipped = _write_bundle(folder)
    key = f"{prefix.strip('/')}/{zipped.name}".lstrip("/")

    def stack(app: App) -> Stack:
        return AlbiasStack(
            app,
            configuration.settings,
            placement=configuration.placement,
            code=InBucket(bucket, key),
            local_aws=local_aws,
            synthesizer=LegacyStackSynthesizer(),
        )

    template = _write_template(stack, folder)
    return Package(template, zipped, bucket, key)


def write_zone_access(
    configuration: Configuration, *, trusted: Trusted, folder: Path, account: str | None = None
) -> Path:
    """Write the template for an account that owns zones (ZoneAccessStack). Raises: ConfigurationError."""
    folder.mkdir(parents=True, exist_ok=True)

    def stack(app: App) -> Stack:
        return ZoneAccessStack(
            app,
            configuration.settings,
            trusted=trusted,
            placement=configuration.placement,
            account=account,
            synthesizer=LegacyStackSynthesizer(),
        )

    return _write_template(stack, folder)


def upload(package: Package, s3_client: Any, region: str, account: str) -> str:
    """Put the bundle where the template looks for it, in a Region; returns the place. Raises: botocore's errors."""
    partition = s3_client.meta.partition
    bucket = package.bucket
    for name, value in (("Region", region), ("AccountId", account), ("Partition", partition)):
        bucket = bucket.replace(f"${{AWS::{name}}}", value)
    s3_client.put_object(Bucket=bucket, Key=package.key, Body=package.bundle.read_bytes())
    return f"s3://{bucket}/{package.key}"


class InBucket(lambda_.Code):
    """A bundle that lies in a bucket already, whose name may be known at deployment only."""

    def __init__(self, bucket: str, key: str) -> None:
        super().__init__()
        self._bucket = bucket
        self._key = key

    def bind(self, scope: Construct) -> lambda_.CodeConfig:  # noqa: ARG002  the CDK calls it so
        """Where the function finds it."""
        bucket = Fn.sub(self._bucket) if "$" in self._bucket else self._bucket
        return lambda_.CodeConfig(s3_location=s3.Location(bucket_name=bucket, object_key=self._key))

    @property
    def is_inline(self) -> bool:
        """It is not part of the template."""
        return False


def _check(bucket: str, prefix: str) -> None:
    mistakes = []
    if not _BUCKET.fullmatch(bucket):
        mistakes.append(f'bucket = "{bucket}": allowed: {BUCKET_ALLOWED}')
    if not _PREFIX.fullmatch(prefix):
        mistakes.append(f'prefix = "{prefix}": allowed: {PREFIX_ALLOWED}')
    if mistakes:
        raise ArgumentError("\n".join(mistakes))


def _write_template(make: Callable[[App], Stack], folder: Path) -> Path:
    """The stack's template as compact JSON, in a file that is called like the stack."""
    with tempfile.TemporaryDirectory() as scratch:
        app = App(context=_CONTEXT, analytics_reporting=False, outdir=scratch)
        name = make(app).stack_name
        template: dict[str, Any] = app.synth().get_stack_by_name(name).template
    text = json.dumps(template, separators=(",", ":"))
    if len(text) > MAX_TEMPLATE:
        raise ConfigurationError(
            f"zones: the template would have {len(text):,} bytes; CloudFormation allows {MAX_TEMPLATE:,}. Share the"
            " zones out among several owners"
        )
    file = folder / f"{name}.template.json"
    file.write_text(text, encoding="utf-8")
    return file


def _write_bundle(folder: Path) -> Path:
    """The bundle's folder as a zip file: the same bytes for the same bundle, and a name that says which it is."""
    source = bundle()
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".zip", delete=False) as scratch:
        made = Path(scratch.name)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(source.rglob("*")):
            if path.is_file():
                _add(archive, path, path.relative_to(source).as_posix())
    digest = hashlib.sha256(made.read_bytes()).hexdigest()[:16]
    made.chmod(0o644)
    return made.rename(folder / f"albias-{__version__}-{digest}.zip")


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, path.read_bytes())
