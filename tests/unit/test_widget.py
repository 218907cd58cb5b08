"""The dashboard's table of names: what it shows, that it changes nothing, and what becomes of trouble."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from albias.advice import ADVICE
from albias.aws.route53 import Route53
from albias.dashboard.asks import is_for_widget
from albias.dashboard.table import ROWS, refused_of
from albias.dashboard.widget import KEPT, LIMIT
from albias.model import HostedZone, Refusal
from albias.names import DnsName
from tests.fakes.aws import client_error
from tests.support.dashboard import DESCRIBE, look
from tests.support.events import SWEEP, api_call
from tests.support.html import parsed, rows
from tests.support.invocation import message
from tests.support.scene import Scene
from tests.support.world import ME, TAG, ZONE, load_balancer_id
from tests.unit.edge import FUNCTION, CountingClients, Edge

SHOP, CART = "shop.apps.example.com", "cart.apps.example.com"
EdgeOf = Callable[[Scene], Edge]


def told(html: str) -> str:
    """The line above the table."""
    return "".join(parsed(html).iterfind("p").__next__().itertext())


def troubles(html: str) -> list[str]:
    return [str(each.text) for each in parsed(html).iterfind("p[@class='albias-trouble']")]


def buttons(html: str) -> dict[str, str]:
    """What each button sends."""
    page = list(parsed(html))
    found = {}
    for button, action in pairwise(page):
        if action.tag == "cwdb-action":
            assert (button.tag, action.attrib) == ("a", {"action": "call", "endpoint": FUNCTION})
            found[str(button.text)] = str(action.text)
    return found


def tones(html: str) -> list[str]:
    """How each row's state looks to the eye."""
    found = [each.attrib["class"] for each in parsed(html).iter("span")]
    return [css.rpartition("albias-")[2] for css in found]


def changes(edge: Edge) -> list[Any]:
    return [call for call in edge.scene.route53.calls if call.operation == "ChangeResourceRecordSets"]


def reads(edge: Edge) -> int:
    return sum(call.operation == "ListResourceRecordSets" for call in edge.scene.route53.calls)


def test_every_name_has_its_row(edge: Edge) -> None:
    web = edge.scene.create("web", SHOP)
    api = edge.scene.create("api", f"{CART} weight=20")
    edge.scene.look(web, api)

    page = edge.invoke(look())

    name = "app/{}/{} | {}"
    lines = {
        CART: name.format("api", api.id, edge.scene.dns_name(api)),
        SHOP: name.format("web", web.id, edge.scene.dns_name(web)),
    }
    assert rows(page) == [
        [CART, lines[CART], ZONE.name, "weighted 20", "in place"],
        [SHOP, lines[SHOP], ZONE.name, "simple", "in place"],
    ]
    assert told(page).startswith("2 names in 1 hosted zone: 2 in place. Read 20")


def test_a_foreign_name_is_not_in_the_table(edge: Edge) -> None:
    """Neither another deployment's nor anybody's record set (H32)."""
    page = edge.invoke(look())

    assert rows(page) == []
    assert told(page).startswith("0 names in 1 hosted zone. Read ")


def test_who_waits_is_told_with_the_time_that_the_registry_knows(edge: Edge) -> None:
    scene = edge.scene
    scene.look(scene.create("blue", SHOP))
    green = scene.create("green", SHOP)
    scene.look(green)

    (row,) = rows(edge.invoke(look()))

    assert row[-1] == f"in place | app/green/{green.id} waits for it since 2026-11-23 01:08 UTC"


def test_a_name_that_leaves_says_since_when(edge: Edge) -> None:
    """The one time beside a wait that a hold knows: when a name was taken, nobody is told (decisions/0038).

    Whose absence is told is what the hold remembers as its source.
    """
    edge.scene.look(edge.scene.create("web", SHOP))
    _forge(edge.scene, '"gone=1795396100"')

    (row,) = rows(edge.invoke(look()))

    assert row[-2:] == [
        "2026-11-23 01:08 UTC",
        "leaving | no tag names it any more; it is given up when that lasts",
    ]


