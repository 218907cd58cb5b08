"""Every advice ends with one command, or one line to write, in backticks: what can be pasted.

tests/support/desk.py holds the same of everything that any test of the command line is told to do.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from botocore.parsers import ResponseParserError

import albias_cli.ask.deployed
from albias.advice import ADVICE
from albias.model import ClaimRule, HostedZone, LoadBalancerId, Note, NoteCode, Refusal, RefusalCode
from albias_cli import errors
from albias_cli.errors import CommandError, explained, repeated
from albias_cli.show import advice, mending
from albias_cli.show.configured import Configured
from tests.support.desk import PASTED, Desk
from tests.support.records import SHOP, put
from tests.support.world import ZONE, World

PACKAGE = Path(albias_cli.__file__).parent


def _texts(name: str, place: int) -> Iterator[str]:
    """The texts that are given as this argument, whatever module gives them: literal ones, and a module's constants.

    What is put into a text becomes X.
    """
    for path in sorted(PACKAGE.rglob("*.py")):
        constants: dict[str, object] = {}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                constants = constants or vars(import_module(_module(path)))
                yield from (_text(each, constants) for each in node.args[place : place + 1])


def _module(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def _text(node: ast.expr, constants: Mapping[str, object]) -> str:
    """A text as far as the source tells it; the empty text for what only a run tells."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) or "X" for part in node.values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):  # a constant with format()
        return _text(node.func.value, constants)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, constants)
    found = constants.get(node.id) if isinstance(node, ast.Name) else None
    return found if isinstance(found, str) else ""


CONFIGURED = Configured([ZONE], "albias.toml")
GIVEN = [
    *_texts("CommandError", 1),
    *_texts("NothingToTry", 1),
    *_texts("Skipped", 3),
    *_texts("Consequence", 1),
    *_texts("problem", 2),
    *_texts("unknown", 2),
    *_texts("judged", 3),
    albias_cli.ask.deployed.DEPLOY,
    albias_cli.ask.deployed.CHOOSE,
    *errors._ADVICE.values(),
    *(told for _, told in errors._BY_KIND),
    errors.advice_for("something unheard of"),
    errors._LOOK,
]


@pytest.mark.parametrize("text", sorted({text for text in GIVEN if text and not text.endswith("X")}))
def test_an_error_and_a_finding_end_with_what_can_be_pasted(text: str) -> None:
    assert PASTED.search(text), text


_CLOUDWATCHS_OWN = "Failed to execute action"


def _sentences_of_doctor() -> Iterator[str]:
    """The sentences that doctor's modules keep by a name: what to do, all of them."""
    for path in sorted((PACKAGE / "doctor").glob("*.py")):
        for name, value in vars(import_module(_module(path))).items():
            sentence = re.match(r"_[A-Z]", name) and isinstance(value, str) and re.match(r"[A-Z]\S* \S", value)
            if sentence and value != _CLOUDWATCHS_OWN:
                yield value


def test_what_doctor_has_ready_ends_with_what_can_be_pasted() -> None:
    assert [text for text in _sentences_of_doctor() if not PASTED.search(text)] == []


def _refusal(code: RefusalCode, reason: str = "why", hostname: str = SHOP) -> Refusal:
    load_balancer = LoadBalancerId.parse("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/1")
    assert load_balancer
    return Refusal(hostname, load_balancer, code, reason, zone=ZONE)


@pytest.mark.parametrize("code", get_args(RefusalCode))
def test_a_refusal_ends_with_what_can_be_pasted(code: RefusalCode) -> None:
    refusal = _refusal(code)
    assert PASTED.search(advice.in_general(refusal, CONFIGURED))
    assert PASTED.search(advice.for_group([refusal, refusal._replace(hostname="www.apps.example.com")], CONFIGURED))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("name-taken", "external-dns (owner 'my-cluster') has it: A 192.0.2.1. Migrate it, or remove it there"),
        ("name-taken", "external-dns has it: A 192.0.2.1. Migrate it, or remove it there"),
        ("name-taken", "someone put a record set in its place: A 192.0.2.1. Remove it, and albias puts its own back"),
        ("name-taken", "since the migration something has come that no CNAME tolerates: TXT x. Remove it first"),
        ("routing-differs", "external-dns has it as `weight=20`, and its tag does not: A x. Tag it `weight=20`"),
        ("routing-differs", "external-dns has it as multivalue: A x. Change it in external-dns's sources"),
    ],
)
def test_what_a_reason_itself_tells_to_do_ends_so_too(code: RefusalCode, reason: str) -> None:
    assert PASTED.search(advice.in_general(_refusal(code, reason), CONFIGURED))


@pytest.mark.parametrize("hostname", ["http://shop.apps.example.com/", "-", "", "shop.apps.example.com", "*.*"])
def test_what_is_no_hostname_has_a_line_to_write_in_its_place(hostname: str) -> None:
    assert PASTED.search(advice.for_no_hostname(hostname))
    assert PASTED.search(advice.for_group([_refusal("invalid-name", hostname=hostname)] * 2, CONFIGURED))


@pytest.mark.parametrize("code", get_args(NoteCode))
def test_a_note_ends_with_what_can_be_pasted(code: NoteCode) -> None:
    assert PASTED.search(mending.for_note(Note(SHOP, ZONE, code, "why", about="x.apps.example.com")))


