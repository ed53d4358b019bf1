//! Files that cannot be used: each is an error that says so, and what was committed stays.
#![cfg(feature = "sqlite")]

use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use connector_store::{Error, Store};

use crate::support::{Category, House, SHOP, Shop, address, category, child, connect, number, script, shop};

fn problem<R>(result: Result<R, Error>, path: &Path) -> &'static str {
    match result {
        Err(Error::Unusable { database, problem }) => {
            assert_eq!(database, path.display().to_string());
            problem
        }
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it must not work"),
    }
}

async fn what_is_no_database_address(_: &House) {
    for (url, shown) in [
        #[cfg(not(feature = "postgres"))]
        ("postgres://me:hunter2@host/db", "postgres"),
        ("postgres:me:hunter2@host", "postgres"),
        ("mysql:me:hunter2@host", "mysql"),
        ("shop.db", "shop.db"),
        ("sqlite:", "sqlite"),
        ("sqlite://shop.db", "sqlite"),
        ("", ""),
    ] {
        let error = Store::connect(url).await.unwrap_err();
        assert!(matches!(&error, Error::Address { url, .. } if url == shown), "{error:?}");
        assert!(error.to_string().contains("sqlite:shop.db") && !error.to_string().contains("hunter2"), "{error}");
    }
}

async fn what_cannot_be_opened(_: &House) {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "This is a text and no database. ".repeat(200)).unwrap();
    assert!(problem(Store::connect(&address(&text)).await, &text).starts_with("is no SQLite database"));
    assert!(std::fs::read_to_string(&text).unwrap().starts_with("This is"), "it is left as it was");
    for path in [folder.path().to_path_buf(), folder.path().join("nowhere/shop.db"), text.join("shop.db")] {
        assert!(problem(Store::connect(&address(&path)).await, &path).starts_with("cannot be opened"));
    }
    // An empty file is a new database.
    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, "").unwrap();
    connect(&empty).await.migrate(&SHOP).await.unwrap();
}

/// A database with 2,000 records, closed.
async fn filled(path: &Path) {
    let store = connect(path).await;
    store.migrate(&SHOP).await.unwrap();
    store.put_many(&(0..2_000).map(|n| category(&n.to_string())).collect::<Vec<_>>()).await.unwrap();
}

async fn a_corrupt_file(_: &House) {
    let folder = tempfile::tempdir().unwrap();
    // Somewhere in the middle, and the schema itself.
    for (name, place, length) in [("middle.db", None, 8 * 4_096), ("start.db", Some(100), 4_000)] {
        let path = folder.path().join(name);
        filled(&path).await;
        let mut file = std::fs::File::options().write(true).open(&path).unwrap();
        let middle = file.metadata().unwrap().len() / 2;
        file.seek(SeekFrom::Start(place.unwrap_or(middle))).unwrap();
        file.write_all(&vec![0xa5; length]).unwrap();
        drop(file);
        let read = async {
            let store = Store::connect(&address(&path)).await?;
            store.all::<Category>().await
        };
        assert_eq!(problem(read.await, &path), "is corrupt: restore it from a backup");
    }
}

async fn a_full_disk(_: &House) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    filled(&path).await;
    let store = connect(&path).await;
    script(&store, "PRAGMA max_page_count = 1").await; // That is: no more pages than there are.
    let many: Vec<Category> = (0..2_000).map(|n| category(&format!("more {n}"))).collect();
    assert!(problem(store.put_many(&many).await, &path).contains("its disk is full"));
    // An application that goes on all the same writes nothing outside of a transaction.
    let many = &many;
    let carried_on = store
        .transaction(move |tx| {
            Box::pin(async move {
                let _full = tx.put_many(many).await;
                let _after = tx.put(category("after")).await;
                Ok(())
            })
        })
        .await;
    let after = store.all::<Category>().await.unwrap().iter().filter(|category| category.name == "after").count();
    assert_eq!(after, usize::from(carried_on.is_ok()), "{carried_on:?}");
    assert_eq!(store.count::<Category>().await.unwrap() % 1_000, u64::try_from(after).unwrap(), "{carried_on:?}");
    // With room again, everything goes on.
    script(&store, "PRAGMA max_page_count = 1000000").await;
    store.put_many(many).await.unwrap();
    assert_eq!(number(&store, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'").await, 1);
}

/// A process without the rights: where the tests run as root, whom no file's mode stops, it is given those of nobody.
#[cfg(unix)]
#[test]
fn a_read_only_file_and_folder() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    let run = |work| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    if let Some(path) = child::role() {
        let path = Path::new(&path);
        return run(Box::pin(async move {
            let write = async {
                let store = Store::connect(&address(path)).await?;
                store.put(category("more")).await
            };
            eprintln!("{}", problem(write.await, path));
        }) as std::pin::Pin<Box<dyn Future<Output = ()>>>);
    }
    let folder = tempfile::tempdir().unwrap();
    let allow = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let path = folder.path().join("shop.db");
    run(Box::pin(filled(&path)));
    // The child's program lies where it may go.
    let program = folder.path().join("program");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    allow(&program, 0o555);
    let is_root = folder.path().metadata().unwrap().uid() == 0;
    for (file, directory, expected) in [(0o444, 0o555, "is read-only"), (0o444, 0o777, "is read-only"), (0o000, 0o555, "cannot be opened")]
    {
        allow(&path, file);
        allow(folder.path(), directory);
        let told = child::command("bad_files::a_read_only_file_and_folder", &path.display().to_string());
        let mut command = std::process::Command::new(&program);
        command.args(told.get_args()).envs(told.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.starts_with(expected), "{file:o} in {directory:o}: {said}");
    }
    allow(folder.path(), 0o755);
    allow(&path, 0o644);
    let count = async { connect(&path).await.count::<Category>().await.unwrap() };
    assert_eq!(tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(count), 2_000);
}

/// SQLite's own word for it, in the middle of the work.
async fn a_connection_that_becomes_read_only(house: &House) {
    let store = house.store().await;
    store.put(category("kept")).await.unwrap();
    let put = store.transaction(|tx| {
        Box::pin(async move {
            crate::support::run_script(tx, "PRAGMA query_only = 1").await?;
            tx.put(category("more")).await
        })
    });
    assert!(problem(put.await, Path::new(":memory:")).starts_with("is read-only"));
    assert_eq!(store.count::<Category>().await.unwrap(), 1);
    // What the application has set ends with its transaction.
    store.put(category("more")).await.unwrap();
}

async fn a_closed_store_is_one_file(_: &House) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let store = connect(&path).await;
    store.migrate(&SHOP).await.unwrap();
    store.put(shop("main")).await.unwrap();
    assert_eq!(store.by_name::<Shop>("main").await.unwrap().name, "main");
    drop(store);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["shop.db"], "the write-ahead log is in the file");
}

crate::support::on_sqlite! {
    what_is_no_database_address,
    what_cannot_be_opened,
    a_corrupt_file,
    a_full_disk,
    a_connection_that_becomes_read_only,
    a_closed_store_is_one_file,
}
