"""Names of indicators: built from what the text counts, and judged before they are used."""

import re
from functools import cache

from assistant.domain.indicator import Operator
from assistant.drafting.effects import Shift, effect_of_rate, is_surveyed, known_level, shift_of
from assistant.drafting.facts import Fact, FactKind
from assistant.drafting.phrases import clean_noun, shorten
from assistant.drafting.scan import metric_of
from assistant.drafting.wording import (
    activity_words,
    alternation,
    contains_any,
    quantity_words,
)

NAME_LIMIT = 25
NO_METRIC = "no metric noun"
_METRIC_END = re.compile(
    r"(?:等级|价值|率|数量|人数|户数|次数|场次|人次|批次|期数|天数|课时数|学时数|小时数|件数|起数|个数|家数|篇数|份数|总数|数|量|里程"
    r"|长度|面积|规模|金额|总额|收入|产值|成本|费用|支出|标准|占比|比例|幅度|满意度|知晓度|覆盖面|时限|时间|时长|度|值|额|水平|指数|次|人)$"
)
_MACRO = re.compile(
    r"社会稳定|和谐稳定|经济发展|社会发展|高质量发展|均衡发展|健康发展|协调发展|可持续发展|正常运转|正常运行|生态环境(?!成本|整治|监测|问题|损害)"
    r"|^(?:维护|促进|推动|保护|提升|提高|增强|确保|保障|营造|改善|优化)"
)
CATCH_ALL = re.compile(
    r"上级.*(?:下达|交办|安排|任务)|(?:下达|交办|安排)的?(?:各项|其他)|各项(?:工作|任务)|日常工作|其他工作|等工作"
)
_JUNK = re.compile(r"[XxＸ×*＊]{2,}|[{}<>\[\]\"'\\|=≥≤]|(?:19|20)\d\d年|https?:|\d{6,}|^\W")
_SPLIT = re.compile(r"[,，;；。、:：!！?？\n]")
_BARE_RATE = re.compile(
    r"(?:验收|考核|质量|发放)?(?:完成|合格|及时|通过|覆盖|准确|达标|完好|办结|整改|知晓|参与|使用|利用|成功"
    r"|增长|下降)率|满意[度率]"
)


def join_metric(base: str, metric: str) -> str:
    """``base`` with its metric noun at the end, shared characters (困难户, 户数) written once."""
    if not base:
        return metric
    if base.endswith(metric):
        return base
    if metric in ("人数", "户数") and base.endswith(metric[0]):
        return base + metric[1:]
    if metric == "人数" and base.endswith("人口"):
        return f"{base}数"
    return base + metric


@cache
def _front_verbs() -> re.Pattern[str]:
    words = activity_words()
    return re.compile(
        rf"^(?P<verb>(?:{alternation((*words.front_verbs, *words.front_verbs_long))}){{1,2}})"
        rf"(?P<what>.+)$"
    )


@cache
def _compound_heads() -> re.Pattern[str]:
    """Nouns that a verb before them only describes (宣传活动, 救助对象, 审计项目)."""
    return re.compile(rf"^(?:{alternation(activity_words().compound_heads)})")


def object_of_work(base: str) -> str:
    """What work is done to, without the verb: 选派驻村第一书记 gives 驻村第一书记."""
    match = _front_verbs().match(base)
    short = match is None or len(match["what"]) < 2 or _compound_heads().match(match["what"])
    return base if short or match is None else match["what"]


def noun_first(base: str) -> str:
    """培训骨干教师 as 骨干教师培训: a name opens with what it is about."""
    if paid := _PAID_TO.fullmatch(base):
        return f"{paid['who']}{paid['what']}发放"
    if short := _SHORT_VERB.fullmatch(base):
        return short["what"] + _IN_FULL[short["verb"]]
    match = _front_verbs().match(base)
    if match is None or match["what"].endswith(match["verb"]):
        return base
    verb, what = match["verb"], match["what"]
    people = contains_any(what[-5:], activity_words().people)
    known = any(verb.startswith(word) for word in activity_words().front_verbs)
    if _compound_heads().match(what) or len(what) < (2 if people or known else 4):
        return base
    if _ENDS_IN_WORK.search(what):
        return what if verb in ("组织", "形成", "受理", "促进") else base if len(what) < 4 else what
    return what + verb


