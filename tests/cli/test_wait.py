"""`albias wait`: accepted, in sync, answered; refused at once; and a time after which it gives up."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import dns.resolver
import pytest

from albias.model import HostedZone
from albias.names import DnsName
from albias.registry import hold_name
from albias_cli.ask.asking import Dns
from albias_cli.ask.servers import Question, Server, ask, servers
from albias_cli.errors import Exit
from tests.fakes.route53.advanced import AdvancedRoute53
from tests.support.desk import Desk
from tests.support.name_server import name_server
from tests.support.records import put
from tests.support.world import ZONE, World

SHOP = "shop.apps.example.com"


class Hours:
    """The time that a command sleeps: the clock goes on, and what a test has planned happens meanwhile."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.planned: list[Callable[[], object]] = []
        self.slept = 0

    def __call__(self, seconds: float) -> None:
        self.world.clock += seconds
        self.slept += 1
        if self.planned:
            self.planned.pop(0)()


@pytest.fixture
def hours_of() -> Callable[[World, Desk], Hours]:
    def made(world: World, desk: Desk) -> Hours:
        desk.sleep = Hours(world)
        return desk.sleep

    return made


@pytest.fixture
def hours(world: World, desk: Desk, hours_of: Callable[[World, Desk], Hours]) -> Hours:
    return hours_of(world, desk)


def _answers(desk: Desk, name: str, target: str) -> None:
    """DNS has the load balancer's address at the name, too."""
    desk.dns.names |= {name: ["192.0.2.1"], target: ["192.0.2.1", "192.0.2.2"]}


def _steps(document: Any) -> dict[str, str]:
    return {step["step"]: step["state"] for step in document["steps"]}


