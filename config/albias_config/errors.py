"""What config/, infra/ and the command line raise for a configuration; the Lambda gets one that is checked."""

from albias.errors import AlbiasError


class ConfigurationError(AlbiasError):
    """The configuration cannot be used; the message names the key, the value and what is allowed."""


class ArgumentError(ConfigurationError):
    """What was said beside the file, such as an option of a command, cannot be used; the message has the same form."""
