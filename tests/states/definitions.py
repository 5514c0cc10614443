"""Definitions for these tests: the bundled calls, a small programme on disk to break, and content of every form."""

from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

from states import calendar, loader
from states.call import Call, Direction
from states.errors import FaultyProgramme
from states.fields import PARTY_TYPES, Field, is_blank
from states.lifecycle import Lifecycle

SWEEP = settings(deadline=None, derandomize=True)  # the same examples each time, however slow the machine
RESEARCH = "intergovernmental-2023-1"
AWARD = "zhongguancun-2024"

LIFECYCLE = """
kind = "application"
initial = "draft"
opens = ["applicant"]

[states.draft]
label = "Draft"
label_zh = "草稿"
about = "It is being written."
open_to = ["home"]
deadline = { at = "closing", then = "lapse" }

[states.sent]
label = "Sent"
label_zh = "已提交"
about = "It waits for the committee."
deadline = { after = "10d", then = "remind" }

[states.supported]
label = "Supported"
label_zh = "已支持"
about = "The committee supports it."
final = true

[states.lapsed]
label = "Lapsed"
label_zh = "已逾期"
about = "It was never sent."
final = true

[transitions.send]
label = "Send"
label_zh = "提交"
from = ["draft"]
to = "sent"
by = ["applicant"]
needs = ["complete", "rules-met"]

[transitions.support]
label = "Support"
label_zh = "支持"
from = ["sent"]
to = "supported"
by = ["committee"]
needs = ["quota-available"]
asks = ["amount"]
holds = "reserve"

[transitions.lapse]
label = "Lapse"
label_zh = "逾期"
from = ["draft"]
to = "lapsed"
by = ["system"]

[transitions.remind]
label = "Remind the committee"
label_zh = "提醒"
from = ["sent"]
to = "sent"
by = ["system"]
disarms = true
"""

CALL = """
code = "seeds-2030"
programme = "seeds"
extends = "plain"
edition = 1
title = "Seeds 2030"
title_zh = "种子2030"
source = "a notice"
zone = "Asia/Shanghai"
opens = 2030-01-01

[headline]
directions = 2
partners = 2
cases = 5
funds = 700
clause = "S-1"

[deadlines.closing]
label = "Closing"
label_zh = "截止"
on = 2030-03-01
basis = "source"

[fields.title]
label = "Title"
label_zh = "标题"
kind = "line"
required = true

[fields.months]
label = "Months"
label_zh = "月数"
kind = "integer"
"""

DIRECTION_A = """
code = "A"
ordinal = 1
reference = "S-A"
title = "Wheat"
clause = "A"
line = "10"
partners = ["AR"]
quota = { cases = 3, qualifier = "exact", funds = 400 }

[[topics]]
code = "A1"
title = "Spring wheat"
clause = "A-1"
quota = { cases = 2, qualifier = "exact", funds = 300 }

[[topics]]
code = "A2"
title = "Winter wheat"
clause = "A-2"
quota = { cases = 1, qualifier = "exact", funds = 100 }

[[rules]]
kind = "period"
id = "A-a"
line = "11"
strength = "must"
text = "It runs two years at most."
most = 24
"""

DIRECTION_B = """
code = "B"
ordinal = 2
reference = "S-B"
title = "Rice"
clause = "B"
line = "20"
partners = ["KR"]
quota = { cases = 2, qualifier = "exact", funds = 300 }
"""

FILES = {
    "lifecycles/plain.toml": LIFECYCLE,
    "seeds-2030/call.toml": CALL,
    "seeds-2030/A.toml": DIRECTION_A,
    "seeds-2030/B.toml": DIRECTION_B,
}


@cache
def bundled() -> dict[str, Call]:
    """The calls that come with the service."""
    return loader.calls()


def directions() -> list[Direction]:
    """Every direction of every bundled call."""
    return [direction for call in bundled().values() for direction in call.directions]


def direction(code: str, call: str = RESEARCH) -> Direction:
    """One bundled direction."""
    found = bundled()[call].direction(code)
    assert found is not None
    return found


def lifecycles() -> dict[str, Lifecycle]:
    """The bundled lifecycles that differ, each by the name of a direction that runs it."""
    found: dict[str, Lifecycle] = {}
    for call in bundled().values():
        for one in call.directions:
            if one.lifecycle not in found.values():
                found[f"{call.code} {one.code}"] = one.lifecycle
    return found


def written(root: Path, **edits: tuple[str, str]) -> Path:
    """The small programme written to a folder, with one text replaced in some files (named lifecycle, call, A or B)."""
    names = dict(zip(("lifecycle", "call", "A", "B"), FILES, strict=True))
    texts = dict(FILES)
    for name, (old, new) in edits.items():
        assert texts[names[name]].count(old) == 1, f"{old!r} must stand once in {names[name]}"
        texts[names[name]] = texts[names[name]].replace(old, new)
    for file, text in texts.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, "utf-8")
    return root


def small(root: Path) -> Call:
    """The small programme as it should be."""
    return loader.calls(written(root))["seeds-2030"]


def faults(root: Path) -> list[str]:
    """What the loader finds wrong with a folder of programmes."""
    try:
        loader.calls(root)
    except FaultyProgramme as error:
        return [str(fault) for fault in error.faults]
    return []


DAYS = st.dates(calendar.FIRST_DAY, calendar.LAST_DAY).map(str)
READABLE = st.characters(codec="utf-8", exclude_characters="\0")
_SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**13), 10**13) | st.floats(allow_nan=False) | st.text(max_size=12)
)
JSON: st.SearchStrategy[object] = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_NAMES = st.text(READABLE, min_size=1, max_size=9).filter(lambda name: not is_blank(name))
PARTIES = st.fixed_dictionaries(
    {"name": _NAMES, "type": st.sampled_from(PARTY_TYPES), "country": st.just("CN")},
    optional={"registered_in": st.sampled_from(["Beijing", "Tianjin"])},
)
PAPERS = st.fixed_dictionaries(
    {"signed_on": DAYS, "signatories": st.lists(_NAMES, min_size=1)},
    optional={"valid_until": DAYS, "reference": st.text(READABLE, max_size=9)},
)


def content(one: Direction) -> st.SearchStrategy[dict[str, object]]:
    """Any filing of the right form, whatever its fields leave out."""
    return st.fixed_dictionaries({}, optional={name: _value(field) for name, field in one.fields.items()})


def anything(one: Direction) -> st.SearchStrategy[dict[str, object]]:
    """Any JSON at all under the names of the direction's fields, parties and papers whose parts are of any kind among it."""
    party = st.fixed_dictionaries({"name": JSON, "type": JSON, "registered_in": JSON})
    paper = st.fixed_dictionaries({"signed_on": JSON | DAYS, "signatories": JSON, "valid_until": JSON})
    value = JSON | party | paper | st.lists(JSON | party, max_size=2)
    return st.fixed_dictionaries({}, optional=dict.fromkeys(one.fields, value))


def _value(field: Field) -> st.SearchStrategy[object]:
    match field.kind:
        case "integer" | "money":
            return st.integers(0, field.most)
        case "date":
            return DAYS
        case "choice":
            return st.sampled_from(field.options or ("any",)) | st.just("another")
        case "choices":
            return st.lists(st.sampled_from(field.options or ("any",)), max_size=4)
        case "flag":
            return st.booleans()
        case "party":
            return PARTIES
        case "parties":
            return st.lists(PARTIES, max_size=3)
        case "paper":
            return PAPERS
        case "figures":
            return st.dictionaries(st.sampled_from(field.options), st.integers(0, field.most))
        case _:
            return st.text(READABLE, max_size=20)
