//! What is done, and what must come of it.

use connector_core::Changes;
use connector_examples::both::model::TrytonArticle;
use connector_examples::oscar::model::{OscarCategory, OscarProduct, Product};
use connector_examples::scenario::{Failure, Scenario};
use connector_examples::tryton::typed;
use connector_sync::{Report, Retry};
use rust_decimal::Decimal;
use serde_json::json;

use crate::both::{ARTICLES, Both};

async fn import_erp(both: &Both<'_>) -> Result<Report, Failure> {
    Ok(both.on_erp.import_changed::<TrytonArticle>().retry(Retry::None).await?)
}

async fn import_shop(both: &Both<'_>) -> Result<Report, Failure> {
    let report = both.on_shop.import_changed::<OscarCategory>().await?;
    Ok(both.on_shop.import_changed::<OscarProduct>().retry(Retry::None).after(report).await?)
}

/// What was written to a system comes back from it as nothing new, and nothing is passed on for it.
async fn quiet(scenario: &mut Scenario, both: &Both<'_>) -> Result<(), Failure> {
    let (in_erp, in_shop) = (both.dates_in_erp().await?, both.dates_in_shop().await?);
    let report = import_erp(both).await?;
    scenario.did::<TrytonArticle>(&report, [0, 0, 0, 0])?;
    let report = import_shop(both).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    both.pass_on(scenario, 0).await?;
    scenario.same("changes in the ERP", both.dates_in_erp().await?, in_erp)?;
    scenario.same("changes in the shop", both.dates_in_shop().await?, in_shop)
}

/// Every product of the ERP comes, and goes to the shop.
pub async fn first(scenario: &mut Scenario, both: &Both<'_>) -> Result<(), Failure> {
    scenario.step("the ERP's products come, and go to the shop");
    let (articles, before, in_erp) = (both.articles().await?.len(), both.products().await?.len(), both.dates_in_erp().await?);
    let report = import_erp(both).await?;
    scenario.did::<TrytonArticle>(&report, [articles as u64, 0, 0, 0])?;
    both.pass_on(scenario, articles as u64).await?;
    scenario.same("the products of the shop", both.products().await?.len(), before + articles)?;
    both.compare(scenario, articles).await?;
    scenario.same("changes in the ERP", both.dates_in_erp().await?, in_erp)
}

/// A change on the one side is passed on to the other, and not back.
pub async fn from_erp_to_shop(scenario: &mut Scenario, both: &Both<'_>) -> Result<(), Failure> {
    scenario.step("changes in the ERP go to the shop, and not back");
    let shared = both.shared().await?;
    let [renamed, repriced, twice, ..] = &shared[..] else { return Err("too few products".into()) };
    both.erp.write(ARTICLES, renamed.article.0, json!({ "name": "Renamed in the ERP" })).await?;
    both.erp.write(ARTICLES, repriced.article.0, json!({ "list_price": typed::decimal(Decimal::new(7_777, 2)) })).await?;
    both.erp.write(ARTICLES, twice.article.0, json!({ "name": "Changed" })).await?;
    let report = import_erp(both).await?;
    scenario.did::<TrytonArticle>(&report, [0, 3, 0, 0])?;
    // Once more, before it was passed on: that is one job.
    both.erp.write(ARTICLES, twice.article.0, json!({ "name": "Changed twice" })).await?;
    let report = import_erp(both).await?;
    scenario.did::<TrytonArticle>(&report, [0, 1, 0, 0])?;
    let in_erp = both.dates_in_erp().await?;
    both.pass_on(scenario, 3).await?;
    both.compare(scenario, shared.len()).await?;
    let there = both.shop.get(&format!("admin/products/{}/", twice.there.0)).await?;
    scenario.same("the last name", there["title"].as_str(), Some("Changed twice"))?;
    scenario.same("changes in the ERP", both.dates_in_erp().await?, in_erp)
}

/// The shop has products of its own, which are no business of the ERP's; of the others it says the currency, which the ERP does not
/// know: that is looked at, and nothing is sent.
pub async fn first_import_of_shop(scenario: &mut Scenario, both: &Both<'_>) -> Result<(), Failure> {
    scenario.step("the shop's own products come, and stay away from the ERP");
    let (shared, in_erp) = (both.shared().await?.len(), both.dates_in_erp().await?);
    let all = both.products().await?.len();
    let report = import_shop(both).await?;
    scenario.did::<OscarProduct>(&report, [(all - shared) as u64, shared as u64, 0, 0])?;
    both.pass_on(scenario, shared as u64).await?;
    both.compare(scenario, shared).await?;
    scenario.same("changes in the ERP", both.dates_in_erp().await?, in_erp)?;

    scenario.step("then it is quiet");
    quiet(scenario, both).await
}

/// The other way.
pub async fn from_shop_to_erp(scenario: &mut Scenario, both: &Both<'_>) -> Result<(), Failure> {
    scenario.step("changes in the shop go to the ERP, and not back");
    let shared = both.shared().await?;
    let [.., renamed, repriced] = &shared[..] else { return Err("too few products".into()) };
    both.shop.patch(&format!("admin/products/{}/", renamed.there.0), json!({ "title": "Renamed in the shop" })).await?;
    let there = both.shop.get(&format!("admin/products/{}/", repriced.there.0)).await?;
    let stock = there["stockrecords"][0]["url"].as_str().ok_or("no stock record")?.to_owned();
    both.shop.patch(&both.shop.path_of(&stock)?, json!({ "price": "3.21" })).await?;
    let report = import_shop(both).await?;
    scenario.did::<OscarProduct>(&report, [0, 2, 0, 0])?;
    let in_shop = both.dates_in_shop().await?;
    both.pass_on(scenario, 2).await?;
    both.compare(scenario, shared.len()).await?;
    scenario.same("changes in the shop", both.dates_in_shop().await?, in_shop)?;
    quiet(scenario, both).await
}

/// What the application changes goes to both.
pub async fn from_here_to_both(scenario: &mut Scenario, both: &Both<'_>) -> Result<(), Failure> {
    scenario.step("a change made here goes to both, and comes back from none");
    let shared = both.shared().await?;
    let changed = shared.first().ok_or("no product is on both")?;
    let changes = Changes::<Product>::new().set("title", "Renamed here")?.set("price", &Decimal::new(9_900, 2))?;
    both.store().update(&changed.record, &changes).await?;
    both.pass_on(scenario, 2).await?;
    both.compare(scenario, shared.len()).await?;
    quiet(scenario, both).await
}

/// What is deleted here is deleted on both.
pub async fn deletion(scenario: &mut Scenario, both: &Both<'_>) -> Result<(), Failure> {
    scenario.step("deleted here, deleted on both");
    let shared = both.shared().await?;
    let deleted = shared.first().ok_or("no product is on both")?;
    both.store().delete::<Product>(&deleted.record).await?;
    let (in_shop, in_erp) = (both.on_shop.export_deleted::<OscarProduct>().await?, both.on_erp.export_deleted::<TrytonArticle>().await?);
    let counts = [in_shop.of::<OscarProduct>(), in_erp.of::<TrytonArticle>()].map(|model| model.map(|model| (model.deleted, model.failed)));
    scenario.same("deleted and failed", counts, [Some((1, 0)), Some((1, 0))])?;
    scenario.holds("the shop does not have it", !both.products().await?.contains_key(&deleted.there.0))?;
    scenario.holds("the ERP does not have it", !both.articles().await?.contains_key(&deleted.article.0))?;
    both.compare(scenario, shared.len() - 1).await?;
    quiet(scenario, both).await
}
