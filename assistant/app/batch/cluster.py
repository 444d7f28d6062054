"""The same pure function on the machines of a Ray cluster: blocks of files in, records out.

Files are named, not sent: every machine must see them under the same path (a shared folder). A task
whose machine dies is run again elsewhere, and what it had done before makes no difference. The
driver alone writes the ledger, so that each form is in it once.
"""

import json
import logging
import os
import pickle
import socket
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from assistant.app.batch.review import How, Record, form_key, review_form
from assistant.app.batch.sources import Found, is_archive, load_forms
from assistant.exceptions import ConfigurationError, InputError
from assistant.intake import use_fork_server
from assistant.messages import Message
from assistant.network import NetworkForbiddenError

LOCAL = "local"
AUTO = "auto"
_SCHEME = "ray://"
_PORT = 6379
"""Where a cluster listens unless told otherwise."""
_CLIENT_PORT = 10001
"""Where one lets clients of Ray in, which Ray Data cannot use."""
_CONNECT_SECONDS = 5.0
FILES_A_BLOCK = 64
_BLOCKS_A_CORE = 4
_START_SECONDS = "180"
"""Ray gives up after 30 seconds, which a busy machine may take to start it."""

_NOT_INSTALLED = Message(
    zh="在集群上做需要另装组件：pip install 'budget-target-assistant[cluster]'。",
    en="A cluster needs pip install 'budget-target-assistant[cluster]'.",
)
_UNREACHABLE = Message(
    zh="连不上 Ray 集群“{address}”（{reason}）。请检查集群是否启动，并写 ray start --head 打印的"
    "“主机:端口”（默认端口 6379），在集群的一台机器上运行；在本机试用请写 --cluster local。",
    en="The Ray cluster '{address}' cannot be reached ({reason}). Check that it is up, give the "
    "HOST:PORT that ray start --head prints (6379 unless told otherwise), and run on a machine of "
    "the cluster; to try on this machine say --cluster local.",
)
_CLIENT = Message(
    zh="“{address}”的 {port} 是 Ray Client 的端口，Ray Data 不能经它运行。"
    "请在集群的一台机器上运行，并写 --cluster {host}:6379（ray start --head 打印的地址）。",
    en="Port {port} of '{address}' is that of Ray Client, over which Ray Data does not run. Run on "
    "a machine of the cluster with --cluster {host}:6379 (the address that ray start --head "
    "prints).",
)
_BAD_ADDRESS = Message(
    zh="--cluster “{address}”不是集群的地址：应为 local、auto、主机:端口或 ray://主机:端口。",
    en="--cluster '{address}' is no address of a cluster: expected local, auto, HOST:PORT or "
    "ray://HOST:PORT.",
)
_LOST = Message(
    zh="Ray 集群中断（{reason}）。已完成的都在账本里；恢复后加 --resume 继续。",
    en="The Ray cluster was lost ({reason}). What is done is kept; go on with --resume.",
)


class Task(NamedTuple):
    """A file for the cluster.

    Attributes:
        found: the file.
        known: keys of its forms that are finished, by name.
    """

    found: Found
    known: dict[str, str]


class Done(NamedTuple):
    """What the cluster says of one file.

    Attributes:
        name: the file.
        records: its forms that were worked on.
        skipped: how many were finished before.
    """

    name: str
    records: tuple[Record, ...]
    skipped: int


def check_installed() -> None:
    """Say what is missing before any work is done.

    Raises:
        ConfigurationError: Ray is not installed.
    """
    try:
        import ray.data  # noqa: F401
    except ImportError:
        raise ConfigurationError(_NOT_INSTALLED) from None


