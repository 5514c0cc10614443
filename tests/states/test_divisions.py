"""Which subdivision a typed place lies in, and that the list of China's is that of ISO 3166-2."""

from typing import Any

import pycountry
import pytest

from states.divisions import describe_division, find_division, find_named_divisions, is_division, list_divisions


@pytest.mark.parametrize(
    "place",
    [
        *("Beijing", "beijing", "BEIJING", "Ｂｅｉｊｉｎｇ", "Beijing\u200b", " Beijing ", "Beijing Shi", "Peking"),
        *("Beijing Municipality", "Municipality of Beijing", "Beijing, China", "Beijing China", "Beijing, P.R. China"),
        *("Haidian District, Beijing", "Haidian District, Beijing 100084, PRC", "CN-BJ", "cn-bj"),
        *(
            "Haidian, Beijing",
            "Beijing, Haidian District",
            "Beijing (北京)",
            "Beijing, 100084",
            "Zhongguancun, Beijing",
        ),
        *("北京", "北京市", "中国北京市", "北京市海淀区", "北京海淀区", "中国北京市海淀区中关村大街27号"),
        *(
            "北京市，海淀区",
            "海淀区，北京",
            "北京，中国",
            "中国，北京",
            "北京市 海淀区",
            "北京市海淀",
            "北京经济技术开发区",
        ),
        *("北京市中关村南大街5号", "北京市密云县", "北京海淀区中关村大街27号"),
    ],
)
def test_beijing_is_found_however_it_is_written(place: str) -> None:
    assert find_division("CN", place) == "CN-BJ"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Tianjin", "CN-TJ"),
        ("Beijing Road 5, Shanghai", "CN-SH"),
        ("上海市北京路", "CN-SH"),
        ("北京路5号", None),
        ("near Beijing", None),
        ("Beijing Institute of Technology", None),
        ("Hebei", "CN-HE"),
        ("Hubei Province", "CN-HB"),
        ("陕西省西安市", "CN-SN"),
        ("Guangzhou, Guangdong", "CN-GD"),
        ("广东省深圳市南山区", "CN-GD"),
        ("Inner Mongolia Autonomous Region", "CN-NM"),
        ("", None),
        ("FR-75C", None),
    ],
)
def test_what_only_bears_the_name_is_not_taken_for_it(place: str, expected: str | None) -> None:
    assert find_division("CN", place) == expected


@pytest.mark.parametrize(
    "place",
    [
        *("Beijing, Shenzhen", "Beijing, Guangzhou", "Beijing, Langfang", "Beijing, Texas", "Beijing, TX, USA"),
        *("Beijing, Mars", "Beijing / Shenzhen", "Beijing; Wuhan", "Beijing and Shenzhen", "Beijing District, Sofia"),
        *(
            "Shanghai, Beijing",
            "Beijing, Tianjin",
            "北京，深圳市南山区",
            "北京市深圳",
            "北京市深圳市南山区",
            "北京市南山区",
        ),
        *("深圳市，北京", "北京市，上海市", "广东省北京市", "北京深圳", "北京、廊坊", "北京大学", "北京市深圳南山区"),
    ],
)
def test_of_a_place_whose_widest_part_is_another_nothing_is_certain(place: str) -> None:
    assert find_division("CN", place) is None


def test_a_place_of_another_country_is_looked_up_there() -> None:
    assert (find_division("DE", "Bayern"), find_division("US", "Beijing")) == ("DE-BY", None)
    assert find_division("DE", "München, Bayern, Germany") == "DE-BY"
    assert find_division("US", "Austin, Texas, United States") == "US-TX"


def test_a_government_is_known_by_the_division_in_its_name() -> None:
    assert find_named_divisions("CN", "People's Government of Guangdong Province") == {"CN-GD"}
    assert find_named_divisions("CN", "陕西省人民政府") == {"CN-SN"}
    assert find_named_divisions("CN", "Ministry of Science") == frozenset()


def test_the_divisions_of_china_are_those_of_the_standard_each_under_two_names() -> None:
    standard: Any = pycountry.subdivisions
    listed = list_divisions("CN")
    assert set(listed) == {one.code for one in standard.get(country_code="CN")}
    assert all(is_division(code) and english != chinese for code, (english, chinese) in listed.items())
    assert describe_division("CN-BJ") == "Beijing / 北京市 (CN-BJ)"
    assert describe_division("CN-NM") == "Inner Mongolia / 内蒙古自治区 (CN-NM)"
