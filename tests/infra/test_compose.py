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


def test_the_certificates_are_read_by_all_and_the_keys_by_their_owner() -> None:
    """Elasticsearch runs as 1000:0 without further groups, Kibana as user 1000, our image in group 0."""
    script = SERVICES["certificates"]["command"][-1]
    assert script.index("fi\n") < script.index("chown -R 1000:0 .") < script.index("chown 0:0 ca/ca.key && chmod 400 ca/ca.key")
    assert "chmod 400 node/node.key" in script


def test_the_dashboard_only_shows_and_has_an_account_from_the_start() -> None:
    script = SERVICES["dashboard"]["command"][-1]
    assert "araswatch users add admin --role admin\n" in script
    assert "--no-schedule" in script


def test_no_password_stands_in_the_file() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            assert "PASSWORD" not in key or value.startswith("${")


def test_every_dependency_and_volume_exists() -> None:
    volumes = yaml.safe_load(TEXT)["volumes"]
    for service in SERVICES.values():
        assert service.get("depends_on", {}).keys() <= SERVICES.keys()
        assert {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith("./")} <= volumes.keys()


def test_every_container_has_a_limit_of_memory() -> None:
    assert [name for name, service in SERVICES.items() if "mem_limit" not in service] == []


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
    assert name == "postgres" or service["cap_drop"] == ["ALL"]
    assert name == "postgres" or set(service["depends_on"]) <= {"airflow-init", "postgres", "elasticsearch"}


def test_secrets_are_required() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", TEXT))
    names = ("ELASTIC_PASSWORD", "KIBANA_PASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "AIRFLOW_PASSWORD", "ARASWATCH_ADMIN_PASSWORD")
    assert {*names, "AIRFLOW_FERNET_KEY", "AIRFLOW_API_SECRET", "AIRFLOW_JWT_SECRET"} <= asked
    script = (Path(__file__).resolve().parents[2] / "infra" / "secrets.sh").read_text()
    assert all(name in script for name in asked - {"ARASWATCH_CONTACT"})


def test_the_chart_asks_for_nothing_that_the_image_lacks() -> None:
    """Airflow's chart expects its own image: the FAB provider, and a script that clears logs."""
    values = yaml.safe_load((Path(__file__).resolve().parents[2] / "infra" / "kubernetes" / "airflow-values.yaml").read_text())
    assert values["config"]["core"]["auth_manager"].endswith(".SimpleAuthManager")
    assert not values["createUserJob"]["enabled"]
    for name in ("scheduler", "dagProcessor", "workers"):
        assert not values[name]["logGroomerSidecar"]["enabled"]