# 购64排CT, 建侨胞之家: a verb of one character is written out behind its object.
_IN_FULL = {"建": "建设", "购": "购置", "印": "印制"}
_SHORT_VERB = re.compile(
    r"(?P<verb>购(?![置买销物房粮机书车票进入地肥])|建(?![设成立筑档制材议言账国卡交造构党])|印(?![制刷发花染章象度]))"
    r"(?P<what>[^\W_]{3,})"
)
_PAID_TO = re.compile(r"(?P<who>.{2,8}?)发放(?P<what>.{2,}(?:补助|补贴|津贴|金|待遇))")
_ENDS_IN_WORK = re.compile(
    r"(?:培训|检查|巡查|监测|检测|宣传|调研|改造|建设|治理|整治|救助|资助|慰问|调查|评估|审计|监管|管护|养护|维护|修缮|防治|抽检|筛查|探访)$"
)


def fit(base: str, metric: str) -> str:
    """A name of at most `NAME_LIMIT` characters; what is dropped stands at the front."""
    base = re.sub(r"^其(?=[人户亩年])", "", base)
    return join_metric(shorten(base, NAME_LIMIT - len(metric)), metric)


def count_name(fact: Fact, activity: str, *, turned: bool = True) -> str:
    """The name of the row that measures a count, a frequency or a duration.

    Args:
        fact: the number.
        activity: what the task is about, where the number's clause does not say.
        turned: False to leave a verb before its object (监测排污口).
    """
    metric = _metric_of_count(fact)
    base = fact.noun if len(fact.noun) > 1 or fact.verb else activity
    if CATCH_ALL.search(base):
        base, metric = "交办事项办结", "数量"
    capped = fact.operator in (Operator.AT_MOST, Operator.LESS)
    if fact.unit in ("起", "件") and not fact.derived and (fact.value == "0" or capped):
        metric = f"{fact.unit}数"
    if fact.derived and fact.value == "0":
        return fit(fact.noun or activity, "人数" if fact.unit == "人" else "起数")
    if shift := shift_of(fact):
        return _change_of_count(fact, shift, metric)
    if fact.kind is FactKind.DURATION:
        return _limit_name(fact, base)
    base = _GROWN.sub("", base) or activity
    base = re.sub(r"^惠及", "受益", _with_verb(base, fact))
    base = _EACH_BEHIND.sub(r"\g<each>\g<what>", base)
    base = noun_first(base) if turned else base
    if metric in ("数量", "里程", "次数", "长度", "浓度", "起数", "件数") and _MEASURED.search(
        base
    ):
        return shorten(base, NAME_LIMIT)
    if _AMOUNT_END.search(base):
        return shorten(base, NAME_LIMIT)
    if metric == "人数" and base.endswith("规模"):
        return shorten(base, NAME_LIMIT)
    return fit(re.sub(r"(?:数量|次数|人数|总数|个数|任务[数量])$", "", base) or base, metric)


_RANKED = re.compile(r"排名|位次|名次")


def _metric_of_count(fact: Fact) -> str:
    """The metric noun of a count; 考核排名较上年提升5位 counts places, not people."""
    ranked = fact.unit == "位" and _RANKED.search(fact.noun)
    return "提升位数" if ranked else metric_of(fact.unit) or "数量"


def _change_of_count(fact: Fact, shift: Shift, metric: str) -> str:
    """事故死亡减少人数, 候车时间缩短时长: by how much, not how much."""
    if fact.kind is FactKind.DURATION:
        metric = "时长"
    elif fact.unit in ("起", "件"):
        metric = f"{fact.unit}数"
    return fit(shift.what, shift.verb + metric)


def _limit_name(fact: Fact, base: str) -> str:
    """The name of a time that something may take, or must last."""
    base = re.sub(r"(?:压缩|缩短|控制)[至到在]?$", "", base)
    base = noun_first(re.sub(r"日$", "天数", re.sub(r"率$", "", base)))
    if fact.operator is Operator.AT_LEAST and fact.unit in ("天", "小时"):
        return fit(base, f"{fact.unit}数") if not _TIME_END.search(base) else fit(base, "")
    if base.endswith("工期"):
        return fit(base, "时长")
    return shorten(base, NAME_LIMIT) if _TIME_END.search(base) else fit(base, "时限")


