//! A ciphertext opens in its own place alone, also where that had another name.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_core::{Record, Schema, Secret};
use connector_store::{ConnectOptions, Error, OwnStep, SecretKey, SecretKeys, Store};

use support::{House, script};

macro_rules! declared {
    ($($module:ident { $(#[$attribute:meta])* $name:ident { $($fields:tt)* } })*) => {$(
        mod $module {
            use super::{Record, Secret};
            #[derive(Debug, Clone, PartialEq, Record)]
            $(#[$attribute])*
            pub struct $name { $($fields)* }
        }
    )*};
}

declared! {
    before { #[record(name = "m.account")] Account { pub number: i64, pub key: Option<Secret> } }
    // The column has another name, and something else has its old one.
    renamed {
        #[record(name = "m.account")]
        Account { pub number: i64, #[field(renamed_from = "key")] pub token: Option<Secret>, pub key: Option<Secret> }
    }
    // The table, too.
    both {
        #[record(name = "m.customer", renamed_from = "m.account")]
        Customer { pub number: i64, #[field(renamed_from = "key")] pub token: Option<Secret> }
    }
    // The column was given its name by hand.
    by_hand {
        #[record(name = "m.account")]
        Account { pub number: i64, #[field(renamed_from = "key")] pub token: Option<Secret> }
    }
}

async fn open(url: &str, keys: &[&SecretKey]) -> Store {
    let keys = keys.iter().fold(SecretKeys::none(), |keys, key| keys.and_older((*key).clone()));
    Store::connect_with(url, ConnectOptions::new().secret_keys(keys)).await.unwrap()
}

/// Three accounts under a key.
async fn seeded(house: &House) -> (String, SecretKey) {
    let (url, key) = (house.address().await, SecretKey::generate().unwrap());
    let store = open(&url, &[&key]).await;
    store.migrate(&Schema::new().add::<before::Account>()).await.unwrap();
    for number in 0..3 {
        store.put(before::Account { number, key: Some(format!("key {number}").as_str().into()) }).await.unwrap();
    }
    (url, key)
}

fn exposed(secret: Option<&Secret>) -> String {
    secret.map_or_else(|| "none".to_owned(), |secret| secret.expose().map_or_else(|error| error.to_string(), str::to_owned))
}

async fn a_renamed_place_is_encrypted_anew(house: &House) {
    let (url, key) = seeded(house).await;
    let store = open(&url, &[&key]).await;
    let schema = Schema::new().add::<both::Customer>();
    let planned = store.plan(&schema).await.unwrap();
    assert!(planned.to_string().contains("encrypt 3 secrets of m.customer anew, for the name that their place has now"), "{planned}");
    assert_eq!(store.migrate(&schema).await.unwrap(), planned);
    for (n, customer) in store.all::<both::Customer>().await.unwrap().iter().enumerate() {
        assert_eq!(exposed(customer.token.as_ref()), format!("key {n}"));
    }
    assert_eq!(store.rotate_secrets(&schema).await.unwrap().current, 3);
}

async fn what_is_moved_from_the_old_name_does_not_open(house: &House) {
    let (url, key) = seeded(house).await;
    let store = open(&url, &[&key]).await;
    let schema = Schema::new().add::<renamed::Account>();
    store.migrate(&schema).await.unwrap();
    store.put(renamed::Account { number: 9, token: Some("token".into()), key: Some("key".into()) }).await.unwrap();
    // By somebody who writes the database, and has no key.
    script(&store, "UPDATE m_account SET token = key WHERE number = 9").await;
    let accounts = store.all::<renamed::Account>().await.unwrap();
    assert_eq!(exposed(accounts[0].token.as_ref()), "key 0");
    let told = exposed(accounts[3].token.as_ref());
    assert!(told.contains("brought here from another place"), "{told}");
    // A rotation does not make it one of this place, and says that it does not open.
    for store in [&store, &open(&url, &[&SecretKey::generate().unwrap(), &key]).await] {
        let rotated = store.rotate_secrets(&schema).await.unwrap();
        assert_eq!(rotated.sealed, 1, "{rotated}");
        assert!(rotated.to_string().contains("`token` of m.account 4 is sealed"), "{rotated}");
    }
}

async fn under_the_current_key_a_moved_one_is_told(house: &House) {
    let (url, key) = seeded(house).await;
    let store = open(&url, &[&key]).await;
    script(&store, "UPDATE m_account SET key = (SELECT o.key FROM m_account o WHERE o.number = 0) WHERE number = 1").await;
    let rotated = store.rotate_secrets(&Schema::new().add::<before::Account>()).await.unwrap();
    assert_eq!((rotated.current, rotated.sealed), (2, 1), "{rotated}");
}

async fn without_its_key_nothing_is_renamed(house: &House) {
    let (url, key) = seeded(house).await;
    let schema = Schema::new().add::<both::Customer>();
    let other = SecretKey::generate().unwrap();
    for keys in [Vec::new(), vec![&other]] {
        let store = open(&url, &keys).await;
        let told = "3 secrets of m.customer are encrypted for the old name of their place, and this store has no key for them (rows 1, 2, 3): migrate with their keys in CONNECTOR_SECRET_KEY";
        for error in [store.plan(&schema).await.map(drop).unwrap_err(), store.migrate(&schema).await.map(drop).unwrap_err()] {
            assert!(matches!(&error, Error::Migration(text) if text.starts_with(told)), "{error}");
        }
    }
    assert_eq!(exposed(open(&url, &[&key]).await.all::<before::Account>().await.unwrap()[0].key.as_ref()), "key 0");
    // Those that are lost are cleared by a step; with an older key they go under the current one.
    let store = open(&url, &[&other, &key]).await;
    script(&store, "UPDATE m_account SET key = NULL WHERE number = 2").await;
    store.migrate(&schema).await.unwrap();
    assert_eq!(exposed(open(&url, &[&other]).await.all::<both::Customer>().await.unwrap()[1].token.as_ref()), "key 1");
}

async fn lost_ones_are_cleared_by_a_step(house: &House) {
    let (url, _) = seeded(house).await;
    let store = open(&url, &[]).await;
    let clear = OwnStep::sql("lost", "nobody has the key", "UPDATE m_customer SET token = NULL").before();
    store.migration(&Schema::new().add::<both::Customer>()).step(clear).run().await.unwrap();
    assert_eq!(store.all::<both::Customer>().await.unwrap()[0].token, None);
}

async fn what_was_renamed_by_hand_is_for_a_rotation(house: &House) {
    let (url, key) = seeded(house).await;
    let store = open(&url, &[&key]).await;
    script(&store, "ALTER TABLE m_account RENAME COLUMN key TO token").await;
    let schema = Schema::new().add::<by_hand::Account>();
    store.migrate(&schema).await.unwrap();
    let told = exposed(store.all::<by_hand::Account>().await.unwrap()[0].token.as_ref());
    assert!(told.contains("where its table or column was renamed by hand, run `rotate_secrets`"), "{told}");
    assert_eq!(store.rotate_secrets(&schema).await.unwrap().resealed, 3);
    assert_eq!(exposed(store.all::<by_hand::Account>().await.unwrap()[0].token.as_ref()), "key 0");
    assert_eq!(store.rotate_secrets(&schema).await.unwrap().current, 3);
}

support::on_both! {
    a_renamed_place_is_encrypted_anew,
    what_is_moved_from_the_old_name_does_not_open,
    under_the_current_key_a_moved_one_is_told,
    without_its_key_nothing_is_renamed,
    lost_ones_are_cleared_by_a_step,
    what_was_renamed_by_hand_is_for_a_rotation,
}
