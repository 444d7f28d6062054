"""One clause of a sentence to a table: 把第3条改成12场次, 删掉第5条, 完好率97, 给第9条加2分."""

import re
from collections.abc import Sequence

from assistant.domain.calendar import read_calendar
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.quantity import Quantity, read_operator
from assistant.drafting.adjustments import Adjustment, adjusted
from assistant.drafting.command import Command, Verb
from assistant.drafting.facts import deadline_words
from assistant.drafting.numerals import read_printed_number
from assistant.drafting.references import Reference, class_named, rows_named
from assistant.drafting.scan import metric_of
from assistant.drafting.spoken import could_count, in_words_of_the_row, spoken_quantity
from assistant.validators.totals import plain

_UNDO = re.compile(
    r"^(?:请|帮我|算了|还是|[,\s])*(?:撤销|撤回|回退|退回上一步|取消(?:刚才|上一步)"
    r"|恢复(?:到|成)?(?:上一步|原来|之前)|改回(?:去|来)|undo\b)",
    re.IGNORECASE,
)
# 第2条不要改 keeps a row; 第2条不要了 drops it.
_KEEP = re.compile(
    r"(?:(?<![分级类性])别|不要|不用|不必|无需|不需要|先不)再?(?:改|动|删|变|调|换|碰|去掉|移除|拿掉)"
    r"|不[动变改调删]$|^(?:其他|其它|其余)的?(?:都|权重)*(?:按比例|相应|顺)"
)
_REMOVE = re.compile(r"删掉|删除|删去|删了|删$|去掉|移除|不要(?![超低少高多大小求])|拿掉")
# 待确认 is a mark of a row, not the row.
_MARK = re.compile(
    r"(?:待确认|建议值)的?(?:标记|标注|字样|状态|标签)?(?:去掉|取消|删掉|去除|拿掉|消掉)"
    r"|(?:去掉|取消|删掉|去除|拿掉)[^,]{0,8}?(?:待确认|建议值)"
)
_ADD = re.compile(
    r"(?:再|请)?(?:增加|添加|新增|补充|加|补|增)\s*(?:上|入)?\s*(?:一|1|个)?\s*"
    r"(?:条|项|个|行|(?=[^,:：]{0,6}指标[:：]))(?P<rest>.*)$"
)
_CHANGE = re.compile(
    r"(?:改成|改为|改到|改作|调整为|调整到|调到|调为|调成|设为|设成|设置为|定为|变成|变为|换成"
    r"|(?:提高|提升|提|升|加|增|增加|上调|上浮|降|降低|减|减少|下调|压|压减|压缩|放宽|收紧|改|换|调整"
    r"|提前|推迟|延|延长|延后)(?:到|至|为)|达到|控制在|要求(?=[\d≥≤>=<不至百])"
    r"|写成|弄成|弄到|搞到|做到|应为|应该是|改(?!一下))"
    r"\s*(?P<to>.+?)(?:吧|好了|就行|就好)?$"
)
_REPLACE = re.compile(
    r"太虚|太空|空泛|不具体|换一个|换一条|换掉|重写|重新写|改具体|具体一点|具体些"
    r"|没法考核|无法考核|不好考核"
)
_CONFIRM = re.compile(r"确认(?!数)|没问题|就这样定")
_MERGE = re.compile(r"合并")
_BALANCE = re.compile(
    r"(?:平衡|均衡|重新分配?|重算|调平|配平).*权重"
    r"|权重.*(?:平衡|均衡|重新分配?|重算|调平|配平)"
)
_LEAN = re.compile(r"权重.*(?:倾斜|多给|侧重|向)|(?:提高|加大|增加).*权重")
_GOAL = re.compile(r"(?:整体|总体|年度)?(?:绩效)?目标")
_REWRITE = re.compile(r"重写|重新写|写一[段个]|拟一[段个]|生成|改写")
_WEIGHT = re.compile(r"权重|分值")
_NAME = re.compile(r"名称|名字|改名|更名")
_UNIT = re.compile(r"单位")
_UNIT_TEXT = re.compile(r"[^,;。]{1,8}")
_QUOTES = "“”\"'‘’「」 "


