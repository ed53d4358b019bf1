//! Deleted bindings are remembered, whoever deletes them.

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{BackendId, ExternalBinding, ExternalId, RecordId, schema};
use connector_store::{Deleted, Error, Store};
use serde::{Deserialize, Serialize};

use crate::support::{
    Category, House, PARTNERS, PARTNERS_TABLE, Product, SHOP, Shop, ShopCategory, ShopPartner, ShopProduct, Website, category, number,
    product, run_script, script, shop, shop_category, shop_product,
};

/// The external IDs that are remembered, in their order.
async fn ids<T: ExternalBinding<Backend = Shop>>(store: &Store, shop: BackendId<Shop>) -> Vec<String> {
    store.deleted::<T>(shop).await.unwrap().iter().map(|deleted| deleted.external_id.to_external().to_string()).collect()
}

/// A category with its binding.
async fn bound(store: &Store, shop: BackendId<Shop>, id: &str) -> (RecordId<Category>, connector_core::BindingId<ShopCategory>) {
    let record = store.put(category(id)).await.unwrap().id();
    let binding = store.put(shop_category(&record, shop, Some(id))).await.unwrap().id();
    (record, binding)
}

async fn whoever_deletes(house: &House) {
    let (store, shop) = house.with_shop().await;
    // A binding, its record, a statement of the application's own for each.
    let (kept, first) = bound(&store, shop, "binding").await;
    store.delete::<ShopCategory>(&first).await.unwrap();
    let (gone, second) = bound(&store, shop, "record").await;
    store.delete::<Category>(&gone).await.unwrap();
    bound(&store, shop, "own statement").await;
    script(&store, "DELETE FROM shop_category WHERE external_id = 'own statement'").await;
    bound(&store, shop, "own cascade").await;
    script(&store, "DELETE FROM category WHERE name = 'own cascade'").await;
    let found = store.deleted::<ShopCategory>(shop).await.unwrap();
    let id = |deleted: &Deleted<ShopCategory>| deleted.external_id.clone();
    let mut known: Vec<String> = found.iter().map(id).collect();
    known.sort();
    assert_eq!(known, ["binding", "own cascade", "own statement", "record"]);
    let by_id = |wanted: &str| found.iter().find(|deleted| deleted.external_id == wanted).unwrap();
    assert_eq!((by_id("binding").record.clone(), by_id("binding").binding), (Some(kept), first));
    assert_eq!((by_id("record").record.clone(), by_id("record").binding), (Some(gone), second));
    let moments = found.iter().map(|deleted| (Utc::now() - deleted.at).abs()).max().unwrap();
    assert!(moments < TimeDelta::minutes(10), "by the clock of this machine: {moments}");
    assert!(found.is_sorted_by_key(|deleted| deleted.at), "the oldest first");
}

async fn what_replaces_a_record_takes_its_bindings_along(house: &House) {
    let (store, shop) = house.with_shop().await;
    let (record, _) = bound(&store, shop, "a").await;
    let replace = format!("REPLACE INTO category (id, name, active) VALUES ({record}, 'b', 1)");
    script(&store, house.either(&replace, "TRUNCATE category CASCADE")).await;
    assert_eq!(ids::<ShopCategory>(&store, shop).await, ["a"]);
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), 0);
    // Again, over what is remembered already.
    bound(&store, shop, "a").await;
    let record = store.all::<Category>().await.unwrap().last().unwrap().id();
    let replace = format!("INSERT OR REPLACE INTO category (id, name, active) VALUES ({record}, 'b', 1)");
    script(&store, house.either(&replace, "TRUNCATE shop_category, shop_product")).await;
    assert_eq!(ids::<ShopCategory>(&store, shop).await, ["a"]);
}

