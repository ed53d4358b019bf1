//! What is done, and what must come of it.

use connector_core::Secret;
use connector_examples::oscar::import;
use connector_examples::oscar::model::{
    OscarBackend, OscarCategory, OscarCategoryId, OscarCustomer, OscarOrder, OscarOrderLine, OscarProduct, OscarProductId,
};
use connector_examples::scenario::{Failure, Scenario};
use connector_sync::{Cause, Registry, RemoteErrorKind, Report, Retry, WorkContext};
use serde_json::json;

use crate::compare::{compare, kept};
use crate::program::Program;
use crate::shop::{Shop, id_in};

/// A shop, and the work on it.
pub struct Side<'w> {
    pub work: WorkContext<'w, OscarBackend>,
    pub shop: Shop,
    pub program: Program,
}

impl Side<'_> {
    pub async fn import(&self, retry: Retry) -> Result<Report, Failure> {
        Ok(import(&self.work, retry, &mut |_| {}).await?)
    }

    /// The last product: the one of the first shop is broken.
    async fn last_product(&self) -> Result<u32, Failure> {
        let all = self.shop.all("products/").await?;
        all.iter().map(|(id, _)| *id).max().ok_or_else(|| "a shop without products".into())
    }
}

/// Everything of two shops that use the same IDs: from the one in the order of what links what, from the other beginning with
/// what links all the rest. What is broken fails, with what links it, and nothing else does.
pub async fn first_import(scenario: &mut Scenario, main: &Side<'_>, second: &Side<'_>) -> Result<(), Failure> {
    scenario.step("first import of a shop with a broken product");
    let broken = main.last_product().await?;
    let report = main.import(Retry::Due).await?;
    let categories = main.shop.count("sync/categories/").await?;
    let (products, customers) = (main.shop.count("products/").await?, main.shop.count("admin/users/").await?);
    let (orders, lines) = (main.shop.count("admin/orders/").await?, main.shop.count("sync/lines/").await?);
    scenario.did::<OscarCategory>(&report, [categories, 0, 0, 0])?;
    // Twice: by itself, and for the line that links it, which is another import.
    scenario.did::<OscarProduct>(&report, [products - 1, 0, 0, 2])?;
    scenario.did::<OscarCustomer>(&report, [customers, 0, 0, 0])?;
    scenario.did::<OscarOrder>(&report, [orders, 0, 0, 0])?;
    scenario.did::<OscarOrderLine>(&report, [lines - 1, 0, 0, 1])?;
    let failures = main.work.store().failures::<OscarProduct>(main.work.backend().id()).await?;
    let [failure] = &failures[..] else { return Err(format!("one failure was expected: {failures:?}").into()) };
    scenario.same("which product failed", &failure.reference, &broken.to_string())?;
    scenario.holds(&failure.error, failure.error.contains("title"))?;
    let failures = main.work.store().failures::<OscarOrderLine>(main.work.backend().id()).await?;
    let why = format!("oscar.product {broken}");
    scenario.holds("the line says which product is to blame", failures.iter().all(|failure| failure.error.contains(&why)))?;

    scenario.step("both sides of the first shop agree");
    compare(scenario, main, &[broken]).await?;

    scenario.step("first import of another shop with the same IDs, lines first");
    let report = second.work.import_changed::<OscarOrderLine>().await?;
    scenario.did::<OscarOrderLine>(&report, [second.shop.count("sync/lines/").await?, 0, 0, 0])?;
    scenario.did::<OscarOrder>(&report, [second.shop.count("admin/orders/").await?, 0, 0, 0])?;
    scenario.holds("products came on the way", report.of::<OscarProduct>().is_some_and(|model| model.created > 0))?;
    second.import(Retry::Due).await?;
    compare(scenario, second, &[]).await
}

/// Once more: nothing is written.
pub async fn nothing_new(scenario: &mut Scenario, main: &Side<'_>, second: &Side<'_>) -> Result<(), Failure> {
    scenario.step("nothing changed, nothing is written");
    for side in [main, second] {
        unchanged(scenario, side).await?;
    }
    Ok(())
}

async fn unchanged(scenario: &mut Scenario, side: &Side<'_>) -> Result<(), Failure> {
    let report = side.import(Retry::None).await?;
    // What failed is within the overlap of the cursor right after the shop was prepared, and then fails again.
    let written: u64 = report.models().iter().map(|model| model.created + model.updated + model.skipped_in_all()).sum();
    scenario.same(&report.to_string(), written, 0)
}

