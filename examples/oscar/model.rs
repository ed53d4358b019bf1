//! What is kept: two records of the application, and what they are in a shop.

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, ExternalId, Json, Record, RecordId, Secret, schema};
use serde::{Deserialize, Serialize};

/// One django-oscar shop.
#[derive(Debug, Clone, PartialEq, Deserialize, Backend)]
#[backend(name = "oscar.backend", description = "Oscar Shop")]
pub struct OscarBackend {
    /// How people call this shop.
    pub name: String,
    /// Base address of the shop, without `/api`.
    #[field(size = 255)]
    pub location: String,
    /// A user with the right to read the synchronization views.
    pub username: String,
    /// Its password.
    pub password: Option<Secret>,
}

/// A category of the application.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "category", description = "Category")]
pub struct Category {
    /// What people call it.
    #[field(size = 255)]
    pub name: String,
    /// The category above it.
    pub parent_id: Option<RecordId<Category>>,
}

/// A product of the application.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product", description = "Product")]
pub struct Product {
    /// The universal product code.
    #[field(label = "UPC", size = 64, index)]
    pub upc: Option<String>,
    /// What people call it.
    #[field(size = 255)]
    pub title: String,
    /// The price, as the shop writes it: two decimals.
    #[field(size = 16)]
    pub price: Option<String>,
    /// The currency of the price.
    #[field(size = 3)]
    pub currency: Option<String>,
    /// How many there are.
    #[field(label = "In Stock")]
    pub stock: Option<i64>,
    /// The categories that it is in.
    pub categories: Json<Vec<RecordId<Category>>>,
}

/// The ID of a category in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct OscarCategoryId(pub u32);

/// The ID of a product in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct OscarProductId(pub u32);

/// A category as a shop has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "oscar.category", description = "Oscar Category")]
pub struct OscarCategory {
    /// The category.
    pub record_id: RecordId<Category>,
    /// The shop.
    pub backend_id: BackendId<OscarBackend>,
    /// Its ID there.
    pub external_id: OscarCategoryId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
}

/// A product as a shop has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "oscar.product", description = "Oscar Product")]
pub struct OscarProduct {
    /// The product.
    pub record_id: RecordId<Product>,
    /// The shop.
    pub backend_id: BackendId<OscarBackend>,
    /// Its ID there.
    pub external_id: OscarProductId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When the shop last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
}

schema! {
    /// Everything that is kept.
    pub static SHOP = [OscarBackend, Category, Product, OscarCategory, OscarProduct];
}
