"""What the start is measured from: two bundles without bytecode, the SDK with it, and nothing else of this machine."""

from bench import starting


def test_bundles_hold_no_bytecode_and_the_runtime_does() -> None:
    for program in starting.PROGRAMS:
        starting.run(program)
    made = {
        name: {path.name for path in (starting.folders() / name).resolve().rglob("*.pyc")}
        for name in ("ours", "usual", "compiled")
    }
    assert made["ours"] == made["usual"] == set()
    assert any(name.startswith("handler.") for name in made["compiled"])
    assert list((starting.folders() / "runtime" / "botocore" / "__pycache__").glob("session.*.pyc"))


def test_the_usual_set_loads_more_modules_than_the_handler() -> None:
    assert starting.run("ready")["modules"] < starting.run("usual")["modules"]
