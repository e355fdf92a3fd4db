// What tests/ needs beyond the repository: installs from Debian packages what is missing, starts what does not run.
// Never fails: a test whose service is still not there skips and prints why.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { connect } from "node:net";

const POSTGRES_CONF = "/etc/postgresql";

/** One row per service; `listens` is the port that says it runs, `file` stands for a program that is only installed. */
const services = [
  { name: "chromium", file: "/usr/bin/chromium", packages: ["chromium"] },
  {
    name: "PostgreSQL",
    listens: 5432,
    packages: ["postgresql"],
    start: startPostgres,
    ready: trustLocalPostgres,
  },
  {
    name: "MariaDB",
    listens: 3306,
    packages: ["mariadb-server"],
    start: startMariadb,
    ready: openLocalMariadb,
  },
];

let isListFresh = false;
for (const service of services) {
  const state = (await isThere(service)) ? "is there" : await bringUp(service);
  console.log(`${service.name}: ${state}`);
}

async function bringUp(service) {
  if (service.start?.() && (await isThereSoon(service))) return "started";
  install(service.packages);
  service.start?.();
  if (!(await isThereSoon(service))) return "could not be installed or started; its tests will skip";
  service.ready?.();
  return "installed";
}

function install(packages) {
  if (!isListFresh) run("apt-get", ["update"]);
  isListFresh = true;
  run("apt-get", ["install", "-y", "--no-install-recommends", ...packages]);
}

function startPostgres() {
  const [version] = existsSync(POSTGRES_CONF) ? readdirSync(POSTGRES_CONF) : [];
  return (
    version !== undefined && run("pg_ctlcluster", ["--skip-systemctl-redirect", version, "main", "start"])
  );
}

/** A freshly installed server lets only its own account in, over the socket. */
function trustLocalPostgres() {
  const asPostgres = (sql) => run("runuser", ["-u", "postgres", "--", "psql", "-c", sql]);
  asPostgres("CREATE ROLE root SUPERUSER LOGIN");
  asPostgres("CREATE DATABASE test OWNER root");
  const [version] = readdirSync(POSTGRES_CONF);
  const rules = `${POSTGRES_CONF}/${version}/main/pg_hba.conf`;
  run("sed", ["-i", "s/^\\(host.*127.0.0.1\\/32 *\\).*/\\1trust/", rules]);
  run("pg_ctlcluster", ["--skip-systemctl-redirect", version, "main", "reload"]);
}

function startMariadb() {
  if (!existsSync("/usr/sbin/mariadbd")) return false;
  run("install", ["-d", "-o", "mysql", "-g", "mysql", "/run/mysqld"]);
  return run("start-stop-daemon", ["--start", "--oknodo", "--background", "--exec", "/usr/sbin/mariadbd"]);
}

function openLocalMariadb() {
  run("mariadb", [
    "-e",
    "CREATE DATABASE IF NOT EXISTS test; SET PASSWORD FOR root@localhost = PASSWORD('');",
  ]);
}

async function isThereSoon(service) {
  for (let attempt = 0; attempt < 40; attempt++) {
    if (await isThere(service)) return true;
    if (!service.listens) return false;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return false;
}

function isThere({ file, listens }) {
  return listens === undefined ? existsSync(file) : accepts(listens);
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const answer = (isOpen) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", () => answer(true)).once("error", () => answer(false));
  });
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { stdio: "ignore", env, timeout: 300_000 }).status === 0;
}
