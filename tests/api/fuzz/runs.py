"""A run of schemathesis against a server: who asks, how much, and what came of it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
_SETTINGS = Path(__file__).with_name("schemathesis.toml")


@dataclass(frozen=True)
class Run:
    """What schemathesis reported."""

    cases: int
    failures: list[Any]
    is_complete: bool
    said: str


def fuzz(port: int, users: Path, *options: str, seed: int) -> Run:
    """Ask a server everything, with a seed that makes the same questions again."""
    report = users.with_name("report.json")
    address = f"http://127.0.0.1:{port}/openapi.json"
    asking = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(_SETTINGS), "--no-color", "run", address]
    reporting = ["--report", "json", "--report-json-path", str(report)]
    done = subprocess.run(
        [*asking, *reporting, "--seed", str(seed), *options],
        cwd=users.parent,
        env=os.environ | {"ACCORD_FUZZ_USERS": str(users), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not report.exists():
        raise AssertionError(done.stdout + done.stderr)
    told = json.loads(report.read_text())
    is_complete = (
        done.returncode == 0 and told["complete"] and told["operations"]["tested"] == told["operations"]["selected"]
    )
    return Run(told["test_cases"]["generated"], told["failures"], is_complete, done.stdout + done.stderr)


def written(users: Sequence[tuple[str, str]], kept: Sequence[str], folder: Path) -> Path:
    """A file of users and their tokens, tried in this order (Web Fuzzing Commons), and the ids that have to be left alone."""
    auth = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {secret}"}]}
        for name, secret in users
    ]
    file = folder / "users.json"
    file.write_text(json.dumps({"auth": auth, "kept": list(kept)}))
    return file
