"""A case pins the edition it began under: what was released under a number stays what it was."""

from tests.states.fingerprints import digests, released

REMEDY = "raise `edition` in its call.toml, then run `python -m tests.states.fingerprints` and commit the table"


def test_no_released_edition_has_changed() -> None:
    known = released()
    changed = [name for name, digest in digests().items() if known.get(name, digest) != digest]
    assert changed == [], f"{', '.join(changed)}: changed since its release; {REMEDY}"


def test_every_bundled_edition_has_a_fingerprint() -> None:
    missing = sorted(digests().keys() - released().keys())
    assert missing == [], f"{', '.join(missing)}: not in the table; run `python -m tests.states.fingerprints`"
