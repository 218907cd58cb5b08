"""What a person can do about a refusal, as far as its code alone tells, and the command that tells more. Pure."""

from collections.abc import Mapping

from .model import Refusal, RefusalCode

ADVICE: Mapping[RefusalCode, str] = {
    "invalid-name": "Write a DNS name into the tag",
    "invalid-option": "Correct the option in the tag",
    "zone-not-allowed": "Nothing, where another DNS has the name; else correct it",
    "name-not-allowed": "Choose a name that the hosted zone's settings allow, or have them changed",
    "claim-not-allowed": "Choose another name, or give the load balancer the tags that a claim of the zone asks for",
    "scheme-not-allowed": "Choose another name, or a load balancer of the other scheme",
    "type-not-supported": "Have the load balancer's type added to `load_balancer_types`",
    "name-taken": "Remove what is there, or have it adopted or migrated",
    "routing-differs": "Tag it with the routing policy of the record sets that are there",
    "owned-elsewhere": "Have the other deployment release the name; where its hold is not albias's, find out whose that"
    " TXT record set is, and delete it",
    "waiting": "Nothing: it is next in line when the other load balancer is deleted or loses the tag",
    "delegated": "Ask for the name in the hosted zone that it is delegated to",
    "protected": "Take the protection off the record set; the next sweep does the rest",
    "guarded": "Do what the change guardrail asks for; the next sweep does the rest",
    "zone-full": "Have the hosted zone's quota of record sets raised, or names removed",
    "target-not-found": "Nothing: the next sweep tries again",
    "not-accepted": "Mend what Route 53's own words name",
}


def advice_of(refusal: Refusal, more: str = "") -> str:
    """What to do about a refusal, and at its end a line to write, or the command that tells more of its name."""
    known = refusal.code != "invalid-name"  # else it is anybody's text, which belongs into no command
    command = f"albias explain '{refusal.hostname}'" if known else "shop.apps.example.com"
    return f"{ADVICE[refusal.code]}{more}: `{command}`"
