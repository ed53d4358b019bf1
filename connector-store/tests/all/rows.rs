//! Whole rows: put, read, update.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use connector_core::{Changes, Json, Key, Record, RecordId, Related, Schema, Translated};
use connector_store::{Error, Outcome};

use crate::support::{
    Category, Coupon, House, Product, Shop, ShopCategory, ShopVersion, category, number, product, script, shop, shop_category,
};

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn a_value_of_every_kind_comes_back(house: &House) {
    let store = house.store().await;
    let parent = store.put(category("Furniture")).await.unwrap().id();
    let mut title = Translated::from("Chair");
    title.set("fr", "Chaise \"longue\"");
    let full = Product {
        title,
        version: Some(ShopVersion::V1),
        attributes: Json(BTreeMap::from([("legs".to_owned(), 4), ("größe".to_owned(), i64::MIN)])),
        weight: Some(f64::NEG_INFINITY),
        picture: Some(vec![0, 255, 0]),
        released: Some(time("1969-12-31T23:59:59.999999Z")),
        day: NaiveDate::from_ymd_opt(-44, 3, 15),
        opens: NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999),
        category: Some(parent),
        ..product("a'b\"; --🪑")
    };
    let put = store.put(full.clone()).await.unwrap();
    assert_eq!(*put, full);
    assert_eq!(*store.get::<Product>(&put.id()).await.unwrap().unwrap(), full);
    let empty = store.put(product("empty")).await.unwrap();
    assert_eq!(*store.get::<Product>(&empty.id()).await.unwrap().unwrap(), product("empty"));
}

async fn times_are_cut_to_microseconds(house: &House) {
    let store = house.store().await;
    let given = Product { released: Some(time("2024-02-29T12:00:00.123456789Z")), ..product("a") };
    let cut = Product { released: Some(time("2024-02-29T12:00:00.123456Z")), ..product("a") };
    let put = store.put(given.clone()).await.unwrap();
    assert_eq!(*put, cut, "what `put` gives is what is kept");
    assert_eq!(*store.get::<Product>(&put.id()).await.unwrap().unwrap(), cut);
    assert!(matches!(store.put_many(&[given]).await.unwrap()[..], [Outcome::Unchanged(_)]), "and it is the same again");
}

async fn put_creates_then_finds_by_key(house: &House) {
    let store = house.store().await;
    let first = store.put_many(&[shop("main"), shop("other")]).await.unwrap();
    assert!(matches!(first[..], [Outcome::Created(_), Outcome::Created(_)]), "{first:?}");
    let moved = Shop { location: "https://moved.example".into(), ..shop("main") };
    let second = store.put_many(&[moved.clone(), shop("other")]).await.unwrap();
    let [Outcome::Updated(id, changes), Outcome::Unchanged(_)] = &second[..] else { panic!("{second:?}") };
    assert_eq!(changes.to_string(), "location: \"https://moved.example\"");
    assert_eq!(*store.get::<Shop>(id).await.unwrap().unwrap(), moved);
    assert_eq!(store.count::<Shop>().await.unwrap(), 2);
    // One key twice in a batch: the later value counts.
    let twice = store.put_many(&[Shop { delay: Some(1), ..shop("new") }, Shop { delay: Some(2), ..shop("new") }]).await.unwrap();
    assert!(matches!(twice[..], [Outcome::Created(_), Outcome::Updated(..)]), "{twice:?}");
    assert_eq!(store.by_name::<Shop>("new").await.unwrap().delay, Some(2));
    // Without a key there is nothing to find.
    assert_ne!(store.put(category("A")).await.unwrap().id(), store.put(category("A")).await.unwrap().id());
}