def keeps(clause: str) -> bool:
    """Whether it says what is to stay as it is (第2条不要改)."""
    return _KEEP.search(clause) is not None


def read_clause(part: str, rows: Sequence[Indicator]) -> tuple[Command, ...] | None:
    """What one clause asks for, in order; None where it is not clear."""
    if _UNDO.search(part):
        return (Command(Verb.UNDO, words=part),)
    if keeps(part):
        return (Command(Verb.KEEP, words=part),)
    if (several := _read_several(part, rows)) is not None:
        return several
    for reader in (
        _read_weights,
        _read_mark,
        _read_add,
        _read_goal,
        _read_in_name,
        _read_change,
        _read_simple,
        _read_bare,
    ):
        if (found := reader(part, rows)) is not None:
            return (found._replace(words=part),)
    return None


_TWO_FIELDS = re.compile(
    r"(?P<who>.*?)(?P<one>目标值|指标值|数值|值|名称|单位|性质|权重|分值)(?:和|与|、|及)"
    r"(?P<other>目标值|指标值|数值|值|名称|单位|性质|权重|分值)(?:分别|各)?"
    r"(?P<verb>改成|改为|调整为|调整到|设为|定为|为)(?P<a>[^,、和与]+)[,、和与](?P<b>[^,、和与]+)$"
)
_RESPECTIVELY = re.compile(r"分别")
_LISTED = re.compile(r"[、,和与及]")


def _read_several(part: str, rows: Sequence[Indicator]) -> tuple[Command, ...] | None:
    """What one sentence says of several fields or rows at once, or changes by what they are."""
    if match := _TWO_FIELDS.fullmatch(part):
        one = read_clause(f"{match['who']}{match['one']}改成{match['a']}", rows)
        other = read_clause(f"{match['who']}{match['other']}改成{match['b']}", rows)
        return (*one, *other) if one and other else None
    if _RESPECTIVELY.search(part) and (match := _CHANGE.search(part)):
        named = rows_named(part[: match.start()], rows)
        values = [value for value in _LISTED.split(match["to"]) if value]
        if len(values) == len(named.ids) > 1:
            pairs = zip(named.ids, values, strict=True)
            commands = [_to_value(Reference((row_id,)), value) for row_id, value in pairs]
            found = [command._replace(words=part) for command in commands if command]
            return tuple(found) if len(found) == len(commands) else None
    change = None if _QUESTION.search(part) else adjusted(part, rows)
    if change is None:
        return None
    if not change.adjustments:
        return (Command(Verb.SET, change.rows, words=part),)
    return tuple(_adjustment(each, part) for each in change.adjustments)


def _adjustment(change: Adjustment, words: str) -> Command:
    named = Reference((change.row,))
    if change.is_weight:
        return Command(Verb.WEIGHT, named, text=change.value, words=words)
    return Command(Verb.SET, named, quantity=Quantity(None, change.value, None), words=words)


def _read_mark(part: str, rows: Sequence[Indicator]) -> Command | None:
    """待确认去掉 confirms a row."""
    if not _MARK.search(part):
        return None
    named = rows_named(_MARK.sub("", part), rows)
    return None if named == Reference() else Command(Verb.CONFIRM, named)


_IN_NAME = re.compile(
    r"(?P<number>)(?:(?:名称|名字|指标名)?(?:里面?的?|(?:[其当]中|中)的)|(?:名称|名字|指标名)的)"
)
_NUMBER_AT_END = re.compile(r"(?P<number>\d[\d.]*[^\d\s,]{1,4})$")


