"""Subdivisions of countries by ISO 3166-2, and which of them a place that somebody typed lies in.

The codes and names come from pycountry. China's go by their short English and Chinese names here, as people write them.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import pycountry
import regex

from states import china
from states.text import fold, words

_LISTED: Any = pycountry.subdivisions
_COUNTRIES: Any = pycountry.countries
_KINDS: Final = (
    "autonomous region",
    "special administrative region",
    "metropolitan area",
    "municipality",
    "province",
    "city",
    "zhuangzu zizhiqu",
    "huizu zizhiqu",
    "uygur zizhiqu",
    "zizhiqu",
    "sheng",
    "shi",
    "sar",
)
_BEGINNINGS: Final = ("municipality of", "province of", "city of")
_CHINA_NAMES: Final = frozenset(
    {
        "china",
        "pr china",
        "p r china",
        "prc",
        "p r c",
        "cn",
        "chn",
        "people s republic of china",
        "中国",
        "中华人民共和国",
    }
)
_DISTRICT_ENDINGS: Final = (" district", " county", " qu", " xian")
_HAN: Final = regex.compile(r"\p{Han}")
_CUTS: Final = str.maketrans(dict.fromkeys(",;/|\n，；、。()（）", ","))


def is_division(code: str) -> bool:
    """Whether it is the code of a subdivision in ISO 3166-2, such as CN-BJ."""
    return _LISTED.get(code=code) is not None


def list_divisions(country: str) -> dict[str, tuple[str, str]]:
    """Every first subdivision of a country by code, in the order of their names: the English name and the Chinese one.

    Where no Chinese name is kept the name of ISO 3166-2 stands for both.
    """
    if country == "CN":
        return dict(sorted(china.SHORT_NAMES.items(), key=lambda pair: pair[1][0]))
    listed = _LISTED.get(country_code=country) or ()
    found = {one.code: (one.name, one.name) for one in listed if one.parent_code is None}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def division_name(code: str) -> str:
    """What a subdivision is called in English; the code itself for what is none."""
    if code in china.SHORT_NAMES:
        return china.SHORT_NAMES[code][0]
    found = _LISTED.get(code=code)
    return str(found.name) if found is not None else code


def describe_division(code: str) -> str:
    """A subdivision with both of its names and its code, as it is to be chosen: Beijing / 北京 (CN-BJ)."""
    english = division_name(code)
    chinese = china.SHORT_NAMES[code][1] + china.list_kinds(code)[0] if code in china.SHORT_NAMES else english
    return f"{english} / {chinese} ({code})" if chinese != english else f"{english} ({code})"


def find_division(country: str, place: str) -> str | None:
    """The code of the subdivision that a typed place lies in; None where that is not certain.

    The place is read from its widest part, and that part must be a subdivision: "Haidian District, Beijing, China" ends
    with it, 北京市海淀区 begins with it. What follows it may only be a district known to lie in it: "Beijing, Haidian" is
    in Beijing, while of "Beijing, Texas" and "Beijing, Shenzhen" nothing is certain. A street or an organisation that only
    bears its name names none: "Beijing Road, Shanghai" lies in Shanghai.
    """
    whole = fold(place)
    if is_division(written := whole.upper()):
        return written if written.startswith(f"{country}-") else None
    parts = list(_parts(country, whole))
    if country == "CN" and parts and all(map(_HAN.match, parts)) and (code := china.find_in_address("".join(parts))):
        return code
    named = [code for part in parts if (code := _named(country, part))]
    if not named or len(set(named)) > 1:
        return None
    return named[0] if _is_widest(country, named[0], parts) else None


def find_named_divisions(country: str, text: str) -> frozenset[str]:
    """The codes of the subdivisions whose English or Chinese name occurs in a text, such as a government's name."""
    told, padded = fold(text), f" {' '.join(words(text))} "
    return frozenset(
        code
        for code, (english, chinese) in list_divisions(country).items()
        if f" {fold(english)} " in padded or (chinese != english and chinese in told)
    )


def _parts(country: str, whole: str) -> Iterator[str]:
    """The parts of a place in their order, without the country and postal codes."""
    for piece in whole.translate(_CUTS).split(","):
        part = " ".join(word for word in words(piece) if not word.isdigit())
        if _HAN.search(part):
            part = part.replace(" ", "") if not regex.search("[a-z]", part) else part
        part = part.removeprefix("the ")
        if part and part not in _country_names(country):
            yield part


def _named(country: str, part: str) -> str | None:
    """The subdivision that a part of a place is, with or without what says of which kind it is."""
    names = _names(country)
    if country == "CN" and _HAN.search(part):
        latin = " ".join(word for word in part.split() if not _HAN.match(word))
        han = "".join(word for word in part.split() if _HAN.match(word))
        found = {china.find_in_address(han), *((names.get(_without_kind(latin, country)),) if latin else ())}
        return found.pop() if len(found) == 1 else None
    return names.get(part) or names.get(_without_kind(part, country))


def _is_widest(country: str, code: str, parts: Sequence[str]) -> bool:
    """Whether nothing follows a subdivision in a place but what is known to lie in it."""
    ends = max(place for place, part in enumerate(parts) if _named(country, part) == code)
    is_municipality = china.is_municipality(code)
    is_city_before = any(_HAN.search(part) and "市" in part for part in parts[:ends])
    return all(_is_district(code, part) for part in parts[ends + 1 :]) and not (is_municipality and is_city_before)


def _is_district(code: str, part: str) -> bool:
    """Whether a part of a place is a district known to lie in a subdivision."""
    known = china.DISTRICTS.get(code, {})
    for ending in _DISTRICT_ENDINGS:
        part = part.removesuffix(ending)
    return part in known or part in known.values() or part[:-1] in known.values()


def _without_kind(part: str, country: str) -> str:
    for ending in _KINDS:
        if part.endswith(f" {ending}"):
            return part.removesuffix(f" {ending}")
    for beginning in _BEGINNINGS:
        if part.startswith(f"{beginning} "):
            return part.removeprefix(f"{beginning} ")
    for name in sorted(_country_names(country), key=len, reverse=True):
        if part.endswith(f" {name}"):
            return _without_kind(part.removesuffix(f" {name}"), country)
    return part


@cache
def _country_names(country: str) -> frozenset[str]:
    """What a country is called at the end of an address, by the words of its names."""
    if country == "CN":
        return _CHINA_NAMES
    found = _COUNTRIES.get(alpha_2=country)
    keys = ("name", "official_name", "common_name", "alpha_2", "alpha_3")
    told = [getattr(found, key, None) for key in keys] if found is not None else []
    return frozenset(" ".join(words(name)) for name in told if name)


@cache
def _names(country: str) -> dict[str, str]:
    """By the words of its names without capitals, the code of each subdivision of a country."""
    found: dict[str, str] = {}
    for one in _LISTED.get(country_code=country) or ():
        found.setdefault(" ".join(words(one.name)), one.code)
    if country == "CN":
        for code, (english, chinese) in china.SHORT_NAMES.items():
            kinds = [chinese + kind for kind in china.list_kinds(code)]
            for name in (english, chinese, *kinds, *china.ALIASES.get(code, ())):
                found[" ".join(words(name))] = code
    return found
