"""The commands: each module adds its own to the app. A command reads, asks the engine and shows; it decides nothing."""

from albias_cli.app import app

from . import adopt, apply, completion, doctor, explain, init, listing, logs, migrate, package, plan, release

__all__ = [
    "adopt",
    "app",
    "apply",
    "completion",
    "doctor",
    "explain",
    "init",
    "listing",
    "logs",
    "migrate",
    "package",
    "plan",
    "release",
]
