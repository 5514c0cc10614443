"""`accord programme partner-deadlines` and `set-partner-deadline`: when partners file with their own authorities."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.case_commands import parse_end
from cli.programmes import LABELS, Code
from cli.terminal import OUT, As, Json, counted, database, local, refuse, report_errors, show_json, show_table
from states.refusal import Refusal
from workflow import partner_deadlines
from workflow.clock import SystemClock
from workflow.identity import people

_LABELS = LABELS | {"default": f"{LABELS['default']}: the partner's is not known"}


def show_partner_deadlines(call: Code, json: Json = False) -> None:
    """Show by when each partner of a published call files, and where that comes from."""
    with report_errors(), database() as opened, opened.reading() as session:
        found = partner_deadlines.list_partner_deadlines(session, call)
    if json:
        show_json([asdict(one) for one in found])
        return
    rows = [[one.direction, one.partner, local(one.at, one.zone), one.zone, _LABELS[one.basis]] for one in found]
    show_table(["direction", "partner", "too late from", "zone", "basis"], rows)


def set_partner_deadline(
    call: Code,
    direction: Annotated[str, typer.Argument(help="The direction's code, such as 2.4.")],
    partner: Annotated[str, typer.Argument(help="The partner's code, such as AR.")],
    until: Annotated[str, typer.Argument(help="A date (its end, in the zone) or an instant with its offset.")],
    zone: Annotated[str, typer.Option(help="The partner's time zone, such as Europe/Helsinki.")],
    reason: Annotated[str, typer.Option(help="Why: such as the partner's own call.")],
    who: As,
) -> None:
    """Record or move the deadline by which a partner files with its own authority."""
    later = parse_end(until)
    with report_errors(), database() as opened:
        now = SystemClock().now()
        with opened.writing() as session:
            actor = people.load_person(session, who)
            outcome = partner_deadlines.set_partner_deadline(
                session, call, direction, partner, later, zone=zone, reason=reason, actor=actor, now=now
            )
    if isinstance(outcome, Refusal):
        refuse(outcome)
    said = f"{partner} files in {direction} before {local(outcome.until, zone)} ({zone})"
    OUT.print(f"{said}; {counted(outcome.rearmed, 'case')} re-armed (event {outcome.event})", markup=False)
