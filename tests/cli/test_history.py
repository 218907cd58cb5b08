"""`albias history`: who did what to a name, by the best source that answers."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from albias.model import HostedZone
from albias.names import DnsName
from albias_cli.errors import Exit
from tests.cli.patients import DENIED, Canned
from tests.fakes import Sender
from tests.fakes.route53.advanced import AdvancedRoute53
from tests.support.desk import Desk, Result
from tests.support.records import put
from tests.support.world import ZONE, World

SHOP = "shop.apps.example.com"
HOUR = 3600.0
_COLLEAGUE = Sender("arn:aws:sts::123456789012:assumed-role/Admin/jane", "console.amazonaws.com")
_EXTERNAL = Sender("arn:aws:sts::123456789012:assumed-role/external-dns/1", "aws-sdk-go/1.4 ExternalDNS/v0.14.0")


@pytest.fixture(autouse=True)
def waited(world: World, desk: Desk) -> list[float]:
    """What a command slept: the clock goes on by it."""
    slept: list[float] = []
    desk.sleep = sleeper(world, slept)
    return slept


def sleeper(world: World, slept: list[float]) -> Callable[[float], None]:
    """Sleeps by the world's own clock."""

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        world.clock += seconds

    return sleep


def _alias(name: str, target: str, **more: Any) -> dict[str, Any]:
    to = {"DNSName": target, "HostedZoneId": "Z32O12XQLNTSW2", "EvaluateTargetHealth": True}
    return {"Name": name, "Type": "A", "AliasTarget": to, **more}


def _change(action: str, record_set: dict[str, Any]) -> dict[str, Any]:
    return {"Action": action, "ResourceRecordSet": record_set}


def _batch(*changes: dict[str, Any], comment: str = "") -> dict[str, Any]:
    return {"Changes": list(changes)} | ({"Comment": comment} if comment else {})


