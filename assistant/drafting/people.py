"""Whom the tasks serve: those the texts name, else those such work is done for."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from assistant.drafting.plan import TaskPlan
from assistant.drafting.recipients import in_full, recipients_in
from assistant.drafting.wording import activity_words, alternation

_NOT_SERVED = re.compile(
    r"干部职工|在职职工|工作人员|干部|职工|民警|辅警|执法人员|消防员|公务员|技术人员|离?退休人员|退休职工"
)
_CONTROLLED = re.compile(r"企业|商户|商家|经营户|经营主体|市场主体|个体工商户|司机|驾驶员|车主")
_CONTROL = re.compile(r"检查|执法|抽查|抽检|监管|整治|处罚|排污|稽查|责令|查处")


@cache
def _people() -> re.Pattern[str]:
    named = alternation(activity_words().people)
    return re.compile(
        rf"(?:{named})(?!园|联合会|医院|节|委员会|活动日|协会|医保|医疗保险|养老保险|基本医疗|代会|大会|户)"
    )


_INTO = re.compile(r"进(?:学校|校园|企业|农村|乡村|社区|家庭|机关|网站|景区|军营)")


def people_in(text: str) -> tuple[str, ...]:
    """The people that a text names, in order, each once."""
    return tuple(dict.fromkeys(match[0] for match in _people().finditer(text)))


# Nouns for people that say nothing by themselves.
_NEEDS_MODIFIERS = re.compile(
    r"(?:重点|特殊|一般)?(?:对象|人群|人员|家庭|群体|劳动力|大户|代表|会员|队员|工人|家属|户)"
)


@cache
def _other_people() -> re.Pattern[str]:
    """Nouns that end like people (绣娘, 养羊户) and stand in no list."""
    words = activity_words()
    ends = set(words.people_endings) - set(words.people) - {"者"}
    household = (
        r"(?<![\d每各逐入到落开分销账窗门一二三四五六七八九十几数万千百个余多客过农住租用业商及首])户"
        r"(?![均籍型外口次数主内容厕表头家])"
    )
    return re.compile(rf"(?:{alternation(ends)}|{household})(?!员|户|园|会|节|法|证|卡|儿)")


def _others_in(text: str) -> list[str]:
    """The people in no list, in full; none whose noun alone says nothing, and no helpers."""
    rest = _people().sub(lambda known: "，" * len(known[0]), text)
    found = dict.fromkeys(in_full(match[0], rest) for match in _other_people().finditer(rest))
    return [
        who
        for who in found
        if not _NEEDS_MODIFIERS.fullmatch(who) and not _is_own_staff(who) and not _helps(who)
    ]


def served_by(plan: TaskPlan) -> tuple[str, ...]:
    """The people whom one task serves, the likeliest first."""
    words = activity_words()
    text = _INTO.sub("", plan.text)
    first = [who for mark, who in words.people_first.items() if mark in text]
    told = [word for word in recipients_in(text) if not _is_staff(word, plan)]
    named = [in_full(word, text) for word in people_in(text) if not _is_staff(word, plan)]
    named += _others_in(text)
    named = [who for who in named if not _is_staff(who, plan)]
    whole = [word for word in named if word not in _without(text, told)]
    named = [*_wider(told, named, text), *(word for word in named if word not in whole)]
    # Those who are trained for the unit's own work are asked only where nobody else is named.
    named = sorted(dict.fromkeys(named), key=_is_own_staff)
    if len(named) > 1 and not told:
        # Firms that take part in the work are served after the people whom it is for.
        named.sort(key=lambda word: bool(_CONTROLLED.search(word)))
    if _CONTROL.search(plan.text) and not re.search(r"服务企业|企业诉求|惠企", plan.text):
        # Those who are inspected are not whom an inspection serves.
        named = [word for word in named if not _CONTROLLED.search(word)]
    hinted = [who for mark, who in words.people_hints.items() if mark in text]
    family = [f.beneficiary for f in plan.families[:1] if f.beneficiary]
    if first:
        return tuple(dict.fromkeys((*first, *named, *family, *hinted)))
    if named and family and family[0].endswith(named[0]) and not re.search("[和、及]", family[0]):
        return tuple(dict.fromkeys((family[0], *named)))
    if not named and hinted and family and _CONTROLLED.search(family[0]):
        return tuple(dict.fromkeys((*hinted, *family)))
    if all(map(_helps, named)):
        # 环卫工人体检 beside the cleaning of streets: the streets are for others.
        return tuple(dict.fromkeys((*family, *hinted, *named)))
    return tuple(dict.fromkeys((*named, *family, *hinted)))


def _is_staff(word: str, plan: TaskPlan) -> bool:
    """Staff are paid, not served; deputies and members are served where they are the work."""
    cared = re.search(r"培训|轮训|慰问|表彰|体检|疗休养|保险|关爱", plan.text)
    return plan.is_payroll or bool(_NOT_SERVED.fullmatch(word) or (_helps(word) and not cared))


def _helps(who: str) -> bool:
    """Whether these people do the work rather than have it done for them."""
    return bool(_HELPERS.search(who))


_HELPERS = re.compile(
    r"志愿者$|专家$|科技人员$|特派员$|(?:护林|网格|保洁|环卫|讲解|调解|监督|信息|协管|宣讲|辅导|巡护|管水|防疫|检疫"
    r"|质检|普查|调查|养护|教练|裁判|安保|值班|驻村|医务|医护|管理|管护|巡河|采集)(?:员|人员|工人|干部)$"
)


# Units whose people are served alike, whoever of them a task names.
_ALL_ALIKE = re.compile(r"法院|医院|图书馆|学校")
_OWN_STAFF = re.compile(r"(?:干部|人员|骨干|队伍|统计员|业务员|操作员|管理员)$")
_SERVED_STAFF = re.compile(
    r"(?:受灾|转移|滞留|流浪|流动|来访|困难|失业|就业|特困|离退?休|退役|务工|参保|退休|致残|易返贫)[^\W\d]{0,2}人员$|老干部$"
)


def _is_own_staff(who: str) -> bool:
    return bool(_OWN_STAFF.search(who)) and not _SERVED_STAFF.search(who)


def _without(text: str, told: Sequence[str]) -> str:
    """``text`` without the people told of, so that what is left names others."""
    for who in told:
        for part in re.split("[和及]", who):
            text = text.replace(part, " ")
    return text


def _wider(told: Sequence[str], named: Sequence[str], text: str) -> list[str]:
    """接待读者 and 为视障读者送书 serve readers, the blind among them."""
    rest = _without(text, told)
    wide = [next((n for n in named if n in rest and who.endswith(n)), who) for who in told]
    return list(dict.fromkeys(wide))


def is_named(who: str, text: str) -> bool:
    """Whether a text names these people, all of them where they are several (烟农和果农)."""
    return who in text or all(part in text for part in re.split("[和及]", who) if part)


def _is_first(who: str, plan: TaskPlan) -> bool:
    """Whether the work itself is done for these people, whoever else its text names."""
    first = activity_words().people_first.items()
    return any(who == served and mark in plan.text for mark, served in first)


# A school's tasks name firms, staff and parents, and serve its pupils all the same.
_SCHOOL = re.compile(r"学校|幼儿园")


def most_served(
    plans: Sequence[TaskPlan], unit: str = ""
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Groups of people with the tasks that serve them, those of most tasks first.

    Args:
        plans: the tasks.
        unit: name of the unit; a school serves its pupils whatever its tasks name.
    """
    votes: Counter[str] = Counter()
    whole = ""
    tasks: dict[str, list[str]] = {}
    for mark, who in activity_words().people_of_units.items():
        if re.search(rf"(?:{mark})$", unit) and plans:
            whole = who if _ALL_ALIKE.search(mark) else ""
            votes[who] += 4 if _SCHOOL.search(mark) else 2
            tasks[who] = [plan.task.id for plan in plans]
            break
    for plan in plans:
        if plan.is_payroll or plan.is_catch_all or plan.is_money_only:
            continue
        for place, who in enumerate(served_by(plan)[:2]):
            if whole and who.endswith(whole) and is_named(who, plan.text):
                # 困难当事人 of a court are its 当事人.
                who = whole
            votes[who] += (3 if is_named(who, plan.text) or _is_first(who, plan) else 2) - place
            tasks.setdefault(who, []).append(plan.task.id)
    order = sorted(votes, key=lambda who: -votes[who])
    return tuple((who, tuple(dict.fromkeys(tasks[who]))) for who in order)
