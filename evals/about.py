"""What a run is made of, so that its figures can be had again."""

import datetime
import hashlib
import os
import platform
import subprocess
from pathlib import Path

from assistant.llm.prompts import load_prompt, prompt_names
from assistant.validators.review import RULES_VERSION
from assistant.validators.wording import wording_version
from evals.datasets.manifest import hashes
from evals.results import About

ROOT = Path(__file__).parents[1]


def about(*, fast: bool) -> About:
    """The checkout, the data, the prompts and the rules as they are now."""
    return About(
        commit=_git("rev-parse", "HEAD"),
        # What a run itself writes is no change to what it measures.
        dirty=bool(_git("status", "--porcelain", "--", ".", ":!evals/results")),
        began=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        fast=fast,
        machine=f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        data=_data(),
        prompts={name: load_prompt(name).front.version for name in prompt_names()},
        rules=f"{RULES_VERSION}+{wording_version()}",
    )


def _data() -> dict[str, str]:
    """One hash for each dataset: a folder, or a file beside the folders."""
    files: dict[str, list[str]] = {}
    for path, digest in sorted(hashes().items()):
        name = path.split("/")[0].removesuffix(".yaml")
        files.setdefault(name, []).append(f"{path} {digest}")
    return {
        name: hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
        for name, lines in files.items()
    }


def _git(*arguments: str) -> str | None:
    """What git says, or None outside a checkout or without git."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
