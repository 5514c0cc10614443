"""China's subdivisions as people write them: short names in English and Chinese, and Chinese addresses.

The codes are those of ISO 3166-2.
"""

from typing import Final

import regex

SHORT_NAMES: Final = {
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
_KINDS: Final = {
    **dict.fromkeys(("CN-BJ", "CN-CQ", "CN-SH", "CN-TJ"), ("市",)),
    **dict.fromkeys(("CN-HK", "CN-MO"), ("特别行政区",)),
    "CN-GX": ("壮族自治区", "自治区"),
    "CN-NM": ("自治区",),
    "CN-NX": ("回族自治区", "自治区"),
    "CN-XJ": ("维吾尔自治区", "自治区"),
    "CN-XZ": ("自治区",),
}
ALIASES: Final = {
    "CN-BJ": ("peking",),
    "CN-HK": ("hongkong",),
    "CN-MO": ("macau",),
    "CN-NM": ("nei mongol", "nei menggu"),
    "CN-XZ": ("tibet",),
}
DISTRICTS: Final = {
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
_DISTRICT_ZH: Final = regex.compile(r"(?P<name>\p{Han}{2,9}?)(?:经济技术开发区|开发区|示范区|新区|区|县)")
_STREET_ZH: Final = regex.compile(r"\p{Han}{1,12}?(?:路|街|大道|胡同|村|镇|乡|园|院)")
_COUNTRY_ZH: Final = ("中华人民共和国", "中国")


def find_in_address(address: str) -> str | None:
    """The subdivision that a Chinese address begins with: by its full name, or by its short one before a district.

    Within a municipality no other city can lie: 北京市海淀区 is in Beijing, of 北京市深圳 nothing is certain.
    """
    for country in _COUNTRY_ZH:
        address = address.removeprefix(country)
    for code, (_, name) in SHORT_NAMES.items():
        if address == name:
            return code
        kind = next((kind for kind in list_kinds(code) if address.startswith(name + kind)), None)
        if kind is not None:
            return code if _lies_in(code, address.removeprefix(name + kind)) else None
        rest = address.removeprefix(name)
        if rest != address and _begins_with_district(code, rest):
            return code
    return None


def _lies_in(code: str, rest: str) -> bool:
    """Whether what follows the full name of a subdivision in a Chinese address may lie there."""
    others = (name + kind for other, (_, name) in SHORT_NAMES.items() for kind in list_kinds(other) if other != code)
    if not rest or any(map(rest.startswith, others)):
        return not rest
    if not is_municipality(code):
        return True
    if "市" in rest.removeprefix("市辖区") or "省" in rest:
        return False
    if rest in DISTRICTS.get(code, {}).values() or _begins_with_district(code, rest.removeprefix("市辖区")):
        return True
    return _DISTRICT_ZH.match(rest) is None and _STREET_ZH.match(rest) is not None


def _begins_with_district(code: str, rest: str) -> bool:
    """Whether a Chinese address goes on with a district: of those listed for a subdivision, or any where none are."""
    found, known = _DISTRICT_ZH.match(rest), DISTRICTS.get(code, {}).values()
    if found is None:
        return rest in known
    return found["name"] in known if known else not regex.search("[路街]", rest)


def list_kinds(code: str) -> tuple[str, ...]:
    """What follows the short name of a subdivision in its full Chinese names."""
    return _KINDS.get(code, ("省",))


def is_municipality(code: str) -> bool:
    """Whether a subdivision is itself a city, in which no other city can lie."""
    return "市" in list_kinds(code)