# 城镇新增就业较上年增长…达到5200人: by how much it grew is another number.
_GROWN = re.compile(
    r"(?:(?:较|比|同比|环比|年均)(?:上年|去年|往年|上一年)?|(?<=....))(?:同期)?(?:增长|增加|提高|提升|下降|减少|压缩|扩大)[到至]?$"
    r"|(?:实现)?(?:翻[一两二三]?番|倍增)$"
)
_EACH_BEHIND = re.compile(
    r"^(?P<what>.{4,}?)(?P<each>(?:每(?:[村户校镇乡人处家所个座台月周天日年]|季度))+)$"
)
_AMOUNT_END = re.compile(r"(?<![质数测计力])量$|产能$|[电水能气油煤]耗$")
_TIME_END = re.compile(r"(?:时间|时限|时长|周期|天数|提前量)$")
_MEASURED = re.compile(
    r"(?:率|价值|面积|里程|长度|人数|人次|数量|次数|场次|床位数|起数|件数|案数|警情数|(?<![质测计])量)$"
)


def _with_verb(base: str, fact: Fact) -> str:
    """The noun with what belongs before it: its result verb, and "for each"."""
    # 培训2期、覆盖160人 counts those who are trained.
    reached = fact.verb == "覆盖" and fact.unit in ("人", "名", "人次")
    trained = reached and _ENDS_IN_WORK.search(base)
    if fact.verb and fact.verb not in base and not trained:
        base = fact.verb + base
    if fact.per.startswith("每个") and base.endswith(fact.per[2:]):
        base = base.removesuffix(fact.per[2:])
    if fact.per and fact.per not in base and not fact.per.startswith(("日", "月", "年", "每年")):
        base = fact.per + base
    return base


@cache
def _change_words() -> re.Pattern[str]:
    return re.compile(
        r"(?:同比|环比|较上年|比上年|较去年|比去年|年均|相比|较|(?<![占百])比)?"
        rf"(?:{alternation((*quantity_words().falling, *quantity_words().rising))})"
        r"(?:了|率|幅度|比例|约)?$"
    )


def rate_name(fact: Fact, activity: str) -> str:
    """The name of the row that measures a rate or a change."""
    noun = fact.noun
    if CATCH_ALL.search(noun):
        noun = re.sub(r"^.*(?:任务|工作|交办|下达|安排|事项)的?", "交办事项", noun)
    if "覆盖" in fact.quote:
        noun = re.sub(r"(?:实现|覆盖)$", "", noun)
        whole = re.sub(r"(?<=..)[村户镇乡]$", "", activity)
        return fit(noun if len(noun) > 1 else whole, "覆盖率")
    if match := _SCOPE_BEHIND.fullmatch(noun):
        noun = match["who"] + match["rate"]
    if re.match(r"应.尽", fact.quote):
        noun = re.sub(r"^(?:提升|提高|稳步提升|不断提高)(?=..)", "", noun)
        return fit(noun or activity, f"{fact.quote[:4]}率")
    if fact.kind is FactKind.CHANGE:
        return _change_name(fact, activity)
    if fact.unit in _NO_PERCENT:
        return _as_index(noun, activity)
    return _as_rate(_said_whole(noun), activity)


_NO_PERCENT = ("", "分")
_INDEX_NAME = re.compile(r"(?:指数|系数|分值|得分|评分|总分|成绩|绩效分|[A-Z]{2,5})(?:值|指标)?$")
_ONLY_INDEX = re.compile(
    r"(?:考核|综合|测评|评估|平均|年度|第三方)*(?:得分|评分|总分|分值|成绩|指数)"
)


def _as_index(noun: str, activity: str) -> str:
    """The noun of an index or score, with what it is about where it does not say."""
    if _ONLY_INDEX.fullmatch(noun) and noun_first(activity) not in noun:
        noun = fit(clean_noun(activity.removesuffix(noun)), noun)
    if coded := re.search(r"(?<=[A-Z]{2})(?:值|指标)?$", noun):
        return fit(noun[: coded.start()], "指数")
    return shorten(noun, NAME_LIMIT) if _INDEX_NAME.search(noun) else fit(noun, "得分")


