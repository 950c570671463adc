"""A server that takes mail, for whoever sends some: it says yes to all, and keeps it."""

from __future__ import annotations

import email
import email.policy
import re
import socketserver
import threading
from types import TracebackType
from typing import Any

#: What is another thing each time, in a mail of Airflow's about a task instance.
_VOLATILE = [
    (r"UUID\('[^']*'\)", "UUID"),
    (r"hostname='[^']*'", "HOSTNAME"),
    (r"run_id='[^']*'", "RUN"),
    (r"context_carrier=\{[^}]*\}", "CARRIER"),
    (r"(?s)Exception:<br>.*?<br>Log:", "Exception:<br>WHY<br>Log:"),
    (r'href="[^"]*"', "URL"),
    (r"Host: [^<]*<", "Host: HOSTNAME<"),
]


def described(message: Any) -> dict[str, str]:
    """A mail of Airflow's about a task instance, without what is another thing each time."""
    texts = {"to": message["to"], "subject": message["subject"], "text": message.get_body().get_content().strip()}
    for pattern, word in _VOLATILE:
        texts = {name: re.sub(pattern, word, text) for name, text in texts.items()}
    return texts


class Mail:
    """A server on a free port of the loopback interface, while the context lasts."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        messages = self.messages

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self._say("220 here")
                while line := self.rfile.readline():
                    command = line.strip().upper()
                    if command == b"DATA":
                        self._say("354 go on")
                        messages.append(email.message_from_bytes(self._data(), policy=email.policy.default))
                    self._say("221 bye" if command == b"QUIT" else "250 yes")
                    if command == b"QUIT":
                        return

            def _say(self, text: str) -> None:
                self.wfile.write(f"{text}\r\n".encode())

            def _data(self) -> bytes:
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line.removeprefix(b"."))
                return b"".join(lines)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Mail:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
