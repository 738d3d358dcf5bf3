"""Certificates are checked: a site whose certificate nobody vouches for is named, not trusted."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.crawlers.conftest import Station, article, rss, send


def self_signed(host: str) -> bytes:
    """A key and the certificate that it signed for itself, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return plain + certificate.public_bytes(Encoding.PEM)


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of an HTTPS server, and the certificate that it signed itself for localhost."""
    certificate = tmp_path / "certificate.pem"
    certificate.write_bytes(self_signed("localhost"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths = {"/feed": send(rss(f"https://localhost:{port}/a")), "/a": send(article("A"))}
            paths.get(self.path, send("", status=404))(self)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield port, certificate
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_unknown_certificate_is_refused_and_a_known_one_accepted(station: Station, secure: tuple[int, Path]) -> None:
    port, certificate = secure
    station.add("one", feeds=[f"https://localhost:{port}/feed"])
    station.add("two", feeds=[f"https://localhost:{port}/feed?again"])
    (poll,) = station.crawl("--source", "two").events("poll")
    assert poll["error"] == "robots-unreachable: tls"

    station.environment["SSL_CERT_FILE"] = str(certificate)
    assert station.crawl("--source", "one").status == 0
    assert station.fate(f"https://localhost:{port}/a") == ("archived", "")
