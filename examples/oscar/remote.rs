//! What the shop sends: the records of the lists under `/api/sync/`.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::model::{OscarCategoryId, OscarCustomerId, OscarOrderId, OscarOrderLineId, OscarProductId};

#[derive(Debug, Deserialize)]
pub(super) struct RemoteCategory {
    pub(super) id: OscarCategoryId,
    pub(super) name: String,
    pub(super) parent_id: Option<OscarCategoryId>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteProduct {
    pub(super) id: OscarProductId,
    pub(super) upc: Option<String>,
    pub(super) title: String,
    pub(super) date_updated: DateTime<Utc>,
    pub(super) categories: Vec<OscarCategoryId>,
    pub(super) price: Option<Decimal>,
    pub(super) currency: Option<String>,
    pub(super) num_in_stock: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteCustomer {
    pub(super) id: OscarCustomerId,
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) is_active: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteOrder {
    pub(super) id: OscarOrderId,
    pub(super) number: String,
    pub(super) user_id: Option<OscarCustomerId>,
    pub(super) guest_email: String,
    pub(super) date_placed: DateTime<Utc>,
    pub(super) status: String,
    pub(super) currency: String,
    pub(super) total_incl_tax: Decimal,
    pub(super) date_updated: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteOrderLine {
    pub(super) id: OscarOrderLineId,
    pub(super) order_id: OscarOrderId,
    pub(super) product_id: Option<OscarProductId>,
    pub(super) title: String,
    pub(super) quantity: i64,
    pub(super) line_price_incl_tax: Decimal,
    pub(super) date_updated: DateTime<Utc>,
}
