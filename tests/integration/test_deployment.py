"""The deployment files against the code: queues, settings, commands, rights; the database part on a real PostgreSQL."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
from psycopg import sql

from config.settings import PREFIX, Settings
from pipeline.flow import FLOW, QUEUES
from pipeline.runner import Runner
from pipeline.store import feeds, schema
from pipeline.store.engine import connect, transaction
from pipeline.store.tables import metadata
from tests.conftest import Pipeline
from tests.newsroom import Newsroom
from workers.bootstrap import runner_knobs, web_knobs
from workers.cli import app
from workers.embedded import Servers, _postgres_bin

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    name: (ROOT / name).read_text("utf-8")
    for name in ("docker-compose.yml", "Dockerfile", ".dockerignore", ".env.example", "docs/deployment.md")
}
INIT = ROOT / "config" / "postgres-init.sh"
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(?::([-?])([^}]*))?\}")
FILLED = {
    "POSTGRES_PASSWORD": "first",
    "OWNER_PASSWORD": "second",
    "RUNTIME_PASSWORD": "third",
    "REDIS_PASSWORD": "fourth",
    "WIREROOM_CONTACT": "ops@example.org",
}
ONE_SHOT = {"migrate"}
WORKERS = {"worker-network", "worker-compute"}
OURS = WORKERS | ONE_SHOT | {"scheduler"}


# ── docker-compose.yml, read without a YAML library ────────────────────────────────────────────────────────────────


@dataclass
class _Yaml:
    """Reads the part of YAML that docker-compose.yml keeps to: block mappings and lists, anchors, `|` and `>-`."""

    lines: list[str]
    at: int = 0
    anchors: dict[str, Any] = field(default_factory=dict)

    def _next(self) -> tuple[int, str] | None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and not line.lstrip().startswith("#"):
                return len(line) - len(line.lstrip()), line.strip()
            self.at += 1
        return None

    def block(self, indent: int) -> Any:
        found = self._next()
        if found is None or found[0] < indent:
            return None
        return self._list(found[0]) if found[1].startswith("- ") else self._mapping(found[0])

    def _list(self, indent: int) -> list[Any]:
        result = []
        while (found := self._next()) and found[0] == indent and found[1].startswith("- "):
            self.at += 1
            result.append(self._value(found[1][2:], indent))
        return result

    def _mapping(self, indent: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        inherited: dict[str, Any] = {}
        while (found := self._next()) and found[0] == indent:
            key, colon, rest = found[1].partition(":")
            assert colon, found[1]
            assert rest[:1] in ("", " "), found[1]
            self.at += 1
            rest = rest.strip()
            anchor = re.fullmatch(r"&(\S+)", rest)
            value = self._value("" if anchor else rest, indent)
            if anchor:
                self.anchors[anchor[1]] = value
            if key == "<<":
                inherited = value
            else:
                assert key not in result, f"{key} twice"
                result[key] = value
        return inherited | result

    def _value(self, text: str, indent: int) -> Any:
        if text in ("|", ">-"):
            taken = []
            while self.at < len(self.lines) and (
                not self.lines[self.at].strip() or self.lines[self.at].startswith(" " * (indent + 1))
            ):
                taken.append(self.lines[self.at])
                self.at += 1
            margin = min(len(line) - len(line.lstrip()) for line in taken if line.strip())
            body = [line[margin:] for line in taken]
            return "\n".join(body).rstrip("\n") + "\n" if text == "|" else " ".join(line for line in body if line)
        if not text:
            return self.block(indent + 1)
        if text.startswith("*"):
            return self.anchors[text[1:]]
        assert " #" not in text, text
        if text.startswith("["):
            return [part.strip('"') for part in re.findall(r'"[^"]*"|[^\s,"]+', text[1:-1])]
        if text.startswith('"'):
            return json.loads(text)
        return {"true": True, "false": False}.get(text, text)


def _filled(text: str, given: Mapping[str, str]) -> str:
    """Text with `${…}` filled in as `docker compose` does."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if given.get(name):
            return given[name]
        assert kind == "-", f"{name} is required"
        return str(rest)

    return VARIABLE.sub(value, text)


