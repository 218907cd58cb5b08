"""Terraform itself, asked what terraform/spec makes of configurations. Without providers, without a network.

All configurations are one root module, planned once: each is a call of the module.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.synth import ACCOUNT, REGION, ROOT

TERRAFORM = shutil.which("terraform")
SPEC = ROOT / "terraform" / "spec"
WHERE = {"partition": "aws", "region": REGION, "account": ACCOUNT, "dns_suffix": "amazonaws.com"}

Configuration = Mapping[str, Any]


def needs_terraform() -> None:
    """CI has Terraform; on a developer's machine it may be missing."""
    if TERRAFORM is None:
        if "CI" in os.environ:
            pytest.fail("terraform is not on the PATH")
        pytest.skip("terraform is not on the PATH: what it says of the module is not looked at")


def terraform(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run it, and never let it ask or look anywhere else."""
    needs_terraform()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": os.devnull,
    }
    command = [TERRAFORM or "terraform", f"-chdir={folder}", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)


def rendered(folder: Path, configurations: Mapping[str, Configuration]) -> dict[str, dict[str, Any]]:
    """The module's outputs for each configuration."""
    _root(folder, configurations)
    planned = terraform(folder, "plan", "-input=false", "-no-color", "-out=plan")
    assert planned.returncode == 0, planned.stdout + planned.stderr
    shown = json.loads(terraform(folder, "show", "-json", "plan").stdout)
    return {name: output["value"] for name, output in shown["planned_values"]["outputs"].items()}


def refused(folder: Path, configuration: Configuration, beside: Configuration | None = None) -> list[str]:
    """The messages for a configuration with mistakes. `beside`: what else is in the root module; it may refer to it."""
    _root(folder, {"wrong": configuration}, beside)
    planned = terraform(folder, "plan", "-input=false", "-json")
    assert planned.returncode == 1, planned.stdout
    lines = [json.loads(line) for line in planned.stdout.splitlines()]
    errors = [line["diagnostic"] for line in lines if line["@level"] == "error"]
    return [message for error in errors for message in (error["detail"] or error["summary"]).splitlines() if message]


def _root(folder: Path, configurations: Mapping[str, Configuration], beside: Configuration | None = None) -> None:
    link = folder / "terraform"
    if not link.exists():
        link.symlink_to(ROOT / "terraform")
    modules = {
        name: {"source": "./terraform/spec", "aws": WHERE, **(configuration if beside else _literal(configuration))}
        for name, configuration in configurations.items()
    }
    outputs = {name: {"value": f"${{module.{name}}}"} for name in configurations}
    (folder / "main.tf.json").write_text(json.dumps({"module": modules, "output": outputs, **(beside or {})}))
    if (folder / ".terraform").exists():
        return  # the same calls of the same module
    done = terraform(folder, "init", "-backend=false", "-input=false", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr


def _literal(value: Any) -> Any:
    """Terraform takes texts in JSON for templates."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, Mapping):
        return {key: _literal(item) for key, item in value.items()}
    return [_literal(item) for item in value] if isinstance(value, list) else value
