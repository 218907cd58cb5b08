"""InvalidInput: how Route 53's schema speaks of a value that it does not take.

The forms are those of libdns/route53#284 and keycloak/keycloak-benchmark#508 (enumerations, lengths) and of
kubernetes-sigs/external-dns#1541 (exact lengths); those of numbers are the same validator's.
"""

from __future__ import annotations

_VALIDATOR = "Invalid XML ; javax.xml.stream.XMLStreamException: org.xml.sax.SAXParseException; "


class InvalidInputError(ValueError):
    """The request is malformed (HTTP 400 InvalidInput)."""


def enumeration(kind: str, value: str) -> InvalidInputError:
    """A value that is not one of a list."""
    return InvalidInputError(
        f"{_VALIDATOR}cvc-enumeration-valid: Value '{value}' is not facet-valid with respect to enumeration for type "
        f"'{kind}'."
    )


def length(kind: str, value: str, exactly: int) -> InvalidInputError:
    """A value that is shorter or longer than the only length allowed."""
    return InvalidInputError(
        f"{_VALIDATOR}cvc-length-valid: Value '{value}' with length = '{len(value)}' is not facet-valid with respect "
        f"to length '{exactly}' for type '{kind}'."
    )


def check_length(kind: str, value: str, least: int, most: int) -> None:
    """Raise InvalidInputError for a value that is too short or too long."""
    if least <= len(value) <= most:
        return
    facet, limit = ("minLength", least) if len(value) < least else ("maxLength", most)
    raise InvalidInputError(
        f"{_VALIDATOR}cvc-{facet}-valid: Value '{value}' with length = '{len(value)}' is not facet-valid with respect "
        f"to {facet} '{limit}' for type '{kind}'."
    )


def check_range(kind: str, value: int, least: int, most: int) -> None:
    """Raise InvalidInputError for a number that is too small or too large."""
    if least <= value <= most:
        return
    facet, limit = ("minInclusive", least) if value < least else ("maxInclusive", most)
    raise InvalidInputError(
        f"{_VALIDATOR}cvc-{facet}-valid: Value '{value}' is not facet-valid with respect to {facet} '{limit}' for type "
        f"'{kind}'."
    )
