//! Secrets are written, changed, rotated, and fail in every way; then everything that was written or said is searched for
//! them: files of the database, the log of a server that is told to log all it can, traces, errors, `Debug`, JSON, schemas,
//! plans. A text that is no secret, beside each of them, shows that the search would find one.
#![allow(clippy::unused_async)] // Where one database alone is built.
#![allow(clippy::format_push_string)] // What is said is collected.

use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding};
use connector_core::{Backend, BackendId, Changes, Extension, Model, Record, Schema, Secret, schema};
use connector_store::{Error, SecretKey, SecretKeys, Store, secret_of};

use crate::support::{House, run_script, script, try_script};

/// In all secrets of this test.
const SECRET: &str = "Zq7Xk9VwLm3Tg5Rb";
/// In what is no secret.
const PLANTED: &str = "Hn4Pc8YdWf6Js2Ke";

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, Backend)]
#[backend(name = "desk")]
struct Desk {
    name: String,
    #[field(size = 40)]
    location: String,
    #[serde(skip_serializing)]
    token: Option<Secret>,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "account")]
#[unique(number, name = "account_number", message = "Two accounts have this number.")]
struct Account {
    number: i64,
    key: Secret,
    note: String,
    raw: Vec<u8>,
    desk: Option<BackendId<Desk>>,
}

#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Desk, name = "acme.desk")]
struct AcmeDesk {
    #[field(size = 8)]
    place: String,
    key: Option<Secret>,
}

schema! {
    static ALL = [Desk, Account, AcmeDesk];
}

fn secret(number: usize) -> Secret {
    Secret::from(format!("{number}-{SECRET}-{number}"))
}

fn desk(name: &str, number: usize) -> Desk {
    Desk { name: name.into(), location: PLANTED.into(), token: Some(secret(number)) }
}

fn account(number: i64, secret_number: usize) -> Account {
    Account { number, key: secret(secret_number), note: PLANTED.into(), raw: PLANTED.into(), desk: None }
}

/// A text in all the forms in which it is looked for: as it is, backwards, in UTF-16, hexadecimal, and in base64 wherever it
/// begins in what was encoded. All of them are ASCII.
fn forms(text: &str) -> Vec<(&'static str, String)> {
    let bytes = text.as_bytes();
    let wide =
        |before: bool| bytes.iter().flat_map(|byte| if before { ['\0', char::from(*byte)] } else { [char::from(*byte), '\0'] }).collect();
    let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let numbers = bytes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut forms = vec![
        ("as it is", text.to_owned()),
        ("backwards", text.chars().rev().collect()),
        ("in UTF-16 (little)", wide(false)),
        ("in UTF-16 (big)", wide(true)),
        ("in upper hexadecimal digits", hex.to_uppercase()),
        ("in hexadecimal digits", hex),
        ("as numbers", numbers.join(", ")),
        ("as numbers", numbers.join(",")),
    ];
    for skipped in 0..3 {
        let whole = &bytes[skipped..skipped + (bytes.len() - skipped) / 3 * 3];
        forms.push(("in base64", Base64Unpadded::encode_string(whole)));
        forms.push(("in base64 for addresses", Base64UrlUnpadded::encode_string(whole)));
    }
    forms
}

/// The forms of a text in which it stands somewhere.
fn found(text: &str, bytes: &[u8]) -> Vec<&'static str> {
    // What is no UTF-8 becomes something else, and no ASCII with it.
    let searched = String::from_utf8_lossy(bytes);
    forms(text).into_iter().filter(|(_, form)| searched.contains(form)).map(|(name, _)| name).collect()
}

/// What the traces said.
static TRACES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Traces;

impl Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        TRACES.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn trace() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(|| Traces).with_ansi(false).init();
        #[cfg(feature = "postgres")]
        crate::support::cluster::TELLS_ALL.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    tracing::trace!("{PLANTED}");
}

/// What was said to whoever called.
#[derive(Default)]
struct Said(String);

impl Said {
    fn add(&mut self, said: &dyn std::fmt::Debug) {
        self.0 += &format!("{said:?}\n{said:#?}\n");
    }

