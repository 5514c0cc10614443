"""Carrying out a trial over HTTP: each step that a row names, and what the service answers."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from httpx2 import Response

from tests import filings
from tests.api.conftest import Web
from tests.trials.rows import Input, Second, Trial
from tests.world import BAST, CALL, SPRING, SUGGESTED, at
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.store.database import Database

STEPS: Mapping[str, tuple[str, ...]] = {
    "application": ("submit", "confirm", "review", "award"),
    "nomination": ("submit", "confirm", "review", "award"),
    "request": ("submit", "review", "support"),
}
"""The transitions from draft to the end, by kind of case."""
_BY = {"submit": "ada", "confirm": "cora", "review": "cora"}
_GIVEN: Mapping[str, Mapping[str, Any]] = {"review": {"score": 80}, "award": {"amount": 500_000}}
_STARTS = {CALL: at("2022-11-10 09:00"), BAST: at("2025-03-10 09:00")}
_EMPTY: Mapping[str, Any] = {}


class Unforeseen(AssertionError):
    """A step before the last one was refused."""


@dataclass
class Carrier:
    """Carries cases of a direction through the API; `refs` are those it opened for the present trial."""

    web: Web
    call: str
    direction: str
    refs: list[str] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The transitions from draft to the end."""
        return STEPS[filings.direction(self.direction, self.call).lifecycle.kind]

    @property
    def start(self) -> datetime:
        """The instant at which the trials of the call are sent, unless a row says otherwise."""
        return _STARTS.get(self.call, SPRING)

    def run(self, trial: Trial) -> list[str]:
        """Put one row to the service. What came out otherwise than the row says; nothing if all is as it says."""
        self._set_clock(trial.on)
        try:
            if trial.second is not None:
                self._carry_second(trial.second)
            answer = self._carry(trial)
            return list(self._compare(trial, answer))
        except Unforeseen as refusal:
            return [str(refusal)]
        finally:
            self._withdraw_all(trial)

    def _set_clock(self, day: str | None) -> None:
        self.web.clock.set(self.start if day is None else at(f"{day} 09:00"))

    def _carry_second(self, second: Second) -> None:
        code = second.direction or self.direction
        other = Carrier(self.web, self.call, code, self.refs, self.versions)
        answer = other._walk(second, second.until, _EMPTY)
        self._keep(answer)

    def _carry(self, trial: Trial) -> Response:
        """Every step of a row; the answer to the last one."""
        return self._walk(trial.input, trial.until, trial.given, trial)

    def _walk(self, given: Input, until: str, with_last: Mapping[str, Any], trial: Trial | None = None) -> Response:
        answer = self._open(given)
        if until == "open" and answer.status_code >= 400:
            return answer
        ref = self._keep(answer)
        self.refs.append(ref)
        if until == "open":
            return answer
        judge = trial.judge if trial is not None else {}
        for step in itertools.takewhile(lambda name: name != until, self.steps):
            self._keep(self._make(ref, step, given, _EMPTY, judge))
        if trial is not None:
            self._prepare(ref, trial)
        return self._make(ref, until, given, with_last, judge)

    def _open(self, given: Input) -> Response:
        body = {
            "call": self.call,
            "direction": self.direction,
            "partner": given.partner or filings.partner(self.direction, self.call),
            "topic": given.topic or filings.topic(self.direction, self.call),
            "content": merge(filings.good(self.direction, self.call), given.home, given.without),
        }
        return self.web("ada", "POST", "/v1/cases", json=body)

    def _prepare(self, ref: str, trial: Trial) -> None:
        """What comes just before the last step: waivers and a correction."""
        for clause in trial.waive:
            self._keep(self._post(ref, "waivers", {"clause": clause, "reason": "an exception for a trial"}))
        if trial.correct is not None:
            self._set_clock(trial.correct.on or trial.on)
            body = {"content": trial.correct.home, "reason": "a correction", "version": self.versions[ref]}
            self._keep(self.web("cora", "PATCH", f"/v1/cases/{ref}", json=body))
            compared = self._post(ref, "consistency", {"reason": "compared again after the correction"})
            if compared.status_code < 400:
                self._keep(compared)

    def _make(
        self, ref: str, step: str, given: Input, with_it: Mapping[str, Any], judge: Mapping[str, str]
    ) -> Response:
        if step == "confirm":
            self._file_counterpart(ref, given)
        if step == "review":
            self._examine(ref, judge)
        good: dict[str, Any] = dict(_GIVEN.get(step, _EMPTY))
        if step == "review" and filings.direction(self.direction, self.call).lifecycle.kind == "nomination":
            good |= SUGGESTED
        body = {"transition": step} | good | dict(with_it)
        return self._post(ref, "transitions", body, _BY.get(step, "eli"))

    def _examine(self, ref: str, judge: Mapping[str, str]) -> None:
        """A coordinator judges every clause that people judge: met, or as the row says; `nobody` leaves it unjudged."""
        for one in _done(self.web("cora", "GET", f"/v1/cases/{ref}/examination")):
            verdict = judge.get(one["id"], "met")
            if one["needs_judging"] and verdict != "nobody":
                body = {"clause": one["id"], "verdict": verdict, "evidence": "seen in a trial"}
                self._keep(self._post(ref, "judgements", body))

    def _file_counterpart(self, ref: str, given: Input) -> None:
        """The other side files, where there is one and the row does not keep it from it."""
        if self.call != CALL or not given.counterpart_files:
            return
        content = merge(filings.answer(self.direction), given.counterpart, given.counterpart_without)
        content = content if given.counterpart_is is None else given.counterpart_is
        body = {"content": content, "submit": given.counterpart_submits, "version": self.versions[ref]}
        self._keep(self.web("cora", "PUT", f"/v1/cases/{ref}/filings/counterpart", json=body))

    def _post(self, ref: str, what: str, body: Mapping[str, Any], who: str = "cora") -> Response:
        return self.web(who, "POST", f"/v1/cases/{ref}/{what}", json={"version": self.versions[ref], **body})

    def _keep(self, answer: Response) -> str:
        """The case that a step was done on; its version is kept for the next one."""
        receipt = _done(answer)
        self.versions[receipt["case"]] = receipt["version"]
        return str(receipt["case"])

    def _read(self, ref: str) -> dict[str, Any]:
        found: dict[str, Any] = _done(self.web("cora", "GET", f"/v1/cases/{ref}"))
        return found

    def _compare(self, trial: Trial, answer: Response) -> Iterator[str]:
        """Where the answer to the last step is not what the row expects."""
        if trial.expected == "refused":
            yield from _compare_refusal(trial, answer)
            if answer.status_code < 400:
                self._keep(answer)
            return
        if answer.status_code >= 400:
            yield f"{trial.until} is refused: {_told(answer.json())}"
            return
        self._keep(answer)
        found = [rule for rule in self._read(self.refs[-1])["rules"] if rule["id"] == trial.clause]
        if trial.expected == "flagged" and [rule["status"] for rule in found] != ["not-met"]:
            yield f"the clause is not flagged: {found}"
        if trial.expected == "accepted" and any(rule["status"] == "not-met" for rule in found):
            yield f"the clause is shown as not met: {found}"
        yield from (f"{piece!r} is not said in {found}" for piece in trial.says if piece not in str(found))

    def _withdraw_all(self, trial: Trial) -> None:
        """End every case that the row opened, so that its place, its money and its agreement are free again."""
        while self.refs:
            self._post(self.refs.pop(), "transitions", {"transition": "withdraw", "reason": trial.reason})


