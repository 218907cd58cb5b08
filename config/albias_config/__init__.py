"""albias.toml -> albias.settings.Settings, checked. For synth and the command line; never part of the Lambda bundle.

settings = load(Path("albias.toml"))        # raises ConfigurationError with every mistake, one a line
settings = check({"owner": ..., ...})       # the same for a caller that has no file (the Albias construct)
whole = load_all(Path("albias.toml"))       # with the placement: names, paths, keys and tags of the deployment
variables = environment(settings, ...)      # how they reach the Lambda
"""

from .environment import MAX_ENVIRONMENT, environment, to_json
from .load import Configuration, FindZoneIds, check, check_all, load, load_all
from .placement import Placement
from .values import sweep_interval

__all__ = [
    "MAX_ENVIRONMENT",
    "Configuration",
    "FindZoneIds",
    "Placement",
    "check",
    "check_all",
    "environment",
    "load",
    "load_all",
    "sweep_interval",
    "to_json",
]
