"""The house: imports point one way, the core is pure, the function loads little, and its files stay small."""

import ast
import json
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lambda_src" / "albias"
ROOMS = ("aws", "dashboard", "edge", "engine")  # packages that are nothing but a room for their modules


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = sorted({_module(path) for path in PACKAGE.rglob("*.py")} - {"", *ROOMS})

# A module imports only from layers that stand before its own: edge.handler -> engine.run -> decide -> model -> names.
LAYERS = (
    {"errors", "names", "locations", "edge.together", "dashboard.asks"},
    {"model.zones"},
    {"model.balancers"},
    {"model.records"},
    {"model.telling"},
    {"model"},
    {"settings", "aws.failures", "aws.spacing", "options", "advice", "dashboard.table"},
    {"registry.texts", "dashboard.html"},
    {"registry.places"},
    {"registry.index"},
    {"registry.hold"},
    {"registry"},
    {"sources.base"},
    {"sources.rules", "sources.tags"},
    {"sources"},
    {"external_dns", "view", "aws.elbv2", "aws.event_bus", "aws.route53", "edge.queue"},
    {"edge.events", "claims", "aws.clients", "read", "edge.drain"},
    {"case"},
    {"refusals", "record_sets", "bookkeeping", "notes"},
    {"decide"},
    {"engine.outcome", "engine.reading", "engine.conversions", "engine.torn"},
    {"engine.fleet"},
    {"engine.knowledge", "engine.safety", "engine.apply"},
    {"engine.missing"},
    {"engine.plan"},
    {"engine.run"},
    {"edge.journal", "edge.notices", "dashboard.held"},
    {"dashboard.widget"},
    {"edge.handler"},
)
PURE = {
    "names",
    "locations",
    "errors",
    "model",
    "model.balancers",
    "model.zones",
    "model.records",
    "model.telling",
    "settings",
    "options",
    "registry",
    "registry.texts",
    "registry.places",
    "registry.index",
    "registry.hold",
    "external_dns",
    "view",
    "sources",
    "sources.base",
    "sources.rules",
    "sources.tags",
    "edge.events",
    "dashboard.asks",
    "dashboard.table",
    "dashboard.html",
    "advice",
    "edge.notices",
    "claims",
    "case",
    "refusals",
    "record_sets",
    "bookkeeping",
    "notes",
    "decide",
    "engine.outcome",
    "engine.conversions",
}
# What a pure file may use of Python's library: no clock, no environment, no logger, no chance, no files, no network.
HARMLESS = {
    "base64",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "re",
    "typing",
    "xml",
    "zlib",
}
OUTSIDE = {"albias_cli", "albias_cdk", "albias_config", "tests", "demo", "bench", "local_aws"}
MAX_LINES_OF_CODE = 4_770
MAX_POSITIONAL = 4
MAX_LINES_OF_A_FILE = 300


def source(module: str) -> Path:
    folder = PACKAGE.joinpath(*module.split("."))
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def tree(module: str) -> ast.Module:
    return ast.parse(source(module).read_text())