def _unescaped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unescaped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unescaped(each) for each in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def _read_compose(**given: str) -> dict[str, Any]:
    text = _filled(TEXTS["docker-compose.yml"], FILLED | given)
    return dict(_unescaped(_Yaml(text.splitlines()).block(0)))


COMPOSE = _read_compose()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def _seconds(duration: str) -> int:
    match = re.fullmatch(r"(\d+)s", duration)
    assert match, duration
    return int(match[1])


def _size(size: str) -> int:
    match = re.fullmatch(r"(\d+)(m|g|mb|gb)", size, re.IGNORECASE)
    assert match, size
    return int(match[1]) * {"m": 1 << 20, "g": 1 << 30}[match[2][0].lower()]


def _has_compose() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    return subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _has_compose(), reason="no docker compose on this machine")
def test_docker_compose_reads_it_as_this_test_does(tmp_path: Path) -> None:
    filled = tmp_path / "env"
    filled.write_text("".join(f"{name}={value}\n" for name, value in FILLED.items()))
    command = ["docker", "compose", "--env-file", str(filled), "--file", str(ROOT / "docker-compose.yml")]
    result = subprocess.run(
        [*command, "--profile", "readers", "config", "--format", "json"],
        capture_output=True, text=True, check=False, env={"PATH": os.defpath, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    theirs = _unescaped(json.loads(result.stdout)["services"])
    assert set(theirs) == set(SERVICES)
    for name, service in SERVICES.items():
        assert theirs[name].get("command") == service.get("command")
        assert theirs[name].get("environment") == service.get("environment")
        assert set(theirs[name]["networks"]) == set(service["networks"])


# ── against the code ───────────────────────────────────────────────────────────────────────────────────────────────


def _queues(service: str) -> list[str]:
    command = SERVICES[service]["command"]
    return str(command[command.index("--queues") + 1]).split(",")


def test_every_queue_has_its_worker_and_only_one() -> None:
    consuming = {name for name, service in SERVICES.items() if "worker" in (service.get("command") or [])}
    assert consuming == WORKERS
    assert sorted(queue for name in consuming for queue in _queues(name)) == sorted(QUEUES)
    assert _queues("worker-network") == [stage.name for stage in FLOW if stage.network]


@pytest.mark.parametrize("name", [*TEXTS, "config/postgres-init.sh"])
def test_every_variable_of_ours_is_a_setting(name: str) -> None:
    text = TEXTS.get(name) or INIT.read_text("utf-8")
    allowed = {PREFIX + each.upper() for each in Settings.model_fields}
    assert set(re.findall(r"\bWIREROOM_[A-Z_]*[A-Z]\b", text)) <= allowed


def test_the_settings_given_to_containers_are_accepted() -> None:
    for name in OURS:
        given = SERVICES[name]["environment"]
        chosen = Settings(**{key.removeprefix(PREFIX).lower(): value for key, value in given.items() if value})
        assert chosen.contact == FILLED["WIREROOM_CONTACT"]


def test_the_example_names_exactly_what_compose_reads_and_no_password() -> None:
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", TEXTS[".env.example"], re.MULTILINE))
    assert set(example) == {match[1] for match in VARIABLE.finditer(TEXTS["docker-compose.yml"])}
    assert not any(example.values())


@pytest.mark.parametrize("missing", sorted(FILLED))
def test_it_does_not_start_without(missing: str) -> None:
    with pytest.raises(AssertionError, match=f"{missing} is required"):
        _read_compose(**{missing: ""})


def _check_command(words: list[str]) -> None:
    command: Any = typer.main.get_command(app)
    for place, word in enumerate(words):
        if not getattr(command, "commands", None):
            known = {option for parameter in command.params for option in parameter.opts}
            assert {each for each in words[place:] if each.startswith("--")} <= known, words
            return
        assert word in command.commands, " ".join(words)
        command = command.commands[word]
    assert not getattr(command, "commands", None), f"{' '.join(words)} wants a verb"


def test_every_command_exists() -> None:
    used = [SERVICES[name]["command"] for name in OURS]
    used.append(json.loads(re.findall(r"^CMD (.+)$", TEXTS["Dockerfile"], re.MULTILINE)[0]))
    assert all(command[0] == "wireroom" for command in used)
    for command in used:
        if command[1:] != ["--help"]:
            _check_command(command[1:])
    code = re.findall(r"```\w*\n(.+?)```|`([^`\n]+)`", TEXTS["docs/deployment.md"], re.DOTALL)
    written = [found for block in code for found in re.findall(r"\bwireroom ([a-z][^\n#<>|&;]*)", block[0] or block[1])]
    assert len(written) > 5
    for command in written:
        _check_command(command.split())


@every_service
def test_every_service_of_the_document_exists(name: str) -> None:
    assert f"`{name}`" in TEXTS["docs/deployment.md"]


# ── servers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_redis_keeps_every_hint_and_asks_for_a_password() -> None:
    redis = SERVICES["redis"]
    command = redis["command"][-1]
    for flag in ("--appendonly yes", "--maxmemory-policy noeviction", "--maxmemory ", "requirepass $REDISCLI_AUTH"):
        assert flag in command
    maxmemory = re.search(r"--maxmemory (\S+)", command)
    assert maxmemory
    assert _size(redis["mem_limit"]) >= 2 * _size(maxmemory[1])
    assert redis["environment"]["REDISCLI_AUTH"] == FILLED["REDIS_PASSWORD"]
    assert "redis:/data" in redis["volumes"]


@pytest.mark.parametrize(("name", "at_least"), [("postgres", 16), ("redis", 7)])
def test_servers_are_pinned_to_a_supported_version(name: str, at_least: int) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert image == name
    assert int(tag.split(".")[0]) >= at_least


def test_postgres_keeps_its_data_in_a_volume_and_makes_the_roles() -> None:
    volumes = SERVICES["postgres"]["volumes"]
    assert "postgres:/var/lib/postgresql/data" in volumes
    assert any(each.startswith("./config/postgres-init.sh:/docker-entrypoint-initdb.d/") for each in volumes)
    assert os.access(INIT, os.X_OK), "not executable, the image would source it"
    assert set(COMPOSE["volumes"]) == {
        each.partition(":")[0] for service in SERVICES.values() for each in service.get("volumes", []) if each[0] != "."
    }


def test_migrations_come_before_everything_else_of_ours() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert "wireroom_owner:" in SERVICES["migrate"]["environment"]["WIREROOM_DATABASE_URL"]
    for name in OURS - ONE_SHOT:
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert "//wireroom:" in SERVICES[name]["environment"]["WIREROOM_DATABASE_URL"]


# ── least privilege ────────────────────────────────────────────────────────────────────────────────────────────────


@every_service
def test_no_service_is_root_or_can_become_it(name: str) -> None:
    service = SERVICES[name]
    user, _, group = service["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert not {"privileged", "cap_add", "devices", "network_mode", "pid", "ipc", "env_file"} & set(service)
    assert not any("docker.sock" in each for each in service.get("volumes", []))


@every_service
def test_no_port_is_open_to_others(name: str) -> None:
    ports = SERVICES[name].get("ports", [])
    assert all(each.startswith("127.0.0.1:") for each in ports)
    assert not ports or "profiles" in SERVICES[name]


def test_only_who_fetches_or_delivers_reaches_the_internet() -> None:
    inside = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
    assert inside == {"backend"}
    outside = {name for name, service in SERVICES.items() if set(service["networks"]) - inside}
    assert outside == {"scheduler", "worker-network", "readers"}
    assert all("networks" in service for service in SERVICES.values())


def test_no_container_is_given_passwords_it_does_not_need() -> None:
    knows = {
        secret: {name for name, service in SERVICES.items() if secret in json.dumps(service.get("environment", {}))}
        for secret in (FILLED[name] for name in FILLED if name.endswith("_PASSWORD"))
    }
    assert knows["first"] == {"postgres"}
    assert knows["second"] == {"postgres", "migrate"}
    assert knows["third"] == {"postgres", "scheduler", *WORKERS}
    assert knows["fourth"] == {"redis", *OURS}


# ── running ────────────────────────────────────────────────────────────────────────────────────────────────────────


@every_service
def test_long_running_services_are_checked_and_restarted(name: str) -> None:
    service = SERVICES[name]
    if name in ONE_SHOT:
        assert service["healthcheck"] == {"disable": True}
        return
    assert service["restart"] == "unless-stopped"
    assert len(service["healthcheck"]["test"]) > 1
    assert _seconds(service["healthcheck"]["timeout"]) <= _seconds(service["healthcheck"]["interval"])


@pytest.mark.parametrize("name", sorted(WORKERS | {"scheduler", "postgres", "redis"}))
def test_there_is_time_to_drain(name: str) -> None:
    assert _seconds(SERVICES[name]["stop_grace_period"]) >= 60
    assert SERVICES[name]["init"] is True


@pytest.mark.parametrize("name", ["scheduler", "worker-compute", "worker-network"])
def test_it_can_be_scaled(name: str) -> None:
    assert not {"container_name", "ports", "hostname", "deploy"} & set(SERVICES[name])


def test_memory_holds_the_processes() -> None:
    given = SERVICES["worker-compute"]["environment"]
    child_memory = int(given["WIREROOM_CHILD_MEMORY"] or Settings.model_fields["child_memory"].default)
    assert _size(SERVICES["worker-compute"]["mem_limit"]) > int(given["WIREROOM_CONCURRENCY"]) * child_memory
    assert all("mem_limit" in SERVICES[name] for name in OURS)


def test_the_image_runs_as_the_user_of_its_services() -> None:
    steps = re.sub(r"\\\n", " ", TEXTS["Dockerfile"])
    final = steps[steps.rindex("\nFROM ") :]
    users = re.findall(r"^USER (\S+)$", final, re.MULTILINE)
    assert users
    assert {SERVICES[name]["user"] for name in OURS} == {users[-1]}
    assert users[-1].split(":")[0] != "0"
    assert not re.search(r"^(RUN|COPY|ADD) ", final[final.rindex("\nUSER ") :], re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", steps, re.MULTILINE) == ["python:3.12-slim"] * 2
    assert "--require-hashes" in steps
    assert "--no-index" in steps


def test_the_image_is_built_from_what_it_needs_and_nothing_else() -> None:
    rules = [line for line in TEXTS[".dockerignore"].splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    taken = {rule[1:] for rule in rules if rule.startswith("!")}
    packages = {"config", "pipeline", "workers"}
    assert packages | {"pyproject.toml", "requirements-runtime.lock", "LICENSE", "NOTICE"} <= taken
    assert not any(fnmatch(name, rule) for rule in taken for name in (".env", ".git", ".venv", ".wireroom", "tests"))
    for source in re.findall(r"^COPY (?!--from)(\S+) ", TEXTS["Dockerfile"], re.MULTILINE):
        assert source == "." or (source in taken and (ROOT / source).exists())


def test_the_image_has_the_versions_that_were_tested() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9_.\[\]-]+==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    image, tested = pinned("requirements-runtime.lock"), pinned("requirements.lock")
    assert image <= tested
    names = {re.split(r"==|\[", pin)[0] for pin in image}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {re.split(r"[<>=\[; ]", each)[0] for each in project} <= names


# ── rights in the database ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of its own with passwords, as the postgres image leaves it."""

    servers: Servers

    def url(self, user: str, password: str = "") -> str:
        return f"postgresql://{user}:{password}@/wireroom?host={self.servers.sockets}"

    @property
    def owner(self) -> str:
        return self.url("wireroom_owner", FILLED["OWNER_PASSWORD"])

    @property
    def runtime(self) -> str:
        return self.url("wireroom", FILLED["RUNTIME_PASSWORD"])

    def make_roles(self, **changed: str) -> subprocess.CompletedProcess[str]:
        given = {name: FILLED[name] for name in ("OWNER_PASSWORD", "RUNTIME_PASSWORD")} | changed
        env = {"PATH": f"{_postgres_bin()}:{os.defpath}", "PGHOST": str(self.servers.sockets), **given}
        return subprocess.run([str(INIT)], env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """The roles made by the script, nothing else yet."""
    home = Path(tempfile.mkdtemp(prefix="wrd-"))
    servers = Servers(home, redis=False)
    servers.hold()
    try:
        cluster = Cluster(servers)
        with psycopg.connect(cluster.url("wireroom"), autocommit=True) as admin:
            admin.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as admin:
            admin.execute("ALTER ROLE wireroom RENAME TO bootstrap")
            for (rules,) in admin.execute("SHOW hba_file").fetchall():
                Path(rules).write_text("local all postgres trust\nlocal all all scram-sha-256\n")
            admin.execute("SELECT pg_reload_conf()")
        made = cluster.make_roles()
        assert made.returncode == 0, made.stderr
        yield cluster
    finally:
        servers.let_go()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def migrated(cluster: Cluster) -> Cluster:
    """The schema made by its owner, who may not create roles."""
    engine = connect(cluster.owner)
    try:
        schema.upgrade(engine)
    finally:
        engine.dispose()
    return cluster


def _refused(url: str, statement: str) -> bool:
    with psycopg.connect(url) as conn:
        try:
            conn.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return True
        finally:
            conn.rollback()
    return False


def test_the_script_wants_passwords(cluster: Cluster) -> None:
    assert cluster.make_roles(OWNER_PASSWORD="").returncode != 0


def test_the_script_can_be_run_again_and_changes_passwords(cluster: Cluster) -> None:
    odd = 'it\'s \\ "odd" $x'
    assert cluster.make_roles(RUNTIME_PASSWORD=odd).returncode == 0
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.runtime)
    psycopg.connect(f"host={cluster.servers.sockets} dbname=wireroom user=wireroom", password=odd).close()
    assert cluster.make_roles().returncode == 0
    psycopg.connect(cluster.runtime).close()


def test_no_role_of_ours_is_powerful(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("postgres")) as admin:
        rows = admin.execute(
            "SELECT rolname, rolcanlogin, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
            "  FROM pg_roles WHERE rolname LIKE 'wireroom%'"
        ).fetchall()
    assert sorted(rows) == [
        ("wireroom", True, False),
        ("wireroom_owner", True, False),
        ("wireroom_reader", False, False),
    ]


def test_the_owner_migrates_without_being_superuser(migrated: Cluster) -> None:
    engine = connect(migrated.owner)
    assert schema.pending(engine) == []
    assert schema.upgrade(engine) == []
    engine.dispose()


def test_the_pipeline_runs_with_the_rights_of_the_runtime_role(
    migrated: Cluster, redis_url: str, newsroom: Newsroom, tmp_path: Path
) -> None:
    settings = Settings(
        home=tmp_path,
        database_url=migrated.runtime,
        redis_url=redis_url,
        fetch_allow="127.0.0.0/8",
        host_delay=0,
        host_concurrency=20,
    )
    engine = connect(migrated.runtime)
    runner = Runner(engine, runner_knobs(settings), web_knobs(settings), lambda stage, ids: None, lambda stage: False)
    try:
        with transaction(engine) as conn:
            for url in newsroom.feeds:
                feeds.add(conn, url, interval=900)
        pipeline = Pipeline(settings, engine, runner)
        pipeline.drain()
        stored = {url for (url,) in pipeline.rows("SELECT url FROM v1.articles")}
        assert stored == {item.url for item in newsroom.expected() if item.outcome == "article"}
        assert pipeline.rows("SELECT count(*) FROM v1.changes")[0][0] >= len(stored)
    finally:
        runner.close()
        engine.dispose()


def test_the_runtime_role_may_write_every_table(migrated: Cluster) -> None:
    with psycopg.connect(migrated.runtime) as conn:
        for table in metadata.tables:
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                assert conn.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone() == (True,)
            for right in ("TRUNCATE", "REFERENCES", "TRIGGER"):
                assert conn.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone() == (False,)


def test_a_table_of_a_later_migration_is_covered(migrated: Cluster) -> None:
    with psycopg.connect(migrated.owner, autocommit=True) as conn:
        conn.execute("CREATE TABLE later (id bigserial PRIMARY KEY, x int)")
    try:
        with psycopg.connect(migrated.runtime) as conn:
            conn.execute("INSERT INTO later (x) VALUES (1)")
            conn.execute("UPDATE later SET x = 2")
            conn.execute("DELETE FROM later")
    finally:
        with psycopg.connect(migrated.owner, autocommit=True) as conn:
            conn.execute("DROP TABLE later")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "CREATE TABLE v1.mine (x int)",
        "CREATE ROLE mine",
        "ALTER TABLE articles ADD COLUMN mine int",
        "CREATE INDEX mine ON articles (id)",
        "DROP TABLE articles",
        "DROP VIEW v1.articles",
        "DROP TRIGGER number_change ON changes",
        "TRUNCATE articles CASCADE",
        "UPDATE v1.sightings SET title = ''",
        "SET ROLE wireroom_owner",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_the_runtime_role_is_refused(migrated: Cluster, statement: str) -> None:
    assert _refused(migrated.runtime, statement)


@pytest.fixture(scope="module")
def reader(migrated: Cluster) -> str:
    """A person or program that only reads."""
    with psycopg.connect(migrated.url("postgres"), autocommit=True) as admin:
        admin.execute("CREATE ROLE analyst LOGIN PASSWORD 'fifth' IN ROLE wireroom_reader")
    return migrated.url("analyst", "fifth")


def test_a_reader_reads_every_view_of_v1_and_nothing_else(migrated: Cluster, reader: str) -> None:
    with psycopg.connect(migrated.url("postgres")) as admin:
        relations = admin.execute(
            "SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'v', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        ).fetchall()
    assert {kind for space, _, kind in relations if space == "v1"} == {"v"}
    assert len(relations) > len(metadata.tables)
    with psycopg.connect(reader) as conn:
        for space, name, _ in relations:
            if space == "v1":
                conn.execute(sql.SQL("SELECT * FROM {} LIMIT 1").format(sql.Identifier(space, name)))
    for space, name, _ in relations:
        if space != "v1":
            assert _refused(reader, f'SELECT * FROM "{space}"."{name}"')


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE v1.sightings SET title = ''",
        "DELETE FROM v1.captures",
        "SELECT nextval('changes_seq')",
        "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "SET ROLE wireroom",
    ],
)
def test_a_reader_is_refused(reader: str, statement: str) -> None:
    assert _refused(reader, statement)


# ── the services' own commands and checks ──────────────────────────────────────────────────────────────────────────


def _run_as(name: str, cluster: Cluster, redis_url: str, home: Path) -> tuple[list[str], dict[str, str]]:
    """A service's command and environment, with this machine's servers instead of the containers'."""
    service = SERVICES[name]
    env = {key: value for key, value in service["environment"].items() if value}
    env["WIREROOM_DATABASE_URL"] = re.sub(
        r"@postgres:5432/wireroom$", f"@/wireroom?host={cluster.servers.sockets}", env["WIREROOM_DATABASE_URL"]
    )
    env |= {"WIREROOM_REDIS_URL": redis_url, "WIREROOM_HOME": str(home), "PATH": os.defpath}
    assert service["command"][0] == "wireroom"
    return [sys.executable, "-m", "workers.cli", *service["command"][1:]], env


def test_the_migration_service_does_its_work(cluster: Cluster, redis_url: str, tmp_path: Path) -> None:
    command, env = _run_as("migrate", cluster, redis_url, tmp_path)
    result = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["scheduler", "worker-compute", "worker-network"])
def test_the_health_check_tells_the_living_from_the_dead(
    migrated: Cluster, redis_url: str, tmp_path: Path, name: str
) -> None:
    command, env = _run_as(name, migrated, redis_url, tmp_path)
    kind, python, *arguments = SERVICES[name]["healthcheck"]["test"]
    assert (kind, python) == ("CMD", "python")

    def healthy() -> bool:
        check = [sys.executable, *arguments]
        return subprocess.run(check, env=env, cwd=tmp_path, capture_output=True, check=False).returncode == 0

    with psycopg.connect(migrated.runtime, autocommit=True) as conn:
        conn.execute("DELETE FROM workers")
        assert not healthy()
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        try:
            deadline = time.monotonic() + 60
            while not healthy() and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.2)
            assert healthy(), (tmp_path / "log").read_text()
            process.send_signal(signal.SIGTERM)
            process.wait(_seconds(SERVICES[name]["stop_grace_period"]))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        conn.execute("UPDATE workers SET seen_at = now() - interval '1 minute'")
        assert not healthy()
    assert process.returncode == 0
