//! What the shop sends, the records of the lists under `/api/sync/`, and what becomes of it.

use chrono::{DateTime, Utc};
use connector_core::ImportMapper;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::model::{
    OscarCategory, OscarCategoryId, OscarCustomer, OscarCustomerId, OscarOrder, OscarOrderId, OscarOrderLine, OscarOrderLineId,
    OscarProduct, OscarProductId,
};

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = OscarCategory)]
pub(super) struct RemoteCategory {
    #[map(external_id)]
    id: OscarCategoryId,
    #[map(to = record.name)]
    name: String,
    #[map(to = record.parent_id, via = OscarCategory)]
    parent_id: Option<OscarCategoryId>,
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = OscarProduct)]
pub(super) struct RemoteProduct {
    #[map(external_id)]
    id: OscarProductId,
    #[map(to = record.upc)]
    upc: Option<String>,
    #[map(to = record.title)]
    title: String,
    #[map(external_updated_at)]
    date_updated: DateTime<Utc>,
    #[map(to = record.categories, via = OscarCategory)]
    categories: Vec<OscarCategoryId>,
    #[map(to = record.price)]
    price: Option<Decimal>,
    #[map(to = record.currency)]
    currency: Option<String>,
    #[map(to = record.stock)]
    num_in_stock: Option<i64>,
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = OscarCustomer, map(to = record.name, from(first_name, last_name, email), with = full_name))]
pub(super) struct RemoteCustomer {
    #[map(external_id)]
    id: OscarCustomerId,
    #[map(to = record.email, with = given)]
    email: String,
    #[map(source)]
    first_name: String,
    #[map(source)]
    last_name: String,
    #[map(to = record.active)]
    is_active: bool,
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = OscarOrder)]
pub(super) struct RemoteOrder {
    #[map(external_id)]
    id: OscarOrderId,
    #[map(to = record.number)]
    number: String,
    #[map(to = record.customer_id, via = OscarCustomer)]
    user_id: Option<OscarCustomerId>,
    #[map(to = record.guest_email, with = given)]
    guest_email: String,
    #[map(to = record.placed_at)]
    date_placed: DateTime<Utc>,
    #[map(to = record.status)]
    status: String,
    #[map(to = record.currency)]
    currency: String,
    #[map(to = record.total)]
    total_incl_tax: Decimal,
    #[map(external_updated_at)]
    date_updated: DateTime<Utc>,
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = OscarOrderLine)]
pub(super) struct RemoteOrderLine {
    #[map(external_id)]
    id: OscarOrderLineId,
    #[map(to = record.order_id, via = OscarOrder)]
    #[map(to = order, via = OscarOrder)]
    order_id: OscarOrderId,
    #[map(to = record.product_id, via = OscarProduct)]
    product_id: Option<OscarProductId>,
    #[map(to = record.title)]
    title: String,
    #[map(to = record.quantity)]
    quantity: i64,
    #[map(to = record.price)]
    line_price_incl_tax: Decimal,
    #[map(external_updated_at)]
    date_updated: DateTime<Utc>,
}

/// The shop sends an empty text where there is none.
fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// What people call a customer: who gave no name goes by the address.
fn full_name(first: &str, last: &str, email: &str) -> String {
    let name = format!("{first} {last}");
    given(name.trim()).unwrap_or(email).to_owned()
}
