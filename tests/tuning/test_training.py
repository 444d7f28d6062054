"""The arithmetic of training on a tiny network of the same kind; needs the ``tuning`` extra."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("ignore")
_WHY = "the 'tuning' extra (torch, transformers, peft, gguf) is not installed"
torch: Any = pytest.importorskip("torch", reason=_WHY)
transformers: Any = pytest.importorskip("transformers", reason=_WHY)
peft: Any = pytest.importorskip("peft", reason=_WHY)
gguf: Any = pytest.importorskip("gguf", reason=_WHY)

from assistant.tuning.batches import Encoded  # noqa: E402
from assistant.tuning.export import export  # noqa: E402
from assistant.tuning.network import Learner, learner, loss_of, with_adapter  # noqa: E402
from assistant.tuning.plan import TrainingPlan  # noqa: E402
from assistant.tuning.runs import RunCard, read_card, write_card  # noqa: E402
from assistant.tuning.train import ADAPTER_FOLDER, _Run  # noqa: E402

WORDS = 97
PREFIX = tuple(range(2, 32))
BATCH = [
    Encoded("outputs", (*PREFIX, 40, 41), (50, 51, 52, 1)),
    Encoded("outputs", (*PREFIX, 42), (53, 1)),
    Encoded("outputs", (*PREFIX, 43, 44, 45), (54, 55, 56, 57, 58, 1)),
]
PLAN = TrainingPlan(rank=4, alpha=8, epochs=3, batch=2, warmup=2, minutes=None, sampled_words=None)


def tiny(plan: TrainingPlan = PLAN) -> Learner:
    """Six layers with a window shorter than the shared prompt, so that sharing meets its edge."""
    torch.manual_seed(3)
    config = transformers.Gemma3TextConfig(
        vocab_size=WORDS,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=6,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        sliding_window=16,
        sliding_window_pattern=6,
        max_position_embeddings=128,
    )
    model = with_adapter(transformers.Gemma3ForCausalLM(config).float(), plan)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.1)
    words = [token for example in BATCH for token in (*example.prompt, *example.answer)]
    return learner(model, words, plan, "cpu")


def gradients(learning: Learner) -> list[Any]:
    return [p.grad.clone() for p in learning.model.parameters() if p.grad is not None]


def test_sharing_the_prompt_changes_neither_loss_nor_gradient() -> None:
    together = tiny()
    loss = loss_of(together, BATCH)
    loss.backward()
    apart = tiny()
    tokens = sum(len(example.answer) for example in BATCH)
    parts = [loss_of(apart, [e]) * len(e.answer) / tokens for e in BATCH]
    sum(parts).backward()
    plain = tiny().model.get_base_model()
    whole = 0.0
    for example in BATCH:
        line = torch.tensor([[*example.prompt, *example.answer]])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = plain.model(input_ids=line).last_hidden_state[0, len(example.prompt) - 1 : -1]
            logits = (states @ plain.lm_head.weight.T).float()
        told = torch.nn.functional.cross_entropy(
            logits, torch.tensor(example.answer), reduction="sum"
        )
        whole += float(told) / tokens
    assert float(loss.detach()) == pytest.approx(whole, rel=0.01)
    for one, other in zip(gradients(together), gradients(apart), strict=True):
        assert torch.nn.functional.cosine_similarity(one.flatten(), other.flatten(), 0) > 0.98


def test_sampled_words_stand_for_the_whole_vocabulary() -> None:
    whole = float(loss_of(tiny(), BATCH).detach())
    sampled = tiny(PLAN.model_copy(update={"sampled_words": 24}))
    assert sampled.known is not None
    told = [float(loss_of(sampled, BATCH).detach()) for _ in range(40)]
    assert sum(told) / len(told) == pytest.approx(whole, rel=0.02)


def run(folder: Path, plan: TrainingPlan) -> RunCard:
    card = RunCard(
        plan=plan,
        data_sha256="d",
        data_count=len(BATCH),
        base="base",
        base_sha256="b",
        device="cpu",
        versions={},
    )
    return _Run(tiny(plan), BATCH, card, folder, lambda done, total, loss: None).go()


def test_a_stopped_run_goes_on_to_the_same_end(tmp_path: Path) -> None:
    straight = run(tmp_path / "straight", PLAN)
    run(tmp_path / "stopped", PLAN.model_copy(update={"steps": 2}))
    resumed = run(tmp_path / "stopped", PLAN)
    assert straight.steps == resumed.steps == 6
    assert resumed.finished
    ends = [
        torch.load(tmp_path / name / "checkpoint.pt", weights_only=True)["weights"]
        for name in ("straight", "stopped")
    ]
    for one, other in zip(*ends, strict=True):
        assert torch.allclose(one, other, atol=1e-3)


def test_learning_lowers_the_loss(tmp_path: Path) -> None:
    card = run(tmp_path, PLAN.model_copy(update={"epochs": 30, "learning_rate": 5e-3}))
    # So small and tied a vocabulary cannot be told apart much further than this.
    assert card.curve[-1].loss < card.curve[0].loss - 0.2


def test_the_adapter_is_written_for_llama(tmp_path: Path) -> None:
    run(tmp_path, PLAN)
    card = export(tmp_path, tmp_path / "adapter.gguf")
    assert read_card(tmp_path) == card
    reader = gguf.GGUFReader(tmp_path / "adapter.gguf")
    names = {tensor.name for tensor in reader.tensors}
    assert len(names) == 6 * 7 * 2
    assert {"blk.0.attn_q.weight.lora_a", "blk.5.ffn_down.weight.lora_b"} <= names
    assert float(reader.fields["adapter.lora.alpha"].parts[-1][0]) == PLAN.alpha


def test_a_card_without_an_adapter_is_refused(tmp_path: Path) -> None:
    card = run(tmp_path / "run", PLAN)
    write_card(tmp_path / "other", card)
    assert not (tmp_path / "other" / ADAPTER_FOLDER).exists()
    with pytest.raises(Exception, match="train"):
        export(tmp_path / "other", tmp_path / "adapter.gguf")
