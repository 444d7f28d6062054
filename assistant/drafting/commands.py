"""Read clear commands without any model: 把第3条改成12场次，删掉第5条，满意度都改成≥92%.

What is not clear is not guessed: it stays unread, for the model or for a question back.
"""

import re
from collections.abc import Sequence

from assistant.domain.indicator import Indicator
from assistant.domain.quantity import normalise
from assistant.drafting.clause import keeps, read_clause
from assistant.drafting.command import Command, Verb
from assistant.drafting.references import Reference, rows_named

_BUT_FOR = re.compile(r"除了?.{1,20}?(?:以外|之外|外|其他|其余|别的)")
_COURTESY = re.compile(
    r"[,\s]*(?:谢谢|多谢|辛苦了?|麻烦了?|拜托了?|可以吗|行吗|好吗|好不好|行不行)[!?。,\s]*$"
)
_GOAL_TO = re.compile(
    r"(?:把|将)?(?:整体|总体|年度)?(?:绩效)?目标(?:文本|描述)?(?:改成|改为|写成|设为)\s*[:：]?\s*"
    r"(?P<to>.{10,})$"
)
_SPLIT = re.compile(
    r"[；;。\n]|然后|同时|另外"
    r"|[,，](?=\s*(?:再|然后|并|把|将|删|去掉|加|增加|新增|第|所有|满意度|权重|合并|确认))"
)
_ENGLISH = re.compile(
    r"(?:please\s+)?(?:(?P<change>change|set)|(?P<remove>delete|remove))\s+row\s+(?P<row>\d{1,3})"
    r"(?:\s+to\s+(?P<bound>at least|at most|no more than)?\s*(?P<to>\S+?))?[.!]?",
    re.IGNORECASE,
)
_ENGLISH_BOUNDS = {"at least": "≥", "at most": "≤", "no more than": "≤"}
_QUOTES = "“”\"'‘’「」 "


def read_commands(sentence: str, rows: Sequence[Indicator]) -> tuple[Command, ...] | None:
    """The commands of a sentence in order, or None where any part of it is not clear."""
    sentence = _in_chinese(sentence)
    if match := _GOAL_TO.match(sentence.strip()):
        return (Command(Verb.GOAL, text=match["to"].strip(_QUOTES), words=sentence),)
    if _BUT_FOR.search(sentence) and not keeps(sentence):
        return None
    said = _corrected(_COURTESY.sub("", normalise(sentence)))
    parts = [part.strip(" ,。") for part in _SPLIT.split(said)]
    commands: list[Command] = []
    begun = ""
    for part in filter(None, parts):
        found = _read_part(f"{begun},{part}" if begun else part, rows, commands)
        if found is None and not begun and rows_named(part, rows).ids:
            begun = part  # 工资那条跟绩效没关系，删了: what is to be done comes after
            continue
        if found is None:
            return None
        begun = ""
        commands.extend(found)
    if begun or (len(commands) > 1 and any(each.verb is Verb.UNDO for each in commands)):
        return None  # to take back and to change in one breath: in which order?
    return tuple(commands) or None


_MISTYPED = (
    (re.compile(r"([第条行项改把将])\1+"), r"\1"),
    (re.compile(r"改[城呈承程]|该成"), "改成"),
    (re.compile(r"[山册刪]掉"), "删掉"),
    # As bounds are written; 不要超过 removes nothing.
    (re.compile(r"(?:不要|不能|不得|不可以?|别)(?=超过|低于|少于|高于|多于|大于|小于)"), "不"),
    (re.compile(r"[,，]\s*(?:理由|因为|原因|依据|由于|毕竟)[^,，;。]*$"), ""),
)
# 改成1200，哦不对，1250: what was said last counts.
_TAKEN_BACK = re.compile(
    r"(?P<verb>[改调写定设降提加减][成为到至])[^,]{1,12},\s*[哦噢呃啊哎]?(?:不对|说错了|错了|写错了)[,:]?\s*"
    r"(?:应该?是|是|改成|改为)?"
)


def _corrected(sentence: str) -> str:
    """A sentence with slips of the keyboard mended, and without what it takes back itself."""
    for pattern, meant in _MISTYPED:
        sentence = pattern.sub(meant, sentence)
    return _TAKEN_BACK.sub(lambda match: match["verb"], sentence.replace("，", ","))


def _read_part(
    part: str, rows: Sequence[Indicator], before: Sequence[Command]
) -> tuple[Command, ...] | None:
    """The commands of a part, of its clauses one by one where each of them is a command."""
    clauses = [clause.strip() for clause in part.split(",")]
    found = _read_clauses(clauses, rows, before) if len(clauses) > 1 else None
    return found or read_clause(part, rows) or _read_of_the_same_row(part, rows, before)


def _read_clauses(
    clauses: Sequence[str], rows: Sequence[Indicator], before: Sequence[Command]
) -> tuple[Command, ...] | None:
    commands: list[Command] = []
    for said in filter(None, clauses):
        known = [*before, *commands]
        more = read_clause(said, rows) or _read_of_the_same_row(said, rows, known)
        if more is None:
            return None
        # 第2条太虚，换一个 says once what it says twice.
        commands.extend(each for each in more if _bare(each) not in map(_bare, known))
    return tuple(commands)


def _bare(command: Command) -> Command:
    """What a command does, whatever words it was read from."""
    return command._replace(words="", rows=Reference(command.rows.ids))


def _read_of_the_same_row(
    part: str, rows: Sequence[Indicator], before: Sequence[Command]
) -> tuple[Command, ...] | None:
    """A clause that leaves out its row (第8条改成≥85%，权重10): it goes on about the one before."""
    ids = before[-1].rows.ids if before else ()
    if before and before[-1].verb is Verb.MERGE:
        ids = ids[:1]  # the one that stays
    if len(ids) != 1 or rows_named(part, rows) != Reference():
        return None
    number = next((row.number for row in rows if row.id == ids[0]), None)
    return None if number is None else read_clause(f"第{number}条{part}", rows)


def _in_chinese(sentence: str) -> str:
    """``Change row 2 to at least 95%`` as 第2条改成≥95%; any other sentence as it is."""
    match = _ENGLISH.fullmatch(sentence.strip())
    if match is None or bool(match["to"]) is not bool(match["change"]):
        return sentence
    if match["remove"]:
        return f"删除第{match['row']}条"
    bound = _ENGLISH_BOUNDS.get((match["bound"] or "").lower(), "")
    return f"第{match['row']}条改成{bound}{match['to']}"
