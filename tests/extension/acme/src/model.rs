//! What is added to the models of the shop.

use cc::{Extension, Selection, schema};
use shop::{Category, Product, ShopBackend, ShopCategory, ShopProduct, ShopVersion};

use crate::{Depot, DepotProduct, Place};

/// Versions added to [`ShopVersion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Selection)]
#[selection(crate = cc, relabel(V2_0 = "2.0 (not for Acme)"))]
#[selection_add(ShopVersion)]
pub enum AcmeVersion {
    /// As 2.4 wherever nothing else is said.
    #[selection("2.4-acme", label = "2.4 (Acme)", parent = ShopVersion::V2_4, after = ShopVersion::V2_4)]
    V2_4Acme,
}

/// What Acme has to know of a shop.
#[derive(Debug, Clone, PartialEq, Extension)]
#[extension(of = ShopBackend, name = "acme.shop.backend", description = "Acme Shop", crate = cc)]
pub struct AcmeShop {
    /// Only what is sold here is imported.
    #[field(size = 16)]
    pub channel: String,
}

/// What Acme keeps of a product on a shop.
#[derive(Debug, Clone, PartialEq, Default, Extension)]
#[extension(of = ShopProduct, name = "acme.shop.product", description = "Acme Product", crate = cc)]
#[unique(shelf, name = "acme_shelf", message = "Another product is on this shelf.")]
pub struct AcmeShopProduct {
    /// What customers think of it.
    pub rating: Option<i64>,
    /// Where it is.
    #[field(size = 8)]
    pub shelf: Option<String>,
}

schema! {
    crate = cc;
    /// The shop's and Acme's: an application lists them itself, or takes this.
    pub static ACME = [
        ShopBackend, Category, Product, ShopCategory, ShopProduct,
        AcmeVersion, AcmeShop, AcmeShopProduct, Place, Depot, DepotProduct,
    ];
}
