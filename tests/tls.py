"""A certificate authority made on the fly, and servers with its certificates: TLS in front of anything, and SMTP."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Authority:
    """Its certificate, for clients, and a server's certificate with its key."""

    ca_file: Path
    server_file: Path

    @property
    def server_context(self) -> ssl.SSLContext:
        """What a server with the certificate uses."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server_file)
        return context


def authority(folder: Path, name: str = "ca", address: str = "127.0.0.1") -> Authority:
    """A new authority, and a certificate for a server at this address."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    ca = _certificate(ca_name, ca_name, ca_key, ca_key, x509.BasicConstraints(ca=True, path_length=0))
    place = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    server_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
    certificate = _certificate(server_name, ca_name, key, ca_key, place)
    made = Authority(folder / f"{name}.pem", folder / f"{name}-server.pem")
    made.ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    made.server_file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return made


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(extension, critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256())


@contextmanager
def serving(handle: Handler, context: ssl.SSLContext | None) -> Iterator[int]:
    """Serve on a loopback port, which is yielded, from a thread of its own."""
    loop = asyncio.new_event_loop()
    started = threading.Event()
    ports: list[int] = []

    async def serve() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
        ports.append(server.sockets[0].getsockname()[1])
        started.set()
        with contextlib.suppress(asyncio.CancelledError):
            await server.serve_forever()

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError, RuntimeError):
            loop.run_until_complete(serve())

    thread = threading.Thread(target=run, name="tls", daemon=True)
    thread.start()
    started.wait(10)
    yield ports[0]
    loop.call_soon_threadsafe(_cancel_all, loop)
    thread.join(10)
    loop.close()


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()


def in_front_of(unix_socket: str) -> Handler:
    """Passes the decrypted bytes on to a server behind a Unix socket, and its answers back."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(unix_socket)
        ways = [_pump(reader, server_writer), _pump(server_reader, writer)]
        with contextlib.suppress(asyncio.CancelledError, OSError):
            await asyncio.gather(*ways)

    return handle


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


@dataclass
class MailServer:
    """A small SMTP server: it offers STARTTLS if it has a context for that, and keeps what it is sent."""

    starttls: ssl.SSLContext | None = None
    received: list[str] = field(default_factory=list)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        writer.write(b"220 mail.example.org ESMTP\r\n")
        offer, in_data, lines = self.starttls, False, list[str]()
        with contextlib.suppress(asyncio.CancelledError, OSError):
            while line := (await reader.readline()).decode():
                word = line.strip().upper()
                if in_data:
                    in_data = word != "."
                    lines.append(line)
                    if not in_data:
                        self.received.append("".join(lines))
                        writer.write(b"250 taken\r\n")
                elif word.startswith("EHLO"):
                    writer.write(b"250-mail.example.org\r\n250 STARTTLS\r\n" if offer else b"250 mail.example.org\r\n")
                elif word == "STARTTLS" and offer:
                    writer.write(b"220 go ahead\r\n")
                    await writer.start_tls(offer)
                    offer = None
                elif word == "DATA":
                    writer.write(b"354 end with a dot\r\n")
                    in_data = True
                else:
                    writer.write(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")
        writer.close()