def _happened(desk: Desk, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.json("history", SHOP, *arguments)["zones"][0]["happened"]
    return found


@pytest.fixture
def watched(world: World, desk: Desk) -> Desk:
    """CloudTrail sees what albias does."""
    desk.clients.trail.watch(world.route53)
    return desk


def _life(world: World) -> None:
    """A name comes, somebody waits for it, and it is handed over; hours apart."""
    blue = world.create("blue", SHOP)
    world.look(blue)
    world.clock += HOUR
    world.look(world.create("green", SHOP))
    world.clock += HOUR
    world.deleted(blue)


def test_a_name_comes_and_is_handed_over(world: World, watched: Desk) -> None:
    _life(world)
    told = _happened(watched)
    assert [each["what"].partition(" ")[0] for each in told] == ["created:", "its", "handed"]
    assert "from app/blue/" in told[2]["what"]
    assert " to app/green/" in told[2]["what"]
    assert {each["who"] for each in told} == {"albias platform"}
    assert told[0]["comment"].startswith(f"albias platform: create {SHOP} -> app/blue/")
    assert told[0]["principal"].endswith("assumed-role/albias-platform-function/albias-platform")
    assert [each["notable"] for each in told] == [True, False, True]


def test_a_hold_that_alone_is_rewritten_is_left_out_of_the_screen(world: World, watched: Desk) -> None:
    _life(world)
    shown = watched.run("history", SHOP).out
    assert "left out 1 of 3: neither its answer nor its holder changed" in shown
    assert "nothing else" not in shown
    assert "its hold was rewritten, nothing else" in watched.run("history", SHOP, "--verbose").out


def test_a_name_goes(world: World, watched: Desk) -> None:
    blue = world.create("blue", SHOP)
    world.look(blue)
    world.deleted(blue)
    assert _happened(watched)[-1]["what"].startswith("removed: A alias to blue-")
    assert ", which app/blue/" in _happened(watched)[-1]["what"]


def test_a_weight_that_changes(world: World, watched: Desk) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    world.look(web)
    world.tag(web, f"{SHOP} weight=50")
    world.look(web)
    assert _happened(watched)[-1]["what"] == "routing changed from weighted 20 to weighted 50"


def test_what_albias_adopts_and_lets_go_of_keeps_its_record_set(world: World, watched: Desk) -> None:
    web = world.create("web", SHOP)
    put(world, SHOP, **{key: value for key, value in _alias(SHOP, world.dns_name(web)).items() if key == "AliasTarget"})
    assert watched.run("adopt", SHOP, "--yes").code == Exit.OK
    assert watched.run("release", SHOP, "--yes").code == Exit.OK
    first, second = _happened(watched)
    assert "app/web/" in first["what"]
    assert second["what"].endswith("its record set stayed")


def test_what_others_did_is_told_with_who_they_are(world: World, desk: Desk) -> None:
    trail, name = desk.clients.trail, f"{SHOP.upper()}."
    text = {"Name": f"a-{SHOP}", "Type": "TXT", "TTL": 300}
    text["ResourceRecords"] = [{"Value": '"heritage=external-dns,external-dns/owner=my-cluster"'}]
    address = {"Name": SHOP, "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    trail.changed(ZONE.id, _batch(_change("UPSERT", address), comment="by hand"), sender=_COLLEAGUE)
    trail.changed(ZONE.id, _batch(_change("DELETE", address), _change("CREATE", _alias(name, "a.example."))))
    trail.changed(ZONE.id, _batch(_change("UPSERT", _alias(name, "b.")), _change("UPSERT", text)), sender=_EXTERNAL)
    trail.changed(ZONE.id, _batch(_change("DELETE", _alias(name, "b."))), sender=_EXTERNAL)
    told = _happened(desk)
    assert [(each["who"], each["what"]) for each in told] == [
        ("the console", "written, whatever was there: A 192.0.2.1"),
        ("albias-platform-function/albias-platform", "repointed from 192.0.2.1 to a.example"),
        ("external-dns my-cluster", "written, whatever was there: A alias to b"),
        ("external-dns", "removed: A alias to b"),
    ]


def test_a_failed_call_another_name_and_another_zone_are_not_the_names_history(desk: Desk) -> None:
    trail = desk.clients.trail
    trail.changed(ZONE.id, _batch(_change("CREATE", _alias(SHOP, "a."))), error="InvalidChangeBatch")
    trail.changed(ZONE.id, _batch(_change("CREATE", _alias("x.apps.example.com", "a."))))
    trail.changed("Z0OTHER", _batch(_change("CREATE", _alias(SHOP, "a."))))
    assert _happened(desk) == []
    assert "nothing happened to it, as far as is known" in desk.run("history", SHOP).out


def test_events_that_name_no_hosted_zone_are_found_by_the_call(world: World, desk: Desk) -> None:
    desk.clients.trail.names_resources = False
    desk.clients.trail.changed(ZONE.id, _batch(_change("CREATE", _alias(SHOP, "a."))))
    desk.clients.trail.changed("Z0OTHER", _batch(_change("CREATE", _alias(SHOP, "b."))))
    assert [each["what"] for each in _happened(desk)] == ["created: A alias to a"]


def test_many_events_are_read_by_pages_at_two_requests_a_second(world: World, desk: Desk, waited: list[float]) -> None:
    desk.clients.trail.limit_requests()
    for number in range(240):
        record_set = _alias(SHOP if number % 60 == 0 else "x.apps.example.com", f"t{number}.")
        desk.clients.trail.changed(ZONE.id, _batch(_change("UPSERT", record_set)), at=world.clock - 1000 + number)
    told = _happened(desk)
    assert [each["what"].rpartition(" ")[2] for each in told] == ["t0", "t60", "t120", "t180"]
    assert desk.clients.trail.count("LookupEvents") == 5
    assert len(waited) == 4


def test_a_batch_that_cloudtrail_leaves_out_is_told_and_not_passed_over(desk: Desk) -> None:
    many = [_change("CREATE", _alias(f"n{number}.apps.example.com", "long" * 40)) for number in range(900)]
    desk.clients.trail.changed(ZONE.id, _batch(*many, comment="a large one"), sender=_COLLEAGUE)
    result = desk.run("history", SHOP)
    assert "a batch of Admin/jane was too large for the source: a large one" in result.out
    assert desk.json("history", SHOP)["zones"][0]["unread"][0]["comment"] == "a large one"


def test_only_so_far_back_as_asked_and_never_further_than_the_source(world: World, desk: Desk) -> None:
    changed = desk.clients.trail.changed
    changed(ZONE.id, _batch(_change("CREATE", _alias(SHOP, "a."))), at=world.clock - 91 * 86400)
    changed(ZONE.id, _batch(_change("CREATE", _alias(SHOP, "b."))), at=world.clock - 80 * 86400)
    changed(ZONE.id, _batch(_change("CREATE", _alias(SHOP, "c."))), at=world.clock - 60)
    assert [each["what"][-1] for each in _happened(desk, "--since", "365d")] == ["b", "c"]
    assert [each["what"][-1] for each in _happened(desk, "--since", "1h")] == ["c"]
    assert desk.run("history", SHOP, "--since", "long").code == Exit.USAGE


def _advanced(world: World, desk: Desk) -> AdvancedRoute53:
    route53 = AdvancedRoute53(lambda: world.clock)
    for zone in world.zones:
        route53.add_zone(zone.id, zone.name, private=zone.private)
    world.route53 = route53
    return route53


def test_change_history_answers_where_the_zone_has_it(world: World, desk: Desk) -> None:
    _advanced(world, desk)
    _life(world)
    zone = desk.json("history", SHOP)["zones"][0]
    assert zone["source"] == "Change History"
    assert zone["not_from"] == []
    assert [each["what"].partition(" ")[0] for each in zone["happened"]] == ["created:", "its", "handed"]
    assert zone["happened"][0]["change_id"] == "C00000000000000000001"
    assert desk.clients.trail.count() == 0
    world.clock += HOUR
    assert _happened(desk, "--since", "1m") == []


def test_a_zone_without_change_history_is_asked_of_cloudtrail_and_told_why(world: World, desk: Desk) -> None:
    route53 = _advanced(world, desk)
    route53.enabled = False
    result = desk.run("history", SHOP)
    assert result.code == Exit.OK
    assert "source   CloudTrail" in result.out
    assert "not from Change History: the hosted zone has none" in result.out


def test_an_old_botocore_is_told_with_what_to_install(desk: Desk) -> None:
    (passed,) = desk.json("history", SHOP)["zones"][0]["not_from"]
    assert passed["why"].endswith("cannot ask for it; 1.44.8 can")
    assert "pip install 'botocore>=1.44.8'" in passed["advice"]


def _without_cloudtrail(desk: Desk) -> None:
    desk.clients.more["cloudtrail"] = Canned(lookup_events=ClientError(DENIED, "LookupEvents"))


def test_where_cloudtrail_may_not_be_asked_the_log_answers(world: World, desk: Desk) -> None:
    _without_cloudtrail(desk)
    arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0000000000000001"
    line = {"kind": "decision", "hostname": SHOP, "load_balancer": arn, "zone_id": ZONE.id}
    add = desk.clients.logs.add
    add(world.clock - 300, **line, action="create", reason="claimed, and nobody has it")
    add(world.clock - 200, **line, action="remove", reason="would", dry_run=True)
    add(world.clock - 100, **(line | {"zone_id": "Z0OTHER"}), action="remove", reason="elsewhere")
    zone = desk.json("history", SHOP)["zones"][0]
    assert zone["source"] == "the function's log"
    (happened,) = zone["happened"]
    assert happened["what"] == "created for app/web/0000000000000001: claimed, and nobody has it"
    assert [each["source"] for each in zone["not_from"]] == ["Change History", "CloudTrail"]
    assert "AccessDenied" in zone["not_from"][1]["why"]


def test_what_cloudtrail_does_not_show_yet_the_log_tells(world: World, watched: Desk) -> None:
    """Only what is not known already, by the change's id; and of a trail that shows nothing, all that the log has."""
    _life(world)
    told = _happened(watched)
    world.clock += 300
    arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0000000000000001"
    line = {"kind": "decision", "hostname": SHOP, "load_balancer": arn, "zone_id": ZONE.id, "action": "remove"}
    add = watched.clients.logs.add
    add(world.clock - 3 * HOUR, **line, change_id="C0OLD", reason="long ago, so CloudTrail would show it")
    add(world.clock - 60, **line, change_id=told[-1]["change_id"], reason="known already")
    add(world.clock - 30, **line, change_id="C0NEW", reason="the load balancer is deleted")
    assert [each["change_id"] for each in _happened(watched)] == [*[each["change_id"] for each in told], "C0NEW"]
    zone = watched.json("history", SHOP)["zones"][0]
    assert zone["source"] == "CloudTrail"
    assert zone["limits"].endswith("; the log of the function tells 1 of them already")

    watched.clients.trail.events.clear()
    assert [each["change_id"] for each in _happened(watched)] == ["C0OLD", told[-1]["change_id"], "C0NEW"]


def test_where_nobody_answers_that_is_an_error_with_each_reason(world: World, desk: Desk) -> None:
    _without_cloudtrail(desk)
    desk.clients.stack.deployed = False
    result = desk.run("history", SHOP)
    assert result.code == Exit.FAILED
    assert result.out.count("not from") == 3
    assert "cdk deploy" in result.out
    assert "source   " not in result.out


def test_a_name_outside_the_zones_is_told(desk: Desk) -> None:
    result = desk.run("history", "shop.example.net")
    assert result.code == Exit.FAILED
    assert "lies in none of the configured hosted zones (apps.example.com)" in result.err


def test_each_zone_that_the_name_lies_in_or_the_one_that_is_chosen() -> None:
    inner = HostedZone("Z0SHOP", DnsName("shop.apps.example.com"))
    world = World([ZONE, inner])
    desk = Desk(world)
    desk.sleep = sleeper(world, [])
    assert [zone["zone_id"] for zone in desk.json("history", SHOP)["zones"]] == ["Z0APPS", "Z0SHOP"]
    assert [zone["zone_id"] for zone in desk.json("history", SHOP, "--zone", "Z0SHOP")["zones"]] == ["Z0SHOP"]


def test_the_wildcard_has_a_history_of_its_own(world: World, watched: Desk) -> None:
    world.look(world.create("web", "_wildcard.apps.example.com"))
    told = watched.json("history", "*.apps.example.com")["zones"][0]["happened"]
    assert told[0]["what"].startswith("created: A alias to web-")


@pytest.mark.parametrize(
    ("partition", "region"), [("aws", "us-east-1"), ("aws-cn", "cn-northwest-1"), ("aws-us-gov", "us-gov-west-1")]
)
def test_cloudtrail_is_asked_where_route_53_is_at_home(partition: str, region: str) -> None:
    world = World()
    desk = Desk(world)
    desk.sleep = sleeper(world, [])
    asked: list[str] = []
    world.me = type(world.me)(world.me.owner, partition, world.me.account, world.me.region)
    desk.places = _Recorded(asked, desk.clients)
    desk.run("history", SHOP)
    assert asked == [region]


class _Recorded(dict[Any, Any]):
    """Notes which Region's clients are asked for."""

    def __init__(self, asked: list[str], clients: Any) -> None:
        super().__init__()
        self._asked, self._clients = asked, clients

    def get(self, key: Any, default: Any = None) -> Any:
        self._asked.append(key[1])
        return self._clients


def test_cloudtrail_is_asked_in_the_account_that_owns_the_zone() -> None:
    role = "arn:aws:iam::210987654321:role/albias-zones"
    world = World([HostedZone("Z0THEIRS", DnsName("apps.example.com"), role_arn=role)])
    desk = Desk(world)
    desk.sleep = sleeper(world, [])
    asked: list[tuple[str, str]] = []
    get = desk.clients.get

    def noting(service: str, role_arn: str = "") -> Any:
        asked.append((service, role_arn))
        return get(service, role_arn)

    desk.clients.get = noting  # type: ignore[method-assign]
    assert desk.run("history", SHOP).code == Exit.OK
    assert ("cloudtrail", role) in asked
    assert ("route53", role) in asked


@pytest.mark.parametrize(
    "batch",
    [
        None,
        "HIDDEN_DUE_TO_SECURITY_REASONS",
        {"changes": [{"action": "DELETE"}]},
        {"changes": [{"action": "DELETE", "resourceRecordSet": {"name": f"{SHOP}."}}]},
    ],
)
def test_an_event_that_is_not_told_whole_hides_no_other(world: World, watched: Desk, batch: Any) -> None:
    """It is told as unread, with who and when."""
    world.look(world.create("web", SHOP))
    watched.clients.trail.changed(ZONE.id, _batch())
    told = watched.clients.trail.events[-1].told
    told["requestParameters"] = {"hostedZoneId": ZONE.id, "changeBatch": batch}
    found = watched.json("history", SHOP)["zones"][0]
    assert [each["what"].partition(":")[0] for each in found["happened"]] == ["created"]
    assert len(found["unread"]) == 1


def test_what_changes_beside_the_answer_is_not_called_a_hold(world: World, desk: Desk) -> None:
    """A record set of another type at the name, which albias never looks at."""
    text = {"Name": f"{SHOP}.", "Type": "MX", "TTL": 60, "ResourceRecords": [{"Value": "10 mail.example.net"}]}
    desk.clients.trail.changed(ZONE.id, _batch(_change("UPSERT", text)), sender=_COLLEAGUE)
    (told,) = _happened(desk)
    assert (told["what"], told["notable"]) == ("beside its answer: + MX 10 mail.example.net", False)


def test_control_characters_in_a_comment_reach_no_terminal(desk: Desk) -> None:
    batch = _batch(_change("CREATE", _alias(SHOP, "a.")), comment="\x1b[2J")
    desk.clients.trail.changed(ZONE.id, batch, sender=_COLLEAGUE)
    shown: Result = desk.run("history", SHOP, "--verbose")
    assert "\\x1b[2J" in shown.out


def test_an_event_as_aws_publishes_it_is_read(world: World, desk: Desk) -> None:
    """Amazon Route 53, "Logging API calls with AWS CloudTrail": an event of 2018, with fewer fields than today's."""
    address = {"name": f"{SHOP}.", "type": "A", "tTL": 300, "resourceRecords": [{"value": "192.0.1.1"}]}
    changes = [{"action": "CREATE", "resourceRecordSet": address}]
    told = {
        "apiVersion": "2013-04-01",
        "eventName": "ChangeResourceRecordSets",
        "eventVersion": "1.02",
        "requestParameters": {
            "changeBatch": {"changes": changes, "comment": "Adding subdomains"},
            "hostedZoneId": ZONE.id,
        },
        "responseElements": {"changeInfo": {"id": "/change/C156SRE0X2ZB10", "status": "PENDING"}},
        "userAgent": "Apache-HttpClient/4.3 (java 1.5)",
        "userIdentity": {"arn": "arn:aws:iam::111122223333:user/smithj", "type": "IAMUser", "userName": "smithj"},
    }
    event: dict[str, Any] = {"EventName": "ChangeResourceRecordSets", "CloudTrailEvent": json.dumps(told)}
    event |= {"EventTime": datetime.fromtimestamp(world.clock - 60, UTC)}
    desk.clients.more["cloudtrail"] = Canned(lookup_events={"Events": [event]})
    (happened,) = _happened(desk)
    assert (happened["who"], happened["what"]) == ("user/smithj", "created: A 192.0.1.1")
    assert happened["change_id"] == "C156SRE0X2ZB10"
    assert happened["comment"] == "Adding subdomains"


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ({"userAgent": "cloudformation.amazonaws.com"}, "CloudFormation"),
        ({"userIdentity": {"invokedBy": "cloudformation.amazonaws.com"}}, "CloudFormation"),
        ({"sessionCredentialFromConsole": "true", "userAgent": "Mozilla/5.0"}, "the console"),
        ({"userAgent": "APN/1.0 HashiCorp/1.0 Terraform/1.9"}, "Terraform"),
        ({"userAgent": "Boto3/1.4", "userIdentity": {}}, "operator"),
    ],
)
def test_tools_are_known_by_how_they_call_themselves(world: World, desk: Desk, more: dict[str, Any], who: str) -> None:
    record_set = {"name": f"{SHOP}.", "type": "A", "tTL": 300, "resourceRecords": [{"value": "192.0.1.1"}]}
    batch = {"changes": [{"action": "DELETE", "resourceRecordSet": record_set}]}
    told = {"requestParameters": {"hostedZoneId": ZONE.id, "changeBatch": batch}} | more
    event: dict[str, Any] = {"EventName": "ChangeResourceRecordSets", "CloudTrailEvent": json.dumps(told)}
    event |= {"EventTime": datetime.fromtimestamp(world.clock - 60, UTC), "Username": "operator"}
    desk.clients.more["cloudtrail"] = Canned(lookup_events={"Events": [event]})
    (happened,) = _happened(desk)
    assert happened["who"] == who
