"""Servers as they are used in earnest: gunicorn, and uvicorn with FastAPI."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Iterator

import pytest

from conftest import KEY, LIMIT
from test_threads_and_processes import UNIX
from workos_mfa.testing import Emulator, Fault


@contextmanager
def serving(folder: Path, app: str, listens: str, *command: str) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """A server of `app`; its process, its URL (the first group of `listens` in what it logs) and its log. At the end it has to have
    ended by itself, and without a traceback."""
    (folder / "app.py").write_text(app)
    log = folder / "log"
    with open(log, "w") as file:
        process = subprocess.Popen([sys.executable, "-m", *command], stderr=file, stdout=file, cwd=folder)
    try:
        found = None
        while found is None:
            assert process.poll() is None, log.read_text()
            found = re.search(listens, log.read_text())
        yield process, found[1], log  # type: ignore[misc]
        process.terminate()
        process.wait(LIMIT)
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text(), log.read_text()


def read(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=LIMIT) as reply:
        return json.load(reply)


GUNICORN = """
import json, os
from workos_mfa import WorkOSClient
client = WorkOSClient({key!r}, base_url={url!r})
factor = client.mfa.enroll_factor(type="generic_otp")
def application(environ, start_response):
    read = client.mfa.get_factor(factor.id)
    start_response("200 OK", [("content-type", "application/json")])
    return [json.dumps([os.getpid(), os.getppid(), read.id == factor.id]).encode()]
"""


@UNIX
def test_gunicorn_forks_its_workers_after_the_first_use(tmp_path: Path, emulator: Emulator) -> None:
    # Newer versions start a server for a tool that nobody uses here.
    quiet = ["--no-control-socket"] if int(version("gunicorn").split(".")[0]) >= 25 else []
    app = GUNICORN.format(key=KEY, url=emulator.url)
    # A worker that is to end before it listens would wait for as long as its grace is.
    command = ["gunicorn", "--preload", "-w", "3", "-b", "127.0.0.1:0", "--graceful-timeout", "5", *quiet, "app:application"]

    def round(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        with serving(folder, app, r"Listening at: (\S+)", *command) as (process, url, _):
            with ThreadPoolExecutor(6) as pool:
                answers = list(pool.map(read, [url] * 12))
            assert {answer[1] for answer in answers} == {process.pid}
            assert {answer[2] for answer in answers} == {True}

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(round, range(20)))
    assert emulator.requests("enroll_factor") == 20 and emulator.requests("get_factor") == 240


FASTAPI = """
from contextlib import asynccontextmanager
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from workos_mfa import AsyncWorkOSClient, EnrolledFactor, Factor, WorkOSClient, WorkOSError

client = AsyncWorkOSClient({key!r}, base_url={url!r})
blocking = WorkOSClient({key!r}, base_url={url!r})

@asynccontextmanager
async def lifespan(app):
    async with client:
        yield

app = FastAPI(lifespan=lifespan)

class Login(BaseModel):
    user: str
    factor: Factor

@app.post("/factors")
async def enroll() -> EnrolledFactor:
    return await client.mfa.enroll_factor(type="totp", totp_issuer="Foo", totp_user="alan")

@app.get("/factors/{{id}}")
async def get(id: str) -> Factor:
    return await client.mfa.get_factor(id)

@app.get("/blocking/{{id}}", response_model=Factor)
def get_blocking(id: str):
    return blocking.mfa.get_factor(id)

@app.get("/logins/{{id}}")
async def login(id: str) -> Login:
    return Login(user="alan", factor=await client.mfa.get_factor(id))

@app.exception_handler(WorkOSError)
async def failed(request: Request, error: WorkOSError) -> JSONResponse:
    return JSONResponse(error.to_dict(), status_code=502)
"""


def test_fastapi_under_uvicorn_returns_factors(tmp_path: Path, emulator: Emulator) -> None:
    command = ["uvicorn", "--port", "0", "--timeout-graceful-shutdown", "5", "app:app"]
    app = FASTAPI.format(key=KEY, url=emulator.url)
    with serving(tmp_path, app, r"Uvicorn running on (\S+)", *command) as (_, url, log):
        with urllib.request.urlopen(urllib.request.Request(f"{url}/factors", method="POST"), timeout=LIMIT) as reply:
            enrolled = json.load(reply)
        assert enrolled["totp"]["secret"] and enrolled["object"] == "authentication_factor"
        factor = emulator.factors()[0].to_dict()
        assert set(factor["totp"]) == {"issuer", "user"}
        assert read(f"{url}/factors/{factor['id']}") == factor == read(f"{url}/blocking/{factor['id']}")
        assert read(f"{url}/logins/{factor['id']}") == {"user": "alan", "factor": factor}
        with ThreadPoolExecutor(16) as pool:
            paths = [f"{url}/{way}/{factor['id']}" for way in ("factors", "blocking")] * 50
            assert list(pool.map(read, paths)) == [factor] * 100
        with pytest.raises(urllib.error.HTTPError) as failed:
            read(f"{url}/factors/none")
        with failed.value as reply:
            assert reply.code == 502 and json.load(reply)["kind"] == "not_found"
        described = read(f"{url}/openapi.json")["paths"]["/factors/{id}"]["get"]["responses"]["200"]["content"]
        assert "created_at" in described["application/json"]["schema"]["properties"]
        emulator.inject("get_factor", Fault.delay(0.2))
        assert read(f"{url}/factors/{factor['id']}") == factor
    assert "Application shutdown complete" in log.read_text()
