"""Personal data out of what is sent to a model, and back into what it answers.

Names after their labels, identity card, telephone and bank card numbers and mail addresses are
replaced by tokens (``【姓名1】``) before a text leaves for another machine, the same value by the
same token throughout one piece of work, and put back into every answer, so that quotes match the
source again. What only looks like such a number (``13800138000元``, ``13,800人``) stays.

It lessens what is given away and promises no more: a name without a label or with a rare surname is
not found, nor is what can be concluded from the rest of a text.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from assistant.messages import Language, Message


class PersonalKind(StrEnum):
    """What is recognised; the value is the word of its tokens."""

    NAME = "姓名"
    ID_NUMBER = "证件号"
    BANK_CARD = "银行卡"
    PHONE = "电话"
    MAIL = "邮箱"


_KINDS = {
    PersonalKind.NAME: Message(zh="姓名", en="names"),
    PersonalKind.ID_NUMBER: Message(zh="证件号码", en="identity numbers"),
    PersonalKind.BANK_CARD: Message(zh="银行卡号", en="bank cards"),
    PersonalKind.PHONE: Message(zh="电话号码", en="telephone numbers"),
    PersonalKind.MAIL: Message(zh="邮箱", en="mail addresses"),
}
_NOTICE = Message(
    zh="发给模型前，已把文中的个人信息换成代号（{found}），模型回答后已换回；表中文字不受影响。",
    en="Personal data was replaced by tokens before a model saw it ({found}) and put back after.",
)

_LITERAL = "原文"
"""The word of tokens for text that itself looks like a token."""
_TOKEN = re.compile(rf"【(?:{'|'.join([*PersonalKind, _LITERAL])})\d+】")

_COUNTED = (
    r"(?!\s?[元万亿千百十人次户个件名家篇册吨米亩%％公平份场期台套辆头棵株条座"
    r"处间所只盒项年月日时分])"
)
"""What follows a figure of the work, never a number that belongs to a person."""
_FREE = r"(?<![\d.,，．A-Za-z])"
_END = r"(?!\d|[.,，．]\d|[A-Za-z])"
_MOBILE = r"(?:\+?86[- ]?)?1[3-9]\d(?:\d{8}|[- ]\d{4}[- ]\d{4})"
_LANDLINE = r"(?:[（(]0\d{2,3}[）)]\s?|0\d{2,3}[-－—– ])\d{7,8}(?:[-转]\d{1,6})?"
_PHONE_LABEL = r"(?:电话|手机|手机号码?|联系方式|号码|传真)(?:号码?)?\s*[:：]?\s*"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "常温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴"
    "霍涂苗曲盛冉翁蓝骆路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景"
)
_COMPOUND = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|独孤"
_NO_NAME = (
    "任务|任职|任命|任何|任期|安全|安排|安置|安装|高度|高校|高中|高级|方案|方面|方便|方式|万元|关于|关键|"
    "文化|金额|金融|余额|常务|常委|施工|施行|许可|车间|车辆|项目|单位|时间|农业|农村|司法|管理|管委|路段|"
    "连续|古籍|解决|解放|包保|包括|向全|游客|华侨|康复|程序|石油|江苏|江西|房屋|于每|成员|应急|水利|国土"
)
_LABEL = (
    r"(?:姓\s?名|联系人员?|联络员|负责人|责任人|经办人|填报人|填表人|制表人|审核人|复核人|法定代表人|法人代表|"
    r"户主|患者|收款人|申请人|当事人|监护人|受助人|受益人|主讲人|授课人|带队人|项目主持人)"
)
_NAME = (
    rf"(?!{_NO_NAME})"
    rf"(?:(?:{_COMPOUND})[一-龥]{{1,2}}|[{_SURNAMES}][一-龥]{{1,2}}"
    rf"|[一-龥]{{2,6}}(?:[·•][一-龥]{{1,8}}){{1,3}})"
)
_TITLE = (
    "同志|先生|女士|老师|主任|科长|局长|处长|院长|校长|书记|"
    "电话|手机|联系|身份证|性别|等|负责|和|及|与"
)
_AFTER_NAME = rf"(?=$|[^一-龥]|(?:{_TITLE}))"
_LISTED = re.compile(rf"\s*(?:[、,，和及/]|\s)\s*(?P<name>{_NAME}){_AFTER_NAME}")
_AFTER_LABEL = re.compile(
    rf"{_LABEL}(?:[（(][^（）()\n]{{0,8}}[）)])?"
    rf"(?:\s*[:：为是]\s*|\s+)(?P<name>{_NAME}){_AFTER_NAME}"
)
_BESIDE_LABEL = re.compile(
    rf"{_LABEL}(?P<name>{_NAME})(?=[，,；;（(]?\s*(?:电话|手机|联系|身份证|\d)|同志|先生|女士)"
)


_HALF_WIDTH = str.maketrans("０１２３４５６７８９ＸｘＡ＠．", "0123456789XxA@.")
"""One character for one, so that places in a text stay."""


class _Found(NamedTuple):
    kind: PersonalKind | str
    text: str


class Mask:
    """The tokens of one piece of work; safe to use from several threads."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._tokens: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._kinds: Counter[PersonalKind] = Counter()
        self._pattern: re.Pattern[str] | None = None

    @property
    def found(self) -> Counter[PersonalKind]:
        """How many different values of each kind were replaced."""
        with self._lock:
            return Counter(self._kinds)

    def notice(self, language: Language) -> str | None:
        """What the user is told, or None where nothing was replaced."""
        found = self.found
        if not found:
            return None
        joint = "、" if language is Language.CHINESE else ", "
        counts = (f"{_KINDS[kind].text(language)} {number}" for kind, number in found.items())
        return _NOTICE.text(language, found=joint.join(counts))

    def learn(self, text: str) -> None:
        """Give a token to every value of ``text`` that is personal data."""
        found = list(_personal(text))
        with self._lock:
            for kind, value in found:
                if value not in self._tokens:
                    self._add(kind, value)

    def hide(self, value: Any) -> Any:
        """``value`` (text, or JSON of any depth) with a token for each value learned."""
        return _each_text(value, self._hidden)

    def restore(self, value: Any) -> Any:
        """``value`` with what the tokens stand for."""
        return _each_text(value, self._restored)

    def _add(self, kind: PersonalKind | str, value: str) -> None:
        number = 1 + sum(token.startswith(f"【{kind}") for token in self._values)
        token = f"【{kind}{number}】"
        self._tokens[value], self._values[token] = token, value
        if isinstance(kind, PersonalKind):
            self._kinds[kind] += 1
        longest_first = sorted(self._tokens, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_alone, longest_first)))

    def _hidden(self, text: str) -> str:
        with self._lock:
            if self._pattern is None:
                return text
            return self._pattern.sub(lambda match: self._tokens[match[0]], text)

    def _restored(self, text: str) -> str:
        with self._lock:
            return _TOKEN.sub(lambda match: self._values.get(match[0], match[0]), text)


