//! A `PostgreSQL` server for one program: started when it asks for it, and gone with it, however it ends.

mod programs;

use std::io::{self, BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Starts the server, says so, and waits until its input ends: that is when the program that asked for it does. Texts are
/// sorted by a language there, where the server can do that, so that what is to be compared by its bytes must say so.
const SUPERVISOR: &str = r#"
init() { "$1/initdb" -D "$2/data" -U connector -A trust -E UTF8 --locale=C $3 >"$2/log" 2>&1 </dev/null; }
{ init "$1" "$2" "--locale-provider=icu --icu-locale=und" || init "$1" "$2"; } &&
"$1/pg_ctl" -D "$2/data" -l "$2/log" -w -t 120 -o "$3" start >>"$2/log" 2>&1 </dev/null && echo ready || { cat "$2/log"; rm -rf "$2"; exit 1; }
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1 </dev/null
rm -rf "$2"
"#;

/// Where the server keeps nothing that has to outlive it.
const CAREFREE: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off \
                        -c full_page_writes=off -c max_connections=300";

/// A running server. One that was started stops when this value is dropped, and when the process ends.
#[derive(Debug)]
pub struct Cluster {
    base: String,
    /// The database in which others are made.
    first: String,
    own: Option<Own>,
}

/// A server that was started here.
#[derive(Debug)]
struct Own {
    supervisor: Child,
    programs: PathBuf,
    folder: PathBuf,
}

impl Cluster {
    /// Starts a server on a free port of 127.0.0.1, with everything that it writes in a new folder for temporary files, and
    /// with settings such as `-c shared_buffers=64MB`.
    ///
    /// # Errors
    /// When there is no server to be found, and when it does not start: with what it said.
    pub fn start(settings: &str) -> io::Result<Self> {
        let programs = programs::find().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, programs::MISSING))?;
        let folder = tempfile::Builder::new().prefix("connector-postgres-").tempdir()?.keep();
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("sh");
        command.args(["-c", SUPERVISOR, "sh"]).arg(&programs).arg(&folder).arg(format!("-p {port} {CAREFREE} {settings}")).current_dir("/");
        // A group of its own: what interrupts the program does not stop who cleans up.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        as_somebody(&mut command, &folder)?;
        let mut supervisor = command.spawn()?;
        let mut said = supervisor.stdout.take().map(|output| BufReader::new(output).lines()).into_iter().flatten();
        let first = said.next().transpose()?;
        if first.as_deref() != Some("ready") {
            let log: Vec<String> = first.into_iter().chain(said.map_while(Result::ok)).collect();
            return Err(io::Error::other(format!("the PostgreSQL server does not start:\n{}", log.join("\n"))));
        }
        let base = format!("postgres://connector@127.0.0.1:{port}");
        Ok(Self { base, first: "postgres".to_owned(), own: Some(Own { supervisor, programs, folder }) })
    }

    /// The running server that `CONNECTOR_TEST_POSTGRES` names (`postgres://user:password@host:5432/postgres`); where it names
    /// none, one that is [started](Self::start).
    ///
    /// # Errors
    /// As [`start`](Self::start); when the variable names no database.
    pub fn get(settings: &str) -> io::Result<Self> {
        let Ok(url) = std::env::var("CONNECTOR_TEST_POSTGRES") else { return Self::start(settings) };
        match url.rsplit_once('/') {
            Some((base, first)) => Ok(Self { base: base.to_owned(), first: first.to_owned(), own: None }),
            None => Err(io::Error::other(format!("CONNECTOR_TEST_POSTGRES must end in a database: {url:?}"))),
        }
    }

    /// The address of a database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.base)
    }

    /// The database that is there from the start, in which others are made.
    #[must_use]
    pub fn first(&self) -> &str {
        &self.first
    }

    /// Everything that a server writes that was started here; `None` of one that stays.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.own.as_ref().map(|own| own.folder.as_path())
    }
}

impl Cluster {
    /// Stops the server, which loses all its connections, and starts it again, at the same address.
    ///
    /// # Errors
    /// When it was not started here, and when it does not start again.
    pub fn restart(&self) -> io::Result<()> {
        let own = self.own.as_ref().ok_or_else(|| io::Error::other("a server that stays is not started again"))?;
        let mut command = Command::new(own.programs.join("pg_ctl"));
        command.arg("-D").arg(own.folder.join("data")).arg("-l").arg(own.folder.join("log"));
        command.args(["-w", "-t", "120", "-m", "fast", "restart"]).current_dir("/");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let owner = own.folder.metadata()?;
        command.uid(owner.uid()).gid(owner.gid());
        if command.status()?.success() { Ok(()) } else { Err(io::Error::other("the PostgreSQL server does not start again")) }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(own) = &mut self.own {
            drop(own.supervisor.stdin.take());
            // It ends by itself, whether it is waited for or not: this only waits until everything is removed.
            let _ = own.supervisor.wait();
        }
    }
}

/// The server refuses to run as root: then it runs as the user of Debian's package, else as nobody.
fn as_somebody(command: &mut Command, folder: &Path) -> io::Result<()> {
    if folder.metadata()?.uid() != 0 {
        return Ok(());
    }
    let id = |what: &str| -> Option<u32> {
        let output = Command::new("id").args([what, "postgres"]).output().ok().filter(|output| output.status.success())?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    let (user, group) = id("-u").zip(id("-g")).unwrap_or((65_534, 65_534));
    chown(folder, Some(user), Some(group))?;
    command.uid(user).gid(group);
    Ok(())
}