async fn refused_rows_do_not_stop_the_others(house: &House) {
    let (store, shop) = house.with_shop().await;
    let mut records = Vec::new();
    for name in ["a", "b", "c", "d"] {
        records.push(store.put(category(name)).await.unwrap().id());
    }
    let with_slug =
        |record: &RecordId<Category>, id, slug: &str| ShopCategory { slug: Some(slug.into()), ..shop_category(record, shop, Some(id)) };
    store.put(with_slug(&records[0], "1", "tables")).await.unwrap();
    let outcomes = store
        .put_many(&[
            shop_category(&RecordId::unset(), shop, Some("")),
            with_slug(&records[1], "2", "chairs"),
            shop_category(&RecordId::new(999), shop, Some("3")),
            with_slug(&records[2], "4", "tables"),
            shop_category(&records[3], shop, Some("1")),
            with_slug(&records[3], "5", "lamps"),
        ])
        .await
        .unwrap();
    let refusal = |place: usize| match &outcomes[place] {
        Outcome::Refused(error) => error,
        other => panic!("{place}: {other:?}"),
    };
    let Error::Invalid(invalid) = refusal(0) else { panic!("{:?}", outcomes[0]) };
    let faulty: Vec<&str> = invalid.faults.iter().map(|fault| fault.field).collect();
    assert_eq!(faulty, ["record_id", "external_id"]);
    assert_eq!(refusal(2).to_string(), "`record_id` of shop.category links category 999, which is not there: put it first");
    assert!(matches!(refusal(3), Error::Duplicate { unique: "shop_category_slug", existing: Key::Int(1), .. }), "{}", refusal(3));
    assert!(refusal(3).to_string().contains("\"tables\""), "{}", refusal(3));
    assert!(matches!(refusal(4), Error::AlreadyBound { existing: Key::Int(1), .. }));
    for part in ["external ID \"1\" is bound to record 1", "asked for: external ID \"1\", record 4"] {
        assert!(refusal(4).to_string().contains(part), "{}", refusal(4));
    }
    assert!(matches!((&outcomes[1], &outcomes[5]), (Outcome::Created(_), Outcome::Created(_))));
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), 3);
}

/// The first row gives up what the second one takes: each was in the other's way only for a moment.
async fn a_key_is_handed_on_inside_of_a_batch(house: &House) {
    let (store, shop) = house.with_shop().await;
    let a = store.put(category("a")).await.unwrap().id();
    let b = store.put(category("b")).await.unwrap().id();
    let with_slug =
        |record: &RecordId<Category>, id, slug: &str| ShopCategory { slug: Some(slug.into()), ..shop_category(record, shop, Some(id)) };
    store.put(with_slug(&a, "1", "sale")).await.unwrap();
    let outcomes = store.put_many(&[with_slug(&a, "1", "old-sale"), with_slug(&b, "2", "sale")]).await.unwrap();
    assert!(matches!(outcomes[..], [Outcome::Updated(..), Outcome::Created(_)]), "{outcomes:?}");
}

/// A key that the application added by hand is nobody's fault but the row's.
async fn an_undeclared_key_refuses_one_row(house: &House) {
    let store = house.store().await;
    script(&store, "CREATE UNIQUE INDEX by_hand ON category (name)").await;
    let outcomes = store.put_many(&[category("a"), category("a"), category("b")]).await.unwrap();
    assert!(matches!(outcomes[..], [Outcome::Created(_), Outcome::Refused(_), Outcome::Created(_)]), "{outcomes:?}");
}

async fn a_binding_gets_its_external_id_by_put_and_keeps_it(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(category("a")).await.unwrap().id();
    let first = store.put(shop_category(&record, shop, None)).await.unwrap();
    let bound = ShopCategory { sync_date: Some(time("2024-01-01T00:00:00Z")), ..shop_category(&record, shop, Some("7")) };
    let second = store.put(bound.clone()).await.unwrap();
    assert_eq!((second.id(), second.external_id.as_deref()), (first.id(), Some("7")));
    // A value that does not know them takes neither the ID nor the time away.
    let third = store.put(shop_category(&record, shop, None)).await.unwrap();
    assert_eq!((third.id(), third.external_id.as_deref(), third.sync_date), (first.id(), Some("7"), bound.sync_date));
    assert!(matches!(store.put(shop_category(&record, shop, Some("8"))).await, Err(Error::AlreadyBound { .. })));
}

async fn a_related_field_is_filled_on_load(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(category("a")).await.unwrap().id();
    let put = store.put(shop_category(&record, shop, Some("1"))).await.unwrap();
    assert_eq!(put.shop_location, Related::from("https://main.example".to_owned()));
    let moved = Changes::<Shop>::new().set("location", &"https://moved.example".to_owned()).unwrap();
    store.update(&shop, &moved).await.unwrap();
    let binding = store.binder::<ShopCategory>(shop).to_internal(&"1".to_owned()).await.unwrap().unwrap();
    assert_eq!(binding.shop_location.get().map(String::as_str), Some("https://moved.example"));
}

