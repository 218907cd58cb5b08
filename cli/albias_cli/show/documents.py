"""A command's result for programs: JSON, YAML or comma-separated values. Text out; writes nothing."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import yaml  # type: ignore[import-untyped]  # its stubs are a package of their own

Form = Literal["table", "json", "csv", "yaml"]
FORMS: tuple[Form, ...] = ("table", "json", "csv", "yaml")
Document = dict[str, Any]


def written(document: Any, rows: Sequence[Document], form: Form, *, by_line: bool = False, titles: bool = True) -> str:
    """The document in a form; ASCII only, so that nothing in it reaches a terminal as a control character.

    `rows`: what of it is a table, for comma-separated values; `titles`: with a line of titles.
    """
    if form == "csv":
        return csv_text(rows, titles=titles)
    if form == "yaml":
        plain = json.loads(json.dumps(document))
        return str(yaml.safe_dump(plain, sort_keys=False, allow_unicode=False, explicit_start=by_line))
    return json.dumps(document, indent=None if by_line else 2) + "\n"


def csv_text(rows: Sequence[Mapping[str, Any]], *, titles: bool = True) -> str:
    """A table with a line of titles; without rows nothing, not even those."""
    columns = list(dict.fromkeys(title for row in rows for title in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if columns and titles:
        writer.writerow(columns)
    for row in rows:
        writer.writerow(_cell(row.get(title)) for title in columns)
    return text.getvalue()


def _cell(value: Any) -> str:
    """A cell that no terminal and no spreadsheet takes for more than text (H49; OWASP, "CSV Injection")."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    return ("'" if shown.startswith(("=", "+", "-", "@")) else "") + shown
