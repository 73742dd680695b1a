"""Notebooks executed wherever joblib leads: processes of this machine, or a cluster of dask, ray or Spark."""

import multiprocessing
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from salesbook.errors import RequestError
from salesbook.files import write_whole
from salesbook.rerun.job import Job, Outcome
from salesbook.rerun.workers import READ, Meanwhile, Share, Work, failed, work
from salesbook.tables.address import kept, scrub
from salesbook.temporary import temporary

Files = Mapping[str, bytes]
Made = tuple[int, Outcome, Files]  # which job of those given, what became of it, what it wrote
REGISTERED = {"ray": ("ray.util.joblib", "register_ray"), "spark": ("joblibspark", "register_spark")}
BACKENDS = ("loky", "dask", *REGISTERED)
LIBRARIES = {"loky": "joblib", "dask": "joblib distributed", "ray": "joblib ray", "spark": "joblibspark pyspark"}
WRITTEN = (".ipynb", ".html", ".xlsx")


def spread(backend: str) -> Work:
    """As ``workers.work``, but by joblib's ``backend``. What is written comes back with the outcome, and is put here.

    Raises
    ------
    RequestError
        A library of the backend is not installed, or its cluster does not answer.
    """
    return partial(_spread, backend)


def _spread(
    backend: str, jobs: Sequence[Job], at_once: int, share: Share, meanwhile: Meanwhile
) -> Iterator[tuple[Job, Outcome]]:
    meanwhile()  # the library asks for results before it lets go
    left = dict(enumerate(jobs))
    if not left:
        return
    with temporary() as folder, _at(backend, at_once):
        share(folder / READ)
        alone, why = False, [""]
        while left:
            batch = dict([next(iter(left.items()))]) if alone else dict(left)
            for number, outcome, files in _made(batch, folder / READ, why):
                job = left.pop(number)
                yield job, _kept(job, outcome, files)
            lost = batch.keys() & left.keys()
            if lost and len(batch) == 1:
                job = left.pop(lost.pop())
                yield job, failed(job, "run.lost", reason=scrub(why[-1], job.secrets))
            alone = len(lost) == len(batch)  # nothing came through: the next alone, so that only the guilty one fails


def _kept(job: Job, outcome: Outcome, files: Files) -> Outcome:
    """What became of ``job``, its files put where they belong."""
    try:
        for name, body in files.items():
            write_whole(job.out / name, body)
    except OSError as error:
        return failed(job, "run.unwritten", path=error.filename or job.out, reason=error.strerror or error)
    return outcome


def _made(batch: Mapping[int, Job], tables: Path, why: list[str]) -> Iterator[Made]:
    """Results of ``batch`` as they come, where the backend can give them so, else together, up to a worker's loss.

    ``why`` is told what the library says of that loss.
    """
    from joblib import Parallel, delayed

    parallel = Parallel(batch_size=1, pre_dispatch="all")
    if parallel._backend.supports_return_generator:
        parallel = Parallel(batch_size=1, pre_dispatch="all", return_as="generator_unordered")
    try:
        yield from parallel(delayed(_away)(number, job, tables, kept()) for number, job in batch.items())
    except Exception as error:  # whatever a library calls a worker that is gone; a notebook's fault is an outcome
        why.append(f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}")


def _away(number: int, job: Job, tables: Path, addresses: Mapping[str, str]) -> Made:
    """Execute ``job`` where this is called; the tables that were shared are read where their folder is seen."""
    os.environ.update(addresses)

    def share(folder: Path) -> None:
        if tables.is_dir():
            folder.symlink_to(tables, target_is_directory=True)

    with temporary() as folder, _children_allowed():
        [(_, outcome)] = work([replace(job, out=folder)], 1, share)
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in WRITTEN}
    return number, outcome, files


@contextmanager
def _children_allowed() -> Iterator[None]:
    """Let this worker have processes: dask's is a daemon, and loky's names a way to start them that only loky knows."""
    if multiprocessing.get_start_method(allow_none=True) not in (None, *multiprocessing.get_all_start_methods()):
        multiprocessing.set_start_method(None, force=True)
    own: Any = multiprocessing.current_process()
    kept = own._config.get("daemon")
    own._config["daemon"] = False
    try:
        yield
    finally:
        own._config["daemon"] = kept


@contextmanager
def _at(backend: str, at_once: int) -> Iterator[None]:
    """joblib works on ``backend`` meanwhile."""
    try:
        from joblib import parallel_config

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # or else Spark's workers are those of the system
        if backend in REGISTERED:
            module, register = REGISTERED[backend]
            getattr(import_module(module), register)()
        cluster = _dask(at_once) if backend == "dask" else nullcontext()
    except ImportError as error:
        fix = f"Install it: pip install {LIBRARIES[backend]}."
        raise RequestError("--backend", f"{backend} is not to be had here ({error}).", fix) from None
    with cluster, parallel_config(backend=backend, n_jobs=at_once):
        yield


def _dask(at_once: int) -> AbstractContextManager[Any]:
    """The cluster that dask's own settings name (``DASK_SCHEDULER_ADDRESS``), else one of processes here."""
    import dask
    from distributed import Client

    address = dask.config.get("scheduler-address", None)
    try:
        return Client(address) if address else Client(n_workers=at_once, threads_per_worker=1, dashboard_address=None)
    except OSError as error:
        raise RequestError("--backend", f"no cluster answers at {address} ({error}).", "Start its scheduler.") from None
