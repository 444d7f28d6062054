"""On a Ray cluster of two nodes, one of which is killed in the middle: nothing is lost."""

import importlib.util
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app.batch.cluster import cluster_address
from assistant.exceptions import InputError
from tests.app.batch.conftest import Make, wait_for

NEEDS_RAY = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="Ray is not installed"
)
FORMS = 240
ROOT = Path(__file__).parents[3]

# A head without cores and two nodes of one core each; a line on standard input kills one of them.
NODES = """
import os, sys
from ray.cluster_utils import Cluster
few = {"num_cpus": 0, "object_store_memory": 100 * 1024**2, "include_dashboard": False}
cluster = Cluster(initialize_head=True, head_node_args=few)
one = {"num_cpus": 1, "object_store_memory": 100 * 1024**2}
nodes = [cluster.add_node(**one), cluster.add_node(**one)]
print(cluster.address, flush=True)
sys.stdin.readline()
cluster.remove_node(nodes[1], allow_graceful=False)
print("killed", flush=True)
sys.stdin.read()
cluster.shutdown()
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_raylet_start_wait_time_s": "180",
        "RAY_TMPDIR": "/tmp",  # sockets below a longer path have no room
        "ASSISTANT_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def nodes(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", NODES],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process
        process.communicate()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("ray://head:10001", "Ray Client 的端口.*--cluster head:6379"),
        ("ray://", "不是集群的地址：应为 local"),
        ("http://head:6379", "不是集群的地址：应为 local"),
        ("head:port", "不是集群的地址：应为 local"),
    ],
)
def test_an_address_that_cannot_work_is_refused_with_one_that_can(given: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        cluster_address(given)


def test_a_cluster_is_found_with_and_without_the_scheme_and_told_where_nobody_listens() -> None:
    with socket.socket() as head:
        head.bind(("127.0.0.1", 0))
        head.listen()
        port = head.getsockname()[1]
        assert cluster_address(f"ray://127.0.0.1:{port}") == f"127.0.0.1:{port}"
        assert cluster_address(f"127.0.0.1:{port}") == f"127.0.0.1:{port}"
    assert [cluster_address(name) for name in ("local", "auto")] == ["local", "auto"]
    with pytest.raises(InputError, match="连不上 Ray 集群.*ray start --head"):
        cluster_address(f"ray://127.0.0.1:{port}")


@pytest.mark.cluster
@NEEDS_RAY
def test_a_node_killed_in_the_middle_loses_nothing_and_a_bad_form_ends_nothing(
    forms: Make,
    nodes: "subprocess.Popen[str]",
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    assert nodes.stdin is not None
    assert nodes.stdout is not None
    folder, out = forms(FORMS), tmp_path / "out"
    (folder / "0100b.docx").write_bytes(b"PK\x03\x04 broken")
    address = f"ray://{nodes.stdout.readline().strip()}"
    command = [sys.executable, "-m", "assistant", "batch", "review", str(folder), "-o", str(out)]
    with subprocess.Popen(
        [*command, "--cluster", address, "--fail-on", "never", "--format", "json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as batch:
        wait_for(out, FORMS // 8, lambda: batch.poll() is not None)
        over = batch.poll() is not None
        assert not over, f"over before a node could be killed: {batch.communicate()[1]}"
        nodes.stdin.write("kill\n")
        nodes.stdin.flush()
        assert nodes.stdout.readline().strip() == "killed"
        _, said = batch.communicate()
    assert batch.returncode == 0, said
    assert f"已审核 {FORMS}，未能读取 1" in said
    with sqlite3.connect(out / "ledger.sqlite") as ledger:
        rows = ledger.execute("SELECT state, count(*) FROM batch_forms GROUP BY state").fetchall()
    assert dict(rows) == {"done": FORMS, "unread": 1}
    names = {path.stem for path in (out / "json").iterdir()}
    assert len(names) == FORMS + 1
    first = json.loads((out / "json" / "0000.md.json").read_bytes())
    assert first["targets"][0]["target"]["unit"]["name"] == "第0小学"
