"""Servers and schedulers as processes of their own, driven through the real command line.

They are forked from a process that has imported everything once, so that starting one takes a moment and not seconds; what is
killed is a whole process all the same. They listen on 127.0.0.1 alone.
"""

import http.client
import multiprocessing
import os
import random
import socket
import sys
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Self

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "cli.app",
        "cli.service",
        "psycopg",
        "tests.crash.processes",
        "uvicorn.lifespan.on",
        "uvicorn.loops.auto",
        "uvicorn.protocols.http.auto",
    ]
)
_PORTS = random.SystemRandom()
PATIENCE = 60.0


class Process:
    """`accord` with some arguments, run beside the test; what it says is kept."""

    def __init__(self, arguments: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        given = (arguments, environment, str(log))
        self._process: ForkServerProcess = _FORKS.Process(target=_run, args=given, daemon=True)
        self._process.start()

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.is_alive()

    @property
    def said(self) -> str:
        """Everything it wrote so far, on one line."""
        return " ".join(self.log.read_text().split()) if self.log.exists() else ""

    def kill(self) -> None:
        """End it with SIGKILL: it can finish nothing."""
        self._process.kill()
        self._process.join(PATIENCE)

    def terminate(self) -> None:
        """Ask it to end, with SIGTERM."""
        self._process.terminate()

    def ended(self) -> int:
        """Wait until it has ended by itself; its exit code, or minus the signal that ended it."""
        self._process.join(PATIENCE)
        code = self._process.exitcode
        assert code is not None, f"still running: {self.said}"
        return code


class Server(Process):
    """`accord serve` on a free port."""

    def __init__(self, arguments: list[str], environment: dict[str, str], log: Path, port: int | None = None) -> None:
        self.port = free_port() if port is None else port
        self._again = (arguments, environment, log)
        super().__init__(["serve", "--port", str(self.port), *arguments], environment, log)

    def again(self) -> "Server":
        """Another one in its place, at the same address."""
        return Server(*self._again, self.port)

    def ready(self) -> Self:
        """Wait until it answers."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            assert self.is_alive, f"the server ended: {self.said}"
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return self
            except OSError:
                time.sleep(0.01)
            finally:
                connection.close()
        raise AssertionError(f"the server does not answer: {self.said}")


def free_port() -> int:
    """A port of this machine that nobody uses, below those that outgoing connections are given."""
    for _ in range(200):
        port = _PORTS.randrange(15_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def _run(arguments: list[str], environment: dict[str, str], log: str) -> None:
    from cli import app  # imported here: in the test's own process nothing needs the command line

    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(written, stream)
    for name in [name for name in os.environ if name.startswith("ACCORD_")]:
        del os.environ[name]
    os.environ.update(environment)
    _heed_permissions()
    sys.argv = ["accord", *arguments]
    app.main()


def _heed_permissions() -> None:
    """Let file permissions hold for this process even if root runs the tests (CAP_DAC_OVERRIDE is given up)."""
    if os.geteuid() != 0:
        return
    import ctypes  # imported here: only root needs it

    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, data) == 0, os.strerror(ctypes.get_errno())
    for place in (0, 1):  # effective and permitted; bit 1 is CAP_DAC_OVERRIDE
        data[place] &= ~(1 << 1) & 0xFFFFFFFF
    assert libc.capset(header, data) == 0, os.strerror(ctypes.get_errno())
