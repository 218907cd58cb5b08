"""The commands: each module adds its own to the app. A command reads, asks the engine and shows; it decides nothing."""

from albias_cli.app import app

from . import (
    adopt,
    apply,
    audit,
    completion,
    doctor,
    explain,
    history,
    init,
    listing,
    logs,
    migrate,
    package,
    plan,
    release,
    wait,
)

__all__ = [
    "adopt",
    "app",
    "apply",
    "audit",
    "completion",
    "doctor",
    "explain",
    "history",
    "init",
    "listing",
    "logs",
    "migrate",
    "package",
    "plan",
    "release",
    "wait",
]
