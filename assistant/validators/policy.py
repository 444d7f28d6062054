"""The documents that rules rest on: named as basis, never quoted (no wording was re-read)."""

from functools import cache

from assistant.messages import Language, Message

CIRCULAR_101 = Message(
    zh="财预〔2021〕101号《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（原文未核）",
    en="MOF Caiyu [2021] No. 101, guide to core targets and indicators (wording not verified)",
)
CIRCULAR_88 = Message(
    zh="财预〔2015〕88号《中央部门预算绩效目标管理办法》（原文未核）",
    en="MOF Caiyu [2015] No. 88, management of performance targets (wording not verified)",
)
CIRCULAR_10 = Message(
    zh="财预〔2020〕10号《项目支出绩效评价管理办法》（原文未核）",
    en="MOF Caiyu [2020] No. 10, evaluation of project spending (wording not verified)",
)
FORM_GUIDE = Message(
    zh="绩效目标申报表填报要求（各地公开的填表说明）",
    en="Published instructions for filling in the target form",
)
PLATFORM_CHECK = Message(
    zh="预算管理一体化系统保存时的校验（据公开表格观察）",
    en="Checks that the integrated budget platform makes on saving (as observed)",
)
ARITHMETIC = Message(zh="表内勾稽关系", en="Arithmetic inside the form")
EXPERIENCE = Message(zh="审核经验", en="Reviewers' practice")
DATA_QUALITY = Message(zh="数据读取质量要求", en="Quality of reading the document")


@cache
def basis_text(basis: tuple[Message, ...], language: Language) -> str:
    """All documents of one rule in one line."""
    return ("；" if language is Language.CHINESE else "; ").join(
        document.text(language) for document in basis
    )
