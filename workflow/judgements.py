"""What people found of the clauses that are theirs to judge: the notes read back, and whether each still counts.

A judgement is bound to the words it was made on. It keeps a salted hash of them; once the filings say something else in the
fields that the clause is judged on, the hash no longer fits and the judgement is stale.
"""

from collections.abc import Iterable, Sequence

from states.facts import Content, Judgement
from states.rules import Stated
from workflow import canonical, salted
from workflow.notes import Note


def latest_judgements(notes: Sequence[Note]) -> dict[str, Note]:
    """The judgement that counts of each clause: the latest."""
    return {str(note["clause"]): note for note in notes}


def hash_words(rule: Stated, salt: bytes, home: Content, counterpart: Content | None) -> str:
    """The salted hash of what the two filings say in the fields that a clause is judged on, in hexadecimal."""
    sides = {"home": home, "counterpart": counterpart or {}}
    words = {
        side: {name: content[name] for name in sorted(content) if not rule.fields or name in rule.fields}
        for side, content in sides.items()
    }
    return salted.digest(salt, canonical.dumps(words).decode())


def read_judgements(
    rules: Iterable[Stated], notes: Sequence[Note], home: Content, counterpart: Content | None
) -> dict[str, Judgement]:
    """What people found of these clauses, by clause. Where the words were erased the judgement stays as it was."""
    latest, found = latest_judgements(notes), dict[str, Judgement]()
    for rule in rules:
        if (note := latest.get(rule.id)) is None:
            continue
        salt = note["salt"]
        is_stale = bool(salt) and isinstance(salt, bytes) and note["seen"] != hash_words(rule, salt, home, counterpart)
        found[rule.id] = Judgement("met" if note["verdict"] == "met" else "not-met", is_stale)
    return found
