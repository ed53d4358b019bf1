//! Secrets are brought under another key, while others write and processes are killed. `CONNECTOR_TEST_ROTATIONS` raises the
//! number of processes that are killed (5).

use std::io::{BufRead, BufReader, Write};

use connector_core::{Backend, Changes, Extension, ModelId, Record, RecordId, Secret, schema};
use connector_store::{Error, SecretKey, SecretKeys, Store};

use crate::support::{House, child};

/// More than two pages of a rotation.
const ROWS: i64 = 450;

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "account")]
struct Account {
    number: i64,
    key: Secret,
    pin: Option<Secret>,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "desk")]
struct Desk {
    name: String,
    token: Option<Secret>,
}

#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = Desk, name = "acme.desk")]
struct AcmeDesk {
    key: Option<Secret>,
}

/// The same table as it looks to somebody else.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "raw.account", table = "account", foreign)]
struct RawAccount {
    key: Vec<u8>,
}

schema! {
    static ALL = [Account, Desk, AcmeDesk];
}

async fn open(url: &str, keys: &[&SecretKey]) -> Store {
    let mut given = SecretKeys::none();
    for key in keys {
        given = given.and_older((*key).clone());
    }
    Store::connect_with(url, connector_store::ConnectOptions::new().secret_keys(given)).await.unwrap()
}

/// A database with many secrets under a key.
async fn filled(house: &House) -> (String, SecretKey) {
    let (url, key) = (house.address().await, SecretKey::generate().unwrap());
    let store = open(&url, &[&key]).await;
    store.migrate(&ALL).await.unwrap();
    let account = |number| Account { number, key: text(number).as_str().into(), pin: (number % 2 == 0).then(|| "1".into()) };
    let accounts: Vec<Account> = (0..ROWS).map(account).collect();
    for outcome in store.put_many(&accounts).await.unwrap() {
        outcome.into_id().unwrap();
    }
    let desk = Desk { name: "main".into(), token: Some("t".into()) };
    store.put_extended(desk, AcmeDesk { key: Some("k".into()) }).await.unwrap();
    (url, key)
}

fn text(number: i64) -> String {
    format!("secret {number}")
}

async fn check(store: &Store, changed: impl Fn(i64) -> String) {
    let all = store.all::<Account>().await.unwrap();
    assert_eq!(all.len(), usize::try_from(ROWS).unwrap());
    for account in all {
        assert_eq!(account.key.expose().unwrap(), changed(account.number));
        assert_eq!(account.pin.is_some(), account.number % 2 == 0);
        assert!(account.pin.as_ref().is_none_or(|pin| pin.expose().unwrap() == "1"));
    }
}

async fn everything_comes_under_the_new_key(house: &House) {
    let (url, old) = filled(house).await;
    let new = SecretKey::generate().unwrap();
    // Before it ends, both are needed; what is written meanwhile is under the new one.
    let both = open(&url, &[&new, &old]).await;
    check(&both, text).await;
    let first = both.all::<Account>().await.unwrap().remove(0);
    both.update(&first.id(), &Changes::<Account>::new().set("key", &Secret::from("fresh")).unwrap()).await.unwrap();
    let rotated = both.rotate_secrets(&ALL).await.unwrap();
    assert_eq!((rotated.resealed, rotated.current, rotated.sealed), (677 - 1, 1, 0), "{rotated}");
    assert_eq!(rotated.to_string(), "676 secrets are under the current key now, 1 were already, 0 do not open");
    let again = both.rotate_secrets(&ALL).await.unwrap();
    assert_eq!((again.resealed, again.current), (0, 677));

    let renewed = open(&url, &[&new]).await;
    check(&renewed, |number| if number == 0 { "fresh".to_owned() } else { text(number) }).await;
    let desk = renewed.by_name::<Desk>("main").await.unwrap();
    let desk = renewed.get_extended::<AcmeDesk>(&desk.id()).await.unwrap().unwrap();
    assert_eq!(desk.model.token.unwrap().expose().unwrap(), "t");
    assert_eq!(desk.extension.unwrap().key.unwrap().expose().unwrap(), "k");
    assert!(open(&url, &[&old]).await.all::<Account>().await.unwrap().iter().all(|account| account.key.expose().is_err()));
}