def renew_tokens(web: Web, database: Database, now: datetime) -> None:
    """Give everybody a token that holds at an instant, however long after the first ones were issued."""
    with database.writing() as session:
        for name, person in web.ids.items():
            _, web.secrets[name] = people.issue(session, person, name="trials", actor=SYSTEM, now=now)


def merge(base: Mapping[str, Any], changes: Mapping[str, Any], without: tuple[str, ...] = ()) -> dict[str, Any]:
    """A filing with changes: tables are merged key by key, anything else is replaced."""
    merged = {name: value for name, value in base.items() if name not in without}
    for name, value in changes.items():
        below = merged.get(name)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        merged[name] = merge(below, value) if both else value  # type: ignore[arg-type]  # both are tables
    return merged


def _compare_refusal(trial: Trial, answer: Response) -> Iterator[str]:
    if answer.status_code < 400:
        yield f"{trial.until} is accepted"
        return
    problem = answer.json()
    lacking = [
        lack
        for lack in problem.get("missing", ())
        if (lack["clause"] == trial.clause if trial.code is None else lack["code"] == trial.code)
    ]
    if not lacking and f"[{trial.clause}]" not in str(problem.get("detail")):
        yield f"{trial.until} is refused without the clause: {_told(problem)}"
    told = str([lack["problem"] for lack in lacking] or problem)
    yield from (f"{piece!r} is not said in {told}" for piece in trial.says if piece not in told)


def _told(problem: Mapping[str, Any]) -> str:
    missing = "; ".join(f"[{lack['clause'] or lack['code']}] {lack['problem']}" for lack in problem.get("missing", ()))
    return missing or str(problem.get("errors") or problem.get("detail") or problem)


def _done(answer: Response) -> Any:
    body = answer.json()
    if answer.status_code >= 400:
        raise Unforeseen(f"{answer.request.method} {answer.request.url.path} is refused: {_told(body)}")
    return body
