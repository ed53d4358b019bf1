//! What the shop is sent of a product.

use connector_core::ExportMapper;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::model::{OscarCategory, OscarCategoryId, OscarProduct};

/// A product as `/api/admin/products/` takes it, but for what the shop says of itself: where its categories stand, and who
/// supplies it. The client puts these in.
#[derive(Debug, Clone, Serialize, Deserialize, ExportMapper)]
#[mapper(from = OscarProduct)]
pub struct ProductBody {
    /// By it the product is found again, so that there must be one.
    #[map(from = record.upc, with = code)]
    pub(super) upc: String,
    #[map(from = record.title)]
    title: String,
    /// Its place in the address of its page. Links from elsewhere point there: it stays when the title changes.
    #[map(from(record.title, record.upc), with = slug, only_create)]
    slug: String,
    #[map(value = "standalone".to_owned(), only_create)]
    structure: String,
    #[map(from = record.categories, via = OscarCategory)]
    pub(super) categories: Vec<OscarCategoryId>,
    #[map(from(record.upc, record.price, record.currency, record.stock), with = stock)]
    stockrecords: Vec<StockBody>,
}

/// Price and stock of a product at its supplier.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StockBody {
    /// The supplier's own number.
    partner_sku: Option<String>,
    price: Option<Decimal>,
    /// The shop has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_currency: Option<String>,
    num_in_stock: Option<i64>,
}

fn code(upc: Option<&str>) -> Result<String, &'static str> {
    upc.map(str::to_owned).ok_or("a product goes to the shop by its UPC: give it one")
}

/// Letters and digits of the title and, as two products may have one title, the UPC.
fn slug(title: &str, upc: Option<&str>) -> String {
    let text = format!("{title} {}", upc.unwrap_or_default()).to_lowercase();
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn stock(upc: Option<&str>, price: Option<Decimal>, currency: Option<&str>, stock: Option<i64>) -> Vec<StockBody> {
    let (partner_sku, price_currency) = (upc.map(str::to_owned), currency.map(str::to_owned));
    vec![StockBody { partner_sku, price, price_currency, num_in_stock: stock }]
}