def texts_of(value: Any) -> Iterator[str]:
    """Every text in JSON of any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_of(item)


def _alone(value: str) -> str:
    """A pattern for ``value``; a number is none where it is a part of a longer one."""
    before = r"(?<!\d)" if value[0].isdecimal() else ""
    after = r"(?!\d)" if value[-1].isdecimal() else ""
    return before + re.escape(value) + after


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    return value


def _personal(text: str) -> Iterator[_Found]:
    """Every value of a text that is personal data, and what looks like a token of ours."""
    for literal in _TOKEN.findall(text):
        yield _Found(_LITERAL, literal)
    plain = text.translate(_HALF_WIDTH)
    for kind, pattern, holds in _NUMBERS:
        for match in pattern.finditer(plain):
            if holds(match["value"]):
                yield _Found(kind, text[match.start("value") : match.end("value")])
    for name in _names(text):
        yield _Found(PersonalKind.NAME, name)


def _names(text: str) -> Iterator[str]:
    for match in _AFTER_LABEL.finditer(text):
        yield match["name"]
        following = _LISTED.match(text, match.end())
        while following is not None:
            yield following["name"]
            following = _LISTED.match(text, following.end())
    for match in _BESIDE_LABEL.finditer(text):
        yield match["name"]


def _is_identity_number(text: str) -> bool:
    """Whether eighteen characters have the birthday and the check character of an identity card."""
    from stdnum.cn import ric

    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return bool(ric.calc_check_digit(text) == text[-1].upper())


def _is_bank_card(text: str) -> bool:
    from stdnum import luhn

    digits = re.sub(r"\D", "", text)
    return digits[0] in "3456789" and bool(luhn.is_valid(digits))


def _always(text: str) -> bool:
    return True


_NUMBERS: tuple[tuple[PersonalKind, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        PersonalKind.MAIL,
        re.compile(
            r"(?<![A-Za-z0-9.%+-])(?P<value>[A-Za-z0-9._%+-]{1,64}"
            r"@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
        ),
        _always,
    ),
    (
        PersonalKind.ID_NUMBER,
        re.compile(r"(?<![\dA-Za-z])(?P<value>\d{17}[\dXx])(?![\dA-Za-z])"),
        _is_identity_number,
    ),
    (
        PersonalKind.ID_NUMBER,
        re.compile(r"身份证(?:件)?(?:号码?)?\s*[:：]?\s*(?P<value>\d{15}(?:\d{2}[\dXx])?)(?!\d)"),
        _always,
    ),
    (
        PersonalKind.BANK_CARD,
        re.compile(rf"{_FREE}(?P<value>\d(?:[ -]?\d){{15,18}}){_END}{_COUNTED}"),
        _is_bank_card,
    ),
    (
        PersonalKind.PHONE,
        re.compile(rf"{_FREE}(?<![≥≤=＝><＞＜])(?P<value>{_MOBILE}){_END}{_COUNTED}"),
        _always,
    ),
    (
        PersonalKind.PHONE,
        re.compile(rf"(?<![\d-])(?P<value>{_LANDLINE}){_END}{_COUNTED}"),
        _always,
    ),
    (
        PersonalKind.PHONE,
        re.compile(rf"{_PHONE_LABEL}(?P<value>{_MOBILE}|{_LANDLINE}|\d{{7,8}}){_END}{_COUNTED}"),
        _always,
    ),
)
