//! What is written to the shop, and what must come of it.

use connector_core::{BindingId, Changes, Json, RecordId};
use connector_examples::oscar::export;
use connector_examples::oscar::model::{Category, OscarCategory, OscarProduct, OscarProductId, Product};
use connector_examples::scenario::{Failure, Scenario};
use connector_store::{ReviewFilter, ReviewKind};
use connector_sync::{Report, Retry};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::compare::kept;
use crate::steps::Side;

/// A product that was made here.
pub struct Made {
    pub record: RecordId<Product>,
    pub binding: BindingId<OscarProduct>,
}

impl Made {
    /// What the shop has of it, as an administrator sees it.
    async fn there(&self, side: &Side<'_>) -> Result<Value, Failure> {
        side.shop.get(&format!("admin/products/{}/", self.id(side).await?.0)).await
    }

    async fn id(&self, side: &Side<'_>) -> Result<OscarProductId, Failure> {
        let binding = side.work.store().get::<OscarProduct>(&self.binding).await?.ok_or("the binding is gone")?;
        binding.external_id.ok_or_else(|| "it is not exported".into())
    }

    pub async fn retitle(&self, side: &Side<'_>, title: &str) -> Result<(), Failure> {
        self.change(side, Changes::new().set("title", title)?).await
    }

    async fn change(&self, side: &Side<'_>, changes: Changes<Product>) -> Result<(), Failure> {
        Ok(side.work.store().update(&self.record, &changes).await?)
    }
}

/// Makes a product here, which is to be on the shop.
pub async fn product(side: &Side<'_>, upc: &str, title: &str, categories: &[RecordId<Category>]) -> Result<Made, Failure> {
    let product = Product {
        upc: Some(upc.to_owned()).filter(|upc| !upc.is_empty()),
        title: title.to_owned(),
        price: Some(Decimal::new(1_250, 2)),
        currency: Some("EUR".to_owned()),
        stock: Some(7),
        categories: Json(categories.to_vec()),
    };
    let shop = side.work.backend().id();
    let store = side.work.store();
    let record = store.put(product).await?.id();
    let binding = store.put(OscarProduct::wanted(record.clone(), shop)).await?.id();
    Ok(Made { record, binding })
}

async fn exported(side: &Side<'_>) -> Result<Report, Failure> {
    Ok(export(&side.work, &mut |_| {}).await?)
}

/// What came from the shop is not sent back.
pub async fn nothing_to_export(scenario: &mut Scenario, side: &Side<'_>) -> Result<(), Failure> {
    scenario.step("what was imported is not sent back");
    side.import(Retry::None).await?;
    let report = exported(side).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    let unchanged = report.of::<OscarProduct>().map(|model| model.unchanged);
    scenario.same("products that were looked at", unchanged, Some(side.shop.count("products/").await?))
}

/// Products that the shop does not have.
pub async fn new_products(scenario: &mut Scenario, side: &Side<'_>) -> Result<Vec<Made>, Failure> {
    scenario.step("new products with stock, price and categories");
    let before = side.shop.count("products/").await?;
    let categories = kept::<OscarCategory>(side).await?;
    let mut categories: Vec<_> = categories.values().map(|linked| linked.record.id()).collect();
    categories.sort();
    let mut made = Vec::new();
    for number in 0..12 {
        let own = &categories[number..number + number % 3];
        made.push(product(side, &format!("HERE-{number:02}"), &format!("Made here {number}"), own).await?);
    }
    let nameless = product(side, "", "Without a code", &[]).await?;
    let dry = side.work.export_changed::<OscarProduct>().dry_run().await?;
    scenario.did::<OscarProduct>(&dry, [12, 0, 0, 1])?;
    scenario.same("a dry run writes nothing", side.shop.count("products/").await?, before)?;

    let report = exported(side).await?;
    scenario.did::<OscarProduct>(&report, [12, 0, 0, 1])?;
    let why = report.of::<OscarProduct>().and_then(|model| model.failures.first()).map(|failure| failure.error.clone());
    scenario.holds("what fails says why", why.is_some_and(|why| why.contains("give it one")))?;
    scenario.same("the number of products there", side.shop.count("products/").await?, before + 12)?;
    for made in &made {
        let product = side.work.store().get::<Product>(&made.record).await?.ok_or("the product is gone")?;
        let there = made.there(side).await?;
        scenario.same("the title of a new product", there["title"].as_str(), Some(product.title.as_str()))?;
        scenario.same("the code of a new product", there["upc"].as_str(), product.upc.as_deref())?;
        scenario.same("the price of a new product", &there["stockrecords"][0]["price"], &json!("12.50"))?;
        scenario.same("the stock of a new product", there["stockrecords"][0]["num_in_stock"].as_i64(), Some(7))?;
        scenario.same("the stock records of a new product", there["stockrecords"].as_array().map(Vec::len), Some(1))?;
        scenario.same("the categories of a new product", there["categories"].as_array().map(Vec::len), Some(product.categories.0.len()))?;
    }
    side.work.store().delete::<Product>(&nameless.record).await?;

    scenario.step("once exported, they are neither sent again nor brought back as others");
    let report = exported(side).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    let report = side.import(Retry::None).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    crate::compare::compare(scenario, side, &[]).await?;
    Ok(made)
}

