//! An application with somebody's connector and with what Acme adds to it.

use acme::{AcmeShop, AcmeShopProduct, AcmeVersion};
use connector_core::schema;
use shop::{Category, Product, ShopBackend, ShopCategory, ShopProduct};

schema! {
    /// All that the application keeps. Naming what Acme adds is what links its crate.
    pub static APP = [ShopBackend, Category, Product, ShopCategory, ShopProduct, AcmeVersion, AcmeShop, AcmeShopProduct];
}

schema! {
    /// What it kept before it knew of Acme.
    pub static BEFORE = [ShopBackend, Category, Product, ShopCategory, ShopProduct];
}