def _read_in_name(part: str, rows: Sequence[Indicator]) -> Command | None:
    """Other words inside a name: 恢复率里的4小时改成2小时."""
    match = _CHANGE.search(part)
    if match is None:
        return None
    before = part[: match.start()]
    inside = _IN_NAME.search(before) or _NUMBER_AT_END.search(before)
    if inside is None:
        return None
    old = (inside["number"] or before[inside.end() :]).strip(_QUOTES + "把将")
    named = rows_named(before[: inside.start()], rows)
    if len(named.ids) != 1 or len(old) < 2:
        return None
    row = next(row for row in rows if row.id == named.ids[0])
    name = row.name or ""
    if old not in name or old == f"{row.value}{row.unit}":
        return None
    new = match["to"].strip(_QUOTES + "。")
    return Command(Verb.RENAME, named, text=name.replace(old, new, 1))


_AT_LAST = re.compile(r"(?:吧|好了|就行|就好|得了|哈|啊|呢)+$")
_BARE = re.compile(
    r"^(?P<before>.+?)\s*(?P<to>(?:≥|≤|>=|<=|=|不低于|不少于|不超过|至少|不高于)?\s*"
    r"(?:[一二三四五六七八九]成[一二三四五六七八九半]?|\d[\d,]*(?:\.\d+)?|百分之[\d.一二三四五六七八九十百点]+|[一二两三四五六七八九十百千万零]{1,7})\s*"
    r"[^\d\s,:。一二三四五六七八九十]{0,6}?(?:以上|以内|以下)?)$"
)
_BARE_WEIGHT = re.compile(
    r"^(?P<before>.+?)(?:的)?(?:权重|分值)(?:为|是|:|给|要)?\s*(?P<to>\d+(?:\.\d+)?)分?$"
)
_FILLER = frozenset(
    "把将的那个这条行项就要得应须该需做搞弄写按定为是到至达今本年全一共计我们:请咱里指标目值 "
)
_QUESTION = re.compile(
    r"为什么|为啥|怎么(?!也)|是不是|是否|吗|多少|几[个场次条]|去年|上年|往年|实际|已经?(?:完|做|开|建)|[??]"
)


def _read_bare(part: str, rows: Sequence[Indicator]) -> Command | None:
    """A row and what it is to be, without a verb: 第2条：70, 今年要送教40场次, 优良路率90."""
    if _QUESTION.search(part):
        return None
    part = _AT_LAST.sub("", part)
    if match := _BARE_WEIGHT.match(part):
        named = rows_named(match["before"], rows)
        return None if named == Reference() else Command(Verb.WEIGHT, named, text=match["to"])
    match = _BARE.match(part)
    if match is None or (quantity := spoken_quantity(match["to"].strip())) is None:
        return None
    named = rows_named(match["before"], rows)
    if len(named.ids) != 1:
        return None
    row = next(row for row in rows if row.id == named.ids[0])
    left = match["before"][: max(named.start, 0)] + match["before"][max(named.end, 0) :]
    if set(left) - _FILLER - set(row.name or "") or not could_count(quantity.unit, row):
        return None
    return Command(Verb.SET, named, quantity=in_words_of_the_row(quantity, row))


def _read_weights(part: str, rows: Sequence[Indicator]) -> Command | None:
    """Weights of the whole table; one row's weight is a change like any other."""
    if _BALANCE.search(part):
        return Command(Verb.BALANCE)
    if _LEAN.search(part) and not _CHANGE.search(part) and (levels := class_named(part)):
        return Command(Verb.LEAN, levels=levels)
    return None


def _read_add(part: str, rows: Sequence[Indicator]) -> Command | None:
    match = _ADD.search(part)
    if match is None or _CHANGE.search(part[: match.start()]):
        return None
    rest = match["rest"].strip(" :：,的")
    levels = class_named(rest)
    detail = re.sub(r"^.{0,8}?指标\s*[:：,]?\s*", "", rest) if levels else rest
    return Command(Verb.ADD, text=detail.strip(_QUOTES), levels=levels)


def _read_goal(part: str, rows: Sequence[Indicator]) -> Command | None:
    if not _GOAL.search(part) or rows_named(part, rows).ids:
        return None
    return Command(Verb.GOAL) if _REWRITE.search(part) else None