/// Only what changed here is sent: what people do in the shop meanwhile stays.
pub async fn changes(scenario: &mut Scenario, side: &Side<'_>, made: &[Made]) -> Result<(), Failure> {
    scenario.step("changed products: what changed is sent, and nothing else");
    let store = side.work.store();
    let [retitled, repriced, moved, both, ..] = made else { return Err("too few products were made".into()) };
    let categories_there = side.shop.count("sync/categories/").await?;
    retitled.retitle(side, "Another title").await?;
    side.shop.patch(&path(retitled, side).await?, json!({ "description": "Written in the shop" })).await?;
    repriced.change(side, Changes::new().set("price", &Decimal::new(99, 2))?.set("stock", &0_i64)?).await?;
    let category = kept::<OscarCategory>(side).await?.into_values().next().ok_or("no category")?;
    moved.change(side, Changes::new().set("categories", &Json(vec![category.record.id()]))?).await?;
    // On both sides at once: each keeps what it changed.
    both.retitle(side, "Changed on both sides").await?;
    let stock = both.there(side).await?["stockrecords"][0]["url"].as_str().ok_or("no stock record")?.to_owned();
    side.shop.patch(&side.shop.path_of(&stock)?, json!({ "num_in_stock": 41 })).await?;
    // One that came from the shop.
    let own = store.binder::<OscarProduct>(side.work.backend().id()).linked(&OscarProductId(8)).await?.ok_or("product 8 is not here")?;
    store.update(&own.record.id(), &Changes::<Product>::new().set("price", &Decimal::new(4_321, 2))?).await?;

    let report = exported(side).await?;
    scenario.did::<OscarProduct>(&report, [0, 5, 0, 0])?;
    let there = retitled.there(side).await?;
    scenario.same("the new title", there["title"].as_str(), Some("Another title"))?;
    scenario.same("what the shop had written", there["description"].as_str(), Some("Written in the shop"))?;
    scenario.same("its price is as it was", &there["stockrecords"][0]["price"], &json!("12.50"))?;
    let there = repriced.there(side).await?;
    scenario.same("the new price", &there["stockrecords"][0]["price"], &json!("0.99"))?;
    scenario.same("the new stock", there["stockrecords"][0]["num_in_stock"].as_i64(), Some(0))?;
    scenario.same("still one stock record", there["stockrecords"].as_array().map(Vec::len), Some(1))?;
    let there = moved.there(side).await?;
    scenario.same("the new category, and no other", there["categories"].as_array().map(Vec::len), Some(1))?;
    scenario.same("no category was made of it", side.shop.count("sync/categories/").await?, categories_there)?;
    let there = both.there(side).await?;
    scenario.same("what was changed here", there["title"].as_str(), Some("Changed on both sides"))?;
    scenario.same("what was changed there", there["stockrecords"][0]["num_in_stock"].as_i64(), Some(41))?;
    let there = side.shop.get("admin/products/8/").await?;
    scenario.same("the new price of a product of the shop's", &there["stockrecords"][0]["price"], &json!("43.21"))?;
    scenario.same("its one stock record", there["stockrecords"].as_array().map(Vec::len), Some(1))?;

    let report = side.import(Retry::None).await?;
    // The stock that was changed in the shop.
    scenario.did::<OscarProduct>(&report, [0, 1, 0, 0])?;
    let report = exported(side).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    crate::compare::compare(scenario, side, &[]).await
}

/// What is deleted here is deleted there; what is gone there is put before a person.
pub async fn deletion(scenario: &mut Scenario, side: &Side<'_>, made: &[Made]) -> Result<(), Failure> {
    scenario.step("deleted here, deleted there; gone there, a person decides");
    let (store, before) = (side.work.store(), side.shop.count("products/").await?);
    let [.., gone, deleted] = made else { return Err("too few products were made".into()) };
    let id = deleted.id(side).await?;
    store.delete::<Product>(&deleted.record).await?;
    side.shop.delete(&path(gone, side).await?).await?;
    gone.retitle(side, "Gone meanwhile").await?;
    let report = exported(side).await?;
    let model = report.of::<OscarProduct>().ok_or("no products")?;
    scenario.same("deleted, skipped", (model.deleted, model.skipped_in_all()), (1, 1))?;
    scenario.same("the number of products there", side.shop.count("products/").await?, before - 2)?;
    scenario.same("the deleted one", side.shop.with_upc("HERE-11").await?, vec![])?;
    scenario.holds("the deleted one is gone by its ID, too", side.shop.get(&format!("admin/products/{}/", id.0)).await.is_err())?;
    let reviews = store.reviews(&ReviewFilter::open(), None, 10).await?;
    let kinds: Vec<&ReviewKind> = reviews.iter().map(|review| &review.kind).collect();
    scenario.same("what a person has to decide", kinds, vec![&ReviewKind::Gone])?;
    // The person does not want it any more.
    store.delete::<Product>(&gone.record).await?;
    for review in reviews {
        store.settle_review(review.id, "not wanted any more").await?;
    }
    // It was remembered as deleted, and the shop does not have it: that is as good.
    let report = exported(side).await?;
    scenario.same("failed", report.failed(), 0)?;
    scenario.same("nothing is left to be deleted", store.deleted::<OscarProduct>(side.work.backend().id()).await?.len(), 0)?;
    crate::compare::compare(scenario, side, &[]).await
}

async fn path(made: &Made, side: &Side<'_>) -> Result<String, Failure> {
    Ok(format!("admin/products/{}/", made.id(side).await?.0))
}
