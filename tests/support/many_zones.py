"""The configuration of a large company: any number of zones, each with patterns and claims. Builds, asserts nothing."""

import random
import string
from typing import Any

WORDS = ["billing", "checkout", "search", "media", "fleet", "mail", "crm", "erp", "data", "lab", "web", "shop", "pay"]
IDS = string.ascii_uppercase + string.digits


def many(number: int, **keys: Any) -> dict[str, Any]:
    """Zones of a large company: three patterns and two claims each, every name another one."""
    chance = random.Random(number)

    def label() -> str:
        return f"{chance.choice(WORDS)}-{chance.choice(WORDS)}"

    zones = []
    for index in range(number):
        name = f"{label()}-{index}.example.com"
        patterns = [f"*.{name}", f"{label()}.{name}", f"*.{label()}.{name}"]
        rules = [
            {"hostnames": [patterns[0]], "tags": {"ingress.k8s.aws/stack": f"{label()}/*"}},
            {"hostnames": [patterns[2]], "tags": {"team": label()}},
        ]
        zone_id = "Z" + "".join(chance.choices(IDS, k=20))
        zones.append({"id": zone_id, "name": name, "hostnames": patterns, "claims": rules} | keys)
    return {"owner": "platform", "zones": zones}
