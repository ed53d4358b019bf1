//! A PostgreSQL server for one test program: started when the first test asks for it, and gone with the program, however that
//! one ends. `CONNECTOR_TEST_POSTGRES` names a running server instead: `postgres://user:password@host:5432/postgres`.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use connector_store::Store;
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};
use tokio::sync::{Mutex, OnceCell};

use super::SHOP;

/// Starts the server, says so, and waits until its input ends: that is when the test program does. Texts are sorted by a
/// language there, where the server can do that, so that what is to be compared by its bytes must say so.
const SUPERVISOR: &str = r#"
init() { "$1/initdb" -D "$2/data" -U connector -A trust -E UTF8 --locale=C $3 >"$2/log" 2>&1 </dev/null; }
{ init "$1" "$2" "--locale-provider=icu --icu-locale=und" || init "$1" "$2"; } &&
"$1/pg_ctl" -D "$2/data" -l "$2/log" -w -t 120 -o "$3" start >>"$2/log" 2>&1 </dev/null && echo ready || { cat "$2/log"; rm -rf "$2"; exit 1; }
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1 </dev/null
rm -rf "$2"
"#;

/// A server, and the address of its databases up to their names.
struct Server {
    base: String,
    /// The database in which others are made.
    first: String,
    /// Ends with this process, as its input then does.
    supervisor: Option<Child>,
    /// What it writes: its data, and its log.
    folder: PathBuf,
}

/// Whether the server, which is started for that in any case, writes all that it can say into its log.
pub static TELLS_ALL: AtomicBool = AtomicBool::new(false);

/// Every statement with its values, those of a failing one, and what it says of the failure.
const TELL_ALL: &str = " -c log_statement=all -c log_min_error_statement=debug5 -c log_min_messages=debug1 -c log_error_verbosity=verbose \
    -c log_parameter_max_length=-1 -c log_parameter_max_length_on_error=-1 -c log_min_duration_statement=0";

/// All files that the server has written so far, once its memory is on the disk.
pub async fn files() -> Vec<PathBuf> {
    on_server("CHECKPOINT".to_owned()).await;
    let mut files = Vec::new();
    let mut folders = vec![server().folder.clone()];
    while let Some(folder) = folders.pop() {
        // Some are gone before they are looked at.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("CONNECTOR_TEST_POSTGRES") {
        Ok(url) if !TELLS_ALL.load(Ordering::Relaxed) => {
            let (base, first) = url.rsplit_once('/').unwrap_or_else(|| panic!("CONNECTOR_TEST_POSTGRES must end in a database: {url:?}"));
            Server { base: base.to_owned(), first: first.to_owned(), supervisor: None, folder: PathBuf::new() }
        }
        _ => start(),
    })
}

fn start() -> Server {
    let programs = programs();
    let folder = tempfile::Builder::new().prefix("connector-postgres-").tempdir().unwrap().keep();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let tells = if TELLS_ALL.load(Ordering::Relaxed) { TELL_ALL } else { "" };
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB{tells}"
    );
    let mut command = Command::new("sh");
    command.args(["-c", SUPERVISOR, "sh"]).arg(programs).arg(&folder).arg(options).current_dir("/");
    // The server refuses to run as root. A group of its own: what interrupts the tests does not stop who cleans up.
    if folder.metadata().unwrap().uid() == 0 {
        let (user, group) = somebody();
        chown(&folder, Some(user), Some(group)).unwrap();
        command.uid(user).gid(group);
    }
    let mut supervisor = command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(supervisor.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = said.next();
    if first.as_deref() != Some("ready") {
        let log: Vec<String> = first.into_iter().chain(said).collect();
        panic!("the PostgreSQL server for the tests does not start:\n{}", log.join("\n"));
    }
    Server { base: format!("postgres://connector@127.0.0.1:{port}"), first: "postgres".to_owned(), supervisor: Some(supervisor), folder }
}

/// Where the server's programs are.
fn programs() -> PathBuf {
    let has = |folder: &Path| folder.join("initdb").exists() && folder.join("pg_ctl").exists();
    let told =
        Command::new("pg_config").arg("--bindir").output().ok().map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|folder| folder.path().join("bin"));
    let mut debian: Vec<PathBuf> = debian.collect();
    debian.sort_by_key(|folder| folder.parent().and_then(|version| version.file_name()?.to_str()?.parse::<u32>().ok()));
    let path: Vec<PathBuf> = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    told.into_iter().chain(debian.into_iter().rev()).chain(path).find(|folder| has(folder)).unwrap_or_else(|| {
        panic!(
            "the tests need a PostgreSQL server, and there is none: run `cargo xtask test`, which installs it, or `apt-get install \
             postgresql`, or name a running one by CONNECTOR_TEST_POSTGRES=postgres://user:password@host:5432/postgres"
        )
    })
}

/// The user and the group that Debian's package makes; else nobody's.
fn somebody() -> (u32, u32) {
    let id = |what: &str| {
        let output = Command::new("id").args([what, "postgres"]).output().ok().filter(|output| output.status.success())?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    id("-u").zip(id("-g")).unwrap_or((65_534, 65_534))
}

/// A name that no other test has.
pub fn new_name() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("connector_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// One at a time: a database that is copied is nobody else's meanwhile.
async fn on_server(sql: String) {
    static ALONE: Mutex<()> = Mutex::const_new(());
    // The first one waits for the server.
    let server = tokio::task::spawn_blocking(server).await.unwrap();
    let _alone = ALONE.lock().await;
    let mut connection = PgConnection::connect(&format!("{}/{}", server.base, server.first)).await.unwrap();
    raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Gives its address.
pub async fn create_database(name: &str, template: Option<&str>) -> String {
    on_server(format!("CREATE DATABASE {name} TEMPLATE {} ENCODING 'UTF8'", template.unwrap_or("template0"))).await;
    format!("{}/{name}", server().base)
}

pub async fn drop_database(name: &str) {
    on_server(format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// A database with all tables, to be copied; none on a server that stays, where nobody would remove it.
pub async fn template() -> Option<String> {
    static TEMPLATE: OnceCell<Option<String>> = OnceCell::const_new();
    let make = || async {
        let name = new_name();
        let url = create_database(&name, None).await;
        if server().supervisor.is_none() {
            drop_database(&name).await;
            return None;
        }
        Store::connect(&url).await.unwrap().migrate(&SHOP).await.unwrap();
        Some(name)
    };
    TEMPLATE.get_or_init(make).await.clone()
}
