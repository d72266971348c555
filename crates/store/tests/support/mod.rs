//! Ledgers to test on: SQLite in a folder of its own, PostgreSQL from a server of the test's own.
//!
//! The server listens on a Unix socket in its folder only. A shell watches over it: when the test's process
//! is gone, however it went, the server is stopped and its folder removed.

// Each test file uses its part; what goes wrong in any of it is a test that fails.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::print_stderr)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use store::{Location, Options, Store};

pub mod rows;

/// A folder that goes when this does.
pub struct Folder(pub PathBuf);

static FOLDERS: AtomicU32 = AtomicU32::new(0);

impl Folder {
    pub fn new() -> Folder {
        let n = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("plaudit-ledger-{}-{n}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn ledger(&self) -> Location {
        Location::File(self.0.join("ledger.db"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A server of PostgreSQL.
pub struct Server {
    folder: PathBuf,
    programs: PathBuf,
    databases: AtomicU32,
    watch: Child,
    /// Held open: the watching shell waits for its end.
    _life: ChildStdin,
}

const WATCH: &str = r#"
set -e
trap '' INT TERM
"$1/initdb" -D "$2/data" -U plaudit -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$2/initdb.log" 2>&1
cat >>"$2/data/postgresql.conf" <<EOF
listen_addresses = ''
unix_socket_directories = '$2'
fsync = off
max_connections = 40
shared_buffers = 64MB
EOF
"$1/pg_ctl" -D "$2/data" -l "$2/log" -w start >/dev/null
echo ready
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1 || true
rm -rf "$2"
"#;

impl Server {
    /// Starts one; `None` where PostgreSQL is not installed.
    pub fn start() -> Option<Server> {
        let Some(programs) = programs() else {
            assert!(
                std::env::var_os("PLAUDIT_REQUIRE_POSTGRES").is_none(),
                "PostgreSQL is not installed, and PLAUDIT_REQUIRE_POSTGRES is set"
            );
            eprintln!(
                "*** POSTGRESQL IS NOT INSTALLED: its half of the ledger's tests looks at nothing. ***"
            );
            return None;
        };
        let n = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("plaudit-pg-{}-{n}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        if let Some(user) = other_user() {
            let done = Command::new("chown").arg(user).arg(&folder).status().unwrap();
            assert!(done.success(), "chown {user}");
        }
        let mut watch = command("sh", &["-c", WATCH, "sh"])
            .arg(&programs)
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let life = watch.stdin.take().unwrap();
        let mut line = String::new();
        BufReader::new(watch.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let logs = || {
            let read = |name| fs::read_to_string(folder.join(name)).unwrap_or_default();
            format!("{}{}", read("initdb.log"), read("log"))
        };
        assert_eq!(line, "ready\n", "the server does not start: {}", logs());
        Some(Server { folder, programs, databases: AtomicU32::new(0), watch, _life: life })
    }

    /// The one that all tests of this process share.
    pub fn shared() -> Option<&'static Server> {
        static SHARED: OnceLock<Option<Server>> = OnceLock::new();
        SHARED.get_or_init(Server::start).as_ref()
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://plaudit@/{database}?host={}", self.folder.display())
    }

    pub fn client(&self, database: &str) -> ::postgres::Client {
        ::postgres::Client::connect(&self.address(database), ::postgres::NoTls).unwrap()
    }

    /// An empty database.
    pub fn fresh(&self) -> Location {
        let name = format!("ledger_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.client("postgres").batch_execute(&format!("create database {name}")).unwrap();
        Location::Postgres(self.address(&name))
    }

    fn control(&self, what: &[&str]) {
        let mut command = command(self.programs.join("pg_ctl").to_str().unwrap(), &["-w", "-D"]);
        command.arg(self.folder.join("data")).arg("-l").arg(self.folder.join("log")).args(what);
        let done = command.stdout(Stdio::null()).stdin(Stdio::null()).status().unwrap();
        assert!(done.success(), "pg_ctl {what:?}");
    }

    /// Stops it as a power cut would.
    pub fn cut(&self) {
        self.control(&["-m", "immediate", "stop"]);
    }

    /// Stops it in order: whoever is connected is sent away.
    pub fn stop(&self) {
        self.control(&["-m", "fast", "stop"]);
    }

    pub fn start_again(&self) {
        self.control(&["start"]);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The shell sees the end of its input only when `_life` goes, which is after this: not waited for.
        let _ = self.watch.try_wait();
    }
}

/// Where initdb and its like are.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for version in fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten() {
        let folder = version.path().join("bin");
        let number = version.file_name().to_string_lossy().parse().unwrap_or(0);
        if folder.join("initdb").exists() {
            found.push((number, folder));
        }
    }
    found.sort();
    if let Some((_, folder)) = found.pop() {
        return Some(folder);
    }
    let told = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = PathBuf::from(String::from_utf8(told.stdout).ok()?.trim());
    folder.join("initdb").exists().then_some(folder)
}

/// PostgreSQL does not run as root: the user to run it as instead.
fn other_user() -> Option<&'static str> {
    static USER: OnceLock<Option<&'static str>> = OnceLock::new();
    *USER.get_or_init(|| {
        let id = |args: &[&str]| Command::new("id").args(args).output().unwrap();
        if id(&["-u"]).stdout != b"0\n" {
            None
        } else if id(&["-u", "postgres"]).status.success() {
            Some("postgres")
        } else {
            Some("nobody")
        }
    })
}

/// A command, run as a user who may run PostgreSQL, in a folder that they may be in.
fn command(program: &str, args: &[&str]) -> Command {
    let mut command = match other_user() {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", user, "--regid"]);
            // The group of "nobody" has another name.
            command.arg(if user == "nobody" { "nogroup" } else { user });
            command.args(["--clear-groups", program]);
            command
        }
    };
    command.args(args).current_dir("/");
    command
}

/// Where a test makes its ledgers.
pub enum Bed {
    Sqlite(Folder, AtomicU32),
    Postgres(&'static Server),
}

impl Bed {
    pub fn sqlite() -> Option<Bed> {
        Some(Bed::Sqlite(Folder::new(), AtomicU32::new(0)))
    }

    pub fn postgres() -> Option<Bed> {
        Server::shared().map(Bed::Postgres)
    }

    /// A place without a ledger.
    pub fn fresh(&self) -> Location {
        match self {
            Bed::Sqlite(folder, n) => {
                Location::File(folder.0.join(format!("{}.db", n.fetch_add(1, Ordering::Relaxed))))
            }
            Bed::Postgres(server) => server.fresh(),
        }
    }

    pub fn ledger(&self) -> Store {
        open(&self.fresh())
    }
}

pub fn open(location: &Location) -> Store {
    Store::open(location, options(60)).unwrap()
}

pub fn options(seconds: u64) -> Options {
    Options { create: true, patience: Duration::from_secs(seconds) }
}

/// All rows of a ledger, as text.
pub fn dump(store: &mut Store) -> Vec<String> {
    let mut out = Vec::new();
    store.dump(&mut |table, row| out.push(format!("{table}\t{row}"))).unwrap();
    out
}

/// The ledger is whole.
#[track_caller]
pub fn sound(store: &mut Store) {
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

pub fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |m| m.len())
}

/// Makes a test of each function for each database.
#[macro_export]
macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[test] fn $name() { super::$name(&$crate::support::Bed::sqlite().unwrap()) })*
        }
        mod postgres {
            $(#[test] fn $name() {
                if let Some(bed) = $crate::support::Bed::postgres() { super::$name(&bed) }
            })*
        }
    };
}
