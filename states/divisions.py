"""Subdivisions of countries by ISO 3166-2, and which of them a place that somebody typed lies in.

The codes and names come from pycountry. China's go by their short English and Chinese names here, as people write them.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import pycountry
import regex

from states.text import fold, words

_LISTED: Any = pycountry.subdivisions
_COUNTRIES: Any = pycountry.countries
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
_DISTRICTS: Final = {
    "CN-BJ": {
        "dongcheng": "东城",
        "xicheng": "西城",
        "chaoyang": "朝阳",
        "fengtai": "丰台",
        "shijingshan": "石景山",
        "haidian": "海淀",
        "mentougou": "门头沟",
        "fangshan": "房山",
        "tongzhou": "通州",
        "shunyi": "顺义",
        "changping": "昌平",
        "daxing": "大兴",
        "huairou": "怀柔",
        "pinggu": "平谷",
        "miyun": "密云",
        "yanqing": "延庆",
        "xuanwu": "宣武",
        "chongwen": "崇文",
        "yizhuang": "亦庄",
        "zhongguancun": "中关村",
        "economic technological development area": "经济技术",
    }
}
"""By subdivision, its own districts and quarters in English and Chinese: what may stand beside or after its name."""
_DISTRICT_ENDINGS: Final = (" district", " county", " qu", " xian")
_DISTRICT_ZH: Final = regex.compile(r"(?P<name>\p{Han}{2,9}?)(?:经济技术开发区|开发区|示范区|新区|区|县)")
_STREET_ZH: Final = regex.compile(r"\p{Han}{1,12}?(?:路|街|大道|胡同|村|镇|乡|园|院)")
_HAN: Final = regex.compile(r"\p{Han}")
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

    The place is read from its widest part, and that part must be a subdivision: "Haidian District, Beijing, China" ends
    with it, 北京市海淀区 begins with it. What follows it may only be a district known to lie in it: "Beijing, Haidian" is
    in Beijing, while of "Beijing, Texas" and "Beijing, Shenzhen" nothing is certain. A street or an organisation that only
    bears its name names none: "Beijing Road, Shanghai" lies in Shanghai.
    """
    whole = fold(place)
    if is_division(written := whole.upper()):
        return written if written.startswith(f"{country}-") else None
    parts = list(_parts(country, whole))
    if country == "CN" and parts and all(map(_HAN.match, parts)) and (code := _chinese("".join(parts))):
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
        found = {_chinese(han), *((names.get(_without_kind(latin, country)),) if latin else ())}
        return found.pop() if len(found) == 1 else None
    return names.get(part) or names.get(_without_kind(part, country))


def _is_widest(country: str, code: str, parts: Sequence[str]) -> bool:
    """Whether nothing follows a subdivision in a place but what is known to lie in it."""
    ends = max(place for place, part in enumerate(parts) if _named(country, part) == code)
    is_municipality = "市" in _KINDS_ZH.get(code, ())
    is_city_before = any(_HAN.search(part) and "市" in part for part in parts[:ends])
    return all(_is_district(code, part) for part in parts[ends + 1 :]) and not (is_municipality and is_city_before)


def _is_district(code: str, part: str) -> bool:
    """Whether a part of a place is a district known to lie in a subdivision."""
    known = _DISTRICTS.get(code, {})
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


def _chinese(address: str) -> str | None:
    """The subdivision that a Chinese address begins with: by its full name, or by its short one before a district.

    Within a municipality no other city can lie: 北京市海淀区 is in Beijing, of 北京市深圳 nothing is certain.
    """
    for country in _COUNTRY_ZH:
        address = address.removeprefix(country)
    for code, (_, name) in _CHINA.items():
        if address == name:
            return code
        kind = next((kind for kind in _kind_zh(code) if address.startswith(name + kind)), None)
        if kind is not None:
            return code if _lies_in(code, address.removeprefix(name + kind)) else None
        rest = address.removeprefix(name)
        if rest != address and _begins_with_district(code, rest):
            return code
    return None


def _lies_in(code: str, rest: str) -> bool:
    """Whether what follows the full name of a subdivision in a Chinese address may lie there."""
    others = (name + kind for other, (_, name) in _CHINA.items() for kind in _kind_zh(other) if other != code)
    if not rest or any(map(rest.startswith, others)):
        return not rest
    if "市" not in _KINDS_ZH.get(code, ()):
        return True
    if "市" in rest.removeprefix("市辖区") or "省" in rest:
        return False
    if rest in _DISTRICTS.get(code, {}).values() or _begins_with_district(code, rest.removeprefix("市辖区")):
        return True
    return _DISTRICT_ZH.match(rest) is None and _STREET_ZH.match(rest) is not None


def _begins_with_district(code: str, rest: str) -> bool:
    """Whether a Chinese address goes on with a district: of those listed for a subdivision, or any where none are."""
    found, known = _DISTRICT_ZH.match(rest), _DISTRICTS.get(code, {}).values()
    if found is None:
        return rest in known
    return found["name"] in known if known else not regex.search("[路街]", rest)


def _kind_zh(code: str) -> tuple[str, ...]:
    return _KINDS_ZH.get(code, ("省",))


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
        for code, (english, chinese) in _CHINA.items():
            kinds = [chinese + kind for kind in _kind_zh(code)]
            for name in (english, chinese, *kinds, *_ALIASES.get(code, ())):
                found[" ".join(words(name))] = code
    return found
