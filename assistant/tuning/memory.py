"""How much memory a process takes that serves the model: measured in one that does nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path

from assistant.exceptions import AssistantError
from assistant.settings import Settings
from assistant.tuning.asking import model_inside
from assistant.tuning.examples.checks import plan_of
from assistant.tuning.examples.example import Job

_TEXT = "开展农机安全检查36次，培训农机手420人次，力争农机手满意度达到92%，农机事故下降5%。"
_PATIENCE = 300.0


def peak_memory(home: Path, adapter: Path | None, effects: Path | None = None) -> int | None:
    """The most that a new process took which loaded the model and answered both kinds of question.

    All of the process is counted, Python and our own code too.

    Args:
        home: where the model lies.
        adapter: of all jobs, or None for the bare model.
        effects: of its own for effects, or None.

    Returns:
        Mebibytes, or None where the system does not tell or the process failed.
    """
    told = json.dumps([str(home), *(file and str(file) for file in (adapter, effects))])
    command = [sys.executable, "-m", "assistant.tuning.memory", told]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=True)
        return int(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _peak_here() -> int:
    """The most that this process took so far, in mebibytes.

    Raises:
        ValueError: the system does not tell.
    """
    # Not getrusage: on Linux a new process starts from the peak of the one that started it.
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        raise ValueError("no /proc") from None
    match = re.search(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)
    if match is None:
        raise ValueError("no VmHWM")
    return int(match[1]) // 1024


def main(told: str) -> int:
    """Load, answer, and print the peak; 2 where the model cannot be loaded or nothing is told."""
    home, adapter, effects = (file and Path(file) for file in json.loads(told))
    try:
        with model_inside(Settings(home=home), adapter, most=2, effects=effects) as drafter:
            for job in (Job.OUTPUTS, Job.EFFECTS):
                drafter(plan_of(_TEXT), job)
            print(_peak_here())
    except (AssistantError, ValueError):
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
