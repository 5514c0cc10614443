"""Subdivisions of countries by ISO 3166-2, and which of them a place that somebody typed lies in.

The codes and names come from pycountry. China's go by their short English and Chinese names here, as people write them.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import pycountry

from states.text import fold, words

_LISTED: Any = pycountry.subdivisions
_CHINA: Final = {
    "CN-AH": ("Anhui", "安徽"),
    "CN-BJ": ("Beijing", "北京"),
    "CN-CQ": ("Chongqing", "重庆"),
    "CN-FJ": ("Fujian", "福建"),
    "CN-GD": ("Guangdong", "广东"),
    "CN-GS": ("Gansu", "甘肃"),
    "CN-GX": ("Guangxi", "广西"),
    "CN-GZ": ("Guizhou", "贵州"),
    "CN-HA": ("Henan", "河南"),
    "CN-HB": ("Hubei", "湖北"),
    "CN-HE": ("Hebei", "河北"),
    "CN-HI": ("Hainan", "海南"),
    "CN-HK": ("Hong Kong", "香港"),
    "CN-HL": ("Heilongjiang", "黑龙江"),
    "CN-HN": ("Hunan", "湖南"),
    "CN-JL": ("Jilin", "吉林"),
    "CN-JS": ("Jiangsu", "江苏"),
    "CN-JX": ("Jiangxi", "江西"),
    "CN-LN": ("Liaoning", "辽宁"),
    "CN-MO": ("Macao", "澳门"),
    "CN-NM": ("Inner Mongolia", "内蒙古"),
    "CN-NX": ("Ningxia", "宁夏"),
    "CN-QH": ("Qinghai", "青海"),
    "CN-SC": ("Sichuan", "四川"),
    "CN-SD": ("Shandong", "山东"),
    "CN-SH": ("Shanghai", "上海"),
    "CN-SN": ("Shaanxi", "陕西"),
    "CN-SX": ("Shanxi", "山西"),
    "CN-TJ": ("Tianjin", "天津"),
    "CN-TW": ("Taiwan", "台湾"),
    "CN-XJ": ("Xinjiang", "新疆"),
    "CN-XZ": ("Xizang", "西藏"),
    "CN-YN": ("Yunnan", "云南"),
    "CN-ZJ": ("Zhejiang", "浙江"),
}
_KINDS_ZH: Final = {
    **dict.fromkeys(("CN-BJ", "CN-CQ", "CN-SH", "CN-TJ"), ("市",)),
    **dict.fromkeys(("CN-HK", "CN-MO"), ("特别行政区",)),
    "CN-GX": ("壮族自治区", "自治区"),
    "CN-NM": ("自治区",),
    "CN-NX": ("回族自治区", "自治区"),
    "CN-XJ": ("维吾尔自治区", "自治区"),
    "CN-XZ": ("自治区",),
}
_ALIASES: Final = {
    "CN-BJ": ("peking",),
    "CN-HK": ("hongkong",),
    "CN-MO": ("macau",),
    "CN-NM": ("nei mongol", "nei menggu"),
    "CN-XZ": ("tibet",),
}
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
_COUNTRY: Final = frozenset(
    {"china", "pr china", "p r china", "prc", "people s republic of china", "the people s republic of china", "cn"}
)
_COUNTRY_ZH: Final = ("中华人民共和国", "中国")
_CUTS: Final = str.maketrans(dict.fromkeys(",;/|\n，；、。()（）", ","))


def is_division(code: str) -> bool:
    """Whether it is the code of a subdivision in ISO 3166-2, such as CN-BJ."""
    return _LISTED.get(code=code) is not None


def list_divisions(country: str) -> dict[str, tuple[str, str]]:
    """Every first subdivision of a country by code, in the order of their names: the English name and the Chinese one.

    Where no Chinese name is kept the name of ISO 3166-2 stands for both.
    """
    if country == "CN":
        return dict(sorted(_CHINA.items(), key=lambda pair: pair[1][0]))
    listed = _LISTED.get(country_code=country) or ()
    found = {one.code: (one.name, one.name) for one in listed if one.parent_code is None}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def division_name(code: str) -> str:
    """What a subdivision is called in English; the code itself for what is none."""
    if code in _CHINA:
        return _CHINA[code][0]
    found = _LISTED.get(code=code)
    return str(found.name) if found is not None else code


def describe_division(code: str) -> str:
    """A subdivision with both of its names and its code, as it is to be chosen: Beijing / 北京 (CN-BJ)."""
    english = division_name(code)
    chinese = _CHINA[code][1] + _kind_zh(code)[0] if code in _CHINA else english
    return f"{english} / {chinese} ({code})" if chinese != english else f"{english} ({code})"


def find_division(country: str, place: str) -> str | None:
    """The code of the subdivision that a typed place lies in; None where that is not certain.

    The place is read from its widest part: "Haidian District, Beijing, China" ends with the subdivision, 北京市海淀区 begins
    with it. A street or an organisation that only bears its name names none: "Beijing Road, Shanghai" lies in Shanghai.
    """
    whole = fold(place)
    if is_division(written := whole.upper()):
        return written if written.startswith(f"{country}-") else None
    names = _names(country)
    for part in _parts(whole):
        if part in names:
            return names[part]
        if country == "CN" and (code := _chinese(part)):
            return code
    return None


def find_named_divisions(country: str, text: str) -> frozenset[str]:
    """The codes of the subdivisions whose English or Chinese name occurs in a text, such as a government's name."""
    told, padded = fold(text), f" {' '.join(words(text))} "
    return frozenset(
        code
        for code, (english, chinese) in list_divisions(country).items()
        if f" {fold(english)} " in padded or (chinese != english and chinese in told)
    )


