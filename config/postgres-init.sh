#!/bin/sh
# Roles and rights of Wireroom's database. The postgres image runs this once, when its data directory is empty; on a server
# of your own run it by hand as a superuser, with PGHOST and the like set. Run again, it changes the passwords.
#
#   wireroom_owner   logs in for migrations only: owns the database and all that is in it
#   wireroom         scheduler and workers: reads and writes rows, changes no schema
#   wireroom_reader  no login: a group whose members read schema v1 and nothing else
set -e

: "${OWNER_PASSWORD:?is not set}" "${RUNTIME_PASSWORD:?is not set}"
export OWNER_PASSWORD RUNTIME_PASSWORD

# Passwords go by the environment: arguments can be seen by every user of the machine.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
  --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-wireroom}" <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv runtime_password RUNTIME_PASSWORD

SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY['wireroom_owner', 'wireroom', 'wireroom_reader']) name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE wireroom_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE wireroom LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'runtime_password';
ALTER ROLE wireroom_reader NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
GRANT wireroom_reader TO wireroom;

ALTER DATABASE :"DBNAME" OWNER TO wireroom_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO wireroom, wireroom_reader;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Whatever migrations create, now and later.
ALTER DEFAULT PRIVILEGES FOR ROLE wireroom_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wireroom;
ALTER DEFAULT PRIVILEGES FOR ROLE wireroom_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO wireroom;
SQL