async fn whatever_its_ids_are(house: &House) {
    let (store, shop) = house.with_shop().await;
    let chair = store.put(product("chair")).await.unwrap().id();
    for id in [0, u32::MAX] {
        store.put(shop_product(&chair, shop, id)).await.unwrap();
    }
    let website = store.put(Website { backend_id: shop, external_id: Some(i64::MIN), sync_date: None }).await.unwrap().id();
    store.put(Website { backend_id: shop, external_id: None, sync_date: None }).await.unwrap();
    let text = "it's \"é\" \\ 'quoted'";
    bound(&store, shop, "x").await;
    script(&store, &format!("UPDATE shop_category SET external_id = '{}'", text.replace('\'', "''"))).await;
    store.delete::<Product>(&chair).await.unwrap();
    script(&store, "DELETE FROM shop_website; DELETE FROM shop_category").await;
    let mut products = store.deleted::<ShopProduct>(shop).await.unwrap();
    products.sort_by_key(|deleted| deleted.external_id);
    assert_eq!(products.iter().map(|deleted| deleted.external_id).collect::<Vec<_>>(), [0, u32::MAX]);
    assert_eq!(products[0].record, Some(chair));
    let websites = store.deleted::<Website>(shop).await.unwrap();
    assert_eq!(websites.len(), 1, "what has no external ID is nothing to the remote");
    assert_eq!((websites[0].external_id, &websites[0].record, websites[0].binding), (i64::MIN, &None, website));
    assert_eq!(ids::<ShopCategory>(&store, shop).await, [text]);
    assert!(websites[0].to_string().starts_with(&format!("shop.website {} on backend {shop}, deleted at ", i64::MIN)));

    // Each kind and each backend by itself.
    let other = store.put(crate::support::shop("other")).await.unwrap().id();
    assert!(store.deleted::<ShopProduct>(other).await.unwrap().is_empty());
}

/// On the size of a shirt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ExternalId)]
struct Shirt {
    size: String,
    number: i64,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.shirt", table = "we\"ird 'table; --")]
struct ShopShirt {
    #[field(column = "the \"record\"")]
    record_id: RecordId<Category>,
    #[field(column = "back'end", ondelete = cascade)]
    backend_id: BackendId<Shop>,
    #[field(column = "old")]
    external_id: Option<Shirt>,
    sync_date: Option<DateTime<Utc>>,
}

schema! {
    static ODD = [Shop, Category, ShopShirt];
}

async fn hostile_names_and_composite_ids(house: &House) {
    let store = house.empty().await;
    store.migrate(&ODD).await.unwrap();
    assert!(store.plan(&ODD).await.unwrap().is_empty());
    let shop = store.put(shop("main")).await.unwrap().id();
    let record = store.put(category("a")).await.unwrap().id();
    let shirt = Shirt { size: "L!".into(), number: -7 };
    let binding = ShopShirt { record_id: record.clone(), backend_id: shop, external_id: Some(shirt.clone()), sync_date: None };
    store.put(binding.clone()).await.unwrap();
    store.delete::<Category>(&record).await.unwrap();
    let found = store.deleted::<ShopShirt>(shop).await.unwrap();
    assert_eq!((&found[0].external_id, &found[0].record), (&shirt, &Some(record)));

    // It is hidden while it is bound, and the backend takes it along.
    let record = store.put(category("b")).await.unwrap().id();
    store.put(ShopShirt { record_id: record, ..binding }).await.unwrap();
    assert!(store.deleted::<ShopShirt>(shop).await.unwrap().is_empty());
    store.delete::<Shop>(&shop).await.unwrap();
    let found = store.deleted::<ShopShirt>(shop).await.unwrap();
    assert_eq!(found.iter().map(|deleted| &deleted.external_id).collect::<Vec<_>>(), [&shirt], "it is not lost with its backend");
}

async fn text_keys_of_the_applications_records(house: &House) {
    let store = house.empty().await;
    script(&store, PARTNERS_TABLE).await;
    store.migrate(&PARTNERS).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap().id();
    script(&store, "INSERT INTO partners (id) VALUES ('p''1')").await;
    let partner = RecordId::new("p'1".to_owned());
    store.put(ShopPartner { record_id: partner.clone(), backend_id: shop, external_id: Some(1), sync_date: None }).await.unwrap();
    script(&store, "DELETE FROM partners").await;
    assert_eq!(store.deleted::<ShopPartner>(shop).await.unwrap()[0].record, Some(partner));
}

