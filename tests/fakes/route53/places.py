"""The places of geolocation record sets.

Rests on API_GeoLocation and API_ListGeoLocations of the API Reference: seven continents, the countries of ISO 3166-1
(and Kosovo), the states of the United States, and the regions of Ukraine.
"""

from __future__ import annotations

from tests.fakes.route53.invalid import InvalidInputError, enumeration, length

ANYWHERE = "*"
CONTINENTS = frozenset({"AF", "AN", "AS", "EU", "NA", "OC", "SA"})
# The second letters of the country codes that begin with a letter.
_SECOND_LETTERS = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "X": "K",
    "Y": "ET",
    "Z": "AMW",
}
_STATES = {
    "A": "KLRZ",
    "C": "AOT",
    "D": "CE",
    "F": "L",
    "G": "A",
    "H": "I",
    "I": "ADLN",
    "K": "SY",
    "L": "A",
    "M": "ADEINOST",
    "N": "CDEHJMVY",
    "O": "HKR",
    "P": "A",
    "R": "I",
    "S": "CD",
    "T": "NX",
    "U": "T",
    "V": "AT",
    "W": "AIVY",
}
_REGIONS_OF_UKRAINE = "05 07 09 12 14 18 21 23 26 30 32 35 40 43 46 48 51 53 56 59 61 63 65 68 71 74 77"


def _codes(second_letters: dict[str, str]) -> frozenset[str]:
    codes = set()
    for first, seconds in second_letters.items():
        codes |= {first + second for second in seconds}
    return frozenset(codes)


COUNTRIES = _codes(_SECOND_LETTERS)
SUBDIVISIONS = {"US": _codes(_STATES), "UA": frozenset(_REGIONS_OF_UKRAINE.split())}


def check_place(place: dict[str, str], where: str) -> None:
    """Raise InvalidInputError for a GeoLocation that is no place.

    "Specifying ContinentCode with either CountryCode or SubdivisionCode returns an InvalidInput error", and a
    subdivision needs its country: API_GeoLocation. Of the texts, only that of a length was found.
    """
    continent, country = place.get("ContinentCode"), place.get("CountryCode")
    subdivision = place.get("SubdivisionCode")
    if (continent is None) == (country is None):
        raise InvalidInputError(
            f"Invalid request: Expected exactly one of [ContinentCode, or CountryCode], but found {place} in {where}"
        )
    if continent is not None:
        _check_continent(continent, subdivision, where)
    elif country != ANYWHERE and country not in COUNTRIES:
        raise enumeration("CountryCode", str(country))
    if subdivision is not None and subdivision not in SUBDIVISIONS.get(str(country), ()):
        raise InvalidInputError(
            f"Invalid request: SubdivisionCode {subdivision} is not one of CountryCode {country} in {where}"
        )


def _check_continent(continent: str, subdivision: str | None, where: str) -> None:
    if len(continent) != 2:
        raise length("ContinentCode", continent, exactly=2)  # kubernetes-sigs/external-dns#1541
    if continent not in CONTINENTS:
        raise enumeration("ContinentCode", continent)
    if subdivision is not None:
        raise InvalidInputError(f"Invalid request: SubdivisionCode cannot be with ContinentCode in {where}")