def _parts(whole: str) -> Iterator[str]:
    """The parts of a place, the last one first, without the country, postal codes and what says of which kind it is."""
    for piece in reversed(whole.translate(_CUTS).split(",")):
        part = " ".join(word for word in words(piece) if not word.isdigit())
        part = part.removeprefix("the ")
        if not part or part in _COUNTRY:
            continue
        yield part
        short = _without_kind(part)
        if short != part:
            yield short


def _without_kind(part: str) -> str:
    for ending in _KINDS:
        if part.endswith(f" {ending}"):
            return part.removesuffix(f" {ending}")
    for beginning in _BEGINNINGS:
        if part.startswith(f"{beginning} "):
            return part.removeprefix(f"{beginning} ")
    for country in (" pr china", " p r china", " china", " prc"):
        if part.endswith(country):
            return _without_kind(part.removesuffix(country))
    return part


def _chinese(part: str) -> str | None:
    """The subdivision that a Chinese address begins with: by its full name, or by its short one before a district."""
    for country in _COUNTRY_ZH:
        part = part.removeprefix(country).strip()
    for code, (_, name) in _CHINA.items():
        if part == name or any(part.startswith(name + kind) for kind in _kind_zh(code)):
            return code
        rest = part.removeprefix(name)
        if rest != part and rest[-1:] in ("区", "县") and "路" not in rest and "街" not in rest:
            return code
    return None


def _kind_zh(code: str) -> tuple[str, ...]:
    return _KINDS_ZH.get(code, ("省",))


@cache
def _names(country: str) -> dict[str, str]:
    """By the words of its names without capitals, the code of each subdivision of a country."""
    found: dict[str, str] = {}
    for one in _LISTED.get(country_code=country) or ():
        found.setdefault(" ".join(words(one.name)), one.code)
    if country == "CN":
        for code, (english, chinese) in _CHINA.items():
            kinds = [chinese + kind for kind in _kind_zh(code)]
            for name in (english, chinese, *kinds, *_ALIASES.get(code, ())):
                found[" ".join(words(name))] = code
    return found
