"""What config/, infra/ and the command line raise for a configuration; the Lambda gets one that is checked."""

from albias.errors import AlbiasError


class ConfigurationError(AlbiasError):
    """The configuration cannot be used; the message names the key, the value and what is allowed."""