def _forge(scene: Scene, line: str) -> None:
    """Somebody who may write TXT adds a line to the hold."""
    hold = next(each for each in scene.route53.records(ZONE.id) if "_hold" in each["Name"] and "shop" in each["Name"])
    hold["ResourceRecords"].append({"Value": line})
    scene.route53.put(ZONE.id, hold)
    scene.tampered = True


@pytest.mark.parametrize("time", ["9" * 11, "9" * 12, "9" * 19])
def test_h49_a_time_that_no_clock_knows_hides_nothing(edge: Edge, time: str) -> None:
    """One forged line in one hold would have taken the whole table away."""
    edge.scene.look(edge.scene.create("web", SHOP))
    waiting = edge.scene.create("green")
    for line in (f'"gone={time}"', f'"wait={ME.resource(waiting)},since={time}"'):
        _forge(edge.scene, line)

    (row,) = rows(edge.invoke(look()))

    assert row[0] == SHOP
    assert f"app/green/{waiting.id} waits for it" in row[-1]


def crowd(scene: Scene) -> None:
    """So many record sets of others that names do not lie on the page of the holds."""
    for number in range(350):
        scene.foreign(f"a{number:03}")


def _gone(scene: Scene) -> str:
    scene.removed_by_hand("shop")
    return "there is no A record set"


def _repointed(scene: Scene) -> str:
    scene.removed_by_hand("shop")
    scene.foreign("shop", "A", "192.0.2.66")
    return "there is instead: A 192.0.2.66"


def _cname(scene: Scene) -> str:
    scene.removed_by_hand("shop")
    for kind in ("TXT", "MX"):
        scene.removed_by_hand("shop", kind)
    scene.foreign("shop", "CNAME", "static.example.net")
    return "there is no A record set | there is instead: CNAME static.example.net"


@pytest.mark.parametrize("harm", [_gone, _repointed, _cname])
def test_what_is_not_as_the_registry_says_differs(edge: Edge, harm: Callable[[Scene], str]) -> None:
    edge.scene.look(edge.scene.create("web", SHOP))
    told = harm(edge.scene)

    (row,) = rows(edge.invoke(look()))

    repaired = "the next sweep puts it right, or refuses it where somebody else's record is in the way"
    assert row[-1] == f"differs | {told} | {repaired}"


def test_a_name_that_was_delegated_away_says_so(edge: Edge) -> None:
    edge.scene.look(edge.scene.create("web", "x.team.apps.example.com"))
    edge.scene.foreign("team", "NS", "ns1.example.net")

    (row,) = rows(edge.invoke(look()))

    told = "the zone delegates team.apps.example.com to other name servers, so nobody sees the record here"
    assert row[-1] == f"in place | {told}"
    assert tones(edge.invoke(look())) == ["warn"]


