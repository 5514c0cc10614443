"""The load: clients that each keep one connection busy, in a process of their own and with as little work as possible.

Reads a plan (JSON) from standard input, and writes one line of JSON for each of its measurements.
"""

import asyncio
import gc
import json
import re
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import uvloop

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_MOVES = ("exclude", "reinstate")


@dataclass(frozen=True)
class Measurement:
    """So many clients for so long, each moving a case of its own to and fro."""

    port: int
    path: str
    secret: str
    refs: list[str]
    clients: int
    warming: float
    seconds: float
    keys: bool


class Client(asyncio.Protocol):
    """Sends its next request as soon as the last one is answered."""

    def __init__(self, plan: Measurement, ref: str, versions: dict[str, int]) -> None:
        self._ref, self._versions, self._keys = ref, versions, plan.keys
        self._line = (
            f"POST {plan.path.format(ref=ref)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {plan.secret}\r\n"
            "Accept: */*\r\nContent-Type: application/json\r\n"
        )
        self._read = b""
        self._transport: asyncio.Transport
        self.took: list[tuple[float, float]] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.until = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def begin(self, until: float) -> None:
        """Send the first request; the last is sent before `until`."""
        self.until = until
        self._send()

    def data_received(self, data: bytes) -> None:
        self._read += data
        end = self._read.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._read, 0, end)
        if length is None or len(self._read) < end + 4 + int(length[1]):
            return
        now = time.perf_counter()
        if self._read[9:12] != b"201":
            self.done.set_exception(RuntimeError(self._read.decode()))
            return
        self._read = b""
        self._versions[self._ref] += 1
        self.took.append((now, now - self._sent))
        if now < self.until:
            self._send()
        else:
            self._transport.close()
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("the server closed the connection"))

    def _send(self) -> None:
        version = self._versions[self._ref]
        key = f"Idempotency-Key: {self._ref}-{version}\r\n" if self._keys else ""
        body = f'{{"transition":"{_MOVES[version % 2]}","version":{version},"reason":"to and fro"}}'
        self._sent = time.perf_counter()
        self._transport.write(f"{self._line}{key}Content-Length: {len(body)}\r\n\r\n{body}".encode())


async def measured(plan: Measurement, versions: dict[str, int]) -> dict[str, float]:
    """Run one measurement: requests a second, and the p50 and p99 of their times in milliseconds."""
    loop = asyncio.get_running_loop()
    clients = [Client(plan, ref, versions) for ref in plan.refs[: plan.clients]]
    for client in clients:
        await loop.create_connection(partial(_itself, client), "127.0.0.1", plan.port)
    begun = time.perf_counter() + plan.warming
    for client in clients:
        client.begin(begun + plan.seconds)
    await asyncio.gather(*(client.done for client in clients))
    took = sorted(one for client in clients for at, one in client.took if begun <= at < begun + plan.seconds)
    return {
        "rate": len(took) / plan.seconds,
        "p50": took[len(took) // 2] * 1000,
        "p99": took[len(took) * 99 // 100] * 1000,
    }


def _itself(client: Client) -> Client:
    return client


async def main() -> None:
    """Work through the plan."""
    plan: list[dict[str, Any]] = json.load(sys.stdin)
    versions: dict[tuple[int, str], dict[str, int]] = {}
    gc.disable()
    for one in plan:
        measurement = Measurement(**one)
        theirs = versions.setdefault((measurement.port, measurement.path), dict.fromkeys(measurement.refs, 4))
        print(json.dumps(await measured(measurement, theirs)), flush=True)
        gc.collect()


if __name__ == "__main__":
    uvloop.run(main())
