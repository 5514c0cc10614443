"""The pages say what is so: what is generated is current, links lead somewhere, commands exist, examples are real."""

import hashlib
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from api import problem_catalogue
from api.errors import ERRORS, REFUSALS
from cli.app import app
from docs import generate
from tests.api import conftest
from tests.api.conftest import Web
from tests.world import CALL, filing
from workflow.actors import SYSTEM
from workflow.auditing import history, verify
from workflow.settings import Settings
from workflow.store.database import Database

web, filling = conftest.web, conftest.filling  # the application in process, over a fresh database of each kind

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/**/*.md"))
HOST = "http://127.0.0.1:8000"


def test_every_generated_page_is_current_and_begins_by_saying_that_it_is_generated() -> None:
    assert generate.stale() == [], "run make docs"
    assert {(ROOT / "docs" / name).read_text("utf-8").splitlines()[0] for name in generate.PAGES} == {generate.FIRST}


def test_a_page_that_was_changed_by_hand_is_named_by_the_check_and_written_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generate.main([], tmp_path)
    current = generate.main(["--check"], tmp_path)
    (tmp_path / "settings.md").write_text("something else", "utf-8")
    capsys.readouterr()

    stale = generate.main(["--check"], tmp_path)
    named = capsys.readouterr().out
    written = generate.main([], tmp_path)

    assert (current, stale, written) == (0, 1, 0)
    assert named == "docs/settings.md is stale: run make docs\n"
    assert generate.stale(tmp_path) == []


def test_every_relative_link_leads_to_a_file_and_to_a_heading_in_it() -> None:
    assert list(_dead_links()) == []


def test_every_decision_stands_in_their_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[a-z-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_every_make_target_that_is_named_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = [(page.name, words[1]) for page in PAGES for words in _said(page, "make") if len(words) > 1]
    assert named
    assert [(page, target) for page, target in named if target not in targets] == []


def test_every_accord_command_that_is_named_is_one_and_takes_the_options_it_is_shown_with() -> None:
    named = [(page.name, words) for page in PAGES for words in _said(page, "accord")]
    assert named
    assert [(page, words, wrong) for page, words in named if (wrong := _not_a_command(words))] == []


def test_every_line_of_a_shell_block_that_calls_accord_can_be_parsed() -> None:
    lines = [words for page in PAGES for words in _shell_lines(page, "accord")]
    assert lines
    for words in lines:
        command, rest = _found(words[1:])
        assert isinstance(command, TyperCommand), words
        command.make_context(" ".join(words), rest)


def test_every_setting_that_is_named_is_one() -> None:
    known = {f"ACCORD_{name.upper()}" for name in Settings.model_fields}
    named = {name for page in PAGES for name in re.findall(r"\bACCORD_[A-Z_]+", page.read_text("utf-8"))}
    assert named <= known


def test_every_story_that_is_said_to_prove_something_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "time.md").read_text("utf-8")))
    told = {
        name
        for path in ROOT.glob("tests/stories/*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    assert named
    assert named <= told


def test_every_code_with_which_the_api_says_no_is_explained() -> None:
    explained = {*REFUSALS, *problem_catalogue.OTHERS, *(code for _, code in ERRORS.values())}
    literal = re.compile(r'(?:BadRequest\(|problem\(request, |_body\()\s*\d{3},\s*"([a-z-]+)"')
    raised = {code for path in ROOT.glob("api/**/*.py") for code in literal.findall(path.read_text("utf-8"))}
    assert raised
    assert raised <= explained


def test_the_rule_on_the_first_page_stands_in_its_file_and_causes_the_refusal_beside_it(web: Web) -> None:
    page = ROOT / "README.md"
    [(_, excerpt)] = _blocks(page, "toml")
    [(_, shown)] = _blocks(page, "json")
    opened = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing(months=36)})

    answer = web(
        "ada", "POST", f"/v1/cases/{opened.json()['case']}/transitions", json={"transition": "submit", "version": 1}
    )

    assert excerpt in (ROOT / f"states/programmes/{CALL}/2.4.toml").read_text("utf-8")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() | {"instance": json.loads(shown)["instance"]} == json.loads(shown)


def test_the_curl_lines_of_the_tour_do_what_they_are_said_to_do(web: Web) -> None:
    tour = Tour(
        web, {"T": f"Authorization: Bearer {web.secrets['cora']}", "C": f"Authorization: Bearer {web.secrets['eli']}"}
    )

    for _, block in _blocks(ROOT / "docs" / "api.md", "sh"):
        tour.follow(block)

    assert tour.asked > 25
    assert tour.otherwise == []