def _said_whole(noun: str) -> str:
    """The noun without words of reaching, what is reached and what is planned made a rate."""
    noun = re.sub(r"^(?:引导|推动|督促|带动)(?=.{4,})", "", _CHANGED.sub("", noun))
    noun = re.sub(r"^(减少|降低|压减|削减)(?=[^\W\d]{3})([^\W\d]*[^\W\d率])$", r"\2\1", noun)
    # 监测断面数量（26个），达标率100%: the rate is of the things, not of how many there are.
    noun = re.sub(r"(?<=..)(?:数量|总数|个数|任务[数量])(?=[^\W\d]{2,4}率$)", "", noun)
    if reached := _REACHES.fullmatch(noun):
        noun = reached["by"] + reached["whom"] + "覆盖率"
    if _OF_PLAN.search(noun):
        noun += "完成率"
    noun = re.sub(r"(?:不低于|要求|达到|达|为|保持在|控制在|保持|稳定在|稳定|维持)$", "", noun)
    return f"{noun[:-1]}率" if noun.endswith("性") else noun


def _as_rate(noun: str, activity: str) -> str:
    """The noun with the ending that says how it is counted."""
    if _BARE_RATE.fullmatch(noun) or len(noun) < 3:
        noun = fit(clean_noun(re.sub(r"\w{2}率$", "", activity)), noun)
    if is_surveyed(noun):
        return noun[-NAME_LIMIT:]
    if re.search(r"(?:满意|知晓)$", noun):
        return noun + ("度" if noun.endswith("满意") else "率")
    if re.search(r"(?:率|度|比例|占比|比重|幅度|面|指数|水平)$", noun):
        return _rate_noun_first(noun)[-NAME_LIMIT:]
    return fit(noun, "比例" if _SHARED_NOUN.search(noun) else "率")


_REACHES = re.compile(r"(?P<by>.*)覆盖(?P<whom>[^率面度]{3,})")
_OF_PLAN = re.compile(r"(?:投资|任务|计划|预算|目标)$")
# Of things there is a share; of work a rate (回访 gives 回访率).
_SHARED_NOUN = re.compile(r"(?:企业|单位|人员|学生|群众|人口|对象|产品|项目|面积|资金|收入)$")


# 签约覆盖率重点人群80%: of whom stands behind the rate.
_SCOPE_BEHIND = re.compile(
    r"(?P<rate>\w{4,14}率)"
    r"(?P<who>[^率度]{2,6}(?:人群|人口|对象|人员|老人|老年人|儿童|居民|群众|户))"
)
_CHANGED = re.compile(r"(?<=率|重|例|比)(?:提升|提高|上升|增加|扩大|下降|降低|压降|控制)[至到]?$")
_OF_WORK = re.compile(r"(?P<base>.{4,}?)(?P<rate>(?:按时|按期|规范|考核|验收|一次性?验收)?\w{2}率)")


def _rate_noun_first(noun: str) -> str:
    """培训骨干教师合格率 as 骨干教师培训合格率."""
    match = _OF_WORK.fullmatch(noun)
    return noun_first(match["base"]) + match["rate"] if match else noun


def _change_name(fact: Fact, activity: str) -> str:
    match = _change_words().search(fact.noun)
    verb = (
        re.sub(r"^(?:同比|环比|较上年|比上年|较去年|比去年|年均|相比|较|比)", "", match[0])
        if match
        else "提高"
    )
    verb = "增长" if fact.quote.endswith(("番", "倍增")) else verb
    verb = re.sub(r"(?:了|率|幅度|比例|约)$", "", verb)
    base = (fact.noun[: match.start()] if match else fact.noun) or activity
    base = noun_first(re.sub(r"^(?:带动|拉动|推动|引导|促进|助推)(?=[^\W\d]{4,})", "", base))
    ending = "幅度" if "百分点" in fact.unit else "率"
    return fit(base, f"{verb}{ending}")


_ECONOMIC = re.compile(
    r"(?:收入|产值|税收|利润|销售|营收|增收|投资|消费(?!者|投诉|纠纷|维权|环境|举报)|农产品|经济|增加值|工业|产业)"
    r".*(?:率|幅度|增长)"
)


