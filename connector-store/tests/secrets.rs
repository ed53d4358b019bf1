//! Secrets are kept encrypted, each in its own place, and shown nowhere. What stands in files, logs and traces is for `scan.rs`.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::path::Path;

use connector_core::{Changes, ModelId, Record, RecordId, Sealed, Secret, schema};
#[cfg(feature = "sqlite")]
use connector_core::{Key, Model};
use connector_store::{Error, Outcome, SecretKey, SecretKeys, Store};

use support::{House, SHOP, Shop, run_script, script, shop, try_script};

const TEXT: &str = "s3cret-never-shown";

/// A record that always has a secret.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "account")]
#[unique(number, name = "account_number", message = "Two accounts have this number.")]
struct Account {
    number: i64,
    key: Secret,
    pin: Option<Secret>,
    note: Option<String>,
}

/// The same table as it looks to somebody else.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "raw.account", table = "account", foreign)]
struct RawAccount {
    key: Vec<u8>,
    pin: Option<Vec<u8>>,
}

schema! {
    static ACCOUNTS = [Account];
}

fn account(number: i64, key: &str) -> Account {
    Account { number, key: key.into(), pin: None, note: None }
}

fn new_key() -> SecretKey {
    SecretKey::generate().unwrap()
}

async fn open(url: &str, keys: SecretKeys) -> Store {
    Store::connect_with(url, connector_store::ConnectOptions::new().secret_keys(keys)).await.unwrap()
}

/// An empty database of accounts with one key.
async fn accounts(house: &House) -> (String, SecretKey, Store) {
    let (url, key) = (house.address().await, new_key());
    let store = open(&url, SecretKeys::new(key.clone())).await;
    store.migrate(&ACCOUNTS).await.unwrap();
    (url, key, store)
}

async fn raw(store: &Store, id: &RecordId<Account>) -> RawAccount {
    store.get::<RawAccount>(&RecordId::from_key(id.key())).await.unwrap().unwrap().into_value()
}

async fn write_raw(store: &Store, id: &RecordId<Account>, field: &str, bytes: &[u8]) {
    let changes = Changes::<RawAccount>::new().set(field, &bytes.to_vec()).unwrap();
    store.update(&RecordId::from_key(id.key()), &changes).await.unwrap();
}

fn sealed(secret: &Secret) -> Sealed {
    secret.expose().map(drop).unwrap_err()
}

async fn without_a_key_a_secret_is_refused_and_shown_nowhere(house: &House) {
    let url = house.address().await;
    let store = open(&url, SecretKeys::none()).await;
    store.migrate(&SHOP).await.unwrap();
    let with_token = Shop { token: Some(Secret::from(TEXT)), ..shop("main") };
    let put = store.put(with_token.clone()).await.unwrap_err();
    assert!(matches!(put, Error::SecretNotKept { model: "shop.backend", field: "token", .. }), "{put}");
    assert!(put.to_string().contains("set CONNECTOR_SECRET_KEY"), "{put}");
    assert!(put.to_string().ends_with("CONNECTOR_SHOP_BACKEND_MAIN_TOKEN"), "{put}");

    let id = store.put(shop("main")).await.unwrap().id();
    let changes = Changes::<Shop>::new().set("token", &Some(Secret::from(TEXT))).unwrap();
    let update = store.update(&id, &changes).await.unwrap_err();
    assert!(matches!(update, Error::SecretNotKept { .. }), "{update}");
    let again = store.put(with_token.clone()).await.unwrap_err();
    let invalid = store.put(Shop { location: "x".repeat(50), ..with_token.clone() }).await.unwrap_err();
    assert!(matches!(invalid, Error::Invalid(_)), "{invalid}");
    assert!(matches!(store.rotate_secrets(&SHOP).await, Err(Error::NoSecretKey)));

    for error in [put, update, again, invalid] {
        assert!(!format!("{error} {error:?}").contains(TEXT), "{error:?}");
    }
    assert!(!format!("{with_token:?} {changes:?} {changes}").contains(TEXT));
    let folder = url.strip_prefix("sqlite:").and_then(|path| Path::new(path).parent());
    for file in folder.into_iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(TEXT.len()).any(|part| part == TEXT.as_bytes()));
    }
    store.update(&id, &Changes::<Shop>::new().clear("token").unwrap()).await.unwrap();
}

