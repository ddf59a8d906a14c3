"""The servers start, are shared, survive a crash, and stop when the last user leaves."""

import os
import signal
import socket
import time
from pathlib import Path

import psycopg2
import pytest
import redis as redis_client

from pcn_portal.launcher import ports
from pcn_portal.launcher.places import Places
from pcn_portal.launcher.postgres import Postgres
from pcn_portal.launcher.redis import Redis
from pcn_portal.launcher.servers import ours, servers
from pcn_portal.launcher.trouble import Trouble

BOTH = {"DATABASE_URL", "REDIS_URL"}


def found(places: Places, environ: dict[str, str]) -> tuple[Postgres, Redis]:
    """The two servers of a data folder, whether they run or not."""
    pair = ours(places, environ, throwaway=False, wanted=BOTH)
    postgres, redis = pair["DATABASE_URL"], pair["REDIS_URL"]
    assert isinstance(postgres, Postgres) and isinstance(redis, Redis)
    return postgres, redis


def ask(url: str, sql: str) -> str:
    """One value from the database."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return str(next(iter(cursor))[0])
    finally:
        connection.close()


def write(url: str, sql: str) -> None:
    """One committed statement."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
    connection.close()


def test_the_database_is_utf8_and_can_refuse_overlaps(
    places: Places, environ: dict[str, str]
) -> None:
    with servers(places, environ) as urls:
        url = urls["DATABASE_URL"]
        write(url, "create extension if not exists btree_gist")
        assert ask(url, "show server_encoding") == "UTF8"
        assert ask(url, "show fsync") == "on"
        assert ask(url, "select lower('É')") == "é"


def test_the_queue_answers_only_to_its_password(places: Places, environ: dict[str, str]) -> None:
    with servers(places, environ) as urls:
        with redis_client.Redis.from_url(urls["REDIS_URL"]) as signed_in:
            assert signed_in.ping()
        port = ports.remembered(places.data / "portal" / "redis.port")
        with (
            redis_client.Redis(port=port) as stranger,
            pytest.raises(redis_client.AuthenticationError),
        ):
            stranger.ping()


def test_a_second_start_keeps_the_data_and_the_address(
    places: Places, environ: dict[str, str]
) -> None:
    with servers(places, environ) as urls:
        first = dict(urls)
        write(
            urls["DATABASE_URL"],
            "drop table if exists kept; create table kept as select 7 as figure",
        )
    with servers(places, environ) as urls:
        assert urls == first
        assert ask(urls["DATABASE_URL"], "select figure from kept") == "7"


def test_the_last_to_leave_stops_the_servers(places: Places, environ: dict[str, str]) -> None:
    postgres, redis = found(places, environ)
    with servers(places, environ) as outer:
        with servers(places, environ) as inner:
            assert inner == outer
        assert postgres.answers() and redis.answers()
    assert not postgres.answers() and not redis.answers()


def test_the_tests_servers_are_not_the_portals(places: Places, environ: dict[str, str]) -> None:
    with (
        servers(places, environ) as portal,
        servers(places, environ, throwaway=True) as tests,
    ):
        assert not set(portal.values()) & set(tests.values())
        assert ask(tests["DATABASE_URL"], "show fsync") == "off"


def test_committed_work_survives_a_killed_server(places: Places, environ: dict[str, str]) -> None:
    postgres, _ = found(places, environ)
    with servers(places, environ) as urls:
        write(
            urls["DATABASE_URL"],
            "drop table if exists kept; create table kept as select 7 as figure",
        )
        kill_postgres(postgres)
    with servers(places, environ) as urls:
        assert ask(urls["DATABASE_URL"], "select figure from kept") == "7"


def kill_postgres(postgres: Postgres) -> None:
    """Kill the server outright, and wait until the machine has seen it."""
    number = int(postgres.pid_lines()[0])
    os.kill(number, signal.SIGKILL)
    for _ in range(100):
        if not postgres.answers():
            return
        time.sleep(0.05)
    raise AssertionError("the killed server still answers")


def test_a_pid_file_whose_number_went_to_another_program_is_no_obstacle(
    places: Places, environ: dict[str, str]
) -> None:
    postgres, _ = found(places, environ)
    with servers(places, environ):
        pass
    pid_file = postgres.folder / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{postgres.folder}\n0\n1\n\n127.0.0.1\n")
    owner = postgres.folder.stat()
    os.chown(pid_file, owner.st_uid, owner.st_gid)
    with servers(places, environ) as urls:
        assert ask(urls["DATABASE_URL"], "select 1") == "1"


def test_a_port_taken_meanwhile_is_exchanged(places: Places, environ: dict[str, str]) -> None:
    with servers(places, environ) as urls:
        before = dict(urls)
    home = places.data / "portal"
    busy = [ports.remembered(home / f"{name}.port") for name in ("postgres", "redis")]
    listeners = [socket.create_server(("127.0.0.1", port)) for port in busy]
    try:
        with servers(places, environ) as urls:
            assert not set(urls.values()) & set(before.values())
            assert ask(urls["DATABASE_URL"], "select 1") == "1"
    finally:
        for listener in listeners:
            listener.close()


def test_a_first_start_cut_off_half_way_is_begun_anew(
    fresh_places: Places, environ: dict[str, str]
) -> None:
    postgres, _ = found(fresh_places, environ)
    half = postgres.folder.with_name(f"{postgres.folder.name}.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("half")
    with servers(fresh_places, environ) as urls:
        assert ask(urls["DATABASE_URL"], "select 1") == "1"
    assert not half.exists()


def test_a_spoilt_cluster_of_the_tests_is_made_anew(fresh_places: Places) -> None:
    environ = {"PORTAL_SERVERS": "wheel"}
    with servers(fresh_places, environ, throwaway=True):
        pass
    cluster = next((fresh_places.data / "test").glob("postgres-*[0-9]"))
    (cluster / "global" / "pg_control").write_bytes(b"spoilt")
    with servers(fresh_places, environ, throwaway=True) as urls:
        assert ask(urls["DATABASE_URL"], "select 1") == "1"


def test_data_of_a_version_that_is_gone_is_never_passed_over(fresh_places: Places) -> None:
    (fresh_places.data / "portal" / "postgres-9").mkdir(parents=True)
    with (
        pytest.raises(Trouble, match="needs that version of PostgreSQL"),
        servers(fresh_places, {"PORTAL_SERVERS": "wheel"}),
    ):
        pass


def test_a_configured_server_that_is_not_there_is_named(fresh_places: Places) -> None:
    port = ports.any_free()
    url = f"postgres://portal@127.0.0.1:{port}/portal"
    with (
        pytest.raises(Trouble, match=f"DATABASE_URL names 127.0.0.1:{port}, and nothing answers"),
        servers(fresh_places, {"DATABASE_URL": url}),
    ):
        pass


def test_configured_servers_are_used_and_not_stopped(fresh_places: Places, tmp_path: Path) -> None:
    forced = {"PORTAL_SERVERS": "wheel"}
    elsewhere = Places(fresh_places.checkout, tmp_path, fresh_places.venv)
    with servers(fresh_places, forced) as theirs:
        with servers(elsewhere, theirs) as urls:
            assert urls == theirs
        assert ask(theirs["DATABASE_URL"], "select 1") == "1"


def test_a_misspelt_link_of_the_chain_is_refused(fresh_places: Places) -> None:
    with (
        pytest.raises(Trouble, match="use wheel or machine"),
        servers(fresh_places, {"PORTAL_SERVERS": "wheels"}),
    ):
        pass
