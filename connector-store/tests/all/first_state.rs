//! A database that the first state of this crate has made: with cursors and failures, and nothing else that remembers.
//!
//! The statements are those by which that state made the tables, in `first_state`.

use connector_store::Store;

use crate::support::{Category, House, SHOP, Shop, ShopCategory, ShopProduct, category, child, script, shop_category, things};

/// Rows of before: a shop without a secret, since that state kept none, and what an import remembers of it.
const ROWS: &str = "INSERT INTO shop_backend (name, version, location) VALUES ('main', '2.0', 'https://main.example');
    INSERT INTO category (name) VALUES ('Chairs'), ('Tables');
    INSERT INTO shop_category (record_id, backend_id, external_id) VALUES (1, 1, 'c-1'), (2, 1, 'c-2');";

async fn made_then(house: &House) -> String {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    script(&store, house.either(include_str!("first_state/sqlite.sql"), include_str!("first_state/postgres.sql"))).await;
    let (time, yes) = house.either(("1767182400000000", "1"), ("'2025-12-31 12:00:00+00'", "true"));
    let memory = format!(
        "INSERT INTO connector_cursor (backend_model, backend_id, model, position) VALUES ('shop.backend', 1, 'shop.category', {time});
        INSERT INTO connector_failure (backend_model, backend_id, model, reference, has_id, error, tries, failed_at, next_try_at)
        VALUES ('shop.backend', 1, 'shop.category', 'c-9', {yes}, 'no name', 2, {time}, {time})"
    );
    script(&store, &format!("{ROWS}{memory}")).await;
    url
}

/// Everything of before is there, and what is new works.
async fn check(url: &str) {
    let store = Store::connect(url).await.unwrap();
    assert!(store.plan(&SHOP).await.unwrap().is_empty());
    let shop = store.by_name::<Shop>("main").await.unwrap();
    assert!(shop.token.is_none() && shop.delay.is_none());
    let shop = shop.id();
    assert_eq!(store.cursor::<ShopCategory>(shop).await.unwrap().unwrap().to_rfc3339(), "2025-12-31T12:00:00+00:00");
    let failures = store.failures::<ShopCategory>(shop).await.unwrap();
    assert_eq!((failures.len(), failures[0].reference.as_str(), failures[0].tries), (1, "c-9", 2));
    // It is active, though nobody said so.
    store.require_active(shop).await.unwrap();
    store.pause(shop).await.unwrap();
    store.resume(shop).await.unwrap();
    // A binding of before is remembered when it is deleted.
    let chairs = store.binder::<ShopCategory>(shop).to_record(&"c-1".to_owned()).await.unwrap().unwrap();
    store.delete::<Category>(&chairs).await.unwrap();
    let deleted = store.deleted::<ShopCategory>(shop).await.unwrap();
    assert_eq!(deleted.iter().map(|deleted| deleted.external_id.as_str()).collect::<Vec<_>>(), ["c-1"]);
    let lamps = store.put(category("Lamps")).await.unwrap().id();
    store.put(shop_category(&lamps, shop, Some("c-3"))).await.unwrap();
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), 2);
    assert_eq!(store.count::<ShopProduct>().await.unwrap(), 0);
}

async fn it_goes_through_and_the_second_run_is_empty(house: &House) {
    let url = made_then(house).await;
    let store = Store::connect(&url).await.unwrap();
    let before = things(house, &store).await;
    let plan = store.plan(&SHOP).await.unwrap();
    assert_eq!(things(house, &store).await, before, "planning changes nothing");
    for part in ["create the table \"connector_deleted\"", "add the column \"active\" to \"shop_backend\"", "create the trigger"] {
        assert!(plan.to_string().contains(part), "{part}: {plan}");
    }
    let of_models: Vec<_> = plan.steps().iter().filter(|step| step.what.contains("the table \"shop")).collect();
    assert!(of_models.is_empty(), "the tables of the models are there: {of_models:?}");
    assert_eq!(store.migrate(&SHOP).await.unwrap(), plan);
    assert!(store.migrate(&SHOP).await.unwrap().is_empty());
    check(&url).await;
}

async fn processes_that_start_at_once_migrate_it_once(house: &House) {
    if let Some(url) = child::role() {
        eprintln!("ready");
        std::io::stdin().read_line(&mut String::new()).unwrap();
        let plan = Store::connect(&url).await.unwrap().migrate(&SHOP).await.unwrap();
        return eprintln!("{}", plan.steps().len());
    }
    let url = made_then(house).await;
    let mut steps = child::at_once(house.test, &url, 8);
    steps.sort();
    assert!(steps[..7].iter().all(|steps| steps == "0"), "{steps:?}");
    assert!(steps[7].parse::<usize>().unwrap() > 10, "{steps:?}");
    check(&url).await;
}

crate::support::on_both! {
    it_goes_through_and_the_second_run_is_empty,
    processes_that_start_at_once_migrate_it_once,
}