    fn error(&mut self, error: &Error) {
        self.0 += &format!("{error} {error:?} {error:#?}\n");
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            self.0 += &format!("{inner} {inner:?}\n");
            source = inner.source();
        }
    }

    /// What must fail.
    fn failed<T: std::fmt::Debug>(&mut self, result: Result<T, Error>) {
        self.error(&result.unwrap_err());
    }
}

/// Writes, reads, changes, and what can be said of it all.
async fn use_secrets(store: &Store, said: &mut Said) {
    let put = store.put(desk("main", 1)).await.unwrap();
    said.add(&put);
    said.0.push_str(&serde_json::to_string(&*put).unwrap());
    said.add(&store.put_many(&[desk("main", 2), desk("second", 3), desk("second", 4)]).await.unwrap());
    let token = Changes::<Desk>::new().set("token", &Some(secret(5))).unwrap();
    said.add(&token);
    said.0.push_str(&token.to_string());
    store.update(&put.id(), &token).await.unwrap();
    said.add(&store.extend(&put.id(), AcmeDesk { place: "here".into(), key: Some(secret(6)) }).await.unwrap());
    said.add(&store.put_extended(desk("third", 7), AcmeDesk { place: "there".into(), key: Some(secret(8)) }).await.unwrap());
    let accounts: Vec<Account> = (0..5).map(|number| account(number, 9)).collect();
    said.add(&store.put_many(&accounts).await.unwrap());
    said.add(&store.all::<Account>().await.unwrap());
    assert!(secret_of(&*store.by_name::<Desk>("main").await.unwrap(), "token").unwrap().unwrap() == secret(5));
    store.update(&put.id(), &Changes::<Desk>::new().clear("token").unwrap()).await.unwrap();
    let second = store.by_name::<Desk>("second").await.unwrap().id();
    store.delete::<Desk>(&second).await.unwrap();
}

/// Everything that can go wrong with a secret in it.
async fn fail_with_secrets(house: &House, store: &Store, url: &str, said: &mut Said) {
    let keyless = Store::connect_with(url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::none())).await.unwrap();
    said.failed(keyless.put(desk("keyless", 20)).await);
    said.add(&keyless.all::<Account>().await.unwrap());
    let id = store.by_name::<Desk>("main").await.unwrap().id();
    said.failed(keyless.extend(&id, AcmeDesk { place: "x".into(), key: Some(secret(21)) }).await);
    said.failed(store.put(Desk { location: "x".repeat(41), ..desk("long", 22) }).await);
    said.failed(store.put_extended(desk("fourth", 23), AcmeDesk { place: "x".repeat(9), key: Some(secret(24)) }).await);
    said.failed(store.put(Account { desk: Some(BackendId::new(999)), ..account(50, 25) }).await);
    said.failed(store.put(Account { note: "\0".into(), ..account(51, 26) }).await);
    said.add(&Desk::META.value_from_text(2, SECRET));
    let (one, two) = (store.put(account(60, 27)).await.unwrap(), store.put(account(61, 28)).await.unwrap());
    let changes = Changes::<Account>::new().set("number", &two.number).unwrap().set("key", &secret(29)).unwrap();
    said.failed(store.update(&one.id(), &changes).await);
    let created = store.transaction(|tx| Box::pin(async move { tx.create_many(&[account(60, 30)]).await })).await.unwrap();
    said.add(&created);
    // A rule of the application's own, of which the server prints the whole row: on insert, and on update.
    let check = house.either(
        "CREATE TRIGGER most BEFORE INSERT ON account WHEN NEW.number > 1000 BEGIN SELECT RAISE(ABORT, 'too many'); END; \
         CREATE TRIGGER more BEFORE UPDATE ON account WHEN NEW.number > 1000 BEGIN SELECT RAISE(ABORT, 'too many'); END",
        "ALTER TABLE account ADD CONSTRAINT most CHECK (number < 1000)",
    );
    script(store, check).await;
    said.failed(store.put(account(2000, 31)).await);
    let many = Changes::<Account>::new().set("number", &2001_i64).unwrap().set("key", &secret(32)).unwrap();
    said.failed(store.update(&one.id(), &many).await);
    // The tables are not as the models say.
    script(store, "ALTER TABLE acme_desk RENAME COLUMN place TO elsewhere").await;
    said.failed(store.extend(&id, AcmeDesk { place: "x".into(), key: Some(secret(33)) }).await);
    script(store, "DROP TABLE acme_desk").await;
    said.failed(store.extend(&id, AcmeDesk { place: "x".into(), key: Some(secret(34)) }).await);
    said.failed(try_script(store, "SELECT nothing FROM account").await);
    // A transaction that is rolled back, and one that is not ended well.
    let undone = store.transaction(|tx| {
        Box::pin(async move {
            tx.put(desk("undone", 35)).await?;
            run_script(tx, "SELECT broken").await
        })
    });
    said.failed(undone.await);
}

