"""One question to a language model over HTTP, bounded in time, size and tries (OpenAI's chat completions)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import msgspec

from tollbook.extract.llm.settings import Endpoint, ModelError

TRIES = 3
WAIT = httpx.Timeout(120.0, connect=10.0)  # seconds, for the server to go on answering
MOST_SECONDS = 300.0  # for one answer in all
MOST_BYTES = 1 << 20  # of one answer
LONGEST_PAUSE = 30.0  # seconds before the next try, whatever the server asks for
LATER = frozenset({408, 409, 429, 500, 502, 503, 504})
NOT_KNOWN = frozenset({400, 415, 422})  # what servers say to a `response_format` that they do not have

HINTS = {
    401: " (see TOLLBOOK_LLM_KEY)",
    403: " (see TOLLBOOK_LLM_KEY)",
    404: " (see TOLLBOOK_LLM_URL and TOLLBOOK_LLM_MODEL)",
}

Shape = Mapping[str, Any]


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class _BusyError(Exception):
    """The server may answer later; after how many seconds, where it says so."""

    def __init__(self, said: str, after: float | None = None) -> None:
        super().__init__(said)
        self.after = after


class Asker:
    """Asks one server, and remembers which way of asking for JSON it knows."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the server; `transport` and `sleep` are for tests."""
        self._endpoint, self._transport, self._sleep = endpoint, transport, sleep
        self._ways = ["json_schema", "json_object", "none"]

    def ask(self, instruction: str, question: str, schema: Shape) -> str:
        """Return the answer, which should be JSON of `schema`. Raises ModelError."""
        body = {
            "model": self._endpoint.model,
            "temperature": 0,
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": question}],
        }
        while True:
            response = self._tried(body | _format(self._ways[0], schema))
            if response is not None:
                return response
            self._ways.pop(0)

    def _tried(self, body: Shape) -> str | None:
        """Return the answer to one way of asking, None where the server does not know that way."""
        until, said = time.monotonic() + MOST_SECONDS, ""
        for number in range(TRIES):
            try:
                return self._once(body, until)
            except _BusyError as busy:
                said = str(busy)
                if number < TRIES - 1:
                    self._sleep(min(LONGEST_PAUSE, 2.0**number if busy.after is None else busy.after))
        raise ModelError(f"the language model at {self._endpoint.url.host} {said} ({TRIES} tries)")

    def _once(self, body: Shape, until: float) -> str | None:
        headers = {"Accept-Encoding": "identity", "Content-Type": "application/json"}
        if self._endpoint.key is not None:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        where = f"{self._endpoint.url}/chat/completions"
        try:
            with (
                httpx.Client(transport=self._transport, timeout=WAIT, follow_redirects=False) as client,
                client.stream("POST", where, content=msgspec.json.encode(body), headers=headers) as response,
            ):
                return self._read(response, until)
        except httpx.TimeoutException:
            raise _BusyError("did not answer in time") from None
        except httpx.TransportError as error:
            raise _BusyError(f"cannot be reached: {type(error).__name__}") from None

    def _read(self, response: httpx.Response, until: float) -> str | None:
        """Return what a response says, None where the way of asking is not known. No word of an error is repeated."""
        status, host = response.status_code, self._endpoint.url.host
        if status in LATER:
            raise _BusyError(f"answered {status}", _seconds(response.headers.get("retry-after")))
        if status in NOT_KNOWN and len(self._ways) > 1:
            return None
        if status != httpx.codes.OK:
            hint = HINTS.get(status, "")
            raise ModelError(f"the language model at {host} answered {status}{hint}")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise ModelError(f"the language model at {host} packs its answer, which was not asked for")
        data = bytearray()
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > MOST_BYTES:
                raise ModelError(f"the language model at {host} answered with more than {MOST_BYTES:,} bytes")
            if time.monotonic() > until:
                raise _BusyError("did not answer in time")
        try:
            found = msgspec.json.decode(bytes(data), type=_Completion).choices[0].message.content
        except (msgspec.MsgspecError, IndexError):
            raise ModelError(f"what answers at {host} is no chat completion") from None
        return found or ""


def _format(way: str, schema: Shape) -> dict[str, Any]:
    """Return how JSON is asked for: by schema, as servers of local models take one, or by the words alone."""
    if way == "json_schema":
        told = {"name": "claims", "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": told}}
    if way == "json_object":
        return {"response_format": {"type": "json_object", "schema": schema}}
    return {}


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:  # a date: then it is the usual pause
        return None