async fn only_active_rows_share_no_code(house: &House) {
    let store = house.store().await;
    let coupon = |active, percent| Coupon { code: "SPRING".into(), active, percent };
    let outcomes = store.put_many(&[coupon(false, 1), coupon(false, 2), coupon(true, 3), coupon(true, 4)]).await.unwrap();
    let [Outcome::Created(_), Outcome::Created(old), Outcome::Created(active), Outcome::Updated(found, _)] = &outcomes[..] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(found, active);
    let refused = store.update(old, &Changes::<Coupon>::new().set("active", &true).unwrap()).await.unwrap_err();
    assert!(matches!(refused, Error::Duplicate { unique: "coupon_code", .. }), "{refused}");
    assert_eq!(store.count::<Coupon>().await.unwrap(), 3);
}

async fn update_writes_the_named_fields_or_nothing(house: &House) {
    let store = house.store().await;
    let id = store.put(shop("main")).await.unwrap().id();
    store.put(shop("other")).await.unwrap();
    let changes = Changes::<Shop>::new().set("location", &"x".repeat(41)).unwrap().set("name", &String::new()).unwrap();
    let Err(Error::Invalid(invalid)) = store.update(&id, &changes).await else { panic!("it must be refused") };
    assert_eq!(invalid.faults.len(), 2, "{invalid}");
    let taken = store.update(&id, &Changes::<Shop>::new().set("name", &"other".to_owned()).unwrap()).await.unwrap_err();
    assert!(matches!(taken, Error::Duplicate { existing: Key::Int(2), .. }), "{taken}");
    assert_eq!(*store.get::<Shop>(&id).await.unwrap().unwrap(), shop("main"));
    let changes = Changes::<Shop>::new().set("delay", &Some(3_i64)).unwrap();
    store.update(&id, &changes).await.unwrap();
    assert_eq!(*store.get::<Shop>(&id).await.unwrap().unwrap(), Shop { delay: Some(3), ..shop("main") });
    store.update(&id, &Changes::<Shop>::new().clear("delay").unwrap()).await.unwrap();
    assert_eq!(store.get::<Shop>(&id).await.unwrap().unwrap().delay, None);
    let nobody = connector_core::BackendId::new(99);
    assert!(matches!(store.update(&nobody, &changes).await, Err(Error::NotFound { .. })));
}

async fn reading_one_many_by_name_and_all(house: &House) {
    let store = house.store().await;
    let values: Vec<Category> = (0..2_500).map(|n| category(&n.to_string())).collect();
    let ids: Vec<RecordId<Category>> =
        store.put_many(&values).await.unwrap().into_iter().map(|outcome| outcome.into_id().unwrap()).collect();
    assert_eq!(store.count::<Category>().await.unwrap(), 2_500);
    assert!(store.all::<Category>().await.unwrap().iter().map(|stored| &**stored).eq(&values));
    // Unknown ones, and each known one twice, more than a statement takes.
    let asked: Vec<RecordId<Category>> =
        ids.iter().chain([&RecordId::new(-1)]).chain(ids.iter().rev()).chain([&RecordId::new(99_999)]).cloned().collect();
    let found = store.get_many::<Category>(&asked).await.unwrap();
    assert_eq!(found.len(), asked.len());
    for (id, found) in asked.iter().zip(found) {
        let known = ids.iter().position(|known| known == id).map(|place| &values[place]);
        assert_eq!(found.as_deref(), known, "{id}");
    }
    assert!(store.get_many::<Category>(&[]).await.unwrap().is_empty());
    assert!(store.get::<Category>(&RecordId::new(99_999)).await.unwrap().is_none());
    store.put(shop("main")).await.unwrap();
    assert_eq!(*store.by_name::<Shop>("main").await.unwrap(), shop("main"));
    let error = store.by_name::<Shop>("nobody's").await.unwrap_err();
    assert_eq!(error.to_string(), "no shop.backend is called \"nobody's\": there are \"main\"");
}

async fn archived_records_are_seen(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(Category { active: false, ..category("old") }).await.unwrap().id();
    store.put(shop_category(&record, shop, Some("1"))).await.unwrap();
    let linked = store.binder::<ShopCategory>(shop).linked(&"1".to_owned()).await.unwrap().unwrap();
    assert!(!linked.record.active);
}

async fn defaults_are_the_columns_own(house: &House) {
    let store = house.store().await;
    script(&store, "INSERT INTO category (name) VALUES ('by hand')").await;
    assert!(store.get::<Category>(&RecordId::new(1)).await.unwrap().unwrap().active);
}

