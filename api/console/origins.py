"""The provenance of what a call lays down, in words: the source, a default of ours, or the office."""

from api.console.formatting import Formatter
from api.console.language import Language
from states.call import Call
from workflow.provenance import Provenance


def origin(one: Provenance, figures: Formatter, zone: str) -> str:
    """The label: from the source (with its clause and line), our default, or set by the office (who, when)."""
    said = figures.language
    if one.label == "office" and one.at is not None:
        return said("set by the office: {who}, {day}", who=one.name or "", day=figures.day(one.at, zone))
    if one.label == "default":
        return said("our default")
    if one.clause is not None and one.line is not None:
        return said("from the source, {clause}, line {line}", clause=one.clause, line=one.line)
    return said("from the source, {clause}", clause=one.clause) if one.clause is not None else said("from the source")


def subject(one: Provenance, call: Call, language: Language) -> str:
    """What is laid down, in words."""
    match one.kind:
        case "opens":
            return language("Opening day")
        case "deadline":
            return language.label(call.deadlines[one.subject])
        case "review":
            return language("How cases are reviewed: criteria, weights, how many reviews")
        case "quota":
            return language("Places and money of {line}", line=one.subject)
        case "limit":
            return language("That the figures of {line} are a limit", line=one.subject)
        case "confirm":
            return language(
                "That the counterpart has filed before a case is confirmed, in {direction}", direction=one.subject
            )
        case _:
            rule = next((rule for part in call.directions for rule in part.rules if rule.id == one.subject), None)
            return f"{one.subject}: {language.told(rule.text)}" if rule is not None else one.subject