_GROWN = re.compile(r"(?P<how>提高|增长|增加|下降|降低|减少)(?=[\d≥≤不])")


def _read_change(part: str, rows: Sequence[Indicator]) -> Command | None:
    match = _CHANGE.search(part)
    if match is None:
        return None
    before, to = part[: match.start()], match["to"].strip(_QUOTES + "。")
    named = rows_named(before, rows)
    if named == Reference():
        return None
    if _WEIGHT.search(before):
        number = read_printed_number(to.removesuffix("分").strip())
        return None if number is None else Command(Verb.WEIGHT, named, text=plain(number))
    if _UNIT.search(before):
        return Command(Verb.UNIT, named, text=to) if _UNIT_TEXT.fullmatch(to) else None
    if _NAME.search(part[: match.start() + 2]):
        return Command(Verb.RENAME, named, text=re.sub(r"^(?:名[为叫成]?|[为叫成])", "", to))
    if (grown := _GROWN.match(to)) and any(
        grown["how"] in (row.name or "") for row in rows if row.id in named.ids
    ):
        to = to[grown.end() :]
    command = _to_value(_same_measure(named, before, to, rows), to)
    if command is None or command.quantity is None or len(command.rows.ids) != 1:
        return command
    row = next(row for row in rows if row.id == command.rows.ids[0])
    return command._replace(quantity=in_words_of_the_row(command.quantity, row))


def _same_measure(named: Reference, before: str, to: str, rows: Sequence[Indicator]) -> Reference:
    """Of rows whose names match alike, the one that is counted in the measure of the new value."""
    quantity = spoken_quantity(to) if named.several and not named.contradictory else None
    if quantity is None or not quantity.unit:
        return named
    metric = metric_of(quantity.unit) or quantity.unit
    so_counted = [
        row.id
        for row in rows
        if row.id in named.several and (metric_of(row.unit or "") or row.unit) == metric
    ]
    if len(so_counted) == 1:
        return Reference((so_counted[0],), start=named.start, end=named.end)
    said = set(before)
    alike = [
        (sum(char in said for char in set(row.name or "")) / len(set(row.name or "_")), row.id)
        for row in rows
        if (metric_of(row.unit or "") or row.unit) == metric
    ]
    best = sorted(alike, reverse=True)[:2]
    if not best or best[0][0] < _ALIKE or (len(best) > 1 and best[1][0] == best[0][0]):
        return named
    return Reference((best[0][1],), start=named.start, end=named.end)


_ALIKE = 0.6
"""Share of a name's characters that a sentence must hold for the row to be meant."""


def _to_value(named: Reference, to: str) -> Command | None:
    if (operator := read_operator(to)) is not None and operator is not Operator.QUALITATIVE:
        return Command(Verb.OPERATOR, named, text=operator.value)
    calendar = read_calendar(to)
    if calendar and calendar[0].is_deadline and calendar[0].end - calendar[0].start >= len(to) - 2:
        return Command(Verb.DEADLINE, named, text=deadline_words(calendar[0]))
    quantity = spoken_quantity(to)
    if quantity is not None:
        return Command(Verb.SET, named, quantity=quantity)
    if (
        re.search(r"(?:率|数量|人数|人次|场次|次数|面积|里程|度|成本|标准|户数)$", to)
        and len(to) <= 25
        and "," not in to
    ):
        return Command(Verb.RENAME, named, text=to)
    return None


def _read_simple(part: str, rows: Sequence[Indicator]) -> Command | None:
    """Commands that need nothing but the rows they name."""
    for pattern, verb in (
        (_REMOVE, Verb.REMOVE),
        (_MERGE, Verb.MERGE),
        (_REPLACE, Verb.REPLACE),
        (_CONFIRM, Verb.CONFIRM),
    ):
        if pattern.search(part):
            named = rows_named(part, rows)
            if verb is Verb.CONFIRM and named == Reference() and re.search(r"全部|所有|都", part):
                named = Reference(tuple(row.id for row in rows))
            return None if named == Reference() else Command(verb, named)
    return None