def imports(module: str, *, typing_too: bool = False) -> Iterator[str]:
    """What a module imports, with a dot in front for its own package; what only type checkers see is left out."""
    parsed = tree(module)
    only_typing = {
        id(inner)
        for node in ast.walk(parsed)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(parsed):
        if id(node) in only_typing and not typing_too:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def own(module: str) -> set[str]:
    """The modules of its own package that a module imports: `.name` beside it, `albias.name` elsewhere."""
    beside = module.split(".") if source(module).stem == "__init__" else module.split(".")[:-1]
    found = set()
    for name in imports(module):
        if name == ".":
            found |= {".".join([*beside, "texts"])}
        elif name.startswith("."):
            found.add(".".join([*beside, name.removeprefix(".")]))
        elif name.startswith("albias."):
            found.add(name.removeprefix("albias."))
    return found


def test_every_module_has_its_layer() -> None:
    assert sorted(module for layer in LAYERS for module in layer) == MODULES
    assert set(MODULES) >= PURE


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    place = next(place for place, layer in enumerate(LAYERS) if module in layer)
    above = {each for layer in LAYERS[:place] for each in layer}
    assert own(module) <= above


@pytest.mark.parametrize("module", sorted(PURE))
def test_the_core_is_pure(module: str) -> None:
    """`idna` is data and rules; it is loaded where a name needs it."""
    foreign = {name.partition(".")[0] for name in imports(module) if not name.startswith((".", "albias."))}
    assert foreign - HARMLESS <= ({"idna"} if module == "names" else set())
    assert own(module) <= PURE
    calls = {ast.unparse(node.func) for node in ast.walk(tree(module)) if isinstance(node, ast.Call)}
    assert not calls & {"open", "print", "input", "datetime.now", "datetime.utcnow", "datetime.today", "eval", "exec"}


@pytest.mark.parametrize("module", MODULES)
def test_the_lambda_knows_nothing_of_what_is_built_around_it(module: str) -> None:
    assert not {name.partition(".")[0] for name in imports(module, typing_too=True)} & OUTSIDE


@pytest.mark.parametrize("module", MODULES)
def test_every_file_says_what_may_live_in_it(module: str) -> None:
    assert len(ast.get_docstring(tree(module)) or "") > 40


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"edge.handler"}))
def test_nothing_catches_everything_but_at_the_edge(module: str) -> None:
    """A transient failure is a type (errors.AwsUnavailable)."""
    caught = [node.type for node in ast.walk(tree(module)) if isinstance(node, ast.ExceptHandler)]
    names = {ast.unparse(each) for each in caught if each}
    assert None not in caught
    assert not names & {"Exception", "BaseException"}


@pytest.mark.parametrize("module", MODULES)
def test_nobody_asks_powertools_for_its_tracer_or_its_parser(module: str) -> None:
    """They cost more at the start than everything else together."""
    asked = {
        name.name
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert not asked & {"Tracer", "event_parser", "parse"}
    assert not [name for name in imports(module) if "powertools" in name and (".tracing" in name or ".parser" in name)]


def test_h29_nothing_in_the_package_can_say_upsert() -> None:
    strings = {
        node.value
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not {text for text in strings if text.upper() == "UPSERT"}


def fresh_process(program: str) -> str:
    """What a program prints that imports the handler in a process of its own."""
    settings = {"owner": "platform", "zones": [{"id": "Z0APPS", "name": "apps.example.com"}]}
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PACKAGE.parent),
        "ALBIAS_SETTINGS": json.dumps(settings),
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, cwd=ROOT / "tests"
    )
    return done.stdout


@pytest.fixture(scope="module")
def fresh() -> dict[str, str]:
    """Every module that a fresh `import albias.edge.handler` loads, with its file."""
    found: dict[str, str] = json.loads(
        fresh_process(
            "import albias.edge.handler, json, sys; "
            "print(json.dumps({n: str(getattr(m, '__file__', '')) for n, m in sys.modules.items()}))"
        )
    )
    return found


