"""`albias logs`: the function's decisions, readable."""

import csv
import io
import json
from dataclasses import replace

import pytest
import yaml  # type: ignore[import-untyped]

from albias_cli.errors import Exit
from tests.support.desk import Desk
from tests.support.world import World

ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0000000000000001"
SHOP = "shop.apps.example.com"


@pytest.fixture
def desk(world: World) -> Desk:
    """A log of a day, as the function writes it."""
    desk = Desk(world)
    logs, now = desk.clients.logs, world.clock
    logs.add(now - 90_000, kind="decision", action="create", hostname="old.apps.example.com", load_balancer=ARN)
    logs.add(now - 300, line="START RequestId: 1")
    logs.add(now - 300, kind="decision", action="create", hostname=SHOP, load_balancer=ARN, reason="claimed")
    logs.add(now - 200, kind="refusal", code="name-taken", hostname="x.apps.example.com", reason=f"{ARN} \x1b[2J")
    logs.add(now - 150, kind="ignored", reason="it failed", message="ignored an event")
    logs.add(now - 100, kind="sweep", found={"held": 1}, message="sweep done")
    logs.add(now - 90, kind="decision", action="remove", hostname="*.apps.example.com", dry_run=True)
    logs.add(now - 80, _aws={"CloudWatchMetrics": []}, NamesCreated=[1.0])
    return desk


def test_the_last_day_in_order(desk: Desk) -> None:
    result = desk.run("logs")
    assert result.code == Exit.OK
    lines = result.out.splitlines()
    assert [line.split()[2] for line in lines] == ["create", "name-taken", "(dry"]
    assert "shop.apps.example.com  app/web/0000000000000001  claimed" in lines[0]
    assert "app/web/0000000000000001 \\x1b[2J" in lines[1]
    assert "(dry run) remove" in lines[2]


def test_one_name_and_no_other_that_its_pattern_finds(desk: Desk) -> None:
    assert [line["hostname"] for line in desk.json("logs", SHOP)] == [SHOP]
    assert [line["hostname"] for line in desk.json("logs", "*.apps.example.com")] == ["*.apps.example.com"]


def test_further_back(desk: Desk) -> None:
    assert "old.apps.example.com" in desk.run("logs", "--since", "2d").out


def test_everything(desk: Desk) -> None:
    kinds = [line["kind"] for line in desk.json("logs", "--all")]
    assert kinds == ["decision", "refusal", "ignored", "sweep", "decision"]


@pytest.mark.parametrize("span", ["yesterday", "1w", "-1h", ""])
def test_a_span_of_time_is_checked(desk: Desk, span: str) -> None:
    assert desk.run("logs", f"--since={span}").code == Exit.USAGE


def test_nothing_is_told_as_nothing(desk: Desk) -> None:
    result = desk.run("logs", "none.apps.example.com")
    assert (result.code, result.out) == (Exit.OK, "")
    assert "nothing in the last 1d about none.apps.example.com" in result.err


def test_following_shows_each_line_once_until_interrupted(desk: Desk, world: World) -> None:
    turns: list[float] = []

    def sleep(seconds: float) -> None:
        turns.append(seconds)
        if len(turns) == 3:
            raise KeyboardInterrupt
        world.clock += seconds
        desk.clients.logs.add(world.clock - 1, kind="decision", action="repair", hostname=f"n{len(turns)}.example.com")

    desk.sleep = sleep
    result = desk.run("logs", "--follow")
    assert result.code == Exit.OK
    told = [line.split()[3] for line in result.out.splitlines()]
    assert told.count(SHOP) == 1
    assert told[-2:] == ["n1.example.com", "n2.example.com"]


def test_following_with_json_is_one_document_a_line(desk: Desk) -> None:
    def sleep(seconds: float) -> None:
        raise KeyboardInterrupt

    desk.sleep = sleep
    lines = desk.run("logs", "--follow", "--json").out.splitlines()
    assert [json.loads(line)["hostname"] for line in lines] == [SHOP, "x.apps.example.com", "*.apps.example.com"]


