//! Rows that are found by what is in them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use connector_core::{Changes, Json, RecordId, Secret, Translated};
use connector_store::{Error, Stored};

use crate::support::{
    Category, House, PARTNERS, PARTNERS_TABLE, Partner, Product, Shop, ShopCategory, ShopVersion, Website, category, product, script, shop,
    shop_category,
};

fn codes(found: Vec<Stored<Product>>) -> Vec<String> {
    found.into_iter().map(|product| product.into_value().code).collect()
}

async fn every_kind_of_value_is_compared(house: &House) {
    let (store, shop) = house.with_shop().await;
    let furniture = store.put(category("Furniture")).await.unwrap().id();
    let full = Product {
        version: Some(ShopVersion::V1),
        weight: Some(f64::NEG_INFINITY),
        picture: Some(vec![0, 255, 0]),
        released: Some("1969-12-31T23:59:59.999999Z".parse::<DateTime<Utc>>().unwrap()),
        day: NaiveDate::from_ymd_opt(-44, 3, 15),
        opens: NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999),
        category: Some(furniture.clone()),
        ..product("a'b\"; --🪑")
    };
    store.put_many(&[full.clone(), product("other")]).await.unwrap();
    let by = |name: &str| {
        let by = Changes::<Product>::new();
        match name {
            "code" => by.set(name, &full.code),
            "version" => by.set(name, &full.version),
            "weight" => by.set(name, &full.weight),
            "picture" => by.set(name, &full.picture),
            "released" => by.set(name, &full.released),
            "day" => by.set(name, &full.day),
            "opens" => by.set(name, &full.opens),
            _ => by.set(name, &furniture),
        }
    };
    for name in ["code", "version", "weight", "picture", "released", "day", "opens", "category"] {
        assert_eq!(codes(store.find_by(&by(name).unwrap()).await.unwrap()), [full.code.as_str()], "{name}");
        if name != "code" {
            let none = Changes::<Product>::new().clear(name).unwrap();
            assert_eq!(codes(store.find_by(&none).await.unwrap()), ["other"], "{name}");
        }
    }
    // All of them at once; whole rows come.
    let all = ["code", "day", "category"].iter().fold(Changes::new(), |all: Changes<Product>, name| match *name {
        "code" => all.set("code", &full.code).unwrap(),
        "day" => all.set("day", &full.day).unwrap(),
        _ => all.set("category", &furniture).unwrap(),
    });
    assert_eq!(*store.find_by(&all).await.unwrap()[0], full);
    assert!(store.find_by(&all.set("code", "other").unwrap()).await.unwrap().is_empty(), "each of them is asked for");
    // Whole numbers and truth values; bindings by their roles, with what they read through a link.
    assert_eq!(store.find_by(&Changes::<Category>::new().set("active", &true).unwrap()).await.unwrap()[0].id(), furniture);
    store.put(shop_category(&furniture, shop, Some("7"))).await.unwrap();
    let bound = Changes::<ShopCategory>::new().set("external_id", "7").unwrap().set("backend_id", &shop).unwrap();
    assert_eq!(store.find_by(&bound).await.unwrap()[0].shop_location.get().map(String::as_str), Some("https://main.example"));
    let website = Website { backend_id: shop, external_id: Some(i64::MIN), sync_date: None };
    store.put(website.clone()).await.unwrap();
    let by = Changes::<Website>::new().set("external_id", &i64::MIN).unwrap();
    assert_eq!(*store.find_by(&by).await.unwrap()[0], website);
}

async fn texts_are_compared_byte_by_byte(house: &House) {
    let store = house.store().await;
    for name in ["Chair", "chair", "Chair ", "Stühle"] {
        store.put(category(name)).await.unwrap();
    }
    let by = |name: &str| Changes::<Category>::new().set("name", name).unwrap();
    for (name, found) in [("Chair", 1), ("chair", 1), ("CHAIR", 0), ("Chair ", 1), ("Stühle", 1), ("Stu\u{308}hle", 0), ("C%", 0)] {
        assert_eq!(store.find_by(&by(name)).await.unwrap().len(), found, "{name:?}");
    }
}

/// In the order of their keys, also those that the same transaction has just written; and a table of the application's.
async fn rows_come_in_the_order_of_their_keys(house: &House) {
    let store = house.store().await;
    let ids = store
        .transaction(|tx| {
            Box::pin(async move {
                let mut ids: Vec<RecordId<Category>> = Vec::new();
                for _ in 0..3 {
                    ids.push(tx.put(category("Chair")).await?.id());
                }
                tx.update(&ids[0], &Changes::<Category>::new().set("active", &false)?).await?;
                let found = tx.find_by(&Changes::<Category>::new().set("name", "Chair")?).await?;
                assert_eq!(found.iter().map(Stored::id).collect::<Vec<_>>(), ids);
                Ok(ids)
            })
        })
        .await
        .unwrap();
    assert_eq!(ids.len(), 3);
    script(&store, PARTNERS_TABLE).await;
    script(&store, "INSERT INTO partners VALUES ('b', 'x@example.com'), ('a', 'x@example.com'), ('c', NULL)").await;
    store.migrate(&PARTNERS).await.unwrap();
    let by = Changes::<Partner>::new().set("mail", "x@example.com").unwrap();
    let found = store.find_by(&by).await.unwrap();
    assert_eq!(found.iter().map(|partner| partner.id().to_string()).collect::<Vec<_>>(), ["a", "b"]);
}

async fn what_cannot_be_searched_is_told(house: &House) {
    let store = house.store().await;
    store.put(shop("main")).await.unwrap();
    let nothing = store.find_by(&Changes::<Shop>::new()).await.unwrap_err();
    assert_eq!(nothing.to_string(), "shop.backend cannot be searched: no field is named; `all` and `stream` read every row");
    let secret = Changes::<Shop>::new().set("name", "main").unwrap().set("token", &Secret::from("hunter2".to_owned())).unwrap();
    let refused = store.find_by(&secret).await.unwrap_err();
    assert!(matches!(refused, Error::Search { model: "shop.backend", .. }));
    assert_eq!(
        refused.to_string(),
        "shop.backend cannot be searched: `token` cannot be compared: a secret is kept encrypted, each time otherwise"
    );
    let document = Changes::<Product>::new().set("attributes", &Json(BTreeMap::from([("legs".to_owned(), 4_i64)]))).unwrap();
    assert!(store.find_by(&document).await.unwrap_err().to_string().contains("`attributes` cannot be compared"));
    let title = Changes::<Product>::new().set("title", &Translated::from("Chair")).unwrap();
    assert!(store.find_by(&title).await.unwrap_err().to_string().contains("`title` cannot be compared"));
    // A field that is not there, and a value of another type, before anything is asked.
    let unknown = Changes::<Category>::new().set("nam", "Chair").unwrap_err();
    assert_eq!(unknown.to_string(), "category has no stored field `nam`; did you mean `name`?");
    assert!(Changes::<Category>::new().set("active", "yes").is_err());
    // What no row can have.
    for name in ["a\0b", "longer than twenty letters", ""] {
        let error = store.find_by(&Changes::<Category>::new().set("name", name).unwrap()).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{name:?}: {error}");
    }
    let nan = Changes::<Product>::new().set("weight", &f64::NAN).unwrap();
    assert!(matches!(store.find_by(&nan).await, Err(Error::Invalid(_))));
}

crate::support::on_both! {
    every_kind_of_value_is_compared,
    texts_are_compared_byte_by_byte,
    rows_come_in_the_order_of_their_keys,
    what_cannot_be_searched_is_told,
}