/// Who unbinds says something of the external ID, and not that it shall be deleted there.
async fn what_is_given_up_is_not_deleted(house: &House) {
    let (store, shop) = house.with_shop().await;
    let other = store.put(crate::support::shop("other")).await.unwrap().id();
    let unbind = |binding| {
        let store = &store;
        async move { store.binder::<ShopCategory>(shop).unbind(binding).await.unwrap() }
    };
    let (record, binding) = bound(&store, shop, "a").await;
    unbind(binding).await;
    store.delete::<Category>(&record).await.unwrap();
    assert!(store.deleted::<ShopCategory>(shop).await.unwrap().is_empty(), "unbound, then deleted");

    // A deletion that was remembered before does not come back.
    for give_up in ["external_id = NULL".to_owned(), "external_id = 'c'".to_owned(), format!("backend_id = {other}")] {
        let (record, _) = bound(&store, shop, "b").await;
        store.delete::<Category>(&record).await.unwrap();
        assert_eq!(ids::<ShopCategory>(&store, shop).await, ["b"]);
        bound(&store, shop, "b").await;
        assert!(ids::<ShopCategory>(&store, shop).await.is_empty(), "bound again");
        script(&store, "UPDATE shop_category SET slug = 'x', external_id = external_id").await;
        let remembered = "SELECT count(*) FROM connector_deleted WHERE external_id = 'b'";
        assert_eq!(number(&store, remembered).await, 1, "nothing was given up yet");
        script(&store, &format!("UPDATE shop_category SET {give_up}")).await;
        assert_eq!(number(&store, remembered).await, 0, "{give_up}");
        assert!(ids::<ShopCategory>(&store, shop).await.is_empty(), "{give_up}");
        script(&store, "DELETE FROM shop_category; DELETE FROM connector_deleted").await;
    }
}

async fn what_is_exported_is_forgotten(house: &House) {
    let (store, shop) = house.with_shop().await;
    let (_, binding) = bound(&store, shop, "a").await;
    store.delete::<ShopCategory>(&binding).await.unwrap();
    let old = store.deleted::<ShopCategory>(shop).await.unwrap();
    assert!(store.is_deleted(&old[0]).await.unwrap());

    // Bound again: what somebody has read is true no more. And another one, once that is deleted.
    let (_, binding) = bound(&store, shop, "a").await;
    assert!(!store.is_deleted(&old[0]).await.unwrap());
    // On SQLite the clock has milliseconds.
    while Utc::now() - old[0].at < TimeDelta::milliseconds(2) {
        tokio::task::yield_now().await;
    }
    store.delete::<ShopCategory>(&binding).await.unwrap();
    let new = store.deleted::<ShopCategory>(shop).await.unwrap();
    assert!(!store.is_deleted(&old[0]).await.unwrap() && new != old);
    assert_eq!(store.forget_deleted(&old).await.unwrap(), 0);
    assert_eq!(store.forget_deleted(&new).await.unwrap(), 1);
    assert!(!store.is_deleted(&new[0]).await.unwrap());
    assert_eq!(store.forget_deleted(&new).await.unwrap(), 0);

    // Those that nobody exports.
    let (_, binding) = bound(&store, shop, "b").await;
    store.delete::<ShopCategory>(&binding).await.unwrap();
    let forget = |time| {
        let store = &store;
        async move { store.transaction(|tx| Box::pin(async move { tx.forget_deleted_before::<ShopCategory>(shop, time).await })).await.unwrap() }
    };
    assert_eq!(forget(new[0].at).await, 0);
    assert_eq!(forget(Utc::now() + TimeDelta::days(1)).await, 1);
}

async fn what_is_rolled_back_was_not_deleted(house: &House) {
    let (store, shop) = house.with_shop().await;
    let (record, first) = bound(&store, shop, "a").await;
    bound(&store, shop, "b").await;
    let error = store
        .transaction(|tx| {
            let record = record.clone();
            Box::pin(async move {
                tx.delete::<Category>(&record).await?;
                assert_eq!(tx.deleted::<ShopCategory>(shop).await?.len(), 1, "in the transaction itself it is");
                Err::<(), _>(Error::application("no"))
            })
        })
        .await;
    error.unwrap_err();
    assert!(ids::<ShopCategory>(&store, shop).await.is_empty());
    let partly = store.transaction(|tx| {
        Box::pin(async move {
            let point = tx.savepoint().await?;
            run_script(tx, "DELETE FROM shop_category").await?;
            tx.roll_back(point).await?;
            tx.delete::<ShopCategory>(&first).await
        })
    });
    partly.await.unwrap();
    assert_eq!(ids::<ShopCategory>(&store, shop).await, ["a"]);
}