async fn a_value_that_nobody_knows_is_an_error_that_names_its_row(house: &House) {
    let store = house.store().await;
    let id = store.put(shop("main")).await.unwrap().id();
    script(&store, "UPDATE shop_backend SET version = '9.9'").await;
    let error = store.get::<Shop>(&id).await.unwrap_err();
    assert!(matches!(&error, Error::Unreadable { model: "shop.backend", id, field: "version", .. } if id == "1"), "{error:?}");
    for part in ["9.9", "1.0", "2.0"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    // Nothing is lost, and a `put` that knows better mends it.
    assert_eq!(number(&store, "SELECT count(*) FROM shop_backend WHERE version = '9.9'").await, 1);
    assert!(matches!(store.put_many(&[shop("main")]).await.unwrap()[..], [Outcome::Updated(..)]));
    assert_eq!(*store.get::<Shop>(&id).await.unwrap().unwrap(), shop("main"));
}

async fn without_tables_the_error_says_what_to_do(house: &House) {
    let store = house.empty().await;
    let error = store.put(shop("main")).await.unwrap_err();
    assert!(matches!(error, Error::Migration(_)) && error.to_string().contains("migrate"), "{error}");
    script(&store, "CREATE TABLE shop_backend (id INTEGER PRIMARY KEY, name TEXT)").await;
    for error in [store.put(shop("main")).await.unwrap_err(), store.by_name::<Shop>("main").await.unwrap_err()] {
        assert!(matches!(error, Error::Migration(_)) && error.to_string().contains("migrate"), "{error:?}");
    }
}

async fn what_must_be_new_takes_nothing_over(house: &House) {
    let store = house.store().await;
    store.put(shop("main")).await.unwrap();
    let values = [Shop { location: "elsewhere".into(), ..shop("main") }, shop("other")];
    let created = store.transaction(|tx| Box::pin(tx.create_many(&values))).await.unwrap();
    assert!(matches!(&created[0], Err(Error::Duplicate { existing: Key::Int(1), .. })), "{created:?}");
    assert_eq!(store.by_name::<Shop>("other").await.unwrap().id(), *created[1].as_ref().unwrap());
    assert_eq!(store.by_name::<Shop>("main").await.unwrap().location, shop("main").location);
}

async fn a_cursor_that_somebody_else_wrote_is_an_error_and_not_a_start_from_nothing(house: &House) {
    let (store, main) = house.with_shop().await;
    store.transaction(|tx| Box::pin(tx.set_cursor::<ShopCategory>(main, time("2026-01-01T00:00:00Z")))).await.unwrap();
    assert_eq!(store.cursor::<ShopCategory>(main).await.unwrap(), Some(time("2026-01-01T00:00:00Z")));
    let never = house.either(i64::MAX.to_string(), "'infinity'".to_owned());
    script(&store, &format!("UPDATE connector_cursor SET position = {never}")).await;
    let error = store.cursor::<ShopCategory>(main).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable { model: "connector.cursor", field: "position", .. }), "{error}");
}

/// Among thousands of them.
async fn a_few_refused_rows_among_thousands(house: &House) {
    let (store, main) = house.with_shop().await;
    let known = store.put_many(&(0..2_500).map(|n| category(&n.to_string())).collect::<Vec<_>>()).await.unwrap();
    let known: Vec<RecordId<Category>> = known.into_iter().map(|known| known.into_id().unwrap()).collect();
    store.put(ShopCategory { slug: Some("taken".into()), ..shop_category(&known[0], main, Some("first")) }).await.unwrap();
    let bindings: Vec<ShopCategory> = (1..2_500)
        .map(|n| {
            let binding = shop_category(&known[n], main, Some(&n.to_string()));
            match n {
                7 | 1_003 => ShopCategory { record_id: RecordId::new(1_000_000), ..binding },
                8 | 1_500 => ShopCategory { external_id: Some(String::new()), ..binding },
                9 | 2_400 => ShopCategory { slug: Some("taken".into()), ..binding },
                10 => ShopCategory { external_id: Some("5".into()), ..binding },
                _ => binding,
            }
        })
        .collect();
    let outcomes = store.put_many(&bindings).await.unwrap();
    for (n, outcome) in (1..).zip(&outcomes) {
        let expected = match n {
            7 | 1_003 => matches!(outcome, Outcome::Refused(Error::LinkMissing { field: "record_id", .. })),
            8 | 1_500 => matches!(outcome, Outcome::Refused(Error::Invalid(_))),
            9 | 2_400 => matches!(outcome, Outcome::Refused(Error::Duplicate { unique: "shop_category_slug", .. })),
            10 => matches!(outcome, Outcome::Refused(Error::AlreadyBound { .. })),
            _ => matches!(outcome, Outcome::Created(_)),
        };
        assert!(expected, "{n}: {outcome:?}");
    }
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), 2_500 - 7);
    // Each was told the ID of its own row.
    for (binding, outcome) in bindings.iter().zip(outcomes).step_by(97) {
        if let Ok(id) = outcome.into_id() {
            assert_eq!(store.get::<ShopCategory>(&id).await.unwrap().unwrap().external_id, binding.external_id);
        }
    }
}

