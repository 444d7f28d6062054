"""The base model with its adapter, and one step of learning; the only file that knows torch well.

Two things make a processor fast enough. The examples of a batch begin with the same few hundred
tokens, which are evaluated once and shared, with exact gradients. And an answer's words are told
from the words of the examples and a fresh sample of all others, weighed up to the whole
vocabulary, instead of from all 262,144.
"""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.tuning.batches import Encoded, shared_length
from assistant.tuning.extra import extra
from assistant.tuning.plan import TrainingPlan

LAYERS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_NOTHING = -100


class Learner(NamedTuple):
    """What a run works with.

    Attributes:
        model: the base model with its adapter.
        device: where it is.
        precision: of the arithmetic between full-precision weights.
        known: words of the examples, sorted; None where the whole vocabulary is taken.
        sampled: how many others a step takes.
    """

    model: Any
    device: str
    precision: Any
    known: Any
    sampled: int


def best_device() -> str:
    """The accelerator of this machine, or the processor."""
    torch = extra("torch")
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def load_base(path: Path) -> tuple[Any, Any]:
    """Tokenizer and model out of a GGUF file, in full precision."""
    transformers, torch = extra("transformers"), extra("torch")
    where = {"gguf_file": path.name}
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(path.parent), **where)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        str(path.parent), dtype=torch.float32, **where
    )
    return tokenizer, model


def with_adapter(model: Any, plan: TrainingPlan) -> Any:
    """The model with an adapter on every linear layer; only the adapter learns."""
    peft = extra("peft")
    config = peft.LoraConfig(
        r=plan.rank, lora_alpha=plan.alpha, target_modules=list(LAYERS), task_type="CAUSAL_LM"
    )
    return peft.get_peft_model(model, config)


def learner(model: Any, words: Iterable[int], plan: TrainingPlan, device: str) -> Learner:
    """The model where it will learn, with the words that its answers are told from."""
    torch = extra("torch")
    whole = plan.sampled_words is None or device != "cpu"
    known = None if whole else torch.tensor(sorted(set(words)), device=device)
    precision = torch.bfloat16 if device != "cpu" or _short_is_fast(torch) else torch.float32
    return Learner(model.to(device), device, precision, known, plan.sampled_words or 0)


def _short_is_fast(torch: Any) -> bool:
    """Whether this processor multiplies short numbers faster: eight times with the right unit.

    Without one they are converted forth and back and slower, so a small product is timed.
    """
    seconds = []
    for precision in (torch.float32, torch.bfloat16):
        left, right = (torch.ones((512, 512), dtype=precision) for _ in range(2))
        left @ right
        began = time.perf_counter()
        for _ in range(20):
            left @ right
        seconds.append(time.perf_counter() - began)
    return seconds[1] < seconds[0]


def loss_of(learner: Learner, batch: Sequence[Encoded]) -> Any:
    """The mean loss over the answer tokens of a batch, ready to be propagated back."""
    torch = extra("torch")
    inner = learner.model.get_base_model()
    short = learner.precision is torch.bfloat16
    with torch.autocast(learner.device, dtype=torch.bfloat16, enabled=short):
        hidden, targets = _answers(learner, inner.model, batch)
        return _told_from(learner, inner.lm_head.weight, hidden, targets)


def _answers(learner: Learner, body: Any, batch: Sequence[Encoded]) -> tuple[Any, Any]:
    """States before each answer token, and the tokens."""
    torch = extra("torch")
    shared = shared_length([example.prompt for example in batch])
    first = torch.tensor([batch[0].prompt[:shared]], device=learner.device)
    cache = None
    if shared:
        cache = body(input_ids=first, use_cache=True).past_key_values
        cache.batch_repeat_interleave(len(batch))
    tails = [(*example.prompt[shared:], *example.answer) for example in batch]
    longest = max(len(tail) for tail in tails)
    tokens = torch.zeros((len(batch), longest), dtype=torch.long)
    labels = torch.full((len(batch), longest), _NOTHING)
    seen = torch.zeros((len(batch), shared + longest), dtype=torch.long)
    for place, (example, tail) in enumerate(zip(batch, tails, strict=True)):
        tokens[place, : len(tail)] = torch.tensor(tail)
        labels[place, len(tail) - len(example.answer) : len(tail)] = torch.tensor(example.answer)
        seen[place, : shared + len(tail)] = 1
    tokens, labels, seen = (t.to(learner.device) for t in (tokens, labels, seen))
    states = body(
        input_ids=tokens, attention_mask=seen, past_key_values=cache, use_cache=True
    ).last_hidden_state
    # The state before a token tells it; a tail begins with at least one token of the prompt.
    chosen = labels[:, 1:] != _NOTHING
    return states[:, :-1][chosen], labels[:, 1:][chosen]


def _told_from(learner: Learner, weight: Any, hidden: Any, targets: Any) -> Any:
    torch = extra("torch")
    if learner.known is None:
        return torch.nn.functional.cross_entropy((hidden @ weight.T).float(), targets)
    size, known = weight.shape[0], learner.known
    others = torch.randint(size, (learner.sampled,), device=learner.device)
    others = others[~torch.isin(others, known)]
    words = torch.cat((known, others))
    logits = (hidden @ weight[words].T).float()
    if len(others):
        # Each word drawn stands for its share of all those that were not.
        share = torch.log(torch.tensor((size - len(known)) / len(others)))
        logits = torch.cat((logits[:, : len(known)], logits[:, len(known) :] + share), dim=1)
    return torch.nn.functional.cross_entropy(logits, torch.searchsorted(known, targets))
