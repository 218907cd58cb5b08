"""What the start is measured from: bundles as they are deployed, the SDK with bytecode, and nothing else."""

from albias_cdk.bytecode import python_of_lambda
from bench import starting


def test_each_bundle_is_as_it_would_be_deployed() -> None:
    """Ours has bytecode where Lambda's Python is at hand; a program that runs adds none of its own."""
    for program in starting.PROGRAMS:
        starting.run(program)
    made = {name: _bytecode(name) for name in ("ours", "usual", "sources")}
    assert made["sources"] == set()
    assert not any("aws_lambda_powertools" in path for path in made["usual"])
    assert any("edge/__pycache__/handler." in path for path in made["ours"]) == (python_of_lambda() is not None)
    assert all(".cpython-313." in path for path in made["ours"])
    assert list((starting.folders() / "runtime" / "botocore" / "__pycache__").glob("session.*.pyc"))


def _bytecode(name: str) -> set[str]:
    folder = (starting.folders() / name).resolve()
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.pyc")}


def test_the_usual_set_loads_more_modules_than_the_handler() -> None:
    assert starting.run("ready")["modules"] < starting.run("usual")["modules"]