def review_on_cluster(
    address: str, tasks: Sequence[Task], how: How, *, workers: int = 0
) -> Generator[Done, None, None]:
    """What the cluster makes of ``tasks``, in the order in which blocks are done.

    A file whose block failed for good is missing: the caller does it by itself.

    Args:
        address: see `cluster_address`.
        tasks: the files.
        how: how to review.
        workers: cores of a local cluster; 0 for all.

    Raises:
        InputError: the address is wrong, or the cluster cannot be reached, or is lost.
    """
    import ray
    import ray.data
    from ray.exceptions import RayError

    with _connected(address, workers):
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.max_errored_blocks = -1  # the caller does what is left
        cores = int(ray.cluster_resources().get("CPU", 1))  # type: ignore[no-untyped-call]
        size = min(FILES_A_BLOCK, ceil(len(tasks) / (_BLOCKS_A_CORE * cores)))
        items = [
            {"name": task.found.name, "path": task.found.path, "known": json.dumps(task.known)}
            for task in tasks
        ]
        dataset: Any = ray.data.from_items(
            items, override_num_blocks=ceil(len(items) / max(size, 1))
        )
        dataset = dataset.map_batches(
            _review_block, batch_size=None, fn_kwargs={"how": how}, num_cpus=1
        )
        try:
            for block in dataset.iter_batches(batch_size=None, batch_format="numpy"):
                # Made by our own function on our own machines a moment ago.
                yield from (pickle.loads(done) for done in block["done"])
        except RayError as error:
            raise InputError(_LOST, reason=type(error).__name__) from None


def cluster_address(given: str) -> str:
    """Where Ray finds the cluster that a user named, once something was found to listen there.

    Args:
        given: ``local`` for a cluster of this machine alone, ``auto`` for the one that this machine
            belongs to, ``HOST:PORT`` or ``ray://HOST:PORT`` (the port may be left out) for the one
            whose head listens there.

    Raises:
        InputError: it is none of these, it is where clients of Ray are let in, or nothing answers.
    """
    if given in (LOCAL, AUTO):
        return given
    try:
        parts = urlsplit(f"//{given.removeprefix(_SCHEME)}")
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, 0
    if not host or parts.path.strip("/") or parts.username is not None:
        raise InputError(_BAD_ADDRESS, address=given)
    if port == _CLIENT_PORT:
        raise InputError(_CLIENT, address=given, host=host, port=port)
    try:
        # Ray itself would try for minutes.
        socket.create_connection((host, port), _CONNECT_SECONDS).close()
    except NetworkForbiddenError:
        pass  # the switch is for models: a cluster is named on the command line, and Ray connects
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(_UNREACHABLE, address=given, reason=reason) from None
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextmanager
def _connected(address: str, workers: int) -> Iterator[None]:
    """A connection to the cluster, given back at the end."""
    where = cluster_address(address)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody outside
    os.environ.setdefault("RAY_raylet_start_wait_time_s", _START_SECONDS)
    import ray

    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    local: dict[str, Any] = {"num_cpus": workers or None, "include_dashboard": False}
    try:
        ray.init(
            address=where,
            log_to_driver=False,
            logging_level=logging.ERROR,
            **(local if where == LOCAL else {}),
        )
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(_UNREACHABLE, address=address, reason=reason) from None
    try:
        yield
    finally:
        ray.shutdown()


def _review_block(block: dict[str, Any], how: How) -> dict[str, list[bytes]]:
    """One block of files, on whatever machine; depends on nothing but its arguments and files."""
    use_fork_server()
    files = zip(block["name"], block["path"], block["known"], strict=True)
    return {
        "done": [
            pickle.dumps(_review_file(Task(Found(str(name), str(path)), json.loads(known)), how))
            for name, path, known in files
        ]
    }


def _review_file(task: Task, how: How) -> Done:
    records, skipped = [], 0
    for form in load_forms(task.found, how.language):
        if task.known.get(form.name) == form_key(form, how):
            skipped += 1
        else:
            records.append(review_form(form, how))
    return Done(task.found.name, tuple(records), skipped)


def holds_several(found: Found) -> bool:
    """Whether the forms of a file have names of their own below its name."""
    return is_archive(Path(found.path))
