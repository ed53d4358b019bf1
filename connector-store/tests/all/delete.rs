//! Deleting, and what links what is deleted.

use connector_store::Error;

use crate::support::{Category, House, Product, Shop, ShopCategory, ShopProduct, category, product, shop_category, shop_product};

async fn a_record_takes_its_bindings_along(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(category("a")).await.unwrap().id();
    let binding = store.put(shop_category(&record, shop, Some("1"))).await.unwrap().id();
    store.delete::<Category>(&record).await.unwrap();
    assert!(store.get::<ShopCategory>(&binding).await.unwrap().is_none());
    assert!(matches!(store.delete::<Category>(&record).await, Err(Error::NotFound { model: "category", .. })));
}

async fn a_binding_leaves_its_record(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(category("a")).await.unwrap().id();
    let binding = store.put(shop_category(&record, shop, Some("1"))).await.unwrap().id();
    store.delete::<ShopCategory>(&binding).await.unwrap();
    assert!(store.get::<Category>(&record).await.unwrap().is_some());
}

async fn who_forbids_it_is_named(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(category("a")).await.unwrap().id();
    store.put(shop_category(&record, shop, Some("1"))).await.unwrap();
    let error = store.delete::<Shop>(&shop).await.unwrap_err();
    assert!(matches!(error, Error::StillLinked { by: "shop.category", field: "backend_id", .. }), "{error}");
    assert!(store.get::<Shop>(&shop).await.unwrap().is_some());
}

/// The record would take its binding along, and a third row forbids to delete that one.
async fn who_forbids_it_is_named_behind_a_cascade(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(category("a")).await.unwrap().id();
    let binding = store.put(shop_category(&record, shop, Some("1"))).await.unwrap().id();
    let chair = store.put(product("chair")).await.unwrap().id();
    store.put(ShopProduct { category: Some(binding), ..shop_product(&chair, shop, 1) }).await.unwrap();
    let error = store.delete::<Category>(&record).await.unwrap_err();
    assert!(matches!(error, Error::StillLinked { model: "category", by: "shop.product", field: "category", .. }), "{error}");
    assert!(store.get::<ShopCategory>(&binding).await.unwrap().is_some());
}

async fn a_link_becomes_null(house: &House) {
    let (store, _) = house.with_shop().await;
    let record = store.put(category("a")).await.unwrap().id();
    let chair = store.put(Product { category: Some(record.clone()), ..product("chair") }).await.unwrap().id();
    store.delete::<Category>(&record).await.unwrap();
    assert_eq!(*store.get::<Product>(&chair).await.unwrap().unwrap(), product("chair"));
}

crate::support::on_both! {
    a_record_takes_its_bindings_along,
    a_binding_leaves_its_record,
    who_forbids_it_is_named,
    who_forbids_it_is_named_behind_a_cascade,
    a_link_becomes_null,
}