# What a rate is of decides before how it is worded.
_LEVELS_FIRST = (
    (
        re.compile(r"报销比例|失业率|死亡率|保学率|供水人口|锻炼.*比例|集中供养率|普惠率|住院费用"),
        "社会效益指标",
    ),
    (re.compile(r"(?:零售额|(?<!单位)GDP|研发投入|交易额|销售额)"), "经济效益指标"),
    (
        re.compile(
            r"成灾率|(?:粪污|秸秆|农膜|固废|废弃物|垃圾).*(?:资源化|利用|回收)率|资源化利用率|水土保持率|出水.*达标率"
        ),
        "生态效益指标",
    ),
    (re.compile(r"入库率|(?:温湿度|恒温|库房|设备|设施|馆库|机房).*达标率"), "质量指标"),
    (re.compile(r"逾期率|投资(?:计划|任务)?完成率"), "时效指标"),
    (re.compile(r"(?:素质|素养).*(?:率|比例|水平)"), "社会效益指标"),
    (re.compile(r"(?:检查|抽查)(?:企业|单位|对象)?比例"), "数量指标"),
)


def level_of_rate(name: str) -> str:
    """The class that a rate belongs to, by its noun."""
    if "满意" in name:
        return "服务对象满意度指标"
    if known := known_level(name):
        return known
    if first := next((level2 for known, level2 in _LEVELS_FIRST if known.search(name)), None):
        return first
    if not _IN_TIME.search(name) and (effect := effect_of_rate(name)):
        return effect
    if re.search(r"(?:投资|消费|收入|产值).*增长", name) or (
        _ECONOMIC.search(name)
        and not re.search(r"合格|成本|费用|支出|经费|造价|投资|[及按]时|按期", name)
    ):
        return "经济效益指标"
    return _level_by_wording(name)


_BY_A_DAY = re.compile(
    r"(?:[月年底末旬日号节汛季度]前|年内|半年内|季度内)(?:基本|全部)?"
    r"(?:完成|完工|竣工|办结|开工|交付|到位|发放|投用|验收|兑付|建成)率$"
)


_IN_TIME = re.compile(r"及时|按时|按期|准时|限期|[时期审]限内|如期")


def _level_by_wording(name: str) -> str:
    if _IN_TIME.search(name) or _BY_A_DAY.search(name):
        return "时效指标"
    if re.search(r"成本|费用|支出|经费|投资|造价", name):
        return "经济成本指标"
    if re.search(r"(?:供水|饮水|用水|水质).*(?:水质|达标|合格)", name) and "断面" not in name:
        return "质量指标"
    if re.search(
        r"空气|浓度|断面|河流水质|湖|地表水|森林|植被|绿化|污染|排放|秸秆|水土"
        r"|能耗|碳|固废|湿地|优良天数|回收",
        name,
    ) and ("合格" not in name):
        return "生态效益指标"
    if re.search(
        r"知晓|就业|入学|巩固|增长|下降|减少|降低|提高|提升|利用|使用|参与|普及|受益|转化|采纳|应用|升学|化解|改善|达标|保障率|零"
        r"|普惠|参保|签约|获得|留存|上升|复发|发案|破案|消除",
        name,
    ):
        return "社会效益指标"
    if "覆盖" in name:
        return "数量指标"
    return "质量指标"


def fault_of(name: str, source: str, *, known: bool = False) -> str | None:
    """What is wrong with a name, as a word for the record, or None.

    Args:
        name: the name proposed.
        source: the words that it should be about.
        known: True for names from the library, which need not share words with the task.
    """
    if not 4 <= len(name) <= NAME_LIMIT:
        return "length"
    if _JUNK.search(name) or _SPLIT.search(name):
        return "characters"
    if not _METRIC_END.search(name) and not is_surveyed(name):
        return NO_METRIC
    if CATCH_ALL.search(name):
        return "catch-all"
    if _MACRO.search(name) or _is_slogan(name):
        return "slogan"
    if contains_any(name, activity_words().injection):
        return "instruction"
    if not known and shared_words(name, source) < 1:
        return "not about the task"
    return None


def _is_slogan(name: str) -> bool:
    """Whether a name holds a slogan; a feeling that is surveyed at its end is what it measures."""
    slogans = activity_words().slogans
    said = next((end for end in slogans if is_surveyed(name) and name.endswith(end)), "")
    return contains_any(name.removesuffix(said), slogans)


def shared_words(name: str, source: str) -> int:
    """How many two-character words of ``name`` stand in ``source``, its metric noun aside."""
    stem = _METRIC_END.sub("", name)
    pairs = {stem[place : place + 2] for place in range(len(stem) - 1)}
    return sum(pair in source for pair in pairs)
