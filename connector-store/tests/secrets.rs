//! A secret is not kept, and shown nowhere.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_core::{Changes, Secret};
use connector_store::{Error, secret_of};

use support::{SHOP, Shop, connect, script, shop};

const TEXT: &str = "s3cret-never-shown";

#[tokio::test]
async fn a_secret_is_refused_and_shown_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let store = connect(&folder.path().join("shop.db")).await;
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
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(TEXT.len()).any(|part| part == TEXT.as_bytes()));
    }
    store.update(&id, &Changes::<Shop>::new().clear("token").unwrap()).await.unwrap();
}

/// Somebody else's value in the column of a secret is refused, and not shown by that.
#[tokio::test]
async fn what_stands_in_its_column_is_not_shown() {
    let store = support::store().await;
    let id = store.put(shop("main")).await.unwrap().id();
    script(&store, &format!("UPDATE shop_backend SET token = CAST('{TEXT}' AS BLOB)")).await;
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
#[tokio::test]
async fn the_applications_statements_are_not_quoted() {
    let store = support::store().await;
    for sql in [
        format!("INSERT INTO category (name, active) VALUES ('{TEXT}', '{TEXT}')"),
        format!("SELECT category.\"{TEXT}\" FROM category"),
        format!("SELECT 1 '{TEXT}' 2 '{TEXT}'"),
        format!("INSERT INTO \"{TEXT}\" VALUES (1)"),
        format!("CREATE TABLE once (a TEXT UNIQUE); INSERT INTO once VALUES ('{TEXT}'), ('{TEXT}')"),
    ] {
        let error = store
            .transaction(|tx| {
                let sql = sql.clone();
                Box::pin(async move { Ok(tx.as_sqlite()?.execute_batch(&sql)?) })
            })
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Database(_)) && !format!("{error} {error:?}").contains(TEXT), "{error:?}");
    }
}
