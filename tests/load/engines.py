"""The warehouses that can be run here, each with a client that takes a script on standard input, in a folder of its own.

An engine has a `name`, which `--as` takes, the formats that it loads, and warehouses: `warehouse()` makes an empty one.
`run(warehouse, script)` feeds its client, `rows(warehouse, columns)` reads tables, each row as a dict; `columns` names the
columns of each table. `tables(warehouse)` lists the tables.
"""

import decimal
import glob
import json
import os
import re
import shutil
import sqlite3
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MODULES = os.path.join(ROOT, "build", "node")
SECONDS = 300  # only a hang is ended


def exact(text):
    """JSON whose numbers keep all their digits."""
    return json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal)


class Engine:
    name = None
    formats = ("csv", "ndjson")
    json_is_text = True  # how rows() gives JSON columns
    transaction = True  # a script that breaks off leaves no row
    schema = None  # a schema that warehouse() makes besides the default one
    keeps = "all"  # or how many digits before and after the point; other numbers it refuses
    country = "location ->> '$.country'"  # in its own words
    checks_times = True

    def __init__(self, folder):
        self.folder, self.count = os.path.join(folder, self.name), 0
        os.mkdir(self.folder, 0o755)
        self.begin()

    @classmethod
    def missing(cls):
        """What has to be installed first, or None."""

    def begin(self):
        pass

    def close(self):
        pass

    def where(self, directory):
        """What `load` has to be told of where the files are."""
        return ()

    def path(self, name):
        return os.path.join(self.folder, name)

    def client(self, command, script, **environment):
        text = script.encode() if isinstance(script, str) else script
        return subprocess.run(command, input=text, cwd=self.folder, env={**os.environ, "TZ": "UTC", **environment},
                              timeout=SECONDS, capture_output=True)  # fmt: skip

    def ask(self, warehouse, *queries):
        """The rows of all queries, from one client."""
        done = self.query(warehouse, queries)
        assert done.returncode == 0, (queries, done.stderr[-2000:])
        return [exact(line) for line in done.stdout.decode().split("\n") if line]

    def rows(self, warehouse, columns):
        queries = []
        for table, names in columns.items():
            queries += ["SELECT '%s' AS pinpoint_table" % table, self.select(table, names)]
        found, rows = {table: [] for table in columns}, None
        for row in self.ask(warehouse, *queries) if queries else []:
            if "pinpoint_table" in row:
                rows = found[row["pinpoint_table"]]
            else:
                rows.append(row)
        return found

    def select(self, table, names):
        return "SELECT * FROM %s" % table

    def tables(self, warehouse):
        query = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = %s" % self.own_schema
        return [row["name"] for row in self.ask(warehouse, query)]


def needs(programs=(), modules=()):
    """What of these is missing, or None."""
    absent = [name for name in programs if not shutil.which(name)]
    absent += ["npm's " + name for name in modules if not os.path.isdir(os.path.join(MODULES, "node_modules", name))]
    return ", ".join(absent) or None


