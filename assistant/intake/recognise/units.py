"""Units of measure, as forms print them behind numbers and in brackets after names."""

import re

from assistant.domain.quantity import normalise

_MEASURE = (
    "%|‰|％|百分比|人次|人日|人天|场次|车次|班次|批次|台次|架次|件次|户次|项次|次|人|名|位|户|个|只|头|羽|株|棵|亩|公顷|"
    "平方公里|平方千米|平方米|立方米|公里|千米|米|厘米|毫米|吨|公斤|千克|克|斤|升|毫升|元|美元|场|篇|单|年|个月|月|周|"
    "天|日|小时|分钟|秒|项|件|套|辆|台|所|家|处|座|本|册|份|批|条|块|间|栋|幢|床|例|宗|课时|学时|期|班|节|门|轮|届|"
    "起|张|盏|支|部|枚|眼|口|对|组|队|村|镇|乡|街道|社区|校|企业|级|倍|分|度|千瓦|千瓦时|兆瓦|万千瓦时|KG|KM|M|㎡|m²|m³|"
    "M2|M3|GB|TB|T|G|站|点|段|片|幅|艘|架|首|部次|标段|方|车|桶|袋|箱|瓶|包|亿"
)
_ONE = rf"(?:[十百千万亿]{{0,2}}(?:{_MEASURE})|万|亿)(?:次)?(?:[(（][^()（）]{{1,4}}[)）])?"
_UNIT = re.compile(rf"{_ONE}(?:[/*·.每]{_ONE}){{0,3}}", re.IGNORECASE)
_IN_NAME = re.compile(r"[(（]\s*(?:单位\s*[:：]\s*)?([^()（）]{1,10}?)\s*[)）]\s*$")


def is_unit(text: str) -> bool:
    """Whether a whole text is a unit of measure (``万元/公里``, ``人·次``)."""
    return _UNIT.fullmatch(normalise(text)) is not None


def unit_in_name(name: str) -> str | None:
    """The unit in brackets at the end of a name (``在职人数(人)``), or None."""
    match = _IN_NAME.search(name)
    return match[1] if match and is_unit(match[1]) else None
