"""Figures as they are printed, in the page and in the README alike."""

from evals.comparison import Figure
from evals.intervals import Ratio
from evals.measures import Better, Kind, Measure
from evals.results import ModelUsed, Run

NOTHING = "—"


def figure_text(ratio: Ratio | None, kind: Kind) -> str:
    """``97.4%``, or an amount in three digits."""
    return NOTHING if ratio is None else _number(ratio.value, kind)


def bounds_text(ratio: Ratio | None, kind: Kind) -> str:
    """``95.1–98.7``."""
    if ratio is None:
        return ""
    lower, upper = (_number(bound, kind).removesuffix("%") for bound in (ratio.lower, ratio.upper))
    return f"{lower}–{upper}"


def of_text(ratio: Ratio | None, kind: Kind) -> str:
    """``461/473``: what the figure was counted from."""
    if ratio is None:
        return ""
    if kind is Kind.AMOUNT:
        return f"n={ratio.chances:g}"
    return f"{ratio.hits:g}/{ratio.chances:g}"


def change_text(value: float, measure: Measure) -> str:
    """``+1.2`` percentage points, or an amount with its sign."""
    if measure.kind is Kind.SHARE:
        return f"{value * 100:+.1f}"
    return f"{value:+.3g}"


def arrow(measure: Measure) -> str:
    """Which way is better."""
    return "↑" if measure.better is Better.UP else "↓"


def models_text(run: Run) -> str:
    """Who answered, and whether from a recording."""
    if not run.about.models:
        return "没有用到模型 no model was asked"
    return "；".join(model_text(one) for one in run.about.models)


def model_text(one: ModelUsed) -> str:
    """``base：embedded/embedded，录下的回答 recorded 2026-11-23，适配器 adapter —``."""
    how = (
        f"录下的回答 recorded {one.recorded}"
        if one.answers == "recorded"
        else "现场回答 live"
        if one.answers == "live"
        else f"正在录制 recording {one.recorded}"
    )
    stale = "（与现有适配器不符，请重录 stale, record anew）" if one.stale else ""
    weights = (one.weights or NOTHING)[:12]
    adapter = (one.adapter or NOTHING)[:12]
    return (
        f"{one.name}：{one.model}，{how}{stale}，权重 weights {weights}，适配器 adapter {adapter}"
    )


def commit_text(run: Run) -> str:
    """The commit, marked where files were changed."""
    commit = (run.about.commit or NOTHING)[:12]
    return f"{commit}{'＋未提交的修改 dirty' if run.about.dirty else ''}"


def anchor(figure: Figure) -> str:
    """The id under which the cases of a figure stand."""
    parts = (figure.suite.name, figure.system, figure.split, figure.measure.key)
    return "-".join(parts).replace(".", "-")


def _number(value: float, kind: Kind) -> str:
    if kind is Kind.SHARE:
        return f"{value * 100:.1f}%"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
