"""`airflow.utils.email`: sending mail by `[email]` and `[smtp]`."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterable
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate
from pathlib import Path
from typing import Any

from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowException
from airflow.utils.log.logging_mixin import LoggingMixin


def send_email(
    to: str | Iterable[str],
    subject: str,
    html_content: str,
    files: list[str] | None = None,
    dryrun: bool = False,
    cc: str | Iterable[str] | None = None,
    bcc: str | Iterable[str] | None = None,
    mime_subtype: str = "mixed",
    mime_charset: str = "utf-8",
    conn_id: str | None = None,
    custom_headers: dict[str, Any] | None = None,
    **kwargs: Any,
) -> Any:
    """Send a mail through `[email] email_backend`."""
    return conf.getimport("email", "email_backend")(
        ", ".join(get_email_address_list(to)),
        subject,
        html_content,
        files=files,
        dryrun=dryrun,
        cc=cc,
        bcc=bcc,
        mime_subtype=mime_subtype,
        mime_charset=mime_charset,
        conn_id=conn_id or conf.get("email", "email_conn_id"),
        from_email=conf.get("email", "from_email", fallback=None),
        custom_headers=custom_headers,
        **kwargs,
    )


def send_email_smtp(
    to: str | Iterable[str],
    subject: str,
    html_content: str,
    files: list[str] | None = None,
    dryrun: bool = False,
    cc: str | Iterable[str] | None = None,
    bcc: str | Iterable[str] | None = None,
    mime_subtype: str = "mixed",
    mime_charset: str = "utf-8",
    conn_id: str = "smtp_default",
    from_email: str | None = None,
    custom_headers: dict[str, Any] | None = None,
    **kwargs: Any,
) -> None:
    """Send a mail through an SMTP server."""
    sender = conf.get("smtp", "smtp_mail_from", fallback=None) or from_email
    if sender is None:
        raise ValueError("There is no sender: set [smtp] smtp_mail_from or [email] from_email")
    message, recipients = build_mime_message(
        sender, to, subject, html_content, files, cc, bcc, mime_subtype, mime_charset, custom_headers
    )
    send_mime_email(sender, recipients, message, conn_id=conn_id, dryrun=dryrun)


def build_mime_message(
    mail_from: str | None,
    to: str | Iterable[str],
    subject: str,
    html_content: str,
    files: list[str] | None = None,
    cc: str | Iterable[str] | None = None,
    bcc: str | Iterable[str] | None = None,
    mime_subtype: str = "mixed",
    mime_charset: str = "utf-8",
    custom_headers: dict[str, Any] | None = None,
) -> tuple[MIMEMultipart, list[str]]:
    """The message, and all who get it."""
    message = MIMEMultipart(mime_subtype)
    message["Subject"] = subject
    if mail_from:
        message["From"] = mail_from
    receivers = {"To": get_email_address_list(to), "CC": get_email_address_list(cc or []), "": []}
    receivers[""] = get_email_address_list(bcc or [])
    for header, addresses in receivers.items():
        # Nobody sees who gets a blind copy.
        if header and (addresses or header == "To"):
            message[header] = ", ".join(addresses)
    message["Date"] = formatdate(localtime=True)
    message.attach(MIMEText(html_content, "html", mime_charset))
    for file in files or ():
        name = Path(file).name
        part = MIMEApplication(Path(file).read_bytes(), Name=name)
        part["Content-Disposition"] = f'attachment; filename="{name}"'
        part["Content-ID"] = f"<{name}>"
        message.attach(part)
    for header, value in (custom_headers or {}).items():
        message[header] = value
    return message, [address for addresses in receivers.values() for address in addresses]


def send_mime_email(
    e_from: str, e_to: str | list[str], mime_msg: MIMEMultipart, conn_id: str = "smtp_default", dryrun: bool = False
) -> None:
    """Send a message, trying `[smtp] smtp_retry_limit` times."""
    log = LoggingMixin().log
    login, password = _credentials(conn_id)
    if dryrun:
        return
    attempts = conf.getint("smtp", "smtp_retry_limit")
    for attempt in range(1, attempts + 1):
        log.info("Sending mail, attempt %s", attempt)
        try:
            server = _connect()
        except smtplib.SMTPServerDisconnected:
            if attempt == attempts:
                raise
            continue
        if conf.getboolean("smtp", "smtp_starttls"):
            server.starttls()
        if login and password:
            server.login(login, password)
        server.sendmail(e_from, e_to, mime_msg.as_string())
        server.quit()
        return


def _credentials(conn_id: str | None) -> tuple[str | None, str | None]:
    from airflow.sdk import Connection

    try:
        connection = Connection.get(conn_id) if conn_id else None
    except AirflowException:
        connection = None
    return (connection.login, connection.password) if connection else (None, None)


def _connect() -> smtplib.SMTP:
    host = conf.get("smtp", "smtp_host")
    port, timeout = conf.getint("smtp", "smtp_port"), conf.getint("smtp", "smtp_timeout")
    if not conf.getboolean("smtp", "smtp_ssl"):
        return smtplib.SMTP(host=host, port=port, timeout=timeout)
    wanted = conf.get("email", "ssl_context")
    if wanted not in ("default", "none"):
        raise RuntimeError(f"[email] ssl_context is 'default' or 'none', and not {wanted!r}")
    context = ssl.create_default_context() if wanted == "default" else None
    return smtplib.SMTP_SSL(host=host, port=port, timeout=timeout, context=context)


def get_email_address_list(addresses: str | Iterable[str]) -> list[str]:
    """Addresses from a list, or from a text that separates them by `,` or `;`."""
    if isinstance(addresses, str):
        return re.split(r"\s*[,;]\s*", addresses)
    if not isinstance(addresses, Iterable):
        raise TypeError(f"Unexpected argument type: Received '{type(addresses).__name__}'.")
    listed = list(addresses)
    if not all(isinstance(address, str) for address in listed):
        raise TypeError("The items in your iterable must be strings.")
    return listed