/// What always has a value cannot be left unset, and only a backend has variables of its own.
async fn the_advice_is_possible(house: &House) {
    let (url, _, _) = accounts(house).await;
    let refused = open(&url, SecretKeys::none()).await.put(account(1, TEXT)).await.unwrap_err();
    assert!(refused.to_string().ends_with("set CONNECTOR_SECRET_KEY to what `openssl rand -base64 32` prints"), "{refused}");
}

async fn it_is_kept_encrypted_and_read_open(house: &House) {
    let (url, key, store) = accounts(house).await;
    let put = store.put(Account { pin: Some("1234".into()), ..account(1, TEXT) }).await.unwrap();
    assert_eq!(put.key.expose().unwrap(), TEXT);
    let kept = raw(&store, &put.id()).await;
    assert!(kept.key.len() > TEXT.len() && !kept.key.windows(TEXT.len()).any(|part| part == TEXT.as_bytes()));
    let again = open(&url, SecretKeys::new(key)).await.get::<Account>(&put.id()).await.unwrap().unwrap();
    assert_eq!(again, put);
    assert_eq!(again.pin.as_ref().unwrap().expose().unwrap(), "1234");
    // An empty one is one, too, and two of the same are kept differently.
    let two = store.put_many(&[account(2, ""), account(3, TEXT)]).await.unwrap();
    let [Outcome::Created(empty), Outcome::Created(same)] = &two[..] else { panic!("{two:?}") };
    assert_eq!(store.get::<Account>(empty).await.unwrap().unwrap().key.expose().unwrap(), "");
    assert_ne!(raw(&store, same).await.key, kept.key);
}