class PostgreSQL(Engine):
    name, json_is_text, schema, own_schema = "postgres", False, "ats", "'public'"

    country = "location ->> 'country'"

    @classmethod
    def missing(cls):
        return needs(["psql"])

    def begin(self):
        # The server refuses to be root.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            os.chmod(os.path.dirname(self.folder), 0o755)
            shutil.chown(self.folder, self.user)
        self.bin = max(glob.glob("/usr/lib/postgresql/*/bin"), default=os.path.dirname(shutil.which("initdb") or "/initdb"))
        self.server("initdb", "-D", self.path("data"), "-A", "trust", "-U", "loader", "-E", "UTF8", "--locale=C", "--no-sync")
        options = "-c listen_addresses= -c fsync=off -k %s" % self.folder
        self.server("pg_ctl", "-D", self.path("data"), "-w", "-l", self.path("log"), "-o", options, "start")

    def server(self, program, *arguments):
        subprocess.run([os.path.join(self.bin, program), *arguments], user=self.user, group=self.user, extra_groups=[] if self.user else None,
                       cwd=self.folder, check=True, stdout=subprocess.DEVNULL)  # fmt: skip

    def close(self):
        self.server("pg_ctl", "-D", self.path("data"), "-m", "immediate", "stop")

    def psql(self, database, script, *arguments):
        return self.client(["psql", "-X", *arguments], script, **self.environment(database))

    def environment(self, database):
        return {"PGHOST": self.folder, "PGUSER": "loader", "PGTZ": "UTC", "PGDATABASE": database}

    def warehouse(self):
        self.count += 1
        name = "warehouse_%d" % self.count
        assert self.psql("postgres", "CREATE DATABASE %s;" % name).returncode == 0
        assert self.psql(name, "CREATE SCHEMA ats;").returncode == 0
        return name

    def run(self, warehouse, script):
        return self.psql(warehouse, script)

    def query(self, warehouse, queries):
        return self.psql(warehouse, "".join("SELECT row_to_json(one) FROM (%s) AS one;" % one for one in queries), "-q", "-t", "-A")


class Redshift(PostgreSQL):
    """No Redshift, but PostgreSQL, where its SQL comes from, with stand-ins for COPY from S3, SUPER and GETDATE."""

    name, formats, keeps = "redshift", ("ndjson",), "29.9"
    bucket = "s3://bucket"
    stand_ins = """
        CREATE DOMAIN super AS jsonb;
        CREATE FUNCTION json_typeof(jsonb) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT jsonb_typeof($1)';
        CREATE FUNCTION getdate() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()';
    """
    options = " IAM_ROLE DEFAULT FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' DATEFORMAT 'auto' TRUNCATECOLUMNS;"
    copied = r"""CREATE TEMP TABLE lines (line jsonb);
\copy lines FROM PROGRAM 'gzip -dc "%s"' WITH (FORMAT csv, QUOTE e'\x01', DELIMITER e'\x02')
INSERT INTO incoming SELECT r.* FROM lines, jsonb_populate_record(NULL::incoming, line) AS r;
DROP TABLE lines;"""

    def where(self, directory):
        return ("--from", self.bucket + directory)

    def warehouse(self):
        name = super().warehouse()
        made = self.psql(name, self.stand_ins, "-q")
        assert not made.stderr, made.stderr
        return name

    def run(self, warehouse, script):
        text = script.decode() if isinstance(script, bytes) else script
        copy = "^COPY incoming FROM '%s(.*)'%s$" % (self.bucket, re.escape(self.options))
        script = re.sub(copy, lambda found: self.copied % found[1], text, flags=re.M)
        return self.client(["psql", "-X"], script, **self.environment(warehouse), PGOPTIONS="-c client_min_messages=warning")


class DuckDB(Engine):
    """Its shell where there is one, else the library by duckdb.mjs."""

    name, json_is_text, schema, keeps, own_schema = "duckdb", False, "ats", "29.9", "'main'"

    @classmethod
    def missing(cls):
        return None if shutil.which("duckdb") else needs(["node"], ["@duckdb/node-api"])

    def shell(self, warehouse, script):
        command = ["duckdb"] if shutil.which("duckdb") else ["node", os.path.join(HERE, "duckdb.mjs"), MODULES]
        return self.client([*command, "-bail", warehouse], script)

    def warehouse(self):
        self.count += 1
        path = self.path("warehouse-%d.duckdb" % self.count)
        assert self.shell(path, "CREATE SCHEMA ats;").returncode == 0
        return path

    def run(self, warehouse, script):
        return self.shell(warehouse, script)

    def query(self, warehouse, queries):
        return self.shell(warehouse, "".join("SELECT to_json(one)::VARCHAR AS json FROM (%s) AS one;" % one for one in queries))


