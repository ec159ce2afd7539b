#!/bin/sh
# Run once by the image of PostgreSQL, on an empty cluster: what `manage.py database_roles` prints, with passwords from
# database.env. Rights on tables are granted by `migrate`.
set -eu

psql --username postgres --no-psqlrc --set ON_ERROR_STOP=1 \
    --set application="$REVISIT_PASSWORD" --set owner="$REVISIT_OWNER_PASSWORD" \
    --set sealer="$REVISIT_SEALER_PASSWORD" --set auditor="$REVISIT_AUDITOR_PASSWORD" <<'SQL'
CREATE ROLE "revisit" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'application';
CREATE ROLE "revisit_owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE "revisit_sealer" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'sealer';
CREATE ROLE "revisit_auditor" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'auditor';
CREATE DATABASE "revisit" OWNER "revisit_owner";
SQL
