"""Certificates are checked: a site whose certificate nobody vouches for is named, not trusted."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.crawlers.conftest import Station, article, rss, send


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of an HTTPS server, and the certificate that it signed itself for localhost."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(["openssl", "req", *options, *subject, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths = {"/feed": send(rss(f"https://localhost:{port}/a")), "/a": send(article("A"))}
            paths.get(self.path, send("", status=404))(self)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
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