async fn the_same_again_is_no_change(house: &House) {
    let (_, _, store) = accounts(house).await;
    let id = store.put(account(1, TEXT)).await.unwrap().id();
    let before = raw(&store, &id).await;
    let outcomes = store.put_many(&[account(1, TEXT)]).await.unwrap();
    assert!(matches!(outcomes[..], [Outcome::Unchanged(_)]), "{outcomes:?}");
    assert_eq!(raw(&store, &id).await, before);

    let outcomes = store.put_many(&[Account { pin: Some("1".into()), ..account(1, "another") }]).await.unwrap();
    let [Outcome::Updated(_, changes)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(changes.to_string(), "key: …, pin: …");
    // What a value does not have stays, and is cleared by name.
    let outcomes = store.put_many(&[Account { note: Some("n".into()), ..account(1, "another") }]).await.unwrap();
    let [Outcome::Updated(_, changes)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(changes.to_string(), "note: \"n\"");
    store.update(&id, &Changes::<Account>::new().set("key", &Secret::from(TEXT)).unwrap()).await.unwrap();
    let read = store.get::<Account>(&id).await.unwrap().unwrap();
    assert_eq!((read.key.expose().unwrap(), read.pin.as_ref().unwrap().expose().unwrap()), (TEXT, "1"));
    store.update(&id, &Changes::<Account>::new().clear("pin").unwrap()).await.unwrap();
    assert_eq!(store.get::<Account>(&id).await.unwrap().unwrap().pin, None);
    // Two of one batch are one row.
    let both = store.put_many(&[account(7, "a"), account(7, "b")]).await.unwrap();
    let [Outcome::Created(first), Outcome::Updated(second, _)] = &both[..] else { panic!("{both:?}") };
    assert_eq!(first, second);
    assert_eq!(store.get::<Account>(first).await.unwrap().unwrap().key.expose().unwrap(), "b");
}

async fn without_its_key_it_stays_sealed(house: &House) {
    let (url, key, store) = accounts(house).await;
    let id = store.put(Account { pin: Some("1".into()), ..account(1, TEXT) }).await.unwrap().id();
    let before = raw(&store, &id).await;
    for (keys, said) in [(SecretKeys::none(), "and this store has none"), (SecretKeys::new(new_key()), "which this store does not have")] {
        let locked = open(&url, keys).await;
        let listed = locked.all::<Account>().await.unwrap();
        let error = sealed(&listed[0].key).to_string();
        let known = format!("`key` of account {} is sealed: it is under the key {}", id.key(), key.id());
        assert!(error.starts_with(&known) && error.contains(said), "{error}");
        assert!(!format!("{:?} {error}", listed[0]).contains(TEXT));
        // It goes back as it came, and other fields are written.
        let mut value = listed.into_iter().next().unwrap().into_value();
        assert!(matches!(locked.put_many(&[value.clone()]).await.unwrap()[..], [Outcome::Unchanged(_)]));
        value.note = Some(said.to_owned());
        let put = locked.put(value.clone()).await.unwrap();
        assert_eq!(put.note.as_deref(), Some(said));
        let changes = Changes::<Account>::new().set("note", "again").unwrap().set("key", &value.key).unwrap();
        locked.update(&id, &changes).await.unwrap();
        locked.update(&id, &Changes::<Account>::new().set("key", &value.key).unwrap()).await.unwrap();
        assert_eq!(raw(&store, &id).await, before);
        // No other row takes it.
        let copy = Account { number: 2, ..value.clone() };
        for error in [
            locked.put(copy.clone()).await.map(drop).unwrap_err(),
            locked
                .transaction(|tx| {
                    Box::pin({
                        let copy = copy.clone();
                        async move { tx.create_many(&[copy]).await?.remove(0).map(drop) }
                    })
                })
                .await
                .unwrap_err(),
        ] {
            assert!(matches!(error, Error::Sealed(_)), "{error}");
        }
        assert_eq!(store.count::<Account>().await.unwrap(), 1);
    }
    // Also not a row that is there, where its own would be lost.
    let other = store.put(account(2, "other")).await.unwrap();
    let locked = open(&url, SecretKeys::none()).await;
    let first = locked.get::<Account>(&id).await.unwrap().unwrap().into_value();
    let error = locked.put(Account { number: 2, ..first.clone() }).await.unwrap_err();
    assert!(matches!(error, Error::Sealed(_)), "{error}");
    let error = locked.update(&other.id(), &Changes::<Account>::new().set("key", &first.key).unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Sealed(_)), "{error}");
    assert_eq!(store.get::<Account>(&other.id()).await.unwrap().unwrap(), other);
    // A new one takes the place of one that nobody opens.
    let renewed = open(&url, SecretKeys::new(new_key())).await.put(account(1, "new")).await.unwrap();
    assert_eq!(renewed.key.expose().unwrap(), "new");
}

/// Each byte of what is kept counts, and so does where it stands.
async fn what_was_changed_or_moved_does_not_open(house: &House) {
    let (_, key, store) = accounts(house).await;
    let id = store.put(Account { pin: Some("1".into()), ..account(1, "k") }).await.unwrap().id();
    let other = store.put(account(2, "other")).await.unwrap();
    let kept = raw(&store, &id).await;
    let error = async |bytes: &[u8]| {
        write_raw(&store, &id, "key", bytes).await;
        let all = store.all::<Account>().await.unwrap();
        assert_eq!(all[1], other, "the others are read");
        sealed(&all[0].key).to_string()
    };
    for place in 0..kept.key.len() {
        let mut changed = kept.key.clone();
        changed[place] ^= 1;
        let said = error(&changed).await;
        assert!(said.starts_with(&format!("`key` of account {} is sealed: ", id.key())), "{place}: {said}");
    }
    let damaged = format!("it does not open with its key {}", key.id());
    for (bytes, said) in [
        (&kept.key[..kept.key.len() - 1], damaged.as_str()),
        (&kept.key[..20], "was not written by a store"),
        (TEXT.as_bytes(), "was not written by a store"),
        (&[], "was not written by a store"),
        (kept.pin.as_deref().unwrap(), &damaged),
        (&raw(&store, &other.id()).await.key, &damaged),
    ] {
        let told = error(bytes).await;
        assert!(told.contains(said) && !told.contains(TEXT), "{told}");
    }
    write_raw(&store, &id, "key", &kept.key).await;
    assert_eq!(store.get::<Account>(&id).await.unwrap().unwrap().key.expose().unwrap(), "k");
}

/// Somebody else's value in the column of a secret is not shown.
async fn what_stands_in_its_column_is_not_shown(house: &House) {
    let store = house.store().await;
    let id = store.put(shop("main")).await.unwrap().id();
    script(&store, &format!("UPDATE shop_backend SET token = CAST('{TEXT}' AS {})", house.either("BLOB", "bytea"))).await;
    let read = store.get::<Shop>(&id).await.unwrap().unwrap();
    let told = sealed(read.token.as_ref().unwrap());
    assert!(!format!("{told} {told:?} {read:?}").contains(TEXT), "{told}");
    store.put(Shop { delay: Some(1), ..read.into_value() }).await.unwrap();
    store.put(shop("other")).await.unwrap();
    let duplicate = store.update(&id, &Changes::<Shop>::new().set("name", &"other".to_owned()).unwrap()).await.unwrap_err();
    assert!(!format!("{duplicate} {duplicate:?}").contains(TEXT), "{duplicate:?}");
}

/// Refused rows do not stop the others, whose secrets are all there.
async fn of_many_each_is_sealed(house: &House) {
    let (_, _, store) = accounts(house).await;
    let long = Account { note: Some("\0".into()), ..account(3, TEXT) };
    let values: Vec<Account> =
        (0..30).map(|number| if number == 3 { long.clone() } else { account(number, &format!("k{number}")) }).collect();
    let outcomes = store.put_many(&values).await.unwrap();
    assert!(matches!(outcomes[3], Outcome::Refused(Error::Invalid(_))), "{:?}", outcomes[3]);
    let all = store.all::<Account>().await.unwrap();
    assert_eq!(all.len(), 29);
    assert!(all.iter().all(|account| account.key.expose().unwrap() == format!("k{}", account.number)));
    let created =
        store.transaction(|tx| Box::pin(async move { tx.create_many(&[account(4, "x"), account(99, "k99")]).await })).await.unwrap();
    assert!(matches!(created[..], [Err(Error::Duplicate { .. }), Ok(_)]), "{created:?}");
    assert_eq!(store.get::<Account>(created[1].as_ref().unwrap()).await.unwrap().unwrap().key.expose().unwrap(), "k99");
}

/// Where the ciphertext cannot follow its row, the row is not there either, in a transaction that goes on, too.
async fn a_row_is_not_there_without_its_secret(house: &House) {
    let (_, _, store) = accounts(house).await;
    let never = house.either(
        "CREATE TRIGGER never BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT, 'never'); END",
        "CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'never'; END$$; \
         CREATE TRIGGER never BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION never()",
    );
    script(&store, never).await;
    let refused = store
        .transaction(|tx| {
            Box::pin(async move {
                run_script(tx, "CREATE TABLE witness (a INTEGER)").await?;
                Ok(tx.put_many(&[account(1, TEXT), account(2, TEXT)]).await.map(drop))
            })
        })
        .await
        .unwrap()
        .unwrap_err();
    assert!(matches!(refused, Error::Database(_)) && !refused.to_string().contains(TEXT), "{refused}");
    assert_eq!(store.count::<Account>().await.unwrap(), 0);
    script(&store, "SELECT a FROM witness").await;
}

/// The column and the table had other names when it was sealed.
async fn it_opens_under_its_new_names(house: &House) {
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "customer", renamed_from = "account")]
    #[unique(number, name = "customer_number", message = "Two customers have this number.")]
    struct Customer {
        number: i64,
        #[field(renamed_from = "key")]
        password: Secret,
        pin: Option<Secret>,
    }
    schema! { static CUSTOMERS = [Customer]; }
    let (_, _, store) = accounts(house).await;
    let id = store.put(Account { pin: Some("1".into()), ..account(1, TEXT) }).await.unwrap().id();
    script(&store, "DROP INDEX account_number; ALTER TABLE account RENAME TO customer").await;
    script(&store, "ALTER TABLE customer RENAME COLUMN key TO password").await;
    let id = RecordId::<Customer>::from_key(id.key());
    // Renamed by hand: it opens once a rotation has brought it there.
    let read = store.get::<Customer>(&id).await.unwrap().unwrap();
    assert!(sealed(&read.password).to_string().contains("run `rotate_secrets`"));
    assert_eq!(store.rotate_secrets(&CUSTOMERS).await.unwrap().resealed, 2);
    let read = store.get::<Customer>(&id).await.unwrap().unwrap();
    assert_eq!((read.password.expose().unwrap(), read.pin.as_ref().unwrap().expose().unwrap()), (TEXT, "1"));
    let again = store.rotate_secrets(&CUSTOMERS).await.unwrap();
    assert_eq!((again.resealed, again.current, again.sealed), (0, 2, 0));
}