def _followed(desk: Desk, form: str) -> str:
    """What is written of the three lines that there are, and of one that comes."""
    turns: list[float] = []

    def sleep(seconds: float) -> None:
        if turns:
            raise KeyboardInterrupt
        turns.append(seconds)
        desk.clients.logs.add(desk.world.clock - 1, kind="decision", action="repair", hostname="n.example.com", odd=1)

    desk.sleep = sleep
    return desk.run("logs", "--follow", "--output", form).out


def test_following_with_yaml_is_one_document_a_line(desk: Desk) -> None:
    documents = list(yaml.safe_load_all(_followed(desk, "yaml")))
    assert [each["hostname"] for each in documents] == [
        SHOP,
        "x.apps.example.com",
        "*.apps.example.com",
        "n.example.com",
    ]


def test_following_with_csv_has_its_titles_once_and_the_same_columns_for_every_line(desk: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(_followed(desk, "csv"))))
    assert [row["hostname"] for row in rows] == [SHOP, "x.apps.example.com", "*.apps.example.com", "n.example.com"]
    assert all(None not in row and None not in row.values() for row in rows)
    assert json.loads(rows[-1]["more"])["odd"] == 1


@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_following_in_another_form_an_error_is_told_as_well(desk: Desk, form: str) -> None:
    desk.clients.stack.deployed = False
    assert "no stack" in desk.run("logs", "--follow", "--output", form).out


@pytest.mark.parametrize("arguments", [[], ["--since", "soon"], ["two..dots"]])
def test_following_with_json_an_error_is_one_line_too(desk: Desk, arguments: list[str]) -> None:
    desk.clients.stack.deployed = False
    (line,) = desk.run("logs", "--follow", "--json", *arguments).out.splitlines()
    assert json.loads(line)["error"]["message"]


def test_without_a_stack_the_person_is_told_to_deploy(desk: Desk) -> None:
    desk.clients.stack.deployed = False
    result = desk.run("logs")
    assert result.code == Exit.FAILED
    assert "no stack albias-platform, and no function of this name that Terraform made," in result.err
    assert "in account 123456789012, Region eu-west-1" in result.err
    assert "cdk deploy" in result.err


def test_a_stack_of_another_name(desk: Desk) -> None:
    assert desk.run("logs", "--stack", "network").code == Exit.OK
    assert desk.clients.stack.asked[-1] == "network"
    desk.clients.stack.deployed = False
    assert "no stack network in account 123456789012" in desk.run("--stack=network", "logs").err


def test_a_stack_without_the_output_is_told(desk: Desk) -> None:
    desk.clients.stack.outputs = {}
    result = desk.run("logs")
    assert result.code == Exit.FAILED
    assert "the stack albias-platform has no output LogGroupName" in result.err
    assert "docs/construct.md" in result.err


def test_what_the_level_keeps_out_of_the_log_is_told_once(world: World, desk: Desk) -> None:
    assert "log_level" not in desk.run("logs").err
    world.settings = replace(world.settings, log_level="WARNING")
    told = 'note: log_level = "WARNING" keeps decisions and sweeps out of the log\n'
    told += '  do: Write into albias.toml, and deploy: `log_level = "INFO"`\n'
    assert desk.run("logs", "--json").err == told
    assert desk.run("explain", "none.apps.example.com").out.count("nothing about it in 7 days: log_level") == 1


def test_following_may_be_ended_at_any_moment(desk: Desk, world: World) -> None:
    def press(**_: object) -> object:
        raise KeyboardInterrupt

    desk.clients.logs.paginate = press  # type: ignore[assignment,method-assign]
    assert desk.run("logs", "--follow").code == Exit.OK
    assert desk.run("logs").code == Exit.INTERRUPTED
