//! What is kept.

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, Extensible, ExternalBinding, Record, RecordId, Selection};

/// Which dialect a shop speaks. Others may add to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Selection)]
pub enum ShopVersion {
    /// The old one.
    #[selection("2.0")]
    V2_0,
    /// The current one.
    #[selection("2.4", parent = V2_0)]
    V2_4,
}

/// One configured shop.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend", description = "Shop")]
pub struct ShopBackend {
    /// How people call it.
    pub name: String,
    /// Which dialect it speaks.
    pub version: Extensible<ShopVersion>,
    /// The folder of its lists.
    pub location: String,
}

/// A category of the application.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "category")]
pub struct Category {
    /// What people call it.
    pub name: String,
}

/// A product of the application.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product")]
pub struct Product {
    /// What people call it.
    pub title: String,
    /// In which category it is.
    pub category_id: Option<RecordId<Category>>,
}

/// A category on a shop.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.category")]
pub struct ShopCategory {
    /// The category.
    pub record_id: RecordId<Category>,
    /// The shop.
    pub backend_id: BackendId<ShopBackend>,
    /// Its number there.
    pub external_id: Option<u32>,
    /// When both were last in step.
    pub sync_date: Option<DateTime<Utc>>,
}

/// A product on a shop.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product")]
pub struct ShopProduct {
    /// The product.
    pub record_id: RecordId<Product>,
    /// The shop.
    pub backend_id: BackendId<ShopBackend>,
    /// Its SKU there.
    pub external_id: Option<String>,
    /// When both were last in step.
    pub sync_date: Option<DateTime<Utc>>,
}
