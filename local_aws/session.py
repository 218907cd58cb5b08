"""boto3 sessions for a local AWS: credentials, Region and endpoint given, nothing taken from the user's own set-up.

What belongs here: how this process and its children address the local AWS. No server, no events.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import boto3
import botocore.session
from botocore.config import Config

# An access key of twelve digits is MiniStack's account number. This one is also the account that the
# temporary keys of AssumeRole fall back to: with any other, the CDK would bootstrap one account and deploy another.
ACCOUNT = "000000000000"
# Neither a key nor a secret of anybody: MiniStack checks no signature.
SECRET = "local"


@dataclass(frozen=True, slots=True)
class LocalEndpoint:
    """Where a local AWS answers, and as which Region; `home` is a folder for its clients' files."""

    url: str
    region: str
    home: Path

    def session(self) -> boto3.Session:
        """A session whose clients all speak to this endpoint."""
        core = _LocalCore(self)
        return boto3.Session(
            # the two are one class at run time; only their stubs differ
            botocore_session=cast(Any, core),
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=SECRET,
            region_name=self.region,
        )

    def environment(self) -> dict[str, str]:
        """This process's environment for a child that uses AWS: no user's AWS settings, only this endpoint.

        Certificates, proxies and package caches stay as they are: the child may have to fetch packages.
        """
        own = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "CDK_"))}
        caches = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
        return own | self.variables() | {"HOME": str(self.home), "XDG_CACHE_HOME": caches}

    def variables(self) -> dict[str, str]:
        """The AWS variables alone."""
        return {
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_CONFIG_FILE": str(self.home / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.home / "no-credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }


class _LocalCore(botocore.session.Session):
    """A botocore session that reads no file and no variable of the user's, and has one endpoint for every service."""

    def __init__(self, endpoint: LocalEndpoint) -> None:
        config_file = endpoint.home / "aws-config"
        config_file.write_text("[default]\n", encoding="utf-8")
        super().__init__(profile="default")
        self.set_config_variable("config_file", str(config_file))
        self.set_config_variable("credentials_file", str(endpoint.home / "no-credentials"))
        self.set_default_client_config(Config(proxies={}, retries={"mode": "standard", "total_max_attempts": 3}))
        self._endpoint_url = endpoint.url

    def create_client(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("endpoint_url") is None:
            kwargs["endpoint_url"] = self._endpoint_url
        return super().create_client(*args, **kwargs)
