"""How texts are compared: by what a reader sees of them, not by how they happen to be encoded.

One fold for the whole service, on either database. Whatever is compared, kept unique or looked up by a text that people
type (titles, names, references, addresses) is compared by `fold`.
"""

import unicodedata

import regex

_UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}--[\t\n\v\f\r\x85]]", regex.VERSION1)
_DRAWN = regex.compile(
    r"[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\u2800\ufffc\U0001d159\U00013441\U00013442]]",
    regex.VERSION1,
)
"""What a reader sees by itself: no mark without a base, no private or unassigned character, and not those drawn blank."""
_BIDI_CONTROLS = regex.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BIDI_MARKS = frozenset("\u061c\u200e\u200f")
_HAN = regex.compile(r"\p{Han}+")
_LOOK_ALIKE = str.maketrans(
    {
        **dict(zip("АВЕЅІЈКМНОРСТУХӀ", "ABESIJKMHOPCTYXI", strict=True)),
        **dict(zip("авеѕіјкмнорстухӏ", "abesijkmhopctyxl", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ", "ABEZHIKMNOPTYXaikvoptux", strict=True)),
        **dict(zip("ԌԚԜҮһԁԛԝү", "GQWYhdqwy", strict=True)),
        **dict(zip("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "BPDTGKJCZFMNLSRVHWXYAEIOU", strict=True)),
        **dict(zip("ᎠᎡᎢᎪᎫᎬᎳᎷᎻᏀᏃᏒᏔᏙᏚᏞᏟᏢᏦᏴ", "DRTAJEWMHGZRWVSLCPKB", strict=True)),
        **dict(zip("ՕօՏՍոհցզսյı", "OoSUnhgquji", strict=True)),
    }
)
"""Letters of other scripts that look like Latin ones (a part of Unicode's list of confusables)."""
_DIGIT_ALIKE = {"o": "0", "i": "1", "l": "1"}
_ALIKE_IN_NUMBERS = regex.compile(r"(?<=[0-9])[oil]+(?=[0-9])|(?<=[0-9])o+$|(?<=[il])[il]+(?=[0-9])|[io]+(?=[0-9])")
_WITH_STROKE = regex.compile(r"LATIN (?:CAPITAL|SMALL) LETTER (?P<letter>[A-Z]) WITH .+")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def fold(text: str) -> str:
    """A text for comparison: NFKC, without capitals and unseen characters, each run of white space one space.

    Idempotent: `fold(fold(text)) == fold(text)`.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", seen)).split())


def is_blank(text: str) -> bool:
    """Whether a text shows a reader nothing: no letter, digit, punctuation or symbol that is drawn."""
    return _DRAWN.search(text) is None


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

    `JL-X / 2018`, `jl x∕2018` and `JL‐Х2018` (with a Cyrillic Х) are one reference. Digits of every script are those of
    ours, and letters with a stroke count without it. In numbers O is 0, and I and l are 1: between digits, and where one
    begins with I or O; `JL-I7` is `JL-17`, while `JI-17` is another.
    """
    latin = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKE)
    said = "".join(words("".join(map(_spell_letter, strip_marks(latin)))))
    told: str = _ALIKE_IN_NUMBERS.sub(lambda found: "".join(map(_DIGIT_ALIKE.__getitem__, found[0])), said)
    return told


def _spell_letter(letter: str) -> str:
    """A digit of any script as one of ours, and a letter with a stroke without it, in capitals."""
    if letter.isascii():
        return letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    found = _WITH_STROKE.fullmatch(unicodedata.name(letter, ""))
    if found is None:
        return letter
    return str(found["letter"])


def strip_marks(text: str) -> str:
    """A text without accents and other marks, each letter in its compatibility form (NFKD)."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def spell_in_pinyin(characters: str) -> list[str]:
    """The pinyin of each Chinese character, without tones."""
    from pypinyin import lazy_pinyin  # its dictionaries take a third of a second to load, which few processes need

    return lazy_pinyin(characters)
