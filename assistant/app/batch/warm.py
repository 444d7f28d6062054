"""Loaded by the server that a batch forks its processes from, and by nobody else.

The first form that a process reviews makes it read profiles and word lists and compile patterns,
which takes longer than ten forms after it. Here that is done once for all of them, on a form of our
own: the server never sees a document of anybody else's. What is loaded by then stays: a process
that searched it for garbage would copy every page that it shares with the server.
"""

import gc

from assistant.app.batch import pool
from assistant.app.batch.answers import Answer
from assistant.app.batch.review import How, review_form
from assistant.app.batch.sources import Form

_FORM = """
| 一级指标 | 二级指标 | 三级指标 | 性质 | 指标值 | 度量单位 | 权重 |
|---|---|---|---|---|---|---|
| 产出指标 | 数量指标 | 培训场次 | ≥ | 2 | 场次 | 60 |
| 满意度指标 | 服务对象满意度指标 | 参训教师满意度 | 定性 | 好坏 | 项 | 40 |
"""


def warm_up() -> bool:
    """Review a form as a batch does, the model's answer included; whether it came out whole."""
    how = How(model="-")
    form = Form("warm.md", _FORM.encode())
    before = review_form(form, how)
    answers = {question.key: Answer([]) for question in before.questions}
    return review_form(form, how, answers, before).state.is_final


READY = (pool, warm_up())
"""What this module is loaded for."""

gc.freeze()
