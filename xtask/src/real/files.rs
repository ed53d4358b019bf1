//! The folder of a real system under `target/`, and stamps that tell whether what lies there is still right.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File, TryLockError};
use std::hash::{Hash as _, Hasher as _};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::error::{Error, Explain as _, Result};
use crate::workspace;

/// The folder of one real system, held by one command at a time.
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes `target/real/NAME` if it is missing, and holds it until this value is dropped.
    pub fn hold(name: &str) -> Result<Self> {
        let path = workspace::target().join("real").join(name);
        fs::create_dir_all(&path).explain(|| format!("cannot make the folder {}", path.display()))?;
        let file = path.join("lock");
        let lock = File::create(&file).explain(|| format!("cannot write {}", file.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::new(format!("another `cargo xtask real {name}` is running; wait for its end, or stop it")))
            }
            Err(TryLockError::Error(error)) => Err(error).explain(|| format!("cannot lock {}", file.display())),
        }
    }

    /// The path of a file in this folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A folder in this folder, made if it is missing.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        fs::create_dir_all(&path).explain(|| format!("cannot make the folder {}", path.display()))?;
        Ok(path)
    }
}

/// A stamp of files and words: the same as long as they are.
pub fn stamp(files: &[PathBuf], words: &[&str]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    for file in files {
        let content = fs::read(file).explain(|| format!("cannot read {}", file.display()))?;
        content.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Whether the stamp file at `path` says `stamp`.
pub fn is_stamped(path: &Path, stamp: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == stamp)
}

/// Writes `text` to the file at `path`.
pub fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).explain(|| format!("cannot write {}", path.display()))
}

/// Removes a database file with what `SQLite` lays beside it, if it is there.
pub fn remove_database(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        remove_if_there(fs::remove_file(&name)).explain(|| format!("cannot remove {}", name.display()))?;
    }
    Ok(())
}

/// A copy of a prepared database, in the place of an old one.
pub fn copy_database(from: &Path, to: &Path) -> Result<()> {
    remove_database(to)?;
    fs::copy(from, to).explain(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// Lets `work` fill the folder `prepared`, unless what is there was made from the same files and words. Gives the password
/// that `work` got: a new one for each filling, as the databases in it know it.
pub fn prepare_once(folder: &Folder, files: &[PathBuf], words: &[String], work: impl FnOnce(&str) -> Result<()>) -> Result<String> {
    let prepared = folder.file("prepared");
    // Inside, so that they cannot outlive what they speak of.
    let (stamp_file, password_file) = (prepared.join("stamp"), prepared.join("password"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let stamp = stamp(files, &words)?;
    if !is_stamped(&stamp_file, &stamp) {
        remove_if_there(fs::remove_dir_all(&prepared)).explain(|| format!("cannot remove {}", prepared.display()))?;
        folder.folder("prepared")?;
        let password = new_password()?;
        work(&password)?;
        write(&password_file, &password)?;
        write(&stamp_file, &stamp)?;
    }
    fs::read_to_string(&password_file).explain(|| format!("cannot read {}", password_file.display()))
}

fn new_password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .explain(|| "cannot make a password from /dev/urandom")?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

/// Takes "not found" for done.
pub fn remove_if_there(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Does one step, and prints its name with the seconds that it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let done = work()?;
    println!("{name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_moves_with_content_and_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("requirements.txt");
        write(&file, "a==1").unwrap();
        let files = [file.clone()];
        let first = stamp(&files, &["x"]).unwrap();
        assert_eq!(first, stamp(&files, &["x"]).unwrap());
        assert_ne!(first, stamp(&files, &["y"]).unwrap());
        write(&file, "a==2").unwrap();
        assert_ne!(first, stamp(&files, &["x"]).unwrap());
    }

    #[test]
    fn what_is_prepared_stays_until_something_changes() {
        let path = tempfile::tempdir().unwrap();
        let lock = File::create(path.path().join("lock")).unwrap();
        let folder = Folder { path: path.path().to_owned(), _lock: lock };
        let made = std::cell::Cell::new(0);
        let prepare = |word: &str, done: Result<()>| {
            prepare_once(&folder, &[], &[word.to_owned()], |_| {
                made.set(made.get() + 1);
                done
            })
        };
        let first = prepare("a", Ok(())).unwrap();
        assert_eq!((prepare("a", Ok(())).unwrap(), made.get()), (first.clone(), 1));
        assert_ne!(prepare("b", Ok(())).unwrap(), first);
        prepare("c", Err(Error::new("no"))).unwrap_err();
        prepare("c", Ok(())).unwrap();
        assert_eq!(made.get(), 4, "what failed is not taken for done");
    }

    #[test]
    fn a_database_goes_with_its_companions() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("a.db");
        remove_database(&database).unwrap();
        write(&database, "").unwrap();
        write(&folder.path().join("a.db-wal"), "").unwrap();
        remove_database(&database).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