class ClickHouse(Engine):
    name, schema, transaction = "clickhouse", "ats", False
    country = "nullIf(JSONExtractString(location, 'country'), '')"

    @classmethod
    def missing(cls):
        return needs(["node"], ["chdb"])

    def warehouse(self):
        self.count += 1
        path = self.path("warehouse-%d" % self.count)
        os.mkdir(path)
        assert self.run(path, "CREATE DATABASE ats;").returncode == 0
        return path

    def run(self, warehouse, script):
        return self.client(["node", os.path.join(HERE, "clickhouse.mjs"), MODULES, warehouse], script)

    def query(self, warehouse, queries):
        return self.run(warehouse, "".join(one + " SETTINGS output_format_json_quote_64bit_integers = 0;\n" for one in queries))

    def select(self, table, names):
        return "SELECT * FROM %s FINAL" % table


class SQLite(Engine):
    name, formats, checks_times = "sqlite", ("ndjson",), False

    @classmethod
    def missing(cls):
        return needs(["sqlite3"])

    def warehouse(self):
        self.count += 1
        return self.path("warehouse-%d.db" % self.count)

    def run(self, warehouse, script):
        return self.client(["sqlite3", warehouse], script, HOME=self.folder)

    def ask(self, warehouse, *queries):
        with sqlite3.connect(warehouse) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for query in queries for row in db.execute(query)]

    def tables(self, warehouse):
        return [row["name"] for row in self.ask(warehouse, "SELECT name FROM sqlite_master WHERE type = 'table'")]


class MariaDB(Engine):
    name, formats, schema, keeps, own_schema = "mysql", ("ndjson",), "ats", "38.27", "DATABASE()"
    json_is_text = False
    country = "JSON_VALUE(location, '$.country')"

    @classmethod
    def missing(cls):
        return needs(["mariadbd", "mariadb-install-db"])

    def begin(self):
        user = ["--user=root"] if os.geteuid() == 0 else []
        data, socket = self.path("data"), self.path("socket")
        subprocess.run(["mariadb-install-db", "--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal",
                        "--skip-test-db", *user], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        with open(self.path("log"), "wb") as log:
            self.process = subprocess.Popen(["mariadbd", "--no-defaults", "--datadir=" + data, "--socket=" + socket, "--skip-networking",
                                             "--local-infile=1", "--innodb-flush-log-at-trx-commit=0", *user], stdout=log, stderr=log)  # fmt: skip
        end = time.monotonic() + SECONDS
        while self.mysql("", "SELECT 1;").returncode != 0:
            assert self.process.poll() is None and time.monotonic() < end, "mariadbd did not start"
            time.sleep(0.05)

    def close(self):
        self.process.kill()
        self.process.wait()

    def mysql(self, database, script, *arguments):
        return self.client(self.command(database, *arguments), script)

    def command(self, database, *arguments):
        command = ["mariadb", "--no-defaults", "--socket=" + self.path("socket"), "--user=root", "--local-infile=1"]
        return [*command, *arguments, *([database] if database else [])]

    def warehouse(self):
        self.count += 1
        name = "warehouse_%d" % self.count
        made = self.mysql("", "CREATE DATABASE %s; DROP DATABASE IF EXISTS ats; CREATE DATABASE ats CHARACTER SET latin1;" % name)
        assert made.returncode == 0, made.stderr
        return name

    def run(self, warehouse, script):
        return self.mysql(warehouse, script)

    def query(self, warehouse, queries):
        script = "".join(one + ";\n" for one in queries)
        return self.mysql(warehouse, script, "--raw", "--skip-column-names", "--default-character-set=utf8mb4")

    def ask(self, warehouse, *queries):
        marked = (re.sub(r"^SELECT ('[\w.]+'|\w+) AS (\w+)", r"SELECT JSON_OBJECT('\2', \1)", one) for one in queries)
        return super().ask(warehouse, *marked)

    def select(self, table, names):
        return "SELECT JSON_OBJECT(%s) FROM %s" % (", ".join("'%s', `%s`" % (name, name) for name in names), table)


ENGINES = (PostgreSQL, DuckDB, ClickHouse, SQLite, MariaDB)  # not Redshift, which is none
