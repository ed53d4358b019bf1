//! What is kept: the application's records, and what they are in a Magento shop.

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, Extensible, ExternalBinding, ExternalId, Json, Record, RecordId, Secret, Selection, schema};
use serde::{Deserialize, Serialize};

/// The versions of Magento that this connector speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Selection)]
pub enum MagentoVersion {
    /// The stock of a product stands in the product.
    #[selection("2.0", label = "Magento 2.0")]
    V2_0,
    /// The stock is kept per source, at an address of its own; whatever is not said for 2.4 is as in 2.0.
    #[selection("2.4", label = "Magento 2.4", parent = V2_0)]
    V2_4,
}

/// One Magento shop.
#[derive(Debug, Clone, PartialEq, Deserialize, Backend)]
#[backend(name = "magento.backend", description = "Magento Backend")]
pub struct MagentoBackend {
    /// How people call this shop.
    pub name: String,
    /// Open: another module may add versions.
    pub version: Extensible<MagentoVersion>,
    /// Base address of the shop.
    #[field(size = 255)]
    pub location: String,
    /// The access token of an integration.
    pub token: Option<Secret>,
    /// Check the server's certificate.
    #[field(label = "Verify SSL", default = true)]
    pub verify_ssl: bool,
}

/// A kind of customer.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "res.partner.category", description = "Partner Tag")]
pub struct PartnerCategory {
    /// What people call it.
    #[field(label = "Tag Name", size = 64)]
    pub name: String,
}

/// A category of products.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product.category", description = "Product Category")]
pub struct ProductCategory {
    /// What people call it.
    #[field(size = 255)]
    pub name: String,
    /// The category above it.
    pub parent_id: Option<RecordId<ProductCategory>>,
    /// Archived records stay bound.
    #[field(default = true)]
    pub active: bool,
}

/// A product.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product.product", description = "Product")]
pub struct Product {
    /// The stock keeping unit.
    #[field(label = "SKU", size = 64, index)]
    pub sku: String,
    /// What people call it.
    #[field(size = 255)]
    pub name: String,
    /// In the shop's currency.
    pub price: Option<f64>,
    /// In kilograms.
    pub weight: Option<f64>,
    /// How many there are.
    pub stock: f64,
    /// The categories that it is in.
    pub categories: Json<Vec<RecordId<ProductCategory>>>,
    /// Archived records stay bound.
    #[field(default = true)]
    pub active: bool,
}

/// The ID of a customer group in Magento. `0` is a legal one (NOT LOGGED IN).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct CustomerGroupId(pub u32);

/// The ID of a category in Magento.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct CategoryId(pub u32);

/// A customer group of a shop, bound to a partner category.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "magento.res.partner.category", description = "Magento Partner Category")]
#[unique(backend_id, external_id, name = "magento_uniq", message = "Partner Tag with same ID on Magento already exists.")]
pub struct MagentoPartnerCategory {
    /// The partner category.
    pub record_id: RecordId<PartnerCategory>,
    /// The shop.
    pub backend_id: BackendId<MagentoBackend>,
    /// Its ID there.
    #[field(label = "ID on Magento")]
    pub external_id: Option<CustomerGroupId>,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// The tax class of its customers, which differs from shop to shop.
    #[field(label = "Tax Class ID")]
    pub tax_class_id: Option<i64>,
}

/// A category of a shop.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "magento.product.category", description = "Magento Product Category")]
pub struct MagentoProductCategory {
    /// The category.
    pub record_id: RecordId<ProductCategory>,
    /// The shop.
    pub backend_id: BackendId<MagentoBackend>,
    /// Its ID there.
    pub external_id: Option<CategoryId>,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When the shop last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
    /// Its place among its siblings.
    pub position: i64,
}

/// A product of a shop. Magento's interface knows it by its SKU.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "magento.product.product", description = "Magento Product")]
#[unique(backend_id, magento_id, message = "Two products of one shop have this entity ID.")]
pub struct MagentoProduct {
    /// The product.
    pub record_id: RecordId<Product>,
    /// The shop.
    pub backend_id: BackendId<MagentoBackend>,
    /// Its SKU there.
    pub external_id: Option<String>,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When the shop last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
    /// Its entity ID there, once an import has seen it.
    #[field(label = "Entity ID")]
    pub magento_id: Option<i64>,
}

schema! {
    /// Everything that is kept.
    pub static SHOP = [
        MagentoBackend,
        PartnerCategory,
        ProductCategory,
        Product,
        MagentoPartnerCategory,
        MagentoProductCategory,
        MagentoProduct,
        crate::acme::AcmeVersion,
    ];
}
