"""docker-compose.yml is valid by the Compose specification, and says what an operator relies on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import compose_spec
import pytest
import yaml

from infra.elasticsearch.node import VERSION

TEXT = (Path(__file__).resolve().parents[2] / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]


def test_is_valid_by_the_specification() -> None:
    plain = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", re.sub(r"\$\{\w+:\?.*?\}", "secret", TEXT))
    plain = yaml.safe_dump(yaml.safe_load(plain))  # merge keys are YAML's and not the specification's
    compose_spec.PyCompose.from_yaml(plain).validate()
    with pytest.raises(Exception, match="mem_limt"):
        compose_spec.PyCompose.from_yaml(plain.replace("mem_limit", "mem_limt"))


@pytest.mark.parametrize("name", ["elasticsearch", "kibana"])
def test_what_serves_is_limited_watched_and_kept(name: str) -> None:
    service = SERVICES[name]
    assert {"mem_limit", "healthcheck", "volumes", "restart"} <= service.keys()
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_elasticsearch_is_the_version_that_is_tested_and_secured() -> None:
    service = SERVICES["elasticsearch"]
    assert service["image"].endswith(f":{VERSION}")
    assert {"xpack.security.enabled", "xpack.security.http.ssl.enabled"} <= {
        key for key, value in service["environment"].items() if value == "true"
    }


def test_no_password_stands_in_the_file() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            assert "PASSWORD" not in key or value.startswith("${")


def test_every_dependency_and_volume_exists() -> None:
    volumes = yaml.safe_load(TEXT)["volumes"]
    for service in SERVICES.values():
        assert service.get("depends_on", {}).keys() <= SERVICES.keys()
        assert {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith("./")} <= volumes.keys()


def test_nothing_is_exposed_beyond_loopback_and_nothing_of_ours_runs_as_root() -> None:
    for service in SERVICES.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    dockerfile = (Path(__file__).resolve().parents[2] / "infra" / "Dockerfile").read_text()
    assert "\nUSER araswatch\n" in dockerfile
    assert "\nHEALTHCHECK " in dockerfile


@pytest.mark.parametrize("name", sorted(name for name, service in SERVICES.items() if "airflow" in service.get("profiles", ())))
def test_airflow_is_limited_and_watched_and_waits_for_its_databases(name: str) -> None:
    service = SERVICES[name]
    assert "healthcheck" in service
    assert "mem_limit" in service or name == "airflow-init"
    assert name == "postgres" or service["cap_drop"] == ["ALL"]
    assert name == "postgres" or set(service["depends_on"]) <= {"airflow-init", "postgres", "elasticsearch"}


def test_secrets_are_required() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert {"ELASTIC_PASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "AIRFLOW_PASSWORD", "AIRFLOW_JWT_SECRET"} <= asked
    script = (Path(__file__).resolve().parents[2] / "infra" / "secrets.sh").read_text()
    assert all(name in script for name in asked - {"ARASWATCH_CONTACT"})
