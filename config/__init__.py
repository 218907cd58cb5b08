"""albias.toml -> albias.settings.Settings, checked. For synth and the command line; never part of the Lambda bundle.

settings = load(Path("albias.toml"))        # raises ConfigurationError with every mistake, one a line
settings = check({"owner": ..., ...})       # the same for a caller that has no file (the Albias construct)
"""

from .load import MAX_SETTINGS_BYTES, check, load
from .values import sweep_interval

__all__ = ["MAX_SETTINGS_BYTES", "check", "load", "sweep_interval"]
