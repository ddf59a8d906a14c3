"""A real mail server for a test: it keeps what it is sent, and refuses whom it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

from tests.funding.workers.processes import free_port


@dataclass
class Catcher:
    """What came in, and the addresses it does not take."""

    refuses: set[str] = field(default_factory=set)
    caught: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.caught.append(read)
        return "250 OK"

    def addresses(self) -> list[str]:
        """Whom it took e-mails for, in order."""
        return [str(message["To"]) for message in self.caught]


@contextmanager
def mail_server(*refuses: str) -> Iterator[Catcher]:
    """Run a mail server that Django's SMTP backend sends to."""
    catcher = Catcher(set(refuses))
    controller = Controller(catcher, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with through_smtp(controller.port):
            yield catcher
    finally:
        controller.stop()


def through_smtp(port: int) -> Any:
    """Have e-mails sent to a server on this port, whether or not one is there."""
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
    )
