"""Starting: import and initialisation of the handler in a fresh process, against the usual set; the bundle's size."""

import io
import statistics
import zipfile
from pathlib import Path

from bench.deployed import lambda_bundle
from bench.row import Row, Section, middle, shown
from bench.starting import PROGRAMS, PYTHON, Program, run

RUNS = 21
MEGABYTE = 1_000_000

Seconds = dict[Program, list[float]]


def measure() -> Section:
    """The rows. The programs take turns, after one turn that warms the file cache and is not counted."""
    section = Section("Starting")
    for program in PROGRAMS:
        run(program)
    runs: dict[Program, list[dict[str, float]]] = {program: [] for program in PROGRAMS}
    for _ in range(RUNS):
        for program, done in runs.items():
            done.append(run(program))
    cpu = {program: [each["cpu"] for each in done] for program, done in runs.items()}
    modules = {program: done[0]["modules"] for program, done in runs.items()}
    section.points["start"] = cpu
    section.rows += [
        Row(
            "import and initialisation, against boto3 + route53 and elbv2 clients + Powertools Logger, Metrics, Tracer",
            middle(_ratios(cpu, "imported")),
            "ratio",
            must=0.60,
            aim=0.50,
            note=f"{_against(cpu, 'imported')}; {modules['imported']:.0f} modules against {modules['usual']:.0f}."
            f" {_bytecode(cpu)}",
        ),
        Row(
            "the same, and both clients made (they are made when first used)",
            middle(_ratios(cpu, "ready")),
            "ratio",
            note=f"{_against(cpu, 'ready')}. Less would take our own copy of botocore's data: a client looks through"
            " the folders of all services, and reads endpoints, rules and a whole service's model",
        ),
        _bundle(),
    ]
    section.text = [
        "**As deployed.** Both sides start as on Lambda: the runtime's SDK has bytecode; the function's folder is"
        " read-only: what has no bytecode in its bundle is compiled at every cold start. albias's bundle brings its"
        " own where the machine that deploys has Python 3.13. The usual set's bundle is Powertools with what Tracer"
        f" needs, as pip and the CDK put it there: sources. Python here is {PYTHON.version}.",
    ]
    return section


def seconds_to_ready() -> float:
    """CPU seconds until both clients are ready, once more: what a cold start adds to an invocation."""
    return middle([run("ready")["cpu"] for _ in range(3)])


def _bytecode(cpu: Seconds) -> str:
    """What the bundle's bytecode is worth, and what less would take."""
    without = middle(_ratios(cpu, "sources"))
    return (
        f"Without bytecode, as where no Python 3.13 is at hand: {without:.2f}. Less would take a quicker botocore:"
        " four fifths are its own start and session"
    )


def _ratios(cpu: Seconds, program: Program) -> list[float]:
    return [ours / usual for ours, usual in zip(cpu[program], cpu["usual"], strict=True)]


def _against(cpu: Seconds, program: Program) -> str:
    low, _, high = statistics.quantiles(_ratios(cpu, program), n=4)
    spread = f"median of {RUNS} pairs, half between {low:.2f} and {high:.2f}"
    return f"{spread}; CPU {_ms(cpu[program])} of {_ms(cpu['usual'])}"


def _ms(seconds: list[float]) -> str:
    return shown(statistics.median(seconds) * 1000, "ms")


def _bundle() -> Row:
    folder = lambda_bundle()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    own = sum(path.stat().st_size for path in files if path.relative_to(folder).parts[0] == "albias")
    unpacked = sum(path.stat().st_size for path in files)
    return Row(
        "bundle, zipped",
        _zipped(folder, files) / MEGABYTE,
        "MB",
        must=3,
        aim=1,
        note=f"{len(files)} files, {shown(unpacked / MEGABYTE, 'MB')} unpacked, of which albias's own"
        f" {shown(own / MEGABYTE, 'MB')}; boto3 is the runtime's. Less takes no bytecode in"
        " it, and so a slower start",
    )


def _zipped(folder: Path, files: list[Path]) -> int:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(folder))
    return len(made.getvalue())
