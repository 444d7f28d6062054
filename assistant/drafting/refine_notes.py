"""What talking to a table says back: questions, notes, and a change in one line."""

from assistant.domain.indicator import Indicator
from assistant.messages import Language, Message

HOW_TO_SAY = Message(
    zh="没有看懂要改哪里。可以这样说：“把第3条改成12场次”“删掉第5条”“加一条成本指标”"
    "“满意度都改成≥92%”“第2条太虚，换一个”“权重向数量指标倾斜”“撤销”。",
    en="It is not clear what to change. Say, for example: 把第3条改成12场次, 删掉第5条, "
    "加一条成本指标, 满意度都改成≥92%, 第2条太虚，换一个, 撤销.",
)
NO_SUCH_ROW = Message(
    zh="表中没有第 {rows} 条，现有 {count} 条。要改的是哪一条？",
    en="There is no row {rows}; the table has {count}. Which one is meant?",
)
WHICH = Message(zh="有几条都符合：{rows}。要改的是哪一条？", en="Several match: {rows}. Which one?")
WHICH_TO_ADD = Message(
    zh="要加什么指标？请说明类别和内容，例如“加一条质量指标：培训合格率≥95%”。",
    en="What is to be added? Name class and content, such as 加一条质量指标：培训合格率≥95%.",
)
ALREADY = Message(zh="表中已有“{name}”。要修改它吗？", en="The table has '{name}'. Change it?")
MERGE_TWO = Message(
    zh="合并需要正好两条，例如“合并第3条和第5条”。是哪两条？",
    en="Merging takes exactly two rows, such as 合并第3条和第5条. Which two?",
)
NO_ALTERNATIVE = Message(
    zh="指标库里没有可替换“{name}”的同类指标。请说明想考核什么？",
    en="The library has no row to replace '{name}'. What should be measured?",
)
NO_DEADLINE = Message(
    zh="“{name}”里没有期限，不知道把日期改到哪里。要改的是哪一条？",
    en="'{name}' names no deadline. Which row is meant?",
)
NOTHING_CHANGED = Message(zh="表已经是这样，没有改动。", en="The table is so already.")
GOAL_CHANGED = Message(zh="整体绩效目标已改为：{text}", en="The overall goal is now: {text}")
NO_ROWS = Message(zh="表中还没有指标。要先起草吗？", en="The table has no rows. Draft it first?")
BAD_WEIGHT = Message(
    zh="这样改后其他指标分不到权重，合计不能保持 {total} 分。要改成多少？",
    en="The other rows would get no weight; the total of {total} cannot be held. How many?",
)
NOTHING_TO_UNDO = Message(zh="没有可撤销的修改。", en="There is nothing to undo.")
UNDONE = Message(zh="已撤销上一次修改。", en="The last change was undone.")
WEIGHTS_MOVED = Message(
    zh="为使权重合计保持 {total} 分，同类其他指标的权重已相应调整（见前后对照）。",
    en="To keep the total at {total}, weights of other rows were adjusted (see before and after).",
)
MODEL_FAILED = Message(
    zh="这句话需要模型来理解，但模型没有答上来：{reason} 表格没有改动，请换个说法。",
    en="This needs the model, which did not answer: {reason} Nothing was changed; reword it.",
)
_ADDED = Message(zh="新增第{place}条：{row}", en="added row {place}: {row}")
_REMOVED = Message(zh="删除第{place}条：{row}", en="removed row {place}: {row}")
_CHANGED = Message(zh="第{place}条{fields}", en="row {place}: {fields}")
_FIELD = Message(zh="{field}“{old}”→“{new}”", en="{field} '{old}' -> '{new}'")
_FIELDS: dict[str, Message] = {
    "level2": Message(zh="类别", en="class"),
    "name": Message(zh="名称", en="name"),
    "operator": Message(zh="性质", en="operator"),
    "value": Message(zh="指标值", en="value"),
    "unit": Message(zh="单位", en="unit"),
    "weight": Message(zh="权重", en="weight"),
    "confirm": Message(zh="待确认", en="to confirm"),
}


def describe(one: Indicator | None, other: Indicator | None, language: Language) -> str:
    """The change from one row to the other in one line; "" where nothing printed differs."""
    if one is None or other is None:
        row = one or other
        assert row is not None
        message = _ADDED if one is None else _REMOVED
        return message.text(language, place=row.number, row=_shown(row))
    parts = [
        _FIELD.text(
            language,
            field=title.text(language),
            old=_text(getattr(one, field), language),
            new=_text(getattr(other, field), language),
        )
        for field, title in _FIELDS.items()
        if getattr(one, field) != getattr(other, field)
    ]
    joint = "，" if language is Language.CHINESE else ", "
    return _CHANGED.text(language, place=one.number, fields=joint.join(parts)) if parts else ""


def _shown(row: Indicator) -> str:
    operator = row.operator.value if row.operator else ""
    return f"{row.name} {operator}{row.value or ''}{row.unit or ''}"


def _text(value: object, language: Language) -> str:
    if isinstance(value, bool):
        yes, no = ("是", "否") if language is Language.CHINESE else ("yes", "no")
        return yes if value else no
    return "" if value is None else str(value)