/// What was changed in one shop through its own API comes, and just that; nothing of it in the other one.
pub async fn changes(scenario: &mut Scenario, main: &Side<'_>, second: &Side<'_>) -> Result<(), Failure> {
    scenario.step("changes in one shop, through its own API");
    let Side { shop, .. } = main;
    let broken = main.last_product().await?;
    shop.patch("admin/products/5/", json!({ "title": "Another title" })).await?;
    shop.patch("admin/stockrecords/9/", json!({ "price": "77.70", "num_in_stock": 4 })).await?;
    shop.patch("admin/categories/3/", json!({ "name": "Renamed" })).await?;
    shop.patch("admin/users/5/", json!({ "email": "moved@main.example" })).await?;
    let category = shop.post("admin/categories/", json!({ "name": "Brand new" })).await?;
    let stock = json!([{ "partner": shop.link("admin/partners/1/"), "partner_sku": "N-1", "price_currency": "EUR", "price": "12.50", "num_in_stock": 3 }]);
    let product = json!({
        "product_class": "default", "structure": "standalone", "title": "Brand new", "slug": "brand-new", "upc": "NEW-1",
        "categories": ["Brand new"], "stockrecords": stock,
    });
    let product = id_in(&shop.post("admin/products/", product).await?["url"])?;
    let basket = shop.post("basket/add-product/", json!({ "url": shop.link(&format!("products/{product}/")), "quantity": 2 })).await?;
    let address = json!({ "country": shop.link("countries/CH/"), "first_name": "Ada", "last_name": "L", "line1": "Way 1", "line4": "Bern", "postcode": "3000" });
    shop.post("checkout/", json!({ "basket": basket["url"], "shipping_address": address })).await?;

    let report = main.import(Retry::None).await?;
    scenario.did::<OscarCategory>(&report, [1, 1, 0, 0])?;
    scenario.did::<OscarCustomer>(&report, [0, 1, 0, 0])?;
    scenario.did::<OscarOrder>(&report, [1, 0, 0, 0])?;
    // The line of the broken product is of the newest order, and so within the overlap of the window.
    scenario.did::<OscarOrderLine>(&report, [1, 0, 0, 1])?;
    let products = report.of::<OscarProduct>().ok_or("no products")?;
    scenario.same("products created and updated", (products.created, products.updated), (1, 2))?;
    let kept_products = kept::<OscarProduct>(main).await?;
    let repriced = kept_products.get(&OscarProductId(9)).ok_or("product 9 is not here")?;
    scenario.same("the new price", repriced.record.price.map(|price| price.to_string()), Some("77.7".to_owned()))?;
    let new_category = OscarCategoryId(id_in(&category["url"])?);
    let new_category = kept::<OscarCategory>(main).await?.remove(&new_category).ok_or("the new category is not here")?;
    let new_product = kept_products.get(&OscarProductId(product)).ok_or("the new product is not here")?;
    scenario.same("the category of the new product", new_product.record.categories.0.clone(), vec![new_category.record.id()])?;
    compare(scenario, main, &[broken]).await?;

    scenario.step("nothing of it came to the other shop");
    unchanged(scenario, second).await?;
    compare(scenario, second, &[]).await
}

/// What failed is tried again: in vain while it is broken, with success once it is mended; then what it held back comes too.
pub async fn repair(scenario: &mut Scenario, main: &Side<'_>) -> Result<(), Failure> {
    scenario.step("a broken product is mended, and comes with its line");
    let (store, shop) = (main.work.store(), main.work.backend().id());
    let failures = store.failures::<OscarProduct>(shop).await?;
    let [failure] = &failures[..] else { return Err(format!("one failure was expected: {failures:?}").into()) };
    let report = main.import(Retry::All).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 2])?;
    scenario.did::<OscarOrderLine>(&report, [0, 0, 0, 1])?;
    let again = store.failures::<OscarProduct>(shop).await?;
    scenario.holds("it was tried again", again.iter().all(|now| now.tries > failure.tries))?;
    main.shop.patch(&format!("admin/products/{}/", failure.reference), json!({ "title": "Mended" })).await?;
    let report = main.import(Retry::All).await?;
    scenario.did::<OscarProduct>(&report, [1, 0, 0, 0])?;
    scenario.did::<OscarOrderLine>(&report, [1, 0, 0, 0])?;
    scenario.same("failures that are left", store.failures::<OscarProduct>(shop).await?.len(), 0)?;
    scenario.same("lines that are left", store.failures::<OscarOrderLine>(shop).await?.len(), 0)?;
    compare(scenario, main, &[]).await
}

/// What is gone in the shop is told where it is asked for; its binding stays.
pub async fn deletion(scenario: &mut Scenario, main: &Side<'_>) -> Result<(), Failure> {
    scenario.step("a product is deleted in the shop");
    let id = main.last_product().await?;
    main.shop.delete(&format!("admin/products/{id}/")).await?;
    let report = main.import(Retry::All).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 0, 0])?;
    let report = main.work.import::<OscarProduct>(&OscarProductId(id)).await?;
    scenario.did::<OscarProduct>(&report, [0, 0, 1, 0])?;
    let reasons: Vec<&String> = report.of::<OscarProduct>().map(|model| model.skipped.keys().collect()).unwrap_or_default();
    scenario.same("why", reasons, vec![&"the remote does not have it (any more)".to_owned()])?;
    scenario.holds("its binding stays", kept::<OscarProduct>(main).await?.contains_key(&OscarProductId(id)))
}

/// A wrong password stops the import, and says what to do.
pub async fn wrong_password(scenario: &mut Scenario, registry: &Registry<OscarBackend>, side: &Side<'_>) -> Result<(), Failure> {
    scenario.step("a wrong password");
    let work =
        registry.work_on(side.work.store(), side.work.backend()).with_secret("password", Secret::from("wrong-and-secret".to_owned()));
    let Err(stopped) = import(&work, Retry::All, &mut |_| {}).await else { return Err("the shop takes any password".into()) };
    let Cause::Remote(error) = &stopped.cause else { return Err(stopped.into()) };
    scenario.same("what kind of error", error.kind(), RemoteErrorKind::Unauthorized)?;
    scenario.holds("the password is not told", !stopped.to_string().contains("wrong-and-secret"))
}
