"""The server's files hold together as far as that can be told without a container engine."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from pcn_portal.launcher.checking import MADE_UP_SECRETS
from pcn_portal.launcher.health import host_name
from pcn_portal.launcher.places import CHECKOUT

PROGRAMS = Path(sys.prefix) / "bin"
COMPOSE = CHECKOUT / "docker-compose.yml"


def compose(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Let Compose read the file with this environment and nothing else."""
    return subprocess.run(
        [PROGRAMS / "docker-compose", "-f", COMPOSE, "config"],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **environment},
        cwd=folder,
    )


@pytest.fixture
def services(tmp_path: Path) -> Any:
    """The services as Compose understands them."""
    read = compose(tmp_path, **MADE_UP_SECRETS)
    assert read.returncode == 0, read.stderr
    return yaml.safe_load(read.stdout)["services"]


def test_a_server_has_its_five_programs_and_the_migrations(services: Any) -> None:
    assert set(services) == {"web", "worker", "beat", "postgres", "redis", "migrate"}


@pytest.mark.parametrize("secret", sorted(MADE_UP_SECRETS))
def test_a_missing_secret_stops_the_start_and_is_named(secret: str, tmp_path: Path) -> None:
    rest = {name: value for name, value in MADE_UP_SECRETS.items() if name != secret}
    read = compose(tmp_path, **rest)
    assert read.returncode != 0
    assert f"set {secret}" in read.stderr


def test_every_program_that_stays_has_a_health_check(services: Any) -> None:
    own = {name for name, service in services.items() if "test" in service.get("healthcheck", {})}
    image = "HEALTHCHECK" in (CHECKOUT / "Dockerfile").read_text()
    assert image, "the web process has its check from the image"
    assert own == {"worker", "beat", "postgres", "redis"}


def test_nothing_runs_as_root_or_writes_to_its_image(services: Any) -> None:
    assert re.findall(r"^USER (.+)$", (CHECKOUT / "Dockerfile").read_text(), re.M) == ["10001"]
    assert services["postgres"]["user"] == "postgres"
    assert services["redis"]["user"] == "redis"
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name


def test_the_portal_waits_for_healthy_servers_and_finished_migrations(services: Any) -> None:
    for name in ("web", "worker", "beat"):
        waits = {other: how["condition"] for other, how in services[name]["depends_on"].items()}
        assert waits == {
            "postgres": "service_healthy",
            "redis": "service_healthy",
            "migrate": "service_completed_successfully",
        }


def test_only_the_pages_are_published_and_only_to_the_machine_itself(services: Any) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert set(published) == {"web"}
    assert [port["host_ip"] for port in published["web"]] == ["127.0.0.1"]


def test_the_dockerfile_is_free_of_findings() -> None:
    linted = subprocess.run(
        [PROGRAMS / "hadolint", CHECKOUT / "Dockerfile"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout
    assert linted.stdout == ""


def test_every_app_of_ours_is_in_the_image() -> None:
    let_in = set(re.findall(r"^!(\w+)$", (CHECKOUT / ".dockerignore").read_text(), re.M))
    ours = {app.split(".")[0] for app in settings.INSTALLED_APPS}
    ours = {app for app in ours if (CHECKOUT / app).is_dir()}
    assert ours | {"templates", "static"} <= let_in


@pytest.mark.parametrize(
    ("allowed", "asked"),
    [
        ("portal.example,other.example", "portal.example"),
        (".example", "example"),
        ("*", "localhost"),
        ("", "localhost"),
    ],
)
def test_the_health_check_asks_under_an_allowed_name(allowed: str, asked: str) -> None:
    assert host_name(allowed) == asked