/// The application's own statement quotes a value: its text is not passed on.
async fn the_applications_statements_are_not_quoted(house: &House) {
    let store = house.store().await;
    for sql in [
        format!("INSERT INTO category (name, active) VALUES ('{TEXT}', '{TEXT}')"),
        format!("SELECT category.\"{TEXT}\" FROM category"),
        format!("SELECT 1 '{TEXT}' 2 '{TEXT}'"),
        format!("INSERT INTO \"{TEXT}\" VALUES (1)"),
        format!("CREATE TABLE once (a TEXT UNIQUE); INSERT INTO once VALUES ('{TEXT}'), ('{TEXT}')"),
    ] {
        let error = try_script(&store, &sql).await.unwrap_err();
        assert!(matches!(error, Error::Database(_)) && !format!("{error} {error:?}").contains(TEXT), "{error:?}");
    }
}

/// A second store can only be at one database that is no file in memory.
#[cfg(feature = "sqlite")] // It is the same on both.
async fn a_key_is_not_told(_: &House) {
    let key = new_key();
    let text = key.to_text();
    let keys = SecretKeys::new(key.clone()).and_older(new_key());
    let store = open("sqlite::memory:", keys.clone()).await;
    let shown = format!("{key:?} {keys:?} {store:?} {}", key.id());
    assert!(!shown.contains(text.expose().unwrap()) && shown.contains(&key.id().to_string()), "{shown}");
    let error = "bm90IGEga2V5".parse::<SecretKeys>().unwrap_err().to_string();
    assert!(!error.contains("bm90IGEga2V5"), "{error}");
    // Blanks, lines, commas and remarks; hexadecimal digits as well.
    let (one, two) = (new_key(), "0F".repeat(32));
    let several: SecretKeys = format!("# ours\n{} # since May\n\n {two},{two}\n", one.to_text().expose().unwrap()).parse().unwrap();
    assert_eq!(several.current(), Some(one.id()));
    assert!(format!("{several:?}").contains(&two.parse::<SecretKey>().unwrap().id().to_string()));
    assert!("".parse::<SecretKeys>().unwrap().current().is_none());
    assert_eq!(Account::META.field("key").unwrap().name, "key");
    assert!(!Sealed::new(TEXT.into()).at("a", "b", &Key::Int(1), "why").to_string().contains(TEXT));
}

support::on_both! {
    without_a_key_a_secret_is_refused_and_shown_nowhere,
    the_advice_is_possible,
    it_is_kept_encrypted_and_read_open,
    the_same_again_is_no_change,
    without_its_key_it_stays_sealed,
    what_was_changed_or_moved_does_not_open,
    what_stands_in_its_column_is_not_shown,
    of_many_each_is_sealed,
    a_row_is_not_there_without_its_secret,
    it_opens_under_its_new_names,
    the_applications_statements_are_not_quoted,
}
support::on_sqlite! {
    a_key_is_not_told,
}
