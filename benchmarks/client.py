"""The load generator: ``python -m benchmarks.client PORT CLIENTS``, codes as a JSON list on the first line of stdin.

It enters with every code, says ``ready``, waits for a line, fills out one survey per code with that many clients at
once, and prints ``{"seconds": …, "saves": […]}``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from benchmarks.forms import hidden_fields

Fields: TypeAlias = Mapping[str, str | Sequence[str]]
PAGES: Sequence[Fields] = (
    {"rate_1": "3", "ways_1": ["course", "online"], "count_1": "12", "class_1": "S4", "note_1": "Das ist erfunden."},
    {"rate_2": "2", "ways_2": ["talk"], "count_2": "1.250", "district_2": "10044", "note_2": ""},
    {
        "rate_3": "4", "order_3.1": "dig", "order_3.2": "lab", "order_3.3": "ai", "count_3": "7", "class_3": "S5",
        "since_3": "01.02.2024",
    },
    {"rate_4": "!dont_know", "ways_4": ["none"], "hours_4": "38,5", "class_4": "S6", "note_4": "Fertig."},
)  # fmt: skip
"""What is typed on the four pages."""


class Refused(RuntimeError):
    """The server answered otherwise than a survey that goes well."""


class Visitor:
    """One respondent: a cookie, on a connection that others use before and after."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, method: str, path: str, fields: Fields | None = None) -> tuple[int, str, str]:
        """Status, address of the redirect and text of an answer; a connection that was closed is opened again."""
        body = urlencode(fields, doseq=True) if fields is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        except (ConnectionError, OSError):
            self._connection.close()
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, response.headers.get("Location", ""), response.read().decode()

    def enter(self, code: str) -> None:
        """Come in with an access code."""
        _status, _address, page = self.send("GET", "/befragung/")
        status, _address, page = self.send("POST", "/befragung/", {**hidden_fields(page), "code": code})
        if status != 303:
            raise Refused(f"code not taken: {status}\n{page[-2000:]}")
        self._connection.close()

    def fill_out(self) -> list[float]:
        """The whole survey; the seconds of each save without its redirect."""
        saves = []
        _status, _address, page = self.send("GET", "/befragung/seite-1")
        for number, typed in enumerate(PAGES, 1):
            fields = {**hidden_fields(page), **typed}
            begin = time.perf_counter()
            status, address, page = self.send("POST", f"/befragung/seite-{number}", fields)
            saves.append(time.perf_counter() - begin)
            if status != 303:
                raise Refused(f"page {number} not saved: {status}\n{page[-3000:]}")
            _status, _address, page = self.send("GET", urlsplit(address).path)
        status, address, page = self.send("POST", "/befragung/abgeben", hidden_fields(page))
        if status != 303 or not address.endswith("/quittung"):
            raise Refused(f"not handed in: {status} {address}\n{page[-3000:]}")
        status, _address, _page = self.send("GET", urlsplit(address).path)
        if status != 200:
            raise Refused(f"no receipt: {status}")
        self._connection.close()
        return saves


def main() -> None:
    """Fill out as many surveys as there are codes."""
    port, clients = int(sys.argv[1]), int(sys.argv[2])
    codes = json.loads(sys.stdin.readline())
    visitors = [Visitor(port) for _ in codes]
    for visitor, code in zip(visitors, codes, strict=True):
        visitor.enter(code)
    print("ready", flush=True)
    sys.stdin.readline()
    begin = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        saves = [seconds for times in pool.map(Visitor.fill_out, visitors) for seconds in times]
    print(json.dumps({"seconds": time.perf_counter() - begin, "saves": saves}), flush=True)


if __name__ == "__main__":
    main()