def test_a_name_that_is_there_is_ready_at_once(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    result = desk.run("wait", SHOP)
    assert result.code == Exit.OK
    assert "accepted  yes        app/web/" in result.out
    assert "answered  yes        by 4 name servers: A 192.0.2.1" in result.out
    assert "shop.apps.example.com is ready after 0 s" in result.err
    assert hours.slept == 0
    document = desk.json("wait", SHOP)
    assert document["ready"] is True
    assert _steps(document) == {"accepted": "yes", "in sync": "not asked", "answered": "yes"}


def test_it_waits_for_the_tag_the_function_and_dns(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web")
    hours.planned = [
        lambda: world.tag(web, SHOP),
        lambda: world.look(web),
        lambda: _answers(desk, SHOP, world.dns_name(web)),
    ]
    document = desk.json("wait", SHOP)
    assert (document["ready"], hours.slept, document["seconds"]) == (True, 3, 15)


def test_an_old_answer_is_not_the_new_load_balancers(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    desk.dns.names[SHOP] = ["198.51.100.9"]
    assert desk.run("wait", SHOP, "--timeout", "9s").code == Exit.TIMED_OUT
    assert {question.addresses for _, question in desk.dns.asked} == {frozenset({"192.0.2.1", "192.0.2.2"})}


def test_each_name_server_is_asked_and_one_that_is_late_is_waited_for(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    desk.dns.silent = {"ns-3.awsdns-03.org"}
    hours.planned = [desk.dns.silent.clear]
    assert desk.run("wait", SHOP).code == Exit.OK
    assert hours.slept == 1
    assert {server for server, _ in desk.dns.asked} == {
        "ns-1.awsdns-01.com",
        "ns-2.awsdns-02.net",
        "ns-3.awsdns-03.org",
        "ns-4.awsdns-04.co.uk",
    }


def test_a_refusal_ends_it_at_once_with_its_advice(world: World, desk: Desk, hours: Hours) -> None:
    put(world, SHOP, TTL=60, ResourceRecords=[{"Value": "192.0.2.10"}])
    world.create("web", SHOP)
    result = desk.run("wait", SHOP)
    assert (result.code, hours.slept) == (Exit.REFUSED, 0)
    assert "refused: name-taken for app/web/" in result.err
    assert "`albias adopt --replace shop.apps.example.com`" in result.err
    document = desk.json("wait", SHOP)
    assert document["refusals"][0]["code"] == "name-taken"
    assert "albias adopt --replace" in document["advice"]


def test_who_waits_for_a_name_goes_on_waiting(world: World, desk: Desk, hours: Hours) -> None:
    """The name is held by another load balancer, which will go: no refusal that ends it."""
    blue = world.create("blue", SHOP)
    world.look(blue)
    green = world.create("green", SHOP)
    world.look(green)
    _answers(desk, SHOP, world.dns_name(green))
    hours.planned = [lambda: world.deleted(blue)]
    result = desk.run("wait", SHOP, "--load-balancer", str(green))
    assert result.code == Exit.OK
    assert hours.slept == 1
    assert "app/green/" in result.out


def test_the_other_load_balancers_hold_is_not_enough(world: World, desk: Desk, hours: Hours) -> None:
    blue = world.create("blue", SHOP)
    world.look(blue)
    green = world.create("green")
    result = desk.run("wait", SHOP, "--load-balancer", str(green), "--timeout", "7s")
    assert result.code == Exit.TIMED_OUT
    assert "not accepted yet: app/blue/" in result.err


@pytest.mark.parametrize(
    ("tags", "advice"),
    [(SHOP, "`albias logs shop.apps.example.com`"), ("", "Tag the load balancer that should have it")],
)
def test_after_the_time_it_says_what_is_missing_and_what_to_do(
    world: World, desk: Desk, hours: Hours, tags: str, advice: str
) -> None:
    world.create("web", tags)
    result = desk.run("wait", SHOP, "--timeout", "1m")
    assert result.code == Exit.TIMED_OUT
    assert hours.slept == 12
    assert "timed out: after 60 s shop.apps.example.com is not accepted yet: " in result.err
    assert advice in result.err
    document = desk.json("wait", SHOP, "--timeout", "1s")
    assert (document["ready"], _steps(document)) == (False, {"accepted": "no"})


@pytest.mark.parametrize(("timeout", "looks"), [("5s", 1), ("7s", 2)])
def test_it_waits_for_as_long_as_was_said(world: World, desk: Desk, hours: Hours, timeout: str, looks: int) -> None:
    world.create("web", SHOP)
    began = world.clock
    result = desk.run("wait", SHOP, "--timeout", timeout)
    assert f"timed out: after {timeout.removesuffix('s')} s " in result.err
    assert (world.clock - began, hours.slept) == (int(timeout.removesuffix("s")), looks)


def test_without_dns_only_route_53_is_asked(world: World, desk: Desk, hours: Hours) -> None:
    world.look(world.create("web", SHOP))
    document = desk.json("wait", SHOP, "--no-dns")
    assert (document["ready"], _steps(document)["answered"]) == (True, "not asked")
    assert desk.dns.asked == []


def test_of_a_private_zone_only_the_acceptance_can_be_seen() -> None:
    world = World([HostedZone("Z0INNER", DnsName("apps.example.com"), private=True)])
    desk = Desk(world)
    world.look(world.create("web", SHOP))
    result = desk.run("wait", SHOP)
    assert result.code == Exit.OK
    assert "answered  not asked  only the VPCs of a private hosted zone can ask" in result.out


def test_a_name_in_no_zone_and_a_function_that_changes_nothing_end_it_at_once(
    world: World, desk: Desk, hours: Hours
) -> None:
    outside = desk.run("wait", "shop.example.net")
    assert outside.code == Exit.REFUSED
    assert "lies in none of the configured hosted zones" in outside.err
    world.create("web", SHOP)
    world.settings = replace(world.settings, dry_run=True)
    dry = desk.run("wait", SHOP)
    assert (dry.code, hours.slept) == (Exit.REFUSED, 0)
    assert "`albias apply --only shop.apps.example.com`" in dry.err


def test_a_bad_time_is_a_usage_error(desk: Desk) -> None:
    result = desk.run("wait", SHOP, "--timeout", "soon")
    assert result.code == Exit.USAGE
    assert "--timeout 'soon' is no span of time" in result.err


def test_the_wildcard_is_asked_by_a_name_below_it(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web", "_wildcard.apps.example.com")
    world.look(web)
    _answers(desk, "albias-wait.apps.example.com", world.dns_name(web))
    assert desk.run("wait", "*.apps.example.com").code == Exit.OK


def test_of_a_routed_name_any_answer_will_do(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web", f"{SHOP} weight=20")
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    desk.dns.names[SHOP] = ["198.51.100.9"]
    assert desk.run("wait", SHOP).code == Exit.OK


def test_both_types_of_a_dualstack_load_balancer_are_asked_for(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web", SHOP, ip_address_type="dualstack")
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    assert desk.run("wait", SHOP).code == Exit.OK
    assert {question.types for _, question in desk.dns.asked} == {("A", "AAAA")}


def _advanced(world: World) -> AdvancedRoute53:
    route53 = AdvancedRoute53(lambda: world.clock)
    route53.add_zone(ZONE.id, ZONE.name)
    world.route53 = route53
    return route53


def test_get_change_is_asked_where_change_history_knows_the_change(world: World, desk: Desk, hours: Hours) -> None:
    route53 = _advanced(world)
    web = world.create("web", SHOP)
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    pending = ["PENDING", "INSYNC"]
    asked: list[str] = []

    def get_change(**params: Any) -> Any:
        asked.append(params["Id"])
        return {"ChangeInfo": {"Id": params["Id"], "Status": pending.pop(0)}}

    route53.get_change = get_change  # type: ignore[method-assign]
    result = desk.run("wait", SHOP)
    assert result.code == Exit.OK
    assert hours.slept == 1
    assert set(asked) == {"C00000000000000000001"}
    assert "in sync   yes        change C00000000000000000001 is INSYNC" in result.out


def test_a_change_that_is_not_in_the_history_yet_is_waited_for(world: World, desk: Desk, hours: Hours) -> None:
    """The history has an older batch of the name, and that is another one."""
    route53 = _advanced(world)
    blue = world.create("blue", SHOP)
    world.look(blue)
    green = world.create("green", SHOP)
    world.look(green)
    world.deleted(blue)
    late = route53.history.pop()
    _answers(desk, SHOP, world.dns_name(green))
    hours.planned = [lambda: route53.history.append(late)]
    assert desk.run("wait", SHOP).code == Exit.OK
    assert hours.slept == 1


def test_what_was_accepted_long_ago_is_in_sync(world: World, desk: Desk, hours: Hours) -> None:
    _advanced(world)
    web = world.create("web", SHOP)
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    world.clock += 7200
    assert "in sync   yes        accepted more than an hour ago" in desk.run("wait", SHOP).out


def test_a_zone_without_change_history_is_told_so(world: World, desk: Desk, hours: Hours) -> None:
    _advanced(world).enabled = False
    web = world.create("web", SHOP)
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    assert "no change id is to be had: the hosted zone has no Change History" in desk.run("wait", SHOP).out


def _hold(world: World, name: str = SHOP) -> list[str]:
    record = world.route53.record(ZONE.id, hold_name(DnsName(name), ZONE) + ".", "TXT")
    assert record is not None
    return [each["Value"] for each in record["ResourceRecords"]]


def _logs(world: World, desk: Desk, change_id: str, hold: list[str], zone: HostedZone = ZONE) -> None:
    """The function's line of a decision."""
    add = desk.clients.logs.add
    add(world.clock, kind="decision", hostname=SHOP, zone_id=zone.id, change_id=change_id, hold=hold)


def test_where_there_is_no_change_history_the_functions_log_has_the_changes_id(
    world: World, desk: Desk, hours: Hours
) -> None:
    """In ordinary zones nobody else tells the id in time. An older line is of another change, and so another zone's."""
    web = world.create("web", SHOP)
    (change,) = {decision.change_id for _, decision in world.look(web).decisions}
    _answers(desk, SHOP, world.dns_name(web))
    _logs(world, desk, "C0", ['"another"'])
    assert _steps(desk.json("wait", SHOP))["in sync"] == "not asked"
    _logs(world, desk, change, _hold(world)[::-1])
    _logs(world, desk, "C1", _hold(world), replace(ZONE, id="Z0OTHER"))
    desk.clients.logs.add(world.clock, kind="decision", hostname=SHOP, zone_id=ZONE.id)
    result = desk.run("wait", SHOP)
    assert f"in sync   yes        change {change} is INSYNC" in result.out


def test_a_change_of_the_log_that_is_pending_is_waited_for(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web", SHOP)
    (change,) = {decision.change_id for _, decision in world.look(web).decisions}
    _answers(desk, SHOP, world.dns_name(web))
    _logs(world, desk, change, _hold(world))
    pending = ["PENDING", "INSYNC"]
    world.route53.get_change = lambda **params: {  # type: ignore[method-assign]
        "ChangeInfo": {"Id": params["Id"], "Status": pending.pop(0)}
    }
    assert desk.run("wait", SHOP).code == Exit.OK
    assert hours.slept == 1


@pytest.mark.parametrize("operation", ["FilterLogEvents", "GetChange"])
def test_what_may_not_be_asked_is_told_and_not_waited_for(
    world: World, desk: Desk, hours: Hours, operation: str
) -> None:
    web = world.create("web", SHOP)
    (change,) = {decision.change_id for _, decision in world.look(web).decisions}
    _answers(desk, SHOP, world.dns_name(web))
    _logs(world, desk, change, _hold(world))
    error = world.route53.error(operation, "AccessDenied", "not allowed")

    def denied(*_: Any, **__: Any) -> Any:
        raise error

    if operation == "GetChange":
        world.route53.get_change = denied  # type: ignore[method-assign]
    else:
        desk.clients.logs.paginate = denied  # type: ignore[method-assign]
    result = desk.run("wait", SHOP)
    assert result.code == Exit.OK
    assert f"the function's log does not tell it: {operation}: AccessDenied" in result.out


def test_a_log_without_decisions_is_told(world: World, desk: Desk, hours: Hours) -> None:
    web = world.create("web", SHOP)
    world.look(web)
    _answers(desk, SHOP, world.dns_name(web))
    world.settings = replace(world.settings, log_level="WARNING")
    assert 'log_level = "WARNING" keeps decisions and sweeps out of the log' in desk.run("wait", SHOP).out


# What a hold alone does not tell -----------------------------------------------------------------------------------

_INNER = HostedZone("Z0INNER", DnsName("apps.example.com"), private=True)


def test_a_name_that_somebody_put_a_record_in_the_place_of_is_refused(world: World, desk: Desk, hours: Hours) -> None:
    """Its load balancer has the hold still, and nothing is pending: no sweep touches what albias did not make."""
    world.look(world.create("web", SHOP))
    world.route53.remove(ZONE.id, f"{SHOP}.", "A")
    put(world, SHOP, "CNAME", TTL=60, ResourceRecords=[{"Value": "x.example.net"}])
    result = desk.run("wait", SHOP, "--no-dns")
    assert (result.code, hours.slept) == (Exit.REFUSED, 0)
    assert "accepted  no         name-taken: " in result.out
    assert "refused: name-taken for app/web/" in result.err


def test_a_name_is_ready_where_it_is_in_each_of_its_zones(hours_of: Callable[[World, Desk], Hours]) -> None:
    """Public and private: one accepted and one still to come is not ready."""
    world = World([ZONE, _INNER])
    desk = Desk(world)
    hours = hours_of(world, desk)

    def busy(operation: str, params: dict[str, Any]) -> None:
        if operation == "ChangeResourceRecordSets" and params["HostedZoneId"] == ZONE.id:
            raise world.route53.error(operation, "Throttling", "Rate exceeded")

    world.route53.before = busy
    web = world.create("web", SHOP)
    world.look(web)
    world.route53.before = None
    hours.planned = [lambda: world.look(web)]
    result = desk.run("wait", SHOP, "--no-dns")
    assert (result.code, hours.slept) == (Exit.OK, 1)
    assert result.out.count("accepted  yes") == 2


def test_a_name_that_one_of_its_zones_refuses_is_refused(hours_of: Callable[[World, Desk], Hours]) -> None:
    world = World([ZONE, _INNER])
    desk = Desk(world)
    hours = hours_of(world, desk)
    put(world, SHOP, TTL=60, ResourceRecords=[{"Value": "192.0.2.10"}])
    world.look(world.create("web", SHOP))
    result = desk.run("wait", SHOP)
    assert (result.code, hours.slept) == (Exit.REFUSED, 0)
    assert "accepted  no         name-taken: " in result.out
    assert "accepted  yes        app/web/" in result.out


def test_a_held_name_that_the_configuration_gives_no_more_is_refused(world: World, desk: Desk, hours: Hours) -> None:
    world.look(world.create("web", SHOP))
    world.settings = replace(world.settings, zones=(replace(ZONE, excepted=("shop.*",)),))
    assert desk.run("wait", SHOP, "--no-dns").code == Exit.REFUSED


def test_what_is_pending_for_another_load_balancer_of_a_routed_name_is_not_waited_for(
    world: World, desk: Desk, hours: Hours
) -> None:
    blue = world.create("blue", f"{SHOP} weight=20")
    world.look(blue)
    green = world.create("green", f"{SHOP} weight=80")
    assert desk.run("wait", SHOP, "--no-dns", "--load-balancer", str(blue)).code == Exit.OK
    hours.planned = [lambda: world.look(green)]
    assert desk.run("wait", SHOP, "--no-dns", "--load-balancer", str(green)).code == Exit.OK
    assert hours.slept == 1


def test_another_load_balancers_refusal_does_not_concern_who_has_the_name(
    world: World, desk: Desk, hours: Hours
) -> None:
    """Whoever asks for the same name with another routing is refused; who has it, has it."""
    web = world.create("web", SHOP)
    world.look(web)
    other = world.create("other", f"{SHOP} weight=20")
    assert desk.run("wait", SHOP, "--no-dns").code == Exit.OK
    assert desk.run("wait", SHOP, "--no-dns", "--load-balancer", str(web)).code == Exit.OK
    assert desk.run("wait", SHOP, "--no-dns", "--load-balancer", str(other)).code == Exit.REFUSED


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("_dmarc.apps.example.com", "its `except` or `service_names` keeps the name from everybody"),
        ("shop._hold._albias.apps.example.com", "names below _albias belong to the registry"),
        ("apps.example.com", "its hostnames do not allow it: *.apps.example.com"),
    ],
)
def test_a_name_that_nobody_may_have_is_not_waited_for(
    world: World, desk: Desk, hours: Hours, name: str, why: str
) -> None:
    """No tag would help, so it would wait to the end of its time and then advise one."""
    result = desk.run("wait", name)
    assert (result.code, hours.slept) == (Exit.REFUSED, 0)
    assert f"no load balancer may have {name}: apps.example.com: {why}" in result.err
    assert f"not used: {why}" in desk.run("explain", name).out


def test_name_servers_that_are_not_known_are_told(world: World, desk: Desk, hours: Hours) -> None:
    world.look(world.create("web", SHOP))

    def before(operation: str, params: dict[str, Any]) -> None:
        if operation == "GetHostedZone":
            raise world.route53.error(operation, "AccessDenied", "not allowed")

    world.route53.before = before
    result = desk.run("wait", SHOP, "--timeout", "1s")
    assert result.code == Exit.TIMED_OUT
    assert "its name servers are not known: GetHostedZone: AccessDenied" in result.out
    assert "`albias wait --no-dns shop.apps.example.com`" in result.err


def test_a_route_53_that_cannot_be_asked_is_told(world: World, desk: Desk, hours: Hours) -> None:
    def before(operation: str, params: dict[str, Any]) -> None:
        raise world.route53.error(operation, "AccessDenied", "not allowed")

    world.route53.before = before
    result = desk.run("wait", SHOP, "--timeout", "1s")
    assert result.code == Exit.FAILED
    assert "ListResourceRecordSets of Z0APPS: AccessDenied" in result.err


# The name servers themselves, on the loopback ------------------------------------------------------------------------

_QUESTION = Question(SHOP, ("A",), frozenset({"192.0.2.1"}))


def _server(address: str, name: str = "ns-1.example.") -> Server:
    host, _, port = address.partition(":")
    return Server(name, host, int(port))


def test_a_name_server_answers() -> None:
    with name_server({(SHOP, "A"): ["192.0.2.1"]}) as address:
        found = ask(_server(address), _QUESTION)
    assert (found.right, found.words) == (True, "A 192.0.2.1")


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ({("x.example.com", "A"): ["192.0.2.1"]}, "A: NXDOMAIN"),
        ({(SHOP, "TXT"): ['"x"']}, "A: no address"),
        ({(SHOP, "A"): ["192.0.2.7"]}, "A 192.0.2.7, and the load balancer has 192.0.2.1"),
    ],
)
def test_a_name_server_answers_something_else(zone: dict[tuple[str, str], list[str]], words: str) -> None:
    with name_server(zone) as address:
        found = ask(_server(address), _QUESTION)
    assert (found.right, found.words) == (False, words)


def test_a_name_server_that_nobody_is_at_is_not_reached() -> None:
    with name_server({}) as address:
        gone = _server(address)
    found = ask(replace(gone, seconds=0.2), _QUESTION)
    assert not found.right
    assert found.words.startswith("not reached: ")


def test_the_addresses_of_name_servers_are_looked_up() -> None:
    with name_server({("ns-1.example", "A"): ["127.0.0.1"]}) as address:
        resolver = dns.resolver.Resolver(configure=False)
        host, _, port = address.partition(":")
        resolver.nameservers, resolver.port = [host], int(port)
        found = servers(["ns-1.example", "ns-2.example"], resolver, port=5353)
    assert found[0] == Server("ns-1.example", "127.0.0.1", 5353)
    assert found[1].problem == "its address was not found: NXDOMAIN"
    assert not ask(found[1], _QUESTION).right


def test_a_name_server_of_ones_own_is_asked_through_the_command(world: World, desk: Desk, hours: Hours) -> None:
    """Through everything that is real but AWS: the question, the packets, the answer."""
    web = world.create("web", SHOP)
    world.look(web)
    zone = {(SHOP, "A"): ["192.0.2.1"], (world.dns_name(web), "A"): ["192.0.2.1"]}
    desk.dns = Dns()  # type: ignore[assignment]
    with name_server(zone) as address:
        result = desk.run("wait", SHOP, "--nameserver", address)
    assert result.code == Exit.OK, result.err
    assert "by 1 name server: A 192.0.2.1" in result.out