def test_a_start_looks_for_no_garbage_and_the_function_does_again() -> None:
    """A search or two come before the handler's first line, where Python has to compile that file."""
    said = fresh_process(
        "import gc; gc.collect(); searches = lambda: sum(each['collections'] for each in gc.get_stats()); "
        "before = searches(); import albias.edge.handler; "
        "print(searches() - before, gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    searches, *later = said.split()
    assert int(searches) < 10  # 86 where it is not turned off
    assert later == ["True", "True"]


@pytest.mark.parametrize(
    "package",
    [
        "aws_lambda_powertools.utilities.parser",
        "aws_lambda_powertools.utilities.validation",
        "aws_lambda_powertools.utilities.batch",
        "aws_lambda_powertools.utilities.data_classes",
        "aws_lambda_powertools.event_handler",
        "aws_xray_sdk",
        "albias.aws.event_bus",
        "albias.edge.notices",
        "albias.dashboard.held",
        "albias.dashboard.html",
        "albias.dashboard.widget",
        "pydantic",
        "boto3",
        "idna",
        "rich",
        "typer",
        "tomllib",
        "unittest",
    ],
)
def test_the_handler_does_not_load_what_costs_time_and_is_not_needed(fresh: dict[str, str], package: str) -> None:
    assert not [name for name in fresh if name == package or name.startswith(package + ".")]


def test_the_handler_loads_only_what_the_bundle_or_the_runtime_has(fresh: dict[str, str]) -> None:
    """The bundle: albias, Powertools and what that needs; botocore and its own come with the runtime.

    `_distutils_hack` and `certifi` are of a developer's environment; botocore does without where they are not.
    """
    installed = {name.partition(".")[0] for name, file in fresh.items() if "site-packages" in file}
    bundle = {"aws_lambda_powertools", "typing_extensions"}
    assert installed - bundle <= {"botocore", "jmespath", "dateutil", "six", "urllib3", "_distutils_hack", "certifi"}
    ours = {f"albias.{module}" for module in (*MODULES, *ROOMS)}
    assert {name for name in fresh if name.startswith("albias.")} <= ours


def docstrings_of(parsed: ast.Module) -> list[ast.stmt]:
    return [
        node.body[0]
        for node in ast.walk(parsed)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None
    ]


def lines_of_code(path: Path) -> int:
    """Lines with code on them: neither blank nor comment nor docstring."""
    found = docstrings_of(ast.parse(path.read_text()))
    docstrings = {line for each in found for line in range(each.lineno, (each.end_lineno or 0) + 1)}
    with path.open("rb") as file:
        tokens = [
            token
            for token in tokenize.tokenize(file.readline)
            if token.type in (tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING)
        ]
    code = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    return len(code - docstrings)


def test_lines_of_code_are_counted_without_blanks_comments_and_docstrings(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(
        '"""One.\n\nTwo.\n"""\n\n# three\nx = """a\nb"""\n\n\ndef f():\n    "doc"\n    return (\n        x\n    )\n'
    )
    assert lines_of_code(path) == 2 + 1 + 3


def test_the_whole_package_stays_small() -> None:
    sizes = {module: lines_of_code(source(module)) for module in MODULES}
    assert sum(sizes.values()) < MAX_LINES_OF_CODE, sizes


EVERY_ROOM = [ROOT / room for room in ("lambda_src", "config", "infra", "cli")]
FILES = sorted(str(path.relative_to(ROOT)) for room in EVERY_ROOM for path in room.rglob("*.py"))


def parsed(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text())


@pytest.mark.parametrize("file", FILES)
def test_each_file_reads_alone(file: str) -> None:
    assert len((ROOT / file).read_text().splitlines()) <= MAX_LINES_OF_A_FILE


# Where Elastic Load Balancing's own words may stand: everybody else knows a load balancer's id and its alias target.
OF_ELB = re.compile(r"elasticloadbalancing|\belbv2\b|loadbalancer/|\bgwy\b")
ROOMS_OF_ELB = {"model.balancers", "aws.elbv2", "aws.clients", "edge.events", "edge.journal", "sources.rules"}


@pytest.mark.parametrize("module", sorted(set(MODULES) - ROOMS_OF_ELB))
def test_what_elb_alone_calls_so_stands_in_its_rooms(module: str) -> None:
    parsed = tree(module)
    texts = [node.value for node in ast.walk(parsed) if isinstance(node, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and OF_ELB.search(text)] == []


def test_what_people_are_told_to_type_of_elb_stands_in_one_file_of_the_command_line() -> None:
    files = [file for file in FILES if file.startswith("cli/") and "aws elbv2 " in (ROOT / file).read_text()]
    assert files == ["cli/albias_cli/show/tagging.py"]


COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def comprehensions(node: ast.AST) -> list[ast.AST]:
    """The comprehensions of one statement, without those of the statements within it."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            continue
        if isinstance(child, COMPREHENSIONS):
            found.append(child)
        found += comprehensions(child)
    return found


@pytest.mark.parametrize("file", FILES)
def test_a_statement_has_one_comprehension_at_most(file: str) -> None:
    """None inside another one either: a loop with a name is read at once."""
    dense = []
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.stmt) and len(comprehensions(node)) > 1:
            dense.append(f"{file}:{node.lineno}")
    assert dense == []


@pytest.mark.parametrize("file", FILES)
def test_a_call_has_few_positional_arguments(file: str) -> None:
    long = []
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Call) and len(node.args) > MAX_POSITIONAL:
            long.append(f"{file}:{node.lineno} {ast.unparse(node.func)}")
    assert long == []


@pytest.mark.parametrize("module", MODULES)
def test_no_text_carries_a_type(module: str) -> None:
    """What a failure is, a type says: no subclass of a text, and AWS's words are read in one place (aws/route53.py)."""
    subclasses = [
        node.name
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ClassDef) and "str" in [ast.unparse(base) for base in node.bases]
    ]
    assert subclasses == []
