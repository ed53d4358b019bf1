//! What Magento sends, and what becomes of it.

use chrono::{DateTime, NaiveDateTime, Utc};
use connector_core::{ImportMapper, MapContext, Mapped, MappingError, Skip};
use serde::{Deserialize, Deserializer};

use crate::model::{CategoryId, CustomerGroupId, MagentoPartnerCategory, MagentoProduct, MagentoProductCategory};

/// A date as Magento writes it: UTC, and without saying so.
fn utc<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let time = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S");
    time.map(|time| time.and_utc()).map_err(|error| serde::de::Error::custom(format_args!("{text:?}: {error}")))
}

/// A customer group, from `/V1/customerGroups/search`.
#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = MagentoPartnerCategory)]
pub struct RemoteGroup {
    #[map(external_id)]
    pub id: CustomerGroupId,
    #[map(to = record.name)]
    code: String,
    #[map(to = tax_class_id)]
    tax_class_id: Option<i64>,
}

/// A category, from `/V1/categories/list`.
#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = MagentoProductCategory)]
pub struct RemoteCategory {
    #[map(external_id)]
    pub id: CategoryId,
    #[map(to = record.parent_id, via = MagentoProductCategory, with = above)]
    parent_id: CategoryId,
    #[map(to = record.name)]
    name: String,
    #[map(to = record.active)]
    is_active: bool,
    #[map(to = position)]
    position: i64,
    #[serde(deserialize_with = "utc")]
    #[map(external_updated_at)]
    updated_at: DateTime<Utc>,
}

/// The root has none above it: Magento writes 0.
#[allow(clippy::trivially_copy_pass_by_ref)] // As every function of a mapper takes it.
fn above(parent: &CategoryId) -> Option<CategoryId> {
    Some(*parent).filter(|parent| parent.0 != 0)
}

/// A product, from `/V1/products`.
#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = MagentoProduct, reference = entity, skip = other_types, finalize = one_of_this_sku)]
#[mapper(map(to = record.stock, from(stock, extension_attributes), with = in_stock))]
pub struct RemoteProduct {
    #[map(to = magento_id)]
    pub id: i64,
    #[serde(default)]
    #[map(external_id, with = given_sku)]
    #[map(to = record.sku)]
    pub sku: String,
    #[map(to = record.name)]
    name: String,
    #[map(to = record.price)]
    price: Option<f64>,
    #[map(to = record.weight)]
    weight: Option<f64>,
    #[map(to = record.active, with = is_enabled)]
    status: u8,
    #[map(source)]
    type_id: String,
    #[serde(deserialize_with = "utc")]
    #[map(external_updated_at)]
    pub updated_at: DateTime<Utc>,
    #[map(to = record.categories, via = MagentoProductCategory, with = categories)]
    extension_attributes: ProductExtension,
    /// Where the version keeps stock apart from the product, the adapter puts it here.
    #[serde(skip)]
    #[map(source)]
    pub stock: Option<f64>,
}

/// What Magento's modules add to a product.
#[derive(Debug, Deserialize)]
struct ProductExtension {
    #[serde(default)]
    category_links: Vec<CategoryLink>,
    stock_item: Option<StockItem>,
}

/// A category that a product is in.
#[derive(Debug, Deserialize)]
struct CategoryLink {
    category_id: String,
}

/// The stock of a product in 2.0.
#[derive(Debug, Deserialize)]
struct StockItem {
    qty: f64,
}

fn given_sku(sku: &str) -> Result<String, &'static str> {
    if sku.is_empty() { Err("the product has no SKU: give it one in the shop") } else { Ok(sku.to_owned()) }
}

fn is_enabled(status: u8) -> bool {
    status == 1
}

fn categories(extension: &ProductExtension) -> Result<Vec<CategoryId>, String> {
    let id = |link: &CategoryLink| link.category_id.parse().map(CategoryId);
    let ids: Result<Vec<CategoryId>, _> = extension.category_links.iter().map(id).collect();
    ids.map_err(|_| "`category_links` holds a `category_id` that is no number".to_owned())
}

fn in_stock(stock: Option<f64>, extension: &ProductExtension) -> Result<f64, &'static str> {
    let stock = stock.or(extension.stock_item.as_ref().map(|item| item.qty));
    stock.ok_or("the shop says nothing of its stock: is `--version` the shop's?")
}

#[allow(clippy::unnecessary_wraps)] // As the key wants it.
fn entity(product: &RemoteProduct) -> Option<String> {
    Some(format!("entity ID {}", product.id))
}

fn other_types(product: &RemoteProduct) -> Option<Skip> {
    (product.type_id != "simple").then(|| Skip::because("only simple products are imported"))
}

/// Magento does not let two products have one SKU, but somebody's import into its database did.
fn one_of_this_sku(
    product: &RemoteProduct,
    mapped: Mapped<MagentoProduct>,
    context: &MapContext<'_, MagentoProduct>,
) -> Result<Mapped<MagentoProduct>, MappingError> {
    match context.binding().and_then(|kept| kept.magento_id).filter(|kept| *kept != product.id) {
        Some(other) => Err(MappingError::new(format!(
            "the shop has two products with this SKU, entity IDs {other} and {}: give one another SKU; or, if {other} is deleted, delete its binding",
            product.id
        ))),
        None => Ok(mapped),
    }
}