def test_a_note_in_a_plan_and_of_a_name_has_the_line_that_mends_it(world: World, desk: Desk) -> None:
    put(world, "*.apps.example.com", TTL=1, ResourceRecords=[{"Value": "192.0.2.1"}])
    world.create("web", "shop.team.apps.example.com primary.apps.example.com failover=primary")
    plan, one = (desk.run(*arguments).out for arguments in (["plan"], ["explain", "shop.team.apps.example.com"]))
    for shown in (plan, one):
        assert "Where one of these should answer, write it into a tag, too: `team.apps.example.com`" in shown
    half = "`primary.apps.example.com failover=secondary`"
    assert (
        f"Tag the load balancer that is the other half: {half}" in desk.run("explain", "primary.apps.example.com").out
    )


def _explained(world: World) -> str:
    (refusal,) = Desk(world).json("explain", SHOP)["refusals"]
    return str(refusal["advice"])


def _claims(*rules: ClaimRule) -> tuple[HostedZone, ...]:
    return (replace(ZONE, claims=rules),)


def test_a_claim_that_asks_for_a_tag_is_told_with_the_command_that_sets_it() -> None:
    world = World(zones=_claims(ClaimRule(("*.apps.example.com",), (("team", "web shop"),))))
    web = world.create("web", SHOP)
    assert f"`aws elbv2 add-tags --resource-arns {web} --tags 'Key=team,Value=web shop'`" in _explained(world)


def test_where_no_claim_gives_the_name_the_line_is_one_for_the_configuration() -> None:
    world = World(zones=_claims(ClaimRule(("other.apps.example.com",), (("team", "web"),))))
    world.create("web", SHOP)
    assert _explained(world).endswith(f'in `[[zones.claims]]`, and deploy: `hostnames = ["{SHOP}"]`')


def test_the_policy_that_is_there_is_the_one_to_write() -> None:
    world = World()
    put(world, SHOP, TTL=1, SetIdentifier="theirs", Weight=5, ResourceRecords=[{"Value": "192.0.2.1"}])
    world.create("web", SHOP)
    assert _explained(world) == f"Tag it like the record sets that are there: `{SHOP} weight=20`"


def test_a_name_that_waits_is_waited_for_by_its_own_load_balancer(desk: Desk, world: World) -> None:
    world.look(world.create("blue", SHOP))
    green = world.create("green", SHOP)
    assert f"`albias wait --load-balancer {green} {SHOP}`" in desk.run("explain", SHOP).out


def test_options_that_cannot_be_followed_stand_below_one_heading_each_with_its_own_words(world: World) -> None:
    world.create("web", f"{SHOP} weight=300")
    shown = Desk(world).run("plan").out
    assert "invalid-option  an option in the tag cannot be followed\n" in shown
    assert "'weight=300' is no weight; allowed: weight=0 to weight=255\n" in shown


def test_without_any_region_the_advice_is_one_line_for_all_that_follows(desk: Desk) -> None:
    assert errors.NO_REGION.endswith("`export AWS_REGION=eu-west-1`")


def test_what_is_to_be_run_again_is_the_command_itself(desk: Desk) -> None:
    told = repeated(explained(RuntimeError("odd")).advice, "albias plan --only 'a b'")
    assert told.endswith("`albias plan --only 'a b' --debug`")
    desk.clients.stack.deployed = False
    assert errors.AGAIN not in desk.run("logs", "--since", "2h").err


def test_a_wrong_command_line_names_the_help_of_its_own_command(desk: Desk) -> None:
    assert "`albias explain --help`" in desk.run("explain").err
    assert "`albias --help`" in desk.run("no-such-command").err


@pytest.mark.parametrize("arguments", [["plan", "--output", "nope"], ["list", "--state", "nope"]])
def test_a_word_that_is_not_offered_is_told_in_plain_words(arguments: list[str], desk: Desk) -> None:
    told = desk.run(*arguments).err
    assert f"Invalid value for '{arguments[1]}': 'nope' is not one of " in told


def test_an_error_without_a_known_cause_says_how_to_see_more() -> None:
    assert explained(CommandError("what", "do: this")).advice == "do: this"


@pytest.mark.parametrize(
    ("command", "advice", "told"),
    [
        ("albias --config nowhere.toml plan", "`albias COMMAND --config FILE`", "`albias plan --config FILE`"),
        ("albias plan --config=nowhere.toml -v", "`albias COMMAND --config FILE`", "`albias plan -v --config FILE`"),
        ("albias init --owner 'My Team'", "`albias COMMAND --help`", "`albias init --help`"),
        ("albias --json plan", "`albias COMMAND --help`", "`albias --help`"),
        ("albias list --region mars", "`albias COMMAND --region eu-west-1`", "`albias list --region eu-west-1`"),
    ],
)
def test_an_advice_repeats_no_option_that_it_brings(command: str, advice: str, told: str) -> None:
    assert repeated(advice, command) == told


def test_an_answer_that_cannot_be_read_is_not_shown_whole() -> None:
    error = ResponseParserError("Unable to parse response (syntax error), invalid XML received. Further retries: b'{}'")
    assert explained(error).what == "Unable to parse response (syntax error)"


def test_a_hold_that_is_nobodys_is_told_of_where_another_deployment_is() -> None:
    """Such a name is `owned-elsewhere`, too, and no other deployment can release it."""
    for told in (ADVICE["owned-elsewhere"], advice._BY_CODE["owned-elsewhere"]):
        assert "where" in told
        assert "hold is not albias's, find out whose that TXT record set is, and delete it" in told
