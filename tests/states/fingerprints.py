"""The fingerprints of released editions: `python -m tests.states.fingerprints` writes today's beside this file."""

import json
from hashlib import sha256
from pathlib import Path

from states import loader

TABLE = Path(__file__).with_name("fingerprints.json")


def digests() -> dict[str, str]:
    """What each bundled call's edition comes to, down to the last letter."""
    return {
        f"{call.code} edition {call.edition}": sha256(call.model_dump_json(by_alias=True).encode()).hexdigest()
        for call in loader.calls().values()
    }


def released() -> dict[str, str]:
    """What they came to when they were released."""
    table: dict[str, str] = json.loads(TABLE.read_text("utf-8")) if TABLE.exists() else {}
    return table


if __name__ == "__main__":
    TABLE.write_text(json.dumps(released() | digests(), indent=2, sort_keys=True) + "\n", "utf-8")
