"""The trained adapter as a GGUF file that llama.cpp applies to the model inside."""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from assistant.exceptions import ConfigurationError
from assistant.messages import Message
from assistant.tuning.extra import extra
from assistant.tuning.runs import RunCard, read_card, write_card
from assistant.tuning.train import ADAPTER_FOLDER

_ARCHITECTURE = "gemma3"
_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_KEY = re.compile(r"layers\.(\d+)\.(self_attn\.\w_proj|mlp\.\w+_proj)\.lora_([AB])\.weight$")

_NO_ADAPTER = Message(
    zh="{folder} 中没有训练好的适配器。请先运行 python -m assistant.tuning train。",
    en="There is no trained adapter in {folder}. Run python -m assistant.tuning train first.",
)
_UNKNOWN = Message(
    zh="适配器中有不认识的权重 {key}，不能导出。",
    en="The adapter holds weights that have no place in the base model: {key}.",
)


def tensor_name(key: str) -> str:
    """The name in the GGUF of a weight of the adapter.

    Raises:
        ConfigurationError: the base model has no such layer.
    """
    match = _KEY.search(key)
    if match is None or match[2] not in _NAMES:
        raise ConfigurationError(_UNKNOWN, key=key)
    return f"blk.{match[1]}.{_NAMES[match[2]]}.weight.lora_{match[3].lower()}"


def tensor_names(keys: Iterable[str]) -> dict[str, str]:
    """The GGUF name of every weight, by its own."""
    return {key: tensor_name(key) for key in keys}


def export(folder: Path, target: Path) -> RunCard:
    """Write the adapter of the run in ``folder`` to ``target``, and the run's card beside it.

    Raises:
        ConfigurationError: there is no trained adapter, or the ``tuning`` extra is missing.
    """
    card = read_card(folder)
    source = folder / ADAPTER_FOLDER
    try:
        config = json.loads((source / "adapter_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ConfigurationError(_NO_ADAPTER, folder=folder) from None
    weights = extra("safetensors.numpy").load_file(source / "adapter_model.safetensors")
    names = tensor_names(weights)
    gguf, numpy = extra("gguf"), extra("numpy")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    writer = gguf.GGUFWriter(str(partial), _ARCHITECTURE)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(config["lora_alpha"]))
    for key, weight in weights.items():
        writer.add_tensor(names[key], weight.astype(numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(partial, target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    card = card.model_copy(update={"adapter_sha256": digest})
    write_card(folder, card)
    # Whoever has the adapter has the record of how it came about.
    target.with_suffix(".json").write_text(card.model_dump_json(indent=2), encoding="utf-8")
    return card