/// After a statement that a constraint refused, the transaction goes on.
async fn a_refused_row_leaves_its_transaction_open(house: &House) {
    let (store, main) = house.with_shop().await;
    store
        .transaction(|tx| {
            Box::pin(async move {
                let record = tx.put(category("a")).await?.id();
                let nowhere = tx.put(shop_category(&RecordId::new(99), main, Some("1"))).await;
                assert!(matches!(nowhere, Err(Error::LinkMissing { .. })), "{nowhere:?}");
                let binding = tx.put(shop_category(&record, main, Some("1"))).await?.id();
                let lost = Changes::<ShopCategory>::new().set("record_id", &RecordId::<Category>::new(99)).unwrap();
                let moved = tx.update(&binding, &lost).await;
                assert!(matches!(moved, Err(Error::LinkMissing { .. })), "{moved:?}");
                let deleted = tx.delete::<Shop>(&main).await;
                assert!(matches!(deleted, Err(Error::StillLinked { .. })), "{deleted:?}");
                tx.put(category("b")).await.map(drop)
            })
        })
        .await
        .unwrap();
    assert_eq!((store.count::<Category>().await.unwrap(), store.count::<ShopCategory>().await.unwrap()), (2, 1));
}

/// Nothing of a document is lost: the sign of a zero, the order of its keys, what PostgreSQL's `jsonb` refuses.
async fn a_document_comes_back_as_it_is(house: &House) {
    #[derive(Debug, PartialEq, Record)]
    #[record(name = "document")]
    struct Document {
        content: Json<serde_json::Value>,
    }
    let store = house.empty().await;
    store.migrate(&Schema::new().add::<Document>()).await.unwrap();
    for text in [r#"{"z":1,"a":-0.0,"text":"a\u0000b"}"#, "[1e300,18446744073709551615]", "null", r#""""#] {
        let content: serde_json::Value = serde_json::from_str(text).unwrap();
        let id = store.put(Document { content: Json(content.clone()) }).await.unwrap().id();
        let kept = store.get::<Document>(&id).await.unwrap().unwrap();
        assert_eq!(kept.content.0.to_string(), content.to_string());
    }
}

/// Words of the remote's may be anything.
async fn a_failure_with_a_nul_in_it_is_remembered(house: &House) {
    let (store, main) = house.with_shop().await;
    store.transaction(|tx| Box::pin(tx.set_failure::<ShopCategory>(main, "a\0b", false, "no\0thing"))).await.unwrap();
    let failures = store.failures::<ShopCategory>(main).await.unwrap();
    assert_eq!((failures[0].reference.as_str(), failures[0].error.as_str()), ("a\u{fffd}b", "no\u{fffd}thing"));
    store.transaction(|tx| Box::pin(tx.clear_failure::<ShopCategory>(main, "a\0b", false))).await.unwrap();
    assert!(store.failures::<ShopCategory>(main).await.unwrap().is_empty());
}

crate::support::on_both! {
    a_failure_with_a_nul_in_it_is_remembered,
    a_few_refused_rows_among_thousands,
    a_refused_row_leaves_its_transaction_open,
    a_document_comes_back_as_it_is,
    a_value_of_every_kind_comes_back,
    times_are_cut_to_microseconds,
    put_creates_then_finds_by_key,
    refused_rows_do_not_stop_the_others,
    a_key_is_handed_on_inside_of_a_batch,
    an_undeclared_key_refuses_one_row,
    a_binding_gets_its_external_id_by_put_and_keeps_it,
    a_related_field_is_filled_on_load,
    only_active_rows_share_no_code,
    update_writes_the_named_fields_or_nothing,
    reading_one_many_by_name_and_all,
    archived_records_are_seen,
    defaults_are_the_columns_own,
    a_value_that_nobody_knows_is_an_error_that_names_its_row,
    without_tables_the_error_says_what_to_do,
    what_must_be_new_takes_nothing_over,
    a_cursor_that_somebody_else_wrote_is_an_error_and_not_a_start_from_nothing,
}
