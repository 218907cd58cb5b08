"""The dashboard and the saved queries, as the CDK makes them, in the form that the module takes.

`python -m tests.terraform.pages` writes them anew into terraform/spec; test_pages.py says when that is due.
"""

import json
import re
from typing import Any

from tests.support.synth import ACCOUNT, REGION, ROOT, Template, resolved, resources, settings, synth

SPEC = ROOT / "terraform" / "spec"
OWNER = "the-owner"
FOR_TERRAFORM = {OWNER: "${owner}", REGION: "${region}", ACCOUNT: "${account}", "arn:aws:": "arn:${partition}:"}


def pages() -> dict[str, str]:
    """The files by name."""
    template = synth(settings(owner=OWNER))
    return {"dashboard.json.tftpl": _dashboard(template), "queries.json": _queries(template)}


def dashboard_body(template: Template, owner: str) -> dict[str, Any]:
    """The dashboard with the module's names for queues, function and log group."""
    (dashboard,) = resources(template, "AWS::CloudWatch::Dashboard").values()
    body: dict[str, Any] = json.loads(_named(resolved(dashboard["DashboardBody"]), owner))
    return body


def alarms_of(body: dict[str, Any]) -> dict[str, Any]:
    """The properties of the widget that lists alarms."""
    (widget,) = [widget for widget in body["widgets"] if widget["type"] == "alarm"]
    properties: dict[str, Any] = widget["properties"]
    return properties


def _dashboard(template: Template) -> str:
    """Alarms and span depend on how often sweeps are: the module puts them in."""
    body = dashboard_body(template, OWNER)
    body["start"] = "@start@"
    alarms_of(body)["alarms"] = "@alarms@"
    text = json.dumps(body, indent=1).replace("${", "$${").replace("%{", "%%{")
    for word, expression in FOR_TERRAFORM.items():
        text = text.replace(word, expression)
    return text.replace('"@alarms@"', "${alarms}").replace("@start@", "${start}") + "\n"


def _queries(template: Template) -> str:
    queries = resources(template, "AWS::Logs::QueryDefinition").values()
    texts = {query["Name"].rpartition("/")[2]: query["QueryString"] for query in resolved(list(queries))}
    return json.dumps(texts, indent=1) + "\n"


def _named(text: str, owner: str) -> str:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:albias-{owner}"
    for part, ending in {"Work": "", "Dead": "-dead", "Undelivered": "-undelivered"}.items():
        text = re.sub(rf"<\w*Queues{part}[0-9A-F]{{8}}\.QueueName>", f"albias-{owner}{ending}", text)
    text = re.sub(r"<\w*FunctionLogs[0-9A-F]{8}>", f"/aws/lambda/albias-{owner}", text)
    text = re.sub(r"<\w*AlbiasFunction[0-9A-F]{8}\.Arn>", arn, text)
    text = re.sub(r"<\w*AlbiasFunctionWidget[0-9A-F]{8}>", f"{arn}:widget", text)
    return re.sub(r"<\w*AlbiasFunction[0-9A-F]{8}>", f"albias-{owner}", text)


if __name__ == "__main__":
    for name, text in pages().items():
        (SPEC / name).write_text(text, encoding="utf-8")