def test_each_record_set_of_a_routed_name_has_its_row(edge: Edge) -> None:
    """Another one's is no difference of this one."""
    scene = edge.scene
    scene.tampered = True
    old, new = scene.create("old", f"{SHOP} weight=90"), scene.create("new", f"{SHOP} weight=10")
    scene.look(old, new)
    page = edge.invoke(look())
    assert sorted(row[3] for row in rows(page)) == ["weighted 10", "weighted 90"]
    assert tones(page) == ["good", "good"]

    edge.widget.reading = None
    (record,) = [each for each in scene.route53.records(ZONE.id) if each.get("Weight") == 10]
    record["AliasTarget"]["DNSName"] = "elsewhere-1.eu-west-1.elb.amazonaws.com."
    scene.route53.put(ZONE.id, record)
    states = {row[1].split("/")[1]: row[-1].partition(" | ")[2] for row in rows(edge.invoke(look()))}
    assert states["old"] == ""
    assert states["new"].startswith("there is instead: A (weighted 10, set 'platform/")

    edge.widget.reading = None
    scene.route53.remove(ZONE.id, f"{SHOP}.", "A", record["SetIdentifier"])
    found = {row[1].split("/")[1]: (row[3], row[-1].split(" | ")[:2]) for row in rows(edge.invoke(look()))}
    assert found == {"old": ("weighted 90", ["in place"]), "new": ("routed", ["differs", "there is no A record set"])}


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        ({}, [CART, SHOP]),
        ({"text": "shop"}, [SHOP]),
        ({"text": "SHOP  web"}, [SHOP]),
        ({"text": "shop api"}, []),
        ({"text": "weighted"}, [CART]),
        ({"text": "in place"}, [CART, SHOP]),
        ({"zone": ZONE.id}, [CART, SHOP]),
        ({"zone": ZONE.name}, [CART, SHOP]),
        ({"zone": "Z0OTHER"}, []),
    ],
)
def test_the_filter_keeps_the_rows_with_all_its_words(edge: Edge, filled: dict[str, str], expected: list[str]) -> None:
    scene = edge.scene
    scene.look(scene.create("web", SHOP), scene.create("api", f"{CART} weight=20"))

    page = edge.invoke(look(filled))

    assert [row[0] for row in rows(page)] == expected
    assert ("match the filter" in told(page)) is (len(expected) < 2)
    assert [row[0] for row in rows(edge.invoke(look(None, **filled)))] == expected  # as a parameter of the widget


def test_what_was_filled_in_counts_before_the_widgets_parameters_and_stays(edge: Edge) -> None:
    edge.scene.look(edge.scene.create("web", SHOP))
    page = edge.invoke(look({"text": "", "zone": ""}, text="nothing", zone="Z0OTHER"))
    assert [row[0] for row in rows(page)] == [SHOP]

    page = edge.invoke(look({"text": 'a "quoted" <text>', "zone": ZONE.id}))
    form = parsed(page).find("form")
    assert form is not None
    assert form.find("input[@name='text']").attrib["value"] == 'a "quoted" <text>'  # type: ignore[union-attr]
    assert [each.get("value") for each in form.iter("option") if "selected" in each.attrib] == [ZONE.id]


def test_h49_half_of_a_character_does_not_spoil_the_answer(edge: Edge) -> None:
    """Lambda writes what the function answers as UTF-8, which has no place for it."""
    edge.scene.look(edge.scene.create("web", SHOP))
    assert edge.invoke(look(text="\ud800")).encode()
    assert edge.invoke(look({"zone": "\udfff"})).encode()


def test_many_names_are_shown_by_pages(edge: Edge) -> None:
    """5,000 names would be 3 MB of HTML: a page has a hundred of them."""
    labels = [f"n{number:03}.apps.example.com" for number in range(2 * ROWS + 50)]
    for start in range(0, len(labels), 10):
        edge.scene.look(edge.scene.create(f"lb{start}", " ".join(labels[start : start + 10])))

    pages = [edge.invoke(look(page=number)) for number in (1, 2, 3, 4)]

    shown = [[row[0] for row in rows(page)] for page in pages]
    assert shown[0] + shown[1] + shown[2] == labels
    assert shown[3] == shown[2]  # there is no fourth
    assert [list(buttons(page)) for page in pages[:3]] == [
        ["Filter", "Refusals", "Next"],
        ["Filter", "Refusals", "Previous", "Next"],
        ["Filter", "Refusals", "Previous"],
    ]
    assert buttons(pages[1]) == {
        "Filter": "{}",
        "Refusals": '{"refusals": true}',
        "Previous": '{"page": 1}',
        "Next": '{"page": 3}',
    }
    assert ">101 to 200 of 250 names<" in pages[1]
    assert max(map(len, pages)) < 100_000


@pytest.mark.parametrize("page", [0, -1, "2", None, 1.5, True, 10**9])
def test_a_page_that_there_is_not_is_the_nearest(edge: Edge, page: Any) -> None:
    edge.scene.look(edge.scene.create("web", SHOP))
    assert [row[0] for row in rows(edge.invoke(look(page=page)))] == [SHOP]


