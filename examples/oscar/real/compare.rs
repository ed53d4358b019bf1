//! Both sides, field by field.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use connector_core::{ExternalBinding, RecordBinding, RecordId};
use connector_examples::oscar::model::{
    Category, OscarBackend, OscarCategory, OscarCustomer, OscarOrder, OscarOrderLine, OscarProduct, OscarProductId,
};
use connector_examples::scenario::{Failure, Scenario};
use connector_store::Linked;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::shop::id_in;
use crate::steps::Side;

/// Every how many products and orders are looked at in all their details, each of which is a question of its own.
const SAMPLE: usize = 23;

/// Everything of one binding on one shop, by its ID there.
pub async fn kept<T>(side: &Side<'_>) -> Result<HashMap<T::ExternalId, Linked<T>>, Failure>
where
    T: RecordBinding + ExternalBinding<Backend = OscarBackend> + Send + Sync,
    T::Record: Send + Sync,
{
    let (store, shop) = (side.work.store(), side.work.backend().id());
    let all = store.all::<T>().await?;
    let ids: Vec<T::ExternalId> =
        all.iter().filter(|binding| binding.backend_id() == shop).filter_map(|b| b.external_id().cloned()).collect();
    let linked = store.binder::<T>(shop).linked_many(&ids).await?;
    Ok(ids.into_iter().zip(linked).filter_map(|(id, linked)| Some((id, linked?))).collect())
}

/// The shop and the store say the same. `missing` products are in the shop alone, each on one line.
pub async fn compare(scenario: &mut Scenario, side: &Side<'_>, missing: &[u32]) -> Result<(), Failure> {
    let categories = categories(scenario, side).await?;
    products(scenario, side, missing, &categories).await?;
    orders(scenario, side, missing).await
}

/// As [`compare`], of products and their categories alone.
pub async fn compare_products(scenario: &mut Scenario, side: &Side<'_>, missing: &[u32]) -> Result<(), Failure> {
    let categories = categories(scenario, side).await?;
    products(scenario, side, missing, &categories).await
}

/// Each category has its name, and stands where it does in the shop. Gives their paths in the tree by their IDs.
async fn categories(scenario: &mut Scenario, side: &Side<'_>) -> Result<HashMap<RecordId<Category>, String>, Failure> {
    let kept = kept::<OscarCategory>(side).await?;
    let by_record: HashMap<RecordId<Category>, &Category> = kept.values().map(|linked| (linked.record.id(), &*linked.record)).collect();
    let mut paths = HashMap::new();
    for (id, linked) in &kept {
        let mut path = linked.record.name.clone();
        let mut parent = linked.record.parent_id.as_ref();
        while let Some(above) = parent {
            let above = by_record.get(above).ok_or("a parent of another shop")?;
            path = format!("{} > {path}", above.name);
            parent = above.parent_id.as_ref();
        }
        let there = side.shop.get(&format!("admin/categories/{}/", id.0)).await?;
        scenario.same("the place of a category", Some(path.as_str()), there["breadcrumbs"].as_str())?;
        paths.insert(linked.record.id(), path);
    }
    Ok(paths)
}

async fn products(
    scenario: &mut Scenario,
    side: &Side<'_>,
    missing: &[u32],
    paths: &HashMap<RecordId<Category>, String>,
) -> Result<(), Failure> {
    let kept = kept::<OscarProduct>(side).await?;
    let there = side.shop.all("products/").await?;
    scenario.same("the number of products", kept.len() + missing.len(), there.len())?;
    for (place, (id, product)) in there.into_iter().filter(|(id, _)| !missing.contains(id)).enumerate() {
        let here = &kept.get(&OscarProductId(id)).ok_or_else(|| format!("product {id} is not here"))?.record;
        scenario.same("the title of a product", Some(here.title.as_str()), product["title"].as_str())?;
        scenario.same("the code of a product", here.upc.as_deref(), product["upc"].as_str())?;
        if place % SAMPLE == 0 {
            let whole = side.shop.get(&format!("admin/products/{id}/")).await?;
            let stock = &whole["stockrecords"][0];
            scenario.same("the price of a product", here.price, decimal(&stock["price"])?)?;
            scenario.same("the currency of a product", here.currency.as_deref(), stock["price_currency"].as_str())?;
            scenario.same("the stock of a product", here.stock, stock["num_in_stock"].as_i64())?;
            let mut ours: Vec<&str> = here.categories.0.iter().filter_map(|id| paths.get(id)).map(String::as_str).collect();
            let mut theirs: Vec<&str> = whole["categories"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            ours.sort_unstable();
            theirs.sort_unstable();
            scenario.same("the categories of a product", ours, theirs)?;
        }
    }
    Ok(())
}

async fn orders(scenario: &mut Scenario, side: &Side<'_>, missing: &[u32]) -> Result<(), Failure> {
    let (orders, lines) = (kept::<OscarOrder>(side).await?, kept::<OscarOrderLine>(side).await?);
    let (customers, products) = (kept::<OscarCustomer>(side).await?, kept::<OscarProduct>(side).await?);
    let users = side.shop.all("admin/users/").await?;
    scenario.same("the number of customers", customers.len(), users.len())?;
    let mut mails = HashMap::new();
    for (id, user) in users {
        let linked = customers.iter().find(|(customer, _)| customer.0 == id).ok_or_else(|| format!("customer {id} is not here"))?.1;
        scenario.same("the mail of a customer", linked.record.email.as_deref(), user["email"].as_str())?;
        mails.insert(linked.record.id(), linked.record.email.clone());
    }
    let there = side.shop.all("admin/orders/").await?;
    scenario.same("the number of orders", orders.len(), there.len())?;
    for (place, (id, order)) in there.into_iter().enumerate() {
        let linked = orders.iter().find(|(order, _)| order.0 == id).ok_or_else(|| format!("order {id} is not here"))?.1;
        let here = &linked.record;
        scenario.same("the number of an order", Some(here.number.as_str()), order["number"].as_str())?;
        scenario.same("the total of an order", Some(here.total), decimal(&order["total_incl_tax"])?)?;
        scenario.same("the status of an order", Some(here.status.as_str()), order["status"].as_str())?;
        let placed: DateTime<Utc> = serde_json::from_value(order["date_placed"].clone())?;
        scenario.same("the date of an order", here.placed_at, placed)?;
        let customer = here.customer_id.as_ref().map_or_else(|| here.guest_email.clone(), |id| mails.get(id).cloned().flatten());
        scenario.same("the mail of an order", customer.as_deref(), order["email"].as_str())?;
        if place % SAMPLE == 0 {
            for (line, there) in side.shop.all(&format!("admin/orders/{id}/lines/")).await? {
                let product = id_in(&there["product"])?;
                let found = lines.iter().find(|(id, _)| id.0 == line);
                if missing.contains(&product) {
                    scenario.holds("the line of a product that failed is not here", found.is_none())?;
                    continue;
                }
                let line = found.ok_or_else(|| format!("line {line} is not here"))?.1;
                scenario.same("the order of a line", line.record.order_id.clone(), here.id())?;
                scenario.same("the order of a line, as the shop has it", line.binding.order, linked.id)?;
                let product = products.get(&OscarProductId(product)).map(|linked| linked.record.id());
                scenario.same("the product of a line", line.record.product_id.clone(), product)?;
                scenario.same("the quantity of a line", Some(line.record.quantity), there["quantity"].as_i64())?;
                scenario.same("the price of a line", Some(line.record.price), decimal(&there["price_incl_tax"])?)?;
            }
        }
    }
    Ok(())
}

fn decimal(value: &Value) -> Result<Option<Decimal>, Failure> {
    Ok(serde_json::from_value(value.clone())?)
}