def test_the_event_in_the_page_on_the_trail_has_the_leaf_that_the_page_gives_it() -> None:
    page = ROOT / "docs" / "trail.md"
    [(_, event)] = _blocks(page, "json")
    [leaf] = re.findall(r"leaf is `([0-9a-f]{64})`", page.read_text("utf-8"))
    sealed = "".join(line.strip() for line in event.splitlines())
    assert hashlib.sha256(b"\0" + sealed.encode()).hexdigest() == leaf


def test_the_program_in_the_page_on_the_trail_comes_to_the_same_root_as_verifying(web: Web, database: Database) -> None:
    [(_, program)] = _blocks(ROOT / "docs" / "trail.md", "python")
    web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"})
    with database.reading() as session:
        entries, _ = history.list_events(session, SYSTEM, history.Filter(), limit=200)
        proof = verify.verify_trail(session)

    export = "".join(f"{entry.body}\n" for entry in entries)
    told = subprocess.run([sys.executable, "-c", program], input=export.encode(), capture_output=True, check=True)

    assert told.stdout.decode().split() == [str(proof.events), proof.root]


class Tour:
    """Follows the shell lines of a page, sending what curl would send to the application in process."""

    def __init__(self, web: Web, variables: dict[str, str]) -> None:
        self.web, self.variables = web, variables
        self.files: dict[str, str] = {}
        self.asked = 0
        self.otherwise: list[tuple[str, int, str]] = []

    def follow(self, block: str) -> None:
        """Do every line of a block."""
        lines = iter(block.splitlines())
        for line in lines:
            if here := re.fullmatch(r"cat > (\S+) <<('?)END\2", line):
                text = "\n".join(iter(lambda: next(lines), "END"))
                self.files[here[1]] = text if here[2] else self._expanded(text)
            elif given := re.match(r"([A-Z]+)=", line):
                self.variables.setdefault(given[1], shlex.split(line, comments=True)[0].partition("=")[2])
            elif line.startswith("curl "):
                self._ask(line)

    def _ask(self, line: str) -> None:
        method, headers, content, url = "GET", {}, None, ""
        words = iter(shlex.split(self._expanded(line), comments=True)[1:])
        for word in words:
            if word == "-X":
                method = next(words)
            elif word == "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            elif word == "-d":
                data = next(words)
                content = self.files[data[1:]] if data.startswith("@") else data
                method = "POST" if method == "GET" else method
            else:
                url = word
        assert url.startswith(HOST), line
        answer = self.web(None, method, url.removeprefix(HOST), headers=headers, content=content)
        meant = re.search(r"# (\d{3})$", line)
        if answer.status_code != (int(meant[1]) if meant else 200):
            self.otherwise.append((line, answer.status_code, answer.text))
        if "/v1/cases/" in (opened := answer.headers.get("location", "")):
            self.variables["REF"] = opened.removeprefix("/v1/cases/")
        self.asked += 1

    def _expanded(self, text: str) -> str:
        return re.sub(r"\$([A-Z]+)", lambda found: self.variables[found[1]], text)


def _blocks(page: Path, language: str = r"\w*") -> list[tuple[str, str]]:
    return re.findall(rf"^```({language})\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def _shell_lines(page: Path, program: str) -> Iterator[list[str]]:
    for _, block in _blocks(page, "sh"):
        for line in block.splitlines():
            if line.startswith(f"{program} "):
                yield shlex.split(line, comments=True)


def _said(page: Path, program: str) -> Iterator[list[str]]:
    """Every mention of a program in code: inline, and as a line of a shell block."""
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for span in re.findall(r"`([^`]+)`", prose):
        if span.split()[:1] == [program]:
            yield span.split()
    yield from _shell_lines(page, program)


def _found(words: list[str]) -> tuple[TyperCommand | TyperGroup | None, list[str]]:
    """The command that words lead to, and the words behind it."""
    command: object = typer.main.get_command(app)
    rest = list(words)
    while isinstance(command, TyperGroup) and rest:
        command = command.commands.get(rest.pop(0))
    assert command is None or isinstance(command, TyperCommand | TyperGroup)
    return command, rest


def _not_a_command(words: list[str]) -> str | None:
    command, rest = _found(words[1:])
    if command is None:
        return "there is no such command"
    known = {"--help"} | {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
    unknown = [word for word in rest if word.startswith("--") and word not in known]
    return f"it does not take {', '.join(unknown)}" if unknown else None


def _dead_links() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        for link in re.findall(r"\]\(([^)\s]+)\)", prose):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, heading = link.partition("#")
            path = (page.parent / name).resolve() if name else page
            if not path.exists() or (heading and heading not in _headings(path)):
                yield page.relative_to(ROOT).as_posix(), link


def _headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
