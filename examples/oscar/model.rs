//! What is kept: the records of the application, and what they are in a shop.

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, ExternalBinding, ExternalId, Json, Record, RecordId, Secret, schema};
use rust_decimal::Decimal;
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
    /// The kind of what is new there, as the shop calls it in addresses.
    #[field(default = "default")]
    pub product_class: String,
    /// Who supplies what is new there: the ID of a partner.
    #[field(default = 1)]
    pub supplier: i64,
}

/// A category of products.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "category")]
pub struct Category {
    /// What people call it.
    #[field(size = 255)]
    pub name: String,
    /// The category above it.
    pub parent_id: Option<RecordId<Category>>,
}

/// Something that is sold.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product")]
pub struct Product {
    /// The universal product code.
    #[field(label = "UPC", size = 64, index)]
    pub upc: Option<String>,
    /// What people call it.
    #[field(size = 255)]
    pub title: String,
    /// The price of one.
    pub price: Option<Decimal>,
    /// The currency of the price.
    #[field(size = 3)]
    pub currency: Option<String>,
    /// How many there are.
    #[field(label = "In Stock")]
    pub stock: Option<i64>,
    /// The categories that it is in.
    #[field(default = Json(Vec::new()))]
    pub categories: Json<Vec<RecordId<Category>>>,
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "customer")]
pub struct Customer {
    /// The address for mails.
    #[field(size = 254, index)]
    pub email: Option<String>,
    /// First and last name.
    #[field(size = 301)]
    pub name: String,
    /// Whether the account may be used.
    pub active: bool,
}

/// What was bought at once.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "sale.order", description = "Order")]
pub struct Order {
    /// The number that people know it by.
    #[field(size = 128, index)]
    pub number: String,
    /// Who bought; nobody where it was a guest.
    pub customer_id: Option<RecordId<Customer>>,
    /// The address for mails of a guest.
    #[field(size = 254)]
    pub guest_email: Option<String>,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// How far it is, in the shop's words.
    #[field(size = 100)]
    pub status: String,
    /// The currency of all prices.
    #[field(size = 12)]
    pub currency: String,
    /// What is to be paid, with taxes.
    pub total: Decimal,
}

/// One product of an order.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "sale.order.line", description = "Order Line")]
pub struct OrderLine {
    /// The order.
    #[field(ondelete = cascade)]
    pub order_id: RecordId<Order>,
    /// The product; none where the shop has it no more.
    pub product_id: Option<RecordId<Product>>,
    /// What the product was called when it was bought.
    #[field(size = 255)]
    pub title: String,
    /// How many.
    pub quantity: i64,
    /// The price of all of them, with taxes.
    pub price: Decimal,
}

/// The ID of a category in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct OscarCategoryId(pub u32);

/// The ID of a product in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct OscarProductId(pub u32);

/// The ID of a user of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct OscarCustomerId(pub u32);

/// The ID of an order in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct OscarOrderId(pub u32);

/// The ID of a line of an order in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct OscarOrderLineId(pub u32);

/// A category as a shop has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "oscar.category")]
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

/// A product as a shop has it, or is to have it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "oscar.product")]
pub struct OscarProduct {
    /// The product.
    pub record_id: RecordId<Product>,
    /// The shop.
    pub backend_id: BackendId<OscarBackend>,
    /// Its ID there; none before it is exported.
    pub external_id: Option<OscarProductId>,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When the shop last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
}

/// A customer as a shop has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "oscar.customer")]
pub struct OscarCustomer {
    /// The customer.
    pub record_id: RecordId<Customer>,
    /// The shop.
    pub backend_id: BackendId<OscarBackend>,
    /// Its ID there.
    pub external_id: OscarCustomerId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
}

/// An order as a shop has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "oscar.order")]
pub struct OscarOrder {
    /// The order.
    pub record_id: RecordId<Order>,
    /// The shop.
    pub backend_id: BackendId<OscarBackend>,
    /// Its ID there.
    pub external_id: OscarOrderId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When the shop last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
}

/// A line of an order as a shop has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "oscar.order.line")]
pub struct OscarOrderLine {
    /// The line.
    pub record_id: RecordId<OrderLine>,
    /// The shop.
    pub backend_id: BackendId<OscarBackend>,
    /// Its ID there.
    pub external_id: OscarOrderLineId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When the shop last changed its order.
    pub external_updated_at: Option<DateTime<Utc>>,
    /// The order as the shop has it.
    #[field(ondelete = cascade)]
    pub order: BindingId<OscarOrder>,
}

impl OscarBackend {
    /// A shop at an address, whose products are of the class and of the supplier that a new shop has.
    #[must_use]
    pub fn new(name: &str, location: &str, username: &str) -> Self {
        Self {
            name: name.into(),
            location: location.into(),
            username: username.into(),
            password: None,
            product_class: "default".into(),
            supplier: 1,
        }
    }
}

impl OscarProduct {
    /// The product is to be on the shop: the next export puts it there.
    #[must_use]
    pub fn wanted(product: RecordId<Product>, shop: BackendId<OscarBackend>) -> Self {
        Self { record_id: product, backend_id: shop, external_id: None, sync_date: None, external_updated_at: None }
    }
}

schema! {
    /// Everything that is kept.
    pub static SHOP = [
        OscarBackend, Category, Product, Customer, Order, OrderLine,
        OscarCategory, OscarProduct, OscarCustomer, OscarOrder, OscarOrderLine,
    ];
}
