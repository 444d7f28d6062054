"""Records, export names and the commands; nothing here needs torch."""

import sys
from pathlib import Path

import pytest

from assistant.exceptions import ConfigurationError
from assistant.tuning.__main__ import main
from assistant.tuning.comparison import Comparison, recorded
from assistant.tuning.export import export, tensor_name, tensor_names
from assistant.tuning.plan import TrainingPlan
from assistant.tuning.runs import LossPoint, RunCard, read_card, write_card
from assistant.tuning.score import Tally
from assistant.tuning.train import same_run

CARD = RunCard(
    plan=TrainingPlan(),
    data_sha256="d",
    data_count=3,
    base="base.gguf",
    base_sha256="b",
    device="cpu",
    versions={"torch": "2"},
    curve=(LossPoint(step=10, loss=0.5, seconds=3.0),),
)


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_card(tmp_path / "run", CARD)
    assert read_card(tmp_path / "run") == CARD
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["run.json"]


def test_a_damaged_card_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="run.json"):
        read_card(tmp_path)


def test_a_checkpoint_is_gone_on_from_only_by_the_same_run() -> None:
    def changed(**fields: object) -> RunCard:
        return CARD.model_copy(update={"plan": CARD.plan.model_copy(update=fields)})

    assert same_run(CARD, changed(minutes=5.0, threads=1, steps=9))
    assert not same_run(CARD, changed(learning_rate=1e-3))
    assert not same_run(CARD, CARD.model_copy(update={"data_sha256": "other"}))
    assert not same_run(CARD, CARD.model_copy(update={"base_sha256": "other"}))


PREFIX = "base_model.model.model.layers.17"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (f"{PREFIX}.self_attn.q_proj.lora_A.weight", "blk.17.attn_q.weight.lora_a"),
        (f"{PREFIX}.self_attn.o_proj.lora_B.weight", "blk.17.attn_output.weight.lora_b"),
        (f"{PREFIX}.mlp.down_proj.lora_A.weight", "blk.17.ffn_down.weight.lora_a"),
    ],
)
def test_weights_bear_the_names_of_the_base(key: str, name: str) -> None:
    assert tensor_name(key) == name


def test_a_weight_without_a_place_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="embed_tokens"):
        tensor_names([f"{PREFIX}.embed_tokens.lora_A.weight"])


def test_scores_are_noted_only_for_the_adapter_of_the_run(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.gguf"
    compared = Comparison({"set": {"drafter": Tally()}}, {"set": 0}, {})
    assert not recorded(tmp_path, adapter, compared), "no run"
    write_card(tmp_path, CARD)
    assert not recorded(tmp_path, adapter, compared), "no adapter"
    adapter.write_bytes(b"adapter")
    assert not recorded(tmp_path, adapter, compared), "another adapter"
    digest = "a7cdca1bfca6c9f8d7ca3b6e5c1dbf7e0b9ed2ee"
    write_card(tmp_path, CARD.model_copy(update={"adapter_sha256": digest}))
    assert not recorded(tmp_path, adapter, compared)
    import hashlib

    digest = hashlib.sha256(b"adapter").hexdigest()
    write_card(tmp_path, CARD.model_copy(update={"adapter_sha256": digest}))
    assert recorded(tmp_path, adapter, compared)
    assert read_card(tmp_path).scores == {"set / drafter": Tally().shown()}


def test_examples_are_made_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "examples", "--count", "20", "--seed", "4"]) == 0
    assert str(tmp_path) in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"examples.jsonl", "card.json"}


def test_without_the_extra_training_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(sys.modules, "torch", None)
    data = ["--data", str(tmp_path), "--run", str(tmp_path / "run")]
    assert main([*data, "examples", "--count", "10"]) == 0
    assert main([*data, "train", "--steps", "1"]) == 2
    assert "[tuning,embedded]" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "export", "score"])
def test_a_step_without_the_one_before_is_one_clear_sentence(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--data", str(tmp_path / "data"), "--run", str(tmp_path / "run")]
    assert main([*folders, command]) == 2
    said = capsys.readouterr().err.strip()
    assert "python -m assistant.tuning" in said
    assert "\n" not in said


def test_a_run_without_weights_is_not_exported(tmp_path: Path) -> None:
    write_card(tmp_path, CARD)
    with pytest.raises(ConfigurationError, match="train"):
        export(tmp_path, tmp_path / "adapter.gguf")
    assert not (tmp_path / "adapter.gguf").exists()