/// One that is damaged or under a lost key stays, and is told; the others are done.
async fn what_does_not_open_is_told(house: &House) {
    let (url, old) = filled(house).await;
    let (new, lost) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
    let both = open(&url, &[&new, &old]).await;
    let all = both.all::<Account>().await.unwrap();
    let under_lost = open(&url, &[&lost]).await;
    under_lost.update(&all[3].id(), &Changes::<Account>::new().set("key", &Secret::from("x")).unwrap()).await.unwrap();
    let damaged = Changes::<RawAccount>::new().set("key", &vec![7_u8; 60]).unwrap();
    both.update(&RecordId::from_key(all.last().unwrap().id().key()), &damaged).await.unwrap();
    let rotated = both.rotate_secrets(&ALL).await.unwrap();
    assert_eq!((rotated.resealed, rotated.sealed, rotated.errors.len()), (675, 2, 2), "{rotated}");
    let said = rotated.errors.iter().map(Error::to_string).collect::<Vec<_>>();
    assert!(
        said[0].starts_with(&format!("`key` of account {} is sealed: it is under the key {}", all[3].id().key(), lost.id())),
        "{said:?}"
    );
    assert!(said[1].contains("was not written by a store"), "{said:?}");
    assert_eq!(under_lost.get::<Account>(&all[3].id()).await.unwrap().unwrap().key.expose().unwrap(), "x");
}

/// In a child: brings everything under one key and then under the other, and says when it begins.
async fn rotate_for_ever(role: &str) {
    let [url, one, other] = role.split('\n').collect::<Vec<_>>()[..] else { panic!("{role}") };
    let (one, other): (SecretKey, SecretKey) = (one.parse().unwrap(), other.parse().unwrap());
    let stores = [open(url, &[&one, &other]).await, open(url, &[&other, &one]).await];
    for turn in 0.. {
        std::io::stderr().write_all(b"begins\n").unwrap();
        stores[turn % 2].rotate_secrets(&ALL).await.unwrap();
    }
}

fn role(url: &str, one: &SecretKey, other: &SecretKey) -> String {
    format!("{url}\n{}\n{}", one.to_text().expose().unwrap(), other.to_text().expose().unwrap())
}

async fn a_killed_rotation_loses_nothing(house: &House) {
    if let Some(role) = child::role() {
        return rotate_for_ever(&role).await;
    }
    let (url, old) = filled(house).await;
    let new = SecretKey::generate().unwrap();
    let times = std::env::var("CONNECTOR_TEST_ROTATIONS").map_or(5, |times| times.parse().unwrap());
    let both = open(&url, &[&new, &old]).await;
    for time in 0..times {
        let mut killed = child::command(house.test, &role(&url, &new, &old)).spawn().unwrap();
        let mut lines = BufReader::new(killed.stderr.take().unwrap()).lines();
        for _ in 0..=time % 3 {
            assert_eq!(lines.next().unwrap().unwrap(), "begins");
        }
        killed.kill().unwrap();
        assert!(!killed.wait().unwrap().success());
        check(&both, text).await;
    }
    let rotated = both.rotate_secrets(&ALL).await.unwrap();
    assert_eq!((rotated.resealed + rotated.current, rotated.sealed), (677, 0), "{rotated}");
    check(&open(&url, &[&new]).await, text).await;
}

async fn what_others_write_meanwhile_stays(house: &House) {
    if let Some(role) = child::role() {
        return rotate_for_ever(&role).await;
    }
    let (url, old) = filled(house).await;
    let new = SecretKey::generate().unwrap();
    let both = open(&url, &[&new, &old]).await;
    let ids: Vec<_> = both.all::<Account>().await.unwrap().iter().map(|account| (account.id(), account.number)).collect();
    let mut child = child::command(house.test, &role(&url, &new, &old)).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "begins");
    for (id, number) in &ids {
        let changes = Changes::<Account>::new().set("key", &Secret::from(format!("new {number}"))).unwrap();
        both.update(id, &changes).await.unwrap();
    }
    assert_eq!(lines.next().unwrap().unwrap(), "begins", "it was rotated meanwhile");
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
    check(&both, |number| format!("new {number}")).await;
}

crate::support::on_both! {
    everything_comes_under_the_new_key,
    what_does_not_open_is_told,
    a_killed_rotation_loses_nothing,
    what_others_write_meanwhile_stays,
}
