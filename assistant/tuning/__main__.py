"""``python -m assistant.tuning examples | train | export | score``."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.exceptions import AssistantError
from assistant.llm.embedded.server import ADAPTER, EFFECTS_ADAPTER
from assistant.messages import Message
from assistant.settings import Settings, load_settings
from assistant.tuning.comparison import Files, compare, recorded
from assistant.tuning.examples.dataset import read_examples, write_examples
from assistant.tuning.examples.example import Job, Split
from assistant.tuning.plan import TrainingPlan

_WRITTEN = Message(
    zh="已生成训练样例 {count} 条，存于 {folder}；校验值 {sha256}。",
    en="{count} training examples are in {folder}; checksum {sha256}.",
)
_TRAINED = Message(
    zh="训练完成：{steps} 步，{minutes:.1f} 分钟，用 {device}；记录在 {folder}。",
    en="Trained {steps} steps in {minutes:.1f} minutes on {device}; recorded in {folder}.",
)
_EXPORTED = Message(
    zh="适配器已导出到 {path}，校验值 {sha256}。",
    en="The adapter is exported to {path}, checksum {sha256}.",
)
_STOPPED = Message(
    zh="已停止。再次运行同一命令即从最近的存盘处继续。",
    en="Stopped. The same command goes on from the last checkpoint.",
)

_LINE_EVERY = 10
"""Steps between the lines of a run whose output is a file."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 fine, 2 it cannot be done, 3 stopped."""
    settings = load_settings()
    arguments = _parser(settings.home / "tuning").parse_args(argv)
    try:
        _COMMANDS[arguments.command](arguments, settings)
    except AssistantError as error:
        print(error.text(settings.language), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(_STOPPED.text(settings.language), file=sys.stderr)
        return 3
    return 0


def _parser(home: Path) -> argparse.ArgumentParser:
    plan = TrainingPlan()
    parser = argparse.ArgumentParser(prog="python -m assistant.tuning", description=__doc__)
    parser.add_argument("--data", type=Path, default=home / "data", help="folder of the examples")
    parser.add_argument("--run", type=Path, default=home / "run", help="folder of the run")
    commands = parser.add_subparsers(dest="command", required=True)
    examples = commands.add_parser("examples", help="make the training set")
    examples.add_argument("--seed", type=int, default=plan.seed)
    examples.add_argument("--count", type=int, default=3000)
    told = "teach these jobs alone, for an adapter of their own"
    examples.add_argument(
        "--jobs", nargs="+", type=Job, choices=tuple(Job), default=tuple(Job), help=told
    )
    train = commands.add_parser("train", help="train the adapter; goes on where it stopped")
    train.add_argument("--seed", type=int, default=plan.seed)
    train.add_argument("--epochs", type=int, default=plan.epochs)
    train.add_argument("--batch", type=int, default=plan.batch)
    train.add_argument("--rank", type=int, default=plan.rank)
    train.add_argument("--learning-rate", type=float, default=plan.learning_rate)
    train.add_argument("--steps", type=int, default=plan.steps)
    train.add_argument("--minutes", type=float, default=plan.minutes)
    train.add_argument("--threads", type=int, default=plan.threads)
    export = commands.add_parser("export", help="write the adapter for llama.cpp")
    export.add_argument("-o", "--output", type=Path, default=ADAPTER)
    score = commands.add_parser("score", help="measure it beside the bare model and no model")
    score.add_argument("--adapter", type=Path, default=ADAPTER)
    score.add_argument("--effects", type=Path, default=EFFECTS_ADAPTER, help="of effects alone")
    score.add_argument("--most", type=int, default=40, help="held-out questions of each job")
    score.add_argument("--select", action="store_true", help="the sectors to choose runs by")
    return parser


def _examples(arguments: argparse.Namespace, settings: Settings) -> None:
    card = write_examples(arguments.data, arguments.seed, arguments.count, arguments.jobs)
    count = sum(card.count[Split.TRAIN.value].values())
    print(_WRITTEN.text(settings.language, count=count, folder=arguments.data, sha256=card.sha256))


def _train(arguments: argparse.Namespace, settings: Settings) -> None:
    from assistant.llm.embedded.weights import installed_weights, joined
    from assistant.tuning.train import Base, train

    examples, sha256 = read_examples(arguments.data)
    taught = [example for example in examples if example.split is Split.TRAIN]
    weights = installed_weights()
    base = Base(joined(weights, settings.home / "models"), weights.sha256)
    fields = TrainingPlan.model_fields.keys() & vars(arguments).keys()
    plan = TrainingPlan(**{name: getattr(arguments, name) for name in fields})
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("训练 train", total=None)

        def show(done: int, total: int, loss: float) -> None:
            told = f"训练 train {loss:.3f}"
            bar.update(task, completed=done, total=total, description=told)
            # A bar is drawn on a terminal only; a log gets lines.
            if not console.is_terminal and done % _LINE_EVERY == 0:
                print(f"{told} {done}/{total}", file=sys.stderr, flush=True)

        card = train(taught, sha256, base, arguments.run, plan, show)
    print(
        _TRAINED.text(
            settings.language,
            steps=card.steps,
            minutes=card.seconds / 60,
            device=card.device,
            folder=arguments.run,
        )
    )


def _export(arguments: argparse.Namespace, settings: Settings) -> None:
    from assistant.tuning.export import export

    card = export(arguments.run, arguments.output)
    print(_EXPORTED.text(settings.language, path=arguments.output, sha256=card.adapter_sha256))


def _score(arguments: argparse.Namespace, settings: Settings) -> None:
    examples, _ = read_examples(arguments.data)
    split = Split.SELECT if arguments.select else Split.SCORE
    files = Files(arguments.adapter, arguments.effects)
    comparison = compare(settings, examples, split, arguments.most, files)
    print(comparison.report)
    if split is Split.SCORE:
        for adapter in (arguments.adapter, arguments.effects):
            recorded(arguments.run, adapter, comparison)


_COMMANDS = {"examples": _examples, "train": _train, "export": _export, "score": _score}


if __name__ == "__main__":
    sys.exit(main())
