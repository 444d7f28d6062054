"""What a batch costs: one form by format and step, the whole against its ideal, and what follows.

``python -m evals scale`` prints the figures of docs/scale.md. Costs are processor time, which a
busy machine changes little; the ratio to the ideal is wall clock and asks for a quiet one.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import psutil

from assistant.app.batch.review import How, State, review_form
from assistant.app.batch.run import LEDGER
from assistant.app.batch.sources import Form
from assistant.app.exports import export_document
from assistant.app.reviews import ReviewOptions, review_table
from assistant.domain.target import TargetDocument
from assistant.export.json import document_json
from assistant.intake import read_bytes
from assistant.llm.prompts import load_prompt
from assistant.llm.usage import estimate_tokens
from assistant.review.semantic import form_text
from evals.bench import DOCUMENTS, ROOT, Measure, plain_table

LATENCY, SLOTS = 1.0, 64
PROVINCE, COUNTRY = 100_000, 10_000_000
_COPIES = 10
_LOOK_SECONDS, _LOOKS_PER_MEMORY = 0.25, 8

ENDPOINT = """
import sys
from assistant.llm.fake import FakeServer, ScriptedAnswer
row = {"原文": "培训场次", "问题": "用词有误", "意见": "请写明培训对象"}
answer = ScriptedAnswer(rows=(row,), delay=float(sys.argv[1]), piece=400, times=0)
with FakeServer([answer]) as server:
    print(server.base_url, flush=True)
    sys.stdin.read()
