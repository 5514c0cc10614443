"""How texts are compared: by what a reader sees of them, not by how they happen to be encoded.

One fold for the whole service, on either database. Whatever is compared, kept unique or looked up by a text that people
type (titles, names, references, addresses) is compared by `fold`.
"""

import unicodedata

import regex

_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}--[\t\n\v\f\r\x85]]", regex.VERSION1)
_BIDI_CONTROLS = regex.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BIDI_MARKS = frozenset("\u061c\u200e\u200f")
_HAN = regex.compile(r"\p{Han}+")
_LOOK_ALIKE = str.maketrans(
    {
        **dict(zip("АВЕЅІЈКМНОРСТУХӀ", "ABESIJKMHOPCTYXI", strict=True)),
        **dict(zip("авеѕіјкмнорстухӏ", "abesijkmhopctyxl", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ", "ABEZHIKMNOPTYXaikvoptux", strict=True)),
    }
)
"""Cyrillic and Greek letters that look like Latin ones (a part of Unicode's list of confusables)."""
_DIGIT_ALIKE = {"o": "0", "i": "1", "l": "1"}
_BETWEEN_DIGITS = regex.compile(r"(?<=[0-9])[oil]+(?=[0-9])")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def fold(text: str) -> str:
    """A text for comparison: NFKC, without capitals and unseen characters, each run of white space one space.

    Idempotent: `fold(fold(text)) == fold(text)`.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", seen)).split())


def is_blank(text: str) -> bool:
    """Whether a text shows a reader nothing: empty, white space, or characters that are not drawn."""
    return not fold(text)


def has_unseen(text: str) -> bool:
    """Whether a text holds characters that are not drawn."""
    return _UNSEEN.search(text) is not None


def has_bidi_controls(text: str) -> bool:
    """Whether a text holds characters that turn the direction of what stands around it."""
    return _BIDI_CONTROLS.search(text) is not None


def find_bidi_control(text: str, *, beside_marks: bool = False) -> str | None:
    """The first such character of a text; `beside_marks` passes over the marks that Arabic and Hebrew prose needs."""
    found = (one for one in _BIDI_CONTROLS.findall(text) if not (beside_marks and one in _BIDI_MARKS))
    return next(found, None)


def sort_key(text: str) -> str:
    """Where a name stands in a list: without capitals and marks, Chinese characters by their pinyin.

    `Émilie` stands with `emilie`, and 王敏 (`wang min`) between `Walter` and `Wu`. Compared by code point, like any text.
    """
    spelled = _HAN.sub(lambda found: f" {' '.join(spell_in_pinyin(found[0]))} ", fold(text))
    return " ".join(strip_marks(spelled).split())


def words(text: str) -> list[str]:
    """The words of a folded text, without punctuation, in their order."""
    found: list[str] = _WORD.findall(fold(text))
    return found


def fold_reference(text: str) -> str:
    """What tells one reference from another: its letters and digits, without marks, look-alikes in Latin.

    `JL-X / 2018`, `jl x∕2018` and `JL‐Х2018` (with a Cyrillic Х) are one reference. Between digits O is 0, and I and l
    are 1.
    """
    latin = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKE)
    said = "".join(words(strip_marks(latin)))
    told: str = _BETWEEN_DIGITS.sub(lambda found: "".join(map(_DIGIT_ALIKE.__getitem__, found[0])), said)
    return told


def strip_marks(text: str) -> str:
    """A text without accents and other marks, each letter in its compatibility form (NFKD)."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def spell_in_pinyin(characters: str) -> list[str]:
    """The pinyin of each Chinese character, without tones."""
    from pypinyin import lazy_pinyin  # its dictionaries take a third of a second to load, which few processes need

    return lazy_pinyin(characters)
