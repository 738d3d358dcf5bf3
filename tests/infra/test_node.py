"""The development node stops nothing but itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

from infra.elasticsearch.node import Node


def test_a_process_that_has_inherited_the_number_is_left_alone(tmp_path: Path) -> None:
    node = Node(home=tmp_path, port=1)
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        (tmp_path / "pid").write_text(str(stranger.pid))
        assert not node.alive()
        node.stop()
        assert stranger.poll() is None
        assert not (tmp_path / "pid").exists()
    finally:
        stranger.kill()
        stranger.wait()


def test_its_own_process_is_ended(tmp_path: Path) -> None:
    node = Node(home=tmp_path, port=1)
    own = subprocess.Popen(["sh", "-c", "sleep 60; true", str(tmp_path / "bin" / "elasticsearch")], start_new_session=True)
    (tmp_path / "pid").write_text(str(own.pid))
    assert node.alive()
    node.stop()
    assert own.poll() is not None
