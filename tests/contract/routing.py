"""Routed record sets in the words of the tests."""

from __future__ import annotations

from typing import Any

from tests.contract.zones import Record, alias

SHOP = "shop.example.com."
HEALTH = "01234567-89ab-4cde-8f01-23456789abcd"
CIDR = "89ab0123-4567-4cde-8f01-23456789abcd"

POLICIES: dict[str, dict[str, Any]] = {
    "weighted": {"Weight": 10},
    "latency": {"Region": "eu-west-1"},
    "failover": {"Failover": "PRIMARY"},
    "continent": {"GeoLocation": {"ContinentCode": "EU"}},
    "country": {"GeoLocation": {"CountryCode": "DE"}},
    "anywhere": {"GeoLocation": {"CountryCode": "*"}},
    "state": {"GeoLocation": {"CountryCode": "US", "SubdivisionCode": "CA"}},
    "region-of-ukraine": {"GeoLocation": {"CountryCode": "UA", "SubdivisionCode": "43"}},
    "cidr": {"CidrRoutingConfig": {"CollectionId": CIDR, "LocationName": "office"}},
    "geoproximity": {"GeoProximityLocation": {"AWSRegion": "eu-west-1", "Bias": -99}},
    "coordinates": {"GeoProximityLocation": {"Coordinates": {"Latitude": "48.14", "Longitude": "11.58"}}},
}


def routed(identifier: str, policy: str = "weighted", **more: Any) -> Record:
    """An alias record set with a routing policy."""
    return alias(SHOP, SetIdentifier=identifier, **{**POLICIES[policy], **more})


def weighted(identifier: str, weight: int, **more: Any) -> Record:
    """A weighted alias record set."""
    return alias(SHOP, SetIdentifier=identifier, Weight=weight, **more)


def at(identifier: str, **place: str) -> Record:
    """A geolocation alias record set; ``Country="DE"`` and the like."""
    location = {f"{part}Code": code for part, code in place.items()}
    return alias(SHOP, SetIdentifier=identifier, GeoLocation=location)


def who(identifier: str) -> str:
    """How Route 53's errors begin that speak of a routed A record set."""
    return f"RRSet with DNS name shop.example.com., type A, SetIdentifier {identifier}"
