//! How the example and its shop call things: the one place to change when the example's declarations do.

/// A model, as the shop, the example's summary and the example's database call it.
pub struct Model {
    /// In the summary.
    pub name: &'static str,
    /// The flat list in the shop.
    pub list: &'static str,
    /// The table of its bindings.
    pub bindings: &'static str,
}

/// Categories of products.
pub const CATEGORY: Model = Model { name: "oscar.category", list: "/api/sync/categories/", bindings: "oscar_category" };

/// Products.
pub const PRODUCT: Model = Model { name: "oscar.product", list: "/api/sync/products/", bindings: "oscar_product" };

/// All models, in the order in which they are shown.
pub const MODELS: [&Model; 2] = [&CATEGORY, &PRODUCT];

/// oscarapi's own list of products.
pub const PUBLIC_PRODUCTS: &str = "/api/products/";

/// The title of the record that is bound to an ID of the shop.
pub const TITLE_BY_EXTERNAL_ID: &str = "SELECT r.title FROM product r JOIN oscar_product b ON b.record_id = r.id WHERE b.external_id = ?1";

/// The staff user of the shop.
pub const USER: &str = "admin";

/// Where the shop's fixture and the example find the password.
pub const PASSWORD_VARIABLE: &str = "OSCAR_PASSWORD";