"""


class Cost(NamedTuple):
    """Processor time of one form, in seconds.

    Attributes:
        name: the format.
        started: reading it in a child that starts an interpreter.
        forked: reading it in a child forked from a server, as a batch does.
    """

    name: str
    started: float
    forked: float


class Steps(NamedTuple):
    """Processor time of the steps after reading, in seconds, and the size of what is kept."""

    rules: float
    suggestions: float
    kept: float
    record_bytes: int


def batch_against_ideal(
    documents: int = DOCUMENTS, latency: float = LATENCY, slots: int = SLOTS
) -> Measure:
    """Forms with one question each, at an endpoint that takes ``latency`` and has ``slots``."""
    ideal = documents / slots * latency
    with tempfile.TemporaryDirectory() as folder, _endpoint(latency) as address:
        forms = Path(folder) / "forms"
        _write_forms(forms, documents)
        settings = {
            "ASSISTANT_PROVIDER": "custom",
            "ASSISTANT_MODEL": "m",
            "ASSISTANT_BASE_URL": address,
        }
        command = ["--semantic", "--concurrency", str(slots)]
        run = _batch(forms, Path(folder) / "out", command, settings)
        _refuse_unless_done(Path(folder) / "out", documents)
    return Measure(
        f"batch of {documents} forms, {slots} slots of {latency:g} s / ideal",
        f"{run.seconds / ideal:.2f}x",
        "1.15x",
        f"{run.seconds:.1f} s / {ideal:.1f} s, {run.processor:.0f} s of processor time, "
        f"{run.peak_mib:.0f} MiB; load {_load()}",
    )


def memory_of_batch(small: int = 500, large: int = 5_000) -> Measure:
    """The most memory that a batch takes, its processes together, at two sizes."""
    peaks = []
    for count in (small, large):
        with tempfile.TemporaryDirectory() as folder:
            forms = Path(folder) / "forms"
            _write_forms(forms, count)
            peaks.append(_batch(forms, Path(folder) / "out", [], {}).peak_mib)
    return Measure(
        f"memory of a batch, {large} forms / {small} forms",
        f"{peaks[1] / peaks[0]:.2f}x",
        "1.0x (flat)",
        f"{peaks[1]:.0f} MiB / {peaks[0]:.0f} MiB, all processes",
    )


def scale_report() -> str:
    """The tables of docs/scale.md."""
    target = plain_table()
    costs, steps = list(reading_costs()), step_costs()
    after = steps.rules + steps.kept
    lines = [
        "| form | read, child started anew | read, child forked | whole, rules | an hour, a core |"
    ]
    lines.append("| --- | --- | --- | --- | --- |")
    for cost in costs:
        whole = cost.forked + after
        lines.append(
            f"| {cost.name} | {cost.started * 1e3:.0f} ms | {cost.forked * 1e3:.0f} ms | "
            f"{whole * 1e3:.0f} ms | {3600 / whole:,.0f} |"
        )
    lines += ["", "| step after reading | processor time |", "| --- | --- |"]
    lines.append(f"| all rules on {len(target.indicators)} rows | {steps.rules * 1e3:.1f} ms |")
    lines.append(f"| JSON, compressed to {steps.record_bytes} bytes | {steps.kept * 1e3:.1f} ms |")
    lines.append(f"| verified suggestions | {steps.suggestions * 1e3:.0f} ms |")
    lines += ["", *_extrapolated(mean(cost.forked for cost in costs) + after, steps)]
    return "\n".join(lines)


def _extrapolated(whole: float, steps: Steps) -> Iterator[str]:
    tokens = _prompt_tokens()
    yield "| | province | country | arithmetic |"
    yield "| --- | --- | --- | --- |"
    yield f"| forms | {PROVINCE:,} | {COUNTRY:,} | |"

    def row(name: str, value: Callable[[int], float], unit: str, how: str) -> str:
        return f"| {name} | {value(PROVINCE):,.1f} {unit} | {value(COUNTRY):,.1f} {unit} | {how} |"

    yield row("rules", lambda n: n * whole / 3600, "core hours", f"forms x {whole * 1e3:.0f} ms")
    yield row(
        "rules and suggestions",
        lambda n: n * (whole + steps.suggestions) / 3600,
        "core hours",
        f"forms x {(whole + steps.suggestions) * 1e3:.0f} ms",
    )
    yield row(
        "ledger",
        lambda n: n * steps.record_bytes / 1e9,
        "GB",
        f"forms x {steps.record_bytes} bytes",
    )
    yield row(
        "model, 64 slots of 1 s",
        lambda n: n / SLOTS * LATENCY / 3600,
        "hours",
        "forms / 64 x 1 s, one question a form",
    )
    yield row("prompts", lambda n: n * tokens / 1e6, "M tokens", f"forms x {tokens} tokens")


def reading_costs() -> Iterator[Cost]:
    """Every format that this machine can make out of the sample."""
    document = TargetDocument(targets=(plain_table(),))
    forms: dict[str, bytes] = {}
    for name in ("markdown", "docx", "xlsx"):
        product = export_document(document, name)
        forms[name] = product.encode() if isinstance(product, str) else product
    if pdf := _pdf(forms["docx"]):
        forms["pdf"] = pdf
    for name, data in forms.items():
        label = f"form.{'md' if name == 'markdown' else name}"
        yield Cost(name, _reading(label, data, forked=False), _reading(label, data, forked=True))


def step_costs() -> Steps:
    """What follows the reading, on the sample with its scale-valued rows made numeric."""
    target = plain_table()
    options = ReviewOptions()
    rules = _own_cost(lambda: review_table(target, options))
    form = Form("form.json", document_json(TargetDocument(targets=(target,))).encode())
    record = review_form(form, How())
    read = _own_cost(lambda: read_bytes(form.data, name=form.name))
    whole = _own_cost(lambda: review_form(form, How()))
    suggestions = _own_cost(lambda: review_table(target, options._replace(suggest=True)), times=2)
    kept = max(whole - read - rules, 0.0)
    return Steps(rules, suggestions - rules, kept, len(record.review))


class _Ran(NamedTuple):
    seconds: float
    processor: float
    peak_mib: float


def _batch(forms: Path, out: Path, options: list[str], settings: dict[str, str]) -> _Ran:
    """A batch as a process of its own, and the most memory that it and its children held.

    To ask for the memory is a look at every page, and takes of the same cores: it is done once in
    two seconds, and the cheap question for processor time in between.
    """
    command = [sys.executable, "-m", "assistant", "batch", "review", str(forms), "-o", str(out)]
    command += ["--format", "json", "--fail-on", "never", *options]
    began = time.perf_counter()
    peak, looks = 0, 0
    spent: dict[int, float] = {}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | settings) as process:
        watched = psutil.Process(process.pid)
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_SECONDS)
                break
            looks += 1
            _note_spent(watched, spent)
            if looks % _LOOKS_PER_MEMORY == 0:
                peak = max(peak, _memory(watched))
    if process.returncode:
        raise RuntimeError(f"the batch ended with {process.returncode}")
    return _Ran(time.perf_counter() - began, sum(spent.values()), peak / 1024**2)


def _refuse_unless_done(out: Path, count: int) -> None:
    """A batch that fails on its forms is fast; its time is no figure."""
    with closing(sqlite3.connect(out / LEDGER)) as ledger:
        query = "SELECT count(*) FROM batch_forms WHERE state = ?"
        (done,) = ledger.execute(query, (State.DONE.value,)).fetchone()
    if done != count:
        raise RuntimeError(f"{done} of {count} forms were done")


def _memory(process: psutil.Process) -> int:
    """Memory of a process tree, pages that are shared counted in parts."""
    try:
        return sum(one.memory_full_info().pss for one in _tree(process))
    except psutil.Error:  # one ended while it was looked at
        return 0


def _note_spent(process: psutil.Process, spent: dict[int, float]) -> None:
    """Bring the processor time of a process tree up to date, by process."""
    with contextlib.suppress(psutil.Error):
        for one in _tree(process):
            times = one.cpu_times()
            spent[one.pid] = times.user + times.system


def _tree(process: psutil.Process) -> tuple[psutil.Process, ...]:
    return (process, *process.children(recursive=True))


@contextmanager
def _endpoint(latency: float) -> Iterator[str]:
    """The address of a scripted endpoint in a process of its own."""
    command = [sys.executable, "-c", ENDPOINT, str(latency)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate()


def _write_forms(folder: Path, count: int) -> None:
    """Forms that differ in a number, so that no two questions are the same."""
    folder.mkdir()
    text = export_document(TargetDocument(targets=(plain_table(),)), "markdown")
    assert isinstance(text, str)
    for number in range(count):
        (folder / f"{number:05}.md").write_text(
            text.replace("教研", f"第{number}期教研"), encoding="utf-8"
        )


def _prompt_tokens() -> int:
    prompt = load_prompt("review-meaning").render(form=form_text(plain_table()), limit=8)
    return estimate_tokens(prompt.system) + estimate_tokens(prompt.user)


def _pdf(docx: bytes) -> bytes | None:
    """The form as a PDF, where an office suite is installed."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "form.docx").write_bytes(docx)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", "pdf", "form.docx"]
        subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=300)
        made = Path(folder) / "form.pdf"
        return made.read_bytes() if made.is_file() else None


def _reading(name: str, data: bytes, *, forked: bool) -> float:
    """Processor time of one reading, children included; what is paid once is taken out."""
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from assistant.intake import isolated, read_bytes\n"
        "path, count, forked = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == 'True'\n"
        "if forked: isolated.use_fork_server()\n"
        "for _ in range(count): read_bytes(path.read_bytes(), name=path.name)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        few, many = (
            _child_cost([sys.executable, "-c", program, str(path), str(count), str(forked)])
            for count in (2, 2 + _COPIES)
        )
    return (many - few) / _COPIES


def _child_cost(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, cwd=ROOT, check=True)
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def _own_cost(work: Callable[[], object], times: int = _COPIES) -> float:
    work()
    before = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - before) / times


def _load() -> str:
    return f"{os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
