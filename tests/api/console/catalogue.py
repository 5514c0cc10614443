"""The Chinese catalogue kept up: what the console says anew is added without a translation, what it no longer says goes.

Run as `python -m tests.api.console.catalogue`; it prints what waits for a translation.
"""

import sys
from collections.abc import Sequence
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tests.api.console.texts import CONSOLE, Text, texts

FILE = CONSOLE / "locale" / "zh.po"


def key(text: Text) -> tuple[str, str | None]:
    """What a catalogue finds a text by."""
    return (text.said if isinstance(text.said, str) else text.said[0], text.context)


def kept() -> Catalog:
    """The catalogue as its file has it."""
    return read_po(BytesIO(FILE.read_bytes()), locale="zh_Hans_CN")


def messages(catalogue: Catalog) -> dict[tuple[str, str | None], Message]:
    """Its messages by what they are found by."""
    return {(first(one.id), one.context): one for one in catalogue if one.id}


def renewed(catalogue: Catalog) -> Catalog:
    """The catalogue of what the console says now, with the translations there are."""
    known = messages(catalogue)
    found = Catalog("zh_Hans_CN", project="Accord", fuzzy=False)
    for text in texts():
        before = known.get(key(text))
        found.add(
            text.said,
            _as_told(text, first(before.string) if before else ""),
            auto_comments=[text.source],
            context=text.context,
        )
    return found


def write(catalogue: Catalog) -> None:
    """Write the file, as small as it can be said."""
    content = BytesIO()
    write_po(content, catalogue, width=0, omit_header=True)
    FILE.write_bytes(HEADER + content.getvalue())


def first(said: str | Sequence[str] | None) -> str:
    """A text, or the first form of a counted one; nothing if there is none."""
    return said if isinstance(said, str) else said[0] if said else ""


def _as_told(text: Text, said: str) -> str | tuple[str]:
    """A translation in the form its text asks for: Chinese has one form for all numbers."""
    return said if isinstance(text.said, str) else (said,)


HEADER = rb"""msgid ""
msgstr ""
"Project-Id-Version: Accord\n"
"Language: zh_Hans_CN\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def main() -> None:
    """Bring the file up to date."""
    catalogue = renewed(kept())
    write(catalogue)
    waiting = [said for (said, _), message in messages(catalogue).items() if not first(message.string)]
    sys.stdout.writelines(f"{said}\n" for said in waiting)


if __name__ == "__main__":
    main()
