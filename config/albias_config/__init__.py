"""albias.toml -> albias.settings.Settings, checked. For synth and the command line; never part of the Lambda bundle.

settings = load(Path("albias.toml"))        # raises ConfigurationError with every mistake, one a line
settings = check({"owner": ..., ...})       # the same for a caller that has no file (the Albias construct)
variables = environment(settings, ...)      # how they reach the Lambda
"""

from .environment import MAX_ENVIRONMENT, environment, to_json
from .load import check, load
from .values import sweep_interval

__all__ = ["MAX_ENVIRONMENT", "check", "environment", "load", "sweep_interval", "to_json"]
