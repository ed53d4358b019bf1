//! What the ERP sends of a product, and what it is sent.

use connector_core::{ExportMapper, ImportMapper};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::TrytonArticle;
use crate::tryton::model::TrytonTemplateId;
use crate::tryton::{Dates, Row, typed};

/// What the shop wants to know of it. Currency, stock and categories are the shop's own.
#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = TrytonArticle)]
pub(super) struct RemoteArticle {
    #[map(external_id)]
    id: TrytonTemplateId,
    #[map(to = record.title)]
    name: String,
    #[map(to = record.upc)]
    code: Option<String>,
    #[map(to = record.price)]
    list_price: Option<Decimal>,
    #[map(external_updated_at, with = Dates::last)]
    #[serde(flatten)]
    dates: Dates,
}

impl Row for RemoteArticle {
    const MODEL: &'static str = "product.template";
    const FIELDS: &'static [&'static str] = &["name", "code", "list_price", "create_date", "write_date"];
}

/// What Tryton is sent.
#[derive(Debug, Clone, Serialize, Deserialize, ExportMapper)]
#[mapper(from = TrytonArticle)]
pub(super) struct ArticleBody {
    #[map(from = record.title)]
    name: String,
    /// By it the product is found again, so that there must be one.
    #[map(from = record.upc, with = code)]
    pub(super) code: String,
    #[map(from = record.price, with = price)]
    list_price: Value,
    #[map(value = "goods".to_owned(), only_create)]
    r#type: String,
    /// The unit: a piece.
    #[map(value = 1_u32, only_create)]
    default_uom: u32,
}

fn code(upc: Option<&str>) -> Result<String, &'static str> {
    upc.map(str::to_owned).ok_or("a product goes to Tryton by its UPC: give it one")
}

fn price(price: Option<Decimal>) -> Value {
    price.map_or(Value::Null, typed::decimal)
}
