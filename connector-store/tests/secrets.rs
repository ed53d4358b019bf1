//! A secret is not kept, and shown nowhere.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::path::Path;

use connector_core::{Changes, Secret};
use connector_store::{Error, Store, secret_of};

use support::{House, SHOP, Shop, script, shop, try_script};

const TEXT: &str = "s3cret-never-shown";

async fn a_secret_is_refused_and_shown_nowhere(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let with_token = Shop { token: Some(Secret::from(TEXT)), ..shop("main") };
    let put = store.put(with_token.clone()).await.unwrap_err();
    assert!(matches!(put, Error::SecretNotKept { model: "shop.backend", field: "token", .. }), "{put}");
    assert!(put.to_string().ends_with("CONNECTOR_SHOP_BACKEND_MAIN_TOKEN"), "{put}");

    let id = store.put(shop("main")).await.unwrap().id();
    let changes = Changes::<Shop>::new().set("token", &Some(Secret::from(TEXT))).unwrap();
    let update = store.update(&id, &changes).await.unwrap_err();
    assert!(matches!(update, Error::SecretNotKept { .. }), "{update}");
    assert!(update.to_string().ends_with("CONNECTOR_SHOP_BACKEND_MAIN_TOKEN"), "{update}");
    let again = store.put(with_token.clone()).await.unwrap_err();
    let invalid = store.put(Shop { location: "x".repeat(50), ..with_token.clone() }).await.unwrap_err();
    assert!(matches!(invalid, Error::Invalid(_)), "{invalid}");

    for error in [put, update, again, invalid] {
        assert!(!format!("{error} {error:?}").contains(TEXT), "{error:?}");
    }
    assert!(!format!("{with_token:?} {changes:?} {changes}").contains(TEXT));
    assert_eq!(secret_of(&with_token, "token").unwrap().expose(), TEXT);
    let folder = url.strip_prefix("sqlite:").and_then(|path| Path::new(path).parent());
    for file in folder.into_iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(TEXT.len()).any(|part| part == TEXT.as_bytes()));
    }
    store.update(&id, &Changes::<Shop>::new().clear("token").unwrap()).await.unwrap();
}

/// Somebody else's value in the column of a secret is refused, and not shown by that.
async fn what_stands_in_its_column_is_not_shown(house: &House) {
    let store = house.store().await;
    let id = store.put(shop("main")).await.unwrap().id();
    script(&store, &format!("UPDATE shop_backend SET token = CAST('{TEXT}' AS {})", house.either("BLOB", "bytea"))).await;
    let read = store.get::<Shop>(&id).await.unwrap_err();
    assert!(matches!(read, Error::Unreadable { field: "token", .. }), "{read}");
    let put = store.put(Shop { delay: Some(1), ..shop("main") }).await.unwrap_err();
    let duplicate = {
        store.put(shop("other")).await.unwrap();
        store.update(&id, &Changes::<Shop>::new().set("name", &"other".to_owned()).unwrap()).await.unwrap_err()
    };
    for error in [read, put, duplicate] {
        assert!(!format!("{error} {error:?}").contains(TEXT), "{error:?}");
    }
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

support::on_both! {
    a_secret_is_refused_and_shown_nowhere,
    what_stands_in_its_column_is_not_shown,
    the_applications_statements_are_not_quoted,
}
