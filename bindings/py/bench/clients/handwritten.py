"""What one would write with the standard library: a connection per thread, JSON in and out, and no care for anything that may go wrong."""

from __future__ import annotations

import json
import threading
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from . import FACTOR_ID, ISSUER, KEY, USER

_HEADERS = {"Authorization": f"Bearer {KEY}", "Accept": "application/json", "User-Agent": "handwritten/1"}


def sync_calls(url: str) -> dict[str, Any]:
    address = urlsplit(url).netloc
    local = threading.local()

    def send(method: str, path: str, fields: dict[str, str] | None = None) -> Any:
        try:
            connection = local.connection
        except AttributeError:
            connection = local.connection = HTTPConnection(address, timeout=60)
        if fields is None:
            connection.request(method, path, headers=_HEADERS)
        else:
            connection.request(method, path, json.dumps(fields), {**_HEADERS, "Content-Type": "application/json"})
        reply = connection.getresponse()
        body = reply.read()
        if reply.status >= 300:
            raise RuntimeError(f"status {reply.status}")
        return json.loads(body) if body else None

    totp = {"type": "totp", "totp_issuer": ISSUER, "totp_user": USER}
    return {
        "enroll": lambda: send("POST", "/auth/factors/enroll", totp),
        "get": lambda: send("GET", f"/auth/factors/{FACTOR_ID}"),
        "delete": lambda: send("DELETE", f"/auth/factors/{FACTOR_ID}"),
    }
