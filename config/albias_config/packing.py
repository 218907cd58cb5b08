"""The settings' second form, for a configuration that would not fit into the function's environment as JSON.

    <gzip of JSON, in base64> <value> ... <zone id> ...

Like things stand beside each other, since they pack better so: `zones` is a table of columns, in each of which a zone
has one place (null where it does not have the key); the rules of `claims` are three columns: hostnames, tag keys, tag
values. A name that ends in the zone's own is cut to `~`. Ids of hosted zones do not pack at all, and the CDK may not
know them before the deployment: they stand behind the packed text, in the order of the zones. Before them stands
whatever else only the deployment knows; the JSON calls it `$0`, `$1` and so on.

albias.settings.Settings.from_json reads it; terraform/spec writes the same.
"""

import base64
import gzip
import json
from collections.abc import Mapping
from itertools import chain
from typing import Any

from .values import TOKEN

ZONE = "~"


def pack(tables: Mapping[str, Any]) -> str:
    """The second form of what environment.plain made."""
    text = json.dumps({**tables, "zones": _columns(tables["zones"])}, separators=(",", ":"))
    unknown = list(dict.fromkeys(TOKEN.findall(text)))
    for number, token in enumerate(unknown):
        text = text.replace(token, f"${number}")
    packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    ids = [zone["id"] for zone in tables["zones"]]
    return " ".join([packed, *unknown, *ids])


def _columns(zones: list[dict[str, Any]]) -> dict[str, list[Any]]:
    rows = [_row(zone) for zone in zones]
    columns: dict[str, list[Any]] = {}
    for key in dict.fromkeys(chain.from_iterable(rows)):
        columns[key] = [row.get(key) for row in rows]
    return columns


def _row(zone: Mapping[str, Any]) -> dict[str, Any]:
    """A zone without its id, with its names cut and its claims taken apart."""
    name = zone["name"]
    row = {key: value for key, value in zone.items() if key not in ("id", "claims")}
    for key in ("hostnames", "except"):
        if key in row:
            row[key] = _cut(row[key], name)
    if "claims" in zone:
        row["claims"] = [_cut(rule["hostnames"], name) for rule in zone["claims"]]
        row["tag_keys"] = [list(rule["tags"]) for rule in zone["claims"]]
        row["tag_values"] = [list(rule["tags"].values()) for rule in zone["claims"]]
    return row


def _cut(names: list[str], zone: str) -> list[str]:
    ending = f".{zone}"
    return [name.removesuffix(ending) + ZONE if name.endswith(ending) else name for name in names]