async fn many_are_read_in_pages(house: &House) {
    let (store, shop) = house.with_shop().await;
    let all = 2_345;
    let chair = store.put(product("chair")).await.unwrap().id();
    let values: Vec<ShopProduct> = (0..all).map(|id| shop_product(&chair, shop, id)).collect();
    store.put_many(&values).await.unwrap();
    script(&store, "DELETE FROM shop_product").await;
    assert_eq!(store.deleted::<ShopProduct>(shop).await.unwrap().len(), all as usize);
    // Each third is there again.
    let again: Vec<ShopProduct> = values.into_iter().filter(|value| value.external_id % 3 == 0).collect();
    store.put_many(&again).await.unwrap();
    let mut read: Vec<Deleted<ShopProduct>> = Vec::new();
    loop {
        let page = store.deleted_after(shop, read.last(), 100).await.unwrap();
        assert!(page.len() == 100 || read.len() + page.len() == all as usize - again.len(), "pages are full");
        if page.is_empty() {
            break;
        }
        read.extend(page);
    }
    let mut ids: Vec<u32> = read.iter().map(|deleted| deleted.external_id).collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..all).filter(|id| id % 3 != 0).collect::<Vec<_>>());
    assert_eq!(read, store.deleted::<ShopProduct>(shop).await.unwrap());
    assert_eq!(store.forget_deleted(&read).await.unwrap(), ids.len() as u64);
}

/// As on a database of an earlier version, and after somebody's work on the triggers.
async fn migrating_makes_the_triggers_what_they_shall_be(house: &House) {
    let (store, shop) = house.with_shop().await;
    let broken = [
        house.either("DROP TRIGGER connector_shop_category_deleted", "DROP TRIGGER connector_deleted ON shop_category"),
        house.either("DROP TRIGGER connector_shop_category_deleted", "DROP FUNCTION connector_shop_category_deleted() CASCADE"),
        house.either(
            "DROP TRIGGER connector_shop_category_deleted;
             CREATE TRIGGER connector_shop_category_deleted AFTER DELETE ON shop_category BEGIN SELECT 1; END",
            "CREATE OR REPLACE FUNCTION connector_shop_category_deleted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        ),
        house.either("DROP TRIGGER connector_shop_category_deleted", "ALTER TABLE shop_category DISABLE TRIGGER connector_deleted"),
    ];
    for (n, broken) in broken.into_iter().enumerate() {
        script(&store, broken).await;
        let plan = store.plan(&SHOP).await.unwrap();
        let [step] = plan.steps() else { panic!("{broken}: {plan}") };
        assert!(step.what.contains("connector_shop_category_deleted") && step.what.ends_with("deleted bindings are remembered"), "{plan}");
        assert_eq!(store.migrate(&SHOP).await.unwrap(), plan);
        assert!(store.plan(&SHOP).await.unwrap().is_empty(), "{broken}");
        let (_, binding) = bound(&store, shop, &n.to_string()).await;
        store.delete::<ShopCategory>(&binding).await.unwrap();
        assert_eq!(ids::<ShopCategory>(&store, shop).await.len(), n + 1, "{broken}");
    }
}

async fn faults_are_told(house: &House) {
    let store = house.empty().await;
    let shop = BackendId::<Shop>::new(1);
    let error = store.deleted::<ShopCategory>(shop).await.unwrap_err();
    assert!(
        matches!(&error, Error::Migration(text) if text.contains("connector_deleted") && text.contains("migrate the store")),
        "{error}"
    );

    let (store, shop) = house.with_shop().await;
    let remember = |id: &str, record: &str| {
        let now = house.either("1", "now()");
        format!(
            "INSERT INTO connector_deleted (model, backend_id, external_id, record, binding, deleted_at) VALUES ('shop.product', {shop}, '{id}', {record}, 1, {now})"
        )
    };
    for (id, record, field) in [("x", "'1'", "external_id"), ("-1", "'1'", "external_id"), ("1", "'x'", "record")] {
        script(&store, &remember(id, record)).await;
        let error = store.deleted::<ShopProduct>(shop).await.unwrap_err();
        assert!(matches!(&error, Error::Unreadable { model: "connector.deleted", field: at, .. } if *at == field), "{error}");
        assert!(error.to_string().contains(&format!("of shop.product {id}")), "{error}");
        script(&store, "DELETE FROM connector_deleted").await;
    }
}

crate::support::on_both! {
    whoever_deletes,
    what_replaces_a_record_takes_its_bindings_along,
    whatever_its_ids_are,
    hostile_names_and_composite_ids,
    text_keys_of_the_applications_records,
    what_is_given_up_is_not_deleted,
    what_is_exported_is_forgotten,
    what_is_rolled_back_was_not_deleted,
    many_are_read_in_pages,
    migrating_makes_the_triggers_what_they_shall_be,
    faults_are_told,
}