@pytest.mark.parametrize("event", [DESCRIBE, DESCRIBE | look()])
def test_it_describes_itself(edge: Edge, event: dict[str, Any]) -> None:
    """The console's "Get documentation"."""
    assert edge.invoke(event).startswith("## albias: the names of this deployment")
    assert edge.scene.route53.calls == []


def test_h49_other_peoples_texts_are_texts(edge: Edge) -> None:
    """What a hold, a record set or a tag says becomes no markup."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    scene = edge.scene
    scene.look(scene.create("web", SHOP))
    scene.removed_by_hand("shop")
    scene.foreign("shop", "A", evil)
    scene.create("worse", "", tags={TAG: f"{evil}.apps.example.com"})

    pages = [edge.invoke(look({"text": ""})), edge.invoke(look(refusals=True)), edge.invoke(look({"text": evil}))]

    assert evil in rows(pages[0])[0][-1]
    assert any("<script>" in row[0] for row in rows(pages[1]))
    for page in pages:
        assert {each.tag for each in parsed(page).iter()} & {"script", "img"} == set()


def test_a_reading_is_shown_again_for_a_while(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever filters and turns pages, and a dashboard that refreshes itself, costs Route 53 nothing more."""
    clock = [1_795_400_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    edge.scene.look(edge.scene.create("web", SHOP))
    before = reads(edge)
    edge.invoke(look())
    once = reads(edge) - before
    clock[0] += KEPT - 1
    page = edge.invoke(look({"text": "shop"}))
    assert reads(edge) - before == once
    assert "Read 2026-11-23 02:13 UTC" in told(page)

    clock[0] += 1
    edge.invoke(look())
    assert reads(edge) - before == 2 * once


def test_the_refusals_come_with_advice(edge: Edge) -> None:
    """They are looked for when somebody asks: the names are those of a sweep, and nothing is done."""
    scene = edge.scene
    blue = scene.create("blue", SHOP)
    scene.look(blue)
    green = scene.create("green", f"{SHOP} www.apps.example.com www.example.net")

    page = edge.invoke(look(refusals=True))

    found = rows(page)
    assert [(row[0], row[2]) for row in found] == [
        (SHOP, "waiting"),
        ("www.apps.example.com", "name-taken"),
        ("www.example.net", "zone-not-allowed"),
    ]
    assert found[0][1] == f"app/green/{green.id}"
    assert found[0][3].startswith(f"app/blue/{blue.id} holds it; ")
    assert found[0][3].endswith(
        " | Nothing: it is next in line when the other load balancer is deleted or loses the tag: `albias explain '"
        f"{SHOP}'`"
    )
    assert found[1][3].endswith(" or have it adopted or migrated: `albias explain 'www.apps.example.com'`")
    assert told(page).startswith("3 refused, as a sweep would find it now; read ")
    assert buttons(page) == {"Names": "{}"}


def test_a_refusal_is_told_once() -> None:
    refusal = Refusal(SHOP, load_balancer_id(), "name-taken", "somebody has it")
    assert len(refused_of([refusal, refusal], lambda each: ADVICE[each.code])) == 1


def test_very_many_refusals_are_not_all_shown(edge: Edge) -> None:
    for start in range(0, ROWS + 50, 10):
        edge.scene.create(f"lb{start}", " ".join(f"n{start + number}.example.net" for number in range(10)))

    page = edge.invoke(look(refusals=True))

    assert len(rows(page)) == ROWS
    assert told(page).startswith("150 refused")
    assert told(page).endswith(f"The first {ROWS} are shown; all: albias plan")


@pytest.mark.parametrize(
    "event",
    [
        look(),
        look(refusals=True),
        look({"text": "shop"}, page=2),
        DESCRIBE,
        look(detail={"eventName": "DeleteLoadBalancer"}),
    ],
)
def test_it_never_writes(edge: Edge, event: dict[str, Any]) -> None:
    """A sweep would create one name here, repair one, hand one over and remove one."""
    scene = edge.scene
    blue, old = scene.create("blue", SHOP), scene.create("old", CART)
    scene.look(blue, old)
    scene.look(scene.create("green", SHOP))
    scene.delete(blue)
    scene.delete(old)
    scene.create("new", "new.apps.example.com")
    scene.tampered = True
    before = scene.route53.records(ZONE.id), len(changes(edge))

    edge.invoke(event)

    assert (scene.route53.records(ZONE.id), len(changes(edge))) == before
    assert edge.sqs.calls == []


@pytest.mark.parametrize(
    "event",
    [
        look(),
        SWEEP,
        {"Records": [message(SWEEP)]},
        None,
        [],
        "text",
        {},
        {"widgetContext": "nonsense"},
        {"widgetContext": {"forms": {"all": []}}},
    ],
)
def test_by_the_alias_everything_is_a_look_at_the_table(edge: Edge, event: Any) -> None:
    """Whoever may invoke that alias alone can make albias do nothing, whatever they send."""
    scene = edge.scene
    web = scene.create("web", SHOP)
    scene.look(web)
    edge.alias = "widget"
    before = len(changes(edge))

    assert [row[0] for row in _rows_by_alias(edge, event)] == [SHOP]
    assert _rows_by_alias(edge, api_call("DeleteLoadBalancer", web))
    assert len(changes(edge)) == before


def _rows_by_alias(edge: Edge, event: Any) -> list[list[str]]:
    page = edge.invoke(event)
    assert f'endpoint="{FUNCTION}:widget"' in page
    return rows(page)


def test_a_function_that_is_called_like_the_alias_is_not_it() -> None:
    """Its deployment's owner may be `widget`."""
    function = "arn:aws:lambda:eu-west-1:123456789012:function:widget"
    assert not is_for_widget(SWEEP, function)
    assert is_for_widget(SWEEP, f"{function}:widget")


@pytest.mark.parametrize("alias", ["", "live", "widget2", "$LATEST"])
def test_by_every_other_way_messages_are_messages(edge: Edge, alias: str) -> None:
    """An event of a queue or a bus is never taken for a look, whatever it holds."""
    edge.alias = alias
    assert edge.handle(message({**SWEEP, "widgetContext": {}, "describe": True})) == []
    assert edge.told("sweep")
    assert edge.invoke(SWEEP | look())["done"] is True
    assert edge.invoke({"Records": [], **look()}) == {"done": False, "reason": edge.told("ignored")[0]["reason"]}


def test_trouble_in_one_zone_hides_no_other(edge_of: EdgeOf, scene_of: Callable[..., Scene]) -> None:
    """A role that cannot be assumed, for one."""
    other = HostedZone("Z0OTHER", DnsName("other.example.net"))
    scene = scene_of([ZONE, other])
    edge = edge_of(scene)
    scene.look(scene.create("web", f"{SHOP} {'shop.other.example.net'}"))
    scene.route53.before = _failing(other.id)

    page = edge.invoke(look())

    assert [row[0] for row in rows(page)] == [SHOP]
    (trouble,) = troubles(page)
    assert trouble.startswith("other.example.net: ListResourceRecordSets of Z0OTHER: AccessDenied")


def test_each_zone_is_read_as_the_account_that_owns_it_sees_it(
    edge_of: EdgeOf, scene_of: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    """H46: with the role of the zone, in the table and for the refusals."""
    theirs = HostedZone("Z0OTHER", DnsName("other.example.net"), role_arn="arn:aws:iam::111122223333:role/albias-zones")
    edge = edge_of(scene_of([ZONE, theirs]))
    roles: list[str] = []
    as_it_is = CountingClients.route53

    def noted(clients: CountingClients, zone: HostedZone) -> Route53:
        roles.append(zone.role_arn)
        return as_it_is(clients, zone)

    monkeypatch.setattr(CountingClients, "route53", noted)
    edge.invoke(look())
    assert roles == ["", theirs.role_arn]
    edge.invoke(look(refusals=True))
    assert set(roles[2:]) == {"", theirs.role_arn}


def test_where_the_names_cannot_be_read_the_holds_are_shown(edge: Edge) -> None:
    scene = edge.scene
    crowd(scene)
    scene.look(scene.create("web", SHOP))
    scene.route53.before = _failing(ZONE.id, "shop")

    page = edge.invoke(look())

    assert [(row[0], row[-1]) for row in rows(page)] == [(SHOP, "not read")]
    assert troubles(page)[0].startswith("apps.example.com: not every name could be read: ListResourceRecordSets")


def test_it_reads_for_a_limited_time(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_795_400_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    crowd(edge.scene)
    edge.scene.look(edge.scene.create("web", SHOP))

    def slow(operation: str, params: Any) -> None:
        clock[0] += LIMIT + 1

    edge.scene.route53.before = slow
    page = edge.invoke(look())
    assert [(row[0], row[-1]) for row in rows(page)] == [(SHOP, "not read")]
    assert troubles(page) == [
        "apps.example.com: not every name could be read: there was no time for more"
        " (the dashboard reads for 60 seconds at most)"
    ]
    assert troubles(edge.invoke(look(refusals=True))) == [
        "apps.example.com: out of time before the function's deadline",
    ]


def test_it_reads_at_a_sweeps_pace_and_never_to_the_functions_end(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: sum(edge.naps))  # a slow machine would need no naps
    crowd(edge.scene)
    edge.scene.look(edge.scene.create("web", SHOP))
    edge.invoke(look())
    assert edge.naps
    assert all(0 < nap <= 0.2 for nap in edge.naps)

    edge.widget.reading, edge.remaining = None, 59.0
    before = reads(edge)
    assert troubles(edge.invoke(look())) == [
        "apps.example.com: there was no time for more (the dashboard reads for 60 seconds at most)"
    ]
    assert reads(edge) == before


def test_a_reading_is_as_old_as_its_end(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one that took long would be too old at once, and every button would read anew."""
    clock = [1_795_400_000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    crowd(edge.scene)
    edge.scene.look(edge.scene.create("web", SHOP))

    def slow(operation: str, params: Any) -> None:
        clock[0] += KEPT - 5

    edge.scene.route53.before = slow
    edge.invoke(look())
    before = reads(edge)
    assert "Read 2026-11-23 02:14 UTC" in told(edge.invoke(look()))
    assert reads(edge) == before


def test_load_balancers_that_cannot_be_listed_are_told(edge: Edge) -> None:
    edge.scene.elbv2.before = _failing("", service="elbv2")
    (trouble,) = troubles(edge.invoke(look(refusals=True)))
    assert trouble.startswith("the load balancers could not be listed: DescribeLoadBalancers: AccessDenied")


def test_a_defect_is_told_in_the_widget_and_in_the_log(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of the console's "Error"; its text may be anybody's, and stays in the log."""

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("<b>secret</b>")

    monkeypatch.setattr("albias.dashboard.widget.read_names", broken)
    page = edge.invoke(look(theme="dark"))

    assert troubles(page) == ["albias cannot show its names: a defect, told in the function's log (ZeroDivisionError)"]
    assert "secret" not in page
    assert 'class="albias albias-dark"' in page
    (line,) = edge.told("defect")
    assert "secret" in line["exception"]


def test_it_wears_the_consoles_theme(edge: Edge) -> None:
    assert parsed(edge.invoke(look(theme="light"))).attrib["class"] == "albias"
    assert parsed(edge.invoke(look(theme="dark"))).attrib["class"] == "albias albias-dark"


def _failing(zone_id: str, word: str = "", service: str = "route53") -> Callable[[str, Any], None]:
    """Deny the calls for one hosted zone, or for what begins with a word in it."""

    def deny(operation: str, params: Any) -> None:
        begins = str(params.get("StartRecordName", "")).startswith(word)
        if params.get("HostedZoneId", "") == zone_id and begins:
            raise client_error(service, operation, "AccessDenied", "not you")

    return deny