fn describe(said: &mut Said, plan: &str) {
    said.0.push_str(plan);
    let schema: &Schema = &ALL;
    said.0.push_str(&schema.to_string());
    said.add(schema);
    for meta in schema.models() {
        said.0.push_str(&meta.json_schema().to_string());
        said.add(meta);
    }
}

/// All files of the database.
async fn files(house: &House, url: &str) -> Vec<PathBuf> {
    #[cfg(feature = "postgres")]
    if house.either(false, true) {
        return crate::support::cluster::files().await;
    }
    let _ = house;
    let folder = std::path::Path::new(url.strip_prefix("sqlite:").unwrap()).parent().unwrap();
    std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect()
}

async fn nothing_shows_a_secret(house: &House) {
    trace();
    let url = house.address().await;
    let (old, new) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
    let store = Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::new(old.clone()))).await.unwrap();
    let mut said = Said::default();
    describe(&mut said, &store.plan(&ALL).await.unwrap().to_string());
    store.migrate(&ALL).await.unwrap();
    use_secrets(&store, &mut said).await;
    said.add(&store.overlaid(&store.by_name::<Desk>("main").await.unwrap()).await.unwrap());
    let both =
        Store::connect_with(&url, connector_store::ConnectOptions::new().secret_keys(SecretKeys::new(new).and_older(old))).await.unwrap();
    said.add(&both.rotate_secrets(&ALL).await.unwrap());
    said.add(&both);
    fail_with_secrets(house, &both, &url, &mut said).await;

    // While it is open, with what stands beside it.
    let files = files(house, &url).await;
    let searched = |name: &str, bytes: &[u8]| assert_eq!(found(SECRET, bytes), [""; 0], "{name}");
    let (mut shown, mut names) = (Vec::new(), Vec::new());
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        // One that is gone meanwhile was looked for in vain.
        let Ok(bytes) = std::fs::read(&file) else { continue };
        searched(&file.display().to_string(), &bytes);
        let forms = found(PLANTED, &bytes);
        if !forms.is_empty() {
            names.push(name.clone());
        }
        shown.extend(forms.into_iter().map(|form| (name.clone(), form)));
    }
    searched("what was said", said.0.as_bytes());
    searched("the traces", &TRACES.lock().unwrap());

    // The search finds what is no secret: in tables and journals as it is; in the log also as the bytes that it is there.
    let expected = house.either(vec!["shop.db-wal"], vec!["log"]);
    assert!(expected.iter().all(|expected| names.iter().any(|name| name == expected)), "{names:?}");
    assert!(names.len() >= house.either(1, 3), "{names:?}");
    assert!(house.either(true, shown.iter().any(|(name, form)| name == "log" && *form == "in hexadecimal digits")), "{shown:?}");
    assert!(!found(PLANTED, said.0.as_bytes()).is_empty());
    assert!(!found(PLANTED, &TRACES.lock().unwrap()).is_empty());
}

/// The search finds each form.
#[test]
fn each_form_is_found() {
    let text = format!("before {SECRET} after");
    for (name, form) in forms(SECRET) {
        let mut bytes = vec![0xff, 0xc3];
        bytes.extend(form.as_bytes());
        bytes.push(0x80);
        assert!(found(SECRET, &bytes).contains(&name), "{name}");
    }
    for shift in 0..3 {
        let encoded = Base64Unpadded::encode_string(&text.as_bytes()[shift..]);
        assert!(found(SECRET, encoded.as_bytes()).contains(&"in base64"), "{shift}");
    }
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(found(SECRET, &wide).contains(&"in UTF-16 (little)"));
    assert_eq!(found(SECRET, b"nothing"), [""; 0]);
}

crate::support::on_both! {
    nothing_shows_a_secret,
}
