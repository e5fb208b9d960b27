"""What the local service takes from the live frame rate: rounds with and without load, in turn, and their medians.

    python -m tests.benchmarks.service_load [--rate 1000] [--listeners 50] [--seconds 8] [--rounds 5] [--source demo]

1. `serve` runs the demo in a process of its own, with folders of its own.
2. In every second round a further process asks for /api/status at the given rate over twenty connections, and listens
   to the events by websockets; the load that it really made is told.
3. The frame rate of a round is what left between its first and its last second, by the run's own count.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import connect

from app.services.tokens import Role, Tokens

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = 20


async def ask(url: str, token: str, rate: float, seconds: float, times: list[float]) -> None:
    """One connection that is kept, asked at a steady rate."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    request = f"GET /api/status HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    began = time.perf_counter()
    number = 0
    while (now := time.perf_counter()) - began < seconds:
        due = began + number / rate
        if due > now:
            await asyncio.sleep(due - now)
        at = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        times.append(time.perf_counter() - at)
        number += 1
    writer.close()


async def listen(url: str, token: str, seconds: float) -> int:
    """One websocket; how many messages came."""
    got = 0
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(url.replace("http", "ws") + "/api/v1/events", additional_headers=headers) as socket:
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await socket.recv()
                    got += 1
        except TimeoutError:
            return got


async def load(url: str, token: str, rate: float, listeners: int, seconds: float) -> dict[str, Any]:
    """What was asked, and how long the answers took."""
    times: list[float] = []
    asking = [ask(url, token, rate / CONNECTIONS, seconds, times) for _ in range(CONNECTIONS if rate else 0)]
    listening = [listen(url, token, seconds) for _ in range(listeners)]
    answers = await asyncio.gather(*listening, *asking)
    ordered = sorted(times) or [0.0]
    return {
        "asked_per_s": round(len(times) / seconds, 1),
        "messages": sum(answers[: len(listening)]),
        "p50_ms": round(1e3 * ordered[len(ordered) // 2], 2),
        "p99_ms": round(1e3 * ordered[int(len(ordered) * 0.99)], 2),
    }


def figures(client: httpx.Client) -> tuple[int, float, float]:
    """Pictures so far, when that was, and the processor time that the program has used."""
    data = client.get("/api/v1/status").json()["data"]
    return data["frames"]["out"], time.perf_counter(), data["age_ms"]


def measure(client: httpx.Client, seconds: float) -> tuple[float, float]:
    """Pictures a second, and their age in ms at the end."""
    before, began, _ = figures(client)
    time.sleep(seconds)
    after, ended, age = figures(client)
    return (after - before) / (ended - began), age


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--listeners", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--source", default="demo")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--load", metavar="URL", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.load:
        token = os.environ["LOAD_TOKEN"]
        print(json.dumps(asyncio.run(load(args.load, token, args.rate, args.listeners, args.seconds))))
        return 0
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "UNDERSTUDY_HOME": home}
        token = Tokens(Path(home) / "data" / "tokens.json").add("load", Role.VIEWER).text
        flags = ["ports.api=0", "ports.monitor=0", f"camera.source={args.source}", *args.set]
        words = [word for flag in flags for word in ("--set", flag)]
        command = [sys.executable, "-m", "app", *words, "serve", "--start"]
        program = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
        try:
            assert program.stdout is not None
            url = program.stdout.readline().removeprefix("api: ").strip()
            return _rounds(args, url, token)
        finally:
            program.terminate()
            program.wait()


def _rounds(args: argparse.Namespace, url: str, token: str) -> int:
    quiet: list[tuple[float, float]] = []
    busy: list[tuple[float, float]] = []
    loads = []
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
        while client.get("/api/v1/status").json()["data"]["frames"]["out"] < 60:
            time.sleep(0.2)
        for _ in range(args.rounds):
            quiet.append(measure(client, args.seconds))
            words = ["--load", url, "--rate", str(args.rate), "--listeners", str(args.listeners)]
            seconds = args.seconds + 3
            command = [sys.executable, "-m", "tests.benchmarks.service_load", *words, "--seconds", str(seconds)]
            with subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, "LOAD_TOKEN": token}, stdout=subprocess.PIPE, text=True
            ) as child:
                time.sleep(2)  # it begins
                busy.append(measure(client, args.seconds))
                loads.append(json.loads(child.communicate()[0]))
            print(json.dumps({"quiet": quiet[-1], "busy": busy[-1], **loads[-1]}), flush=True)
    without, with_load = (statistics.median(fps for fps, _ in runs) for runs in (quiet, busy))
    print(
        json.dumps(
            {
                "fps_without": round(without, 2),
                "fps_with": round(with_load, 2),
                "taken_percent": round(100 * (1 - with_load / without), 2),
                "age_ms_without": round(statistics.median(age for _, age in quiet), 2),
                "age_ms_with": round(statistics.median(age for _, age in busy), 2),
                "asked_per_s": statistics.median(one["asked_per_s"] for one in loads),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
