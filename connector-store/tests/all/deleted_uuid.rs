//! Deleted bindings of records that are keyed by UUIDs.
#![cfg(feature = "uuid")]

use chrono::{DateTime, Utc};
use connector_core::{BackendId, ExternalBinding, Record, RecordId, schema};

use crate::support::{House, Shop, script, shop};

/// In a table of the application's.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "person", table = "people", foreign, id = uuid::Uuid)]
struct Person {
    mail: Option<String>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.person")]
struct ShopPerson {
    record_id: RecordId<Person>,
    backend_id: BackendId<Shop>,
    external_id: String,
    sync_date: Option<DateTime<Utc>>,
}

schema! {
    static PEOPLE = [Shop, Person, ShopPerson];
}

async fn the_record_is_remembered(house: &House) {
    let store = house.empty().await;
    let table =
        house.either("CREATE TABLE people (id TEXT PRIMARY KEY, mail TEXT)", "CREATE TABLE people (id uuid PRIMARY KEY, mail text)");
    script(&store, table).await;
    store.migrate(&PEOPLE).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap().id();
    let key = uuid::Uuid::from_u128(7);
    script(&store, &format!("INSERT INTO people (id) VALUES ('{key}')")).await;
    let person = RecordId::<Person>::new(key);
    store.put(ShopPerson { record_id: person.clone(), backend_id: shop, external_id: "7".into(), sync_date: None }).await.unwrap();
    script(&store, "DELETE FROM people").await;
    let deleted = store.deleted::<ShopPerson>(shop).await.unwrap();
    assert_eq!((deleted[0].external_id.as_str(), &deleted[0].record), ("7", &Some(person)));
}

crate::support::on_both! {
    the_record_is_remembered,
}
