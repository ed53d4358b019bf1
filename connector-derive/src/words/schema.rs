//! `schema!`.

use super::help;

/// Something else than a list in `schema!`.
pub fn schema_form(found: &str) -> String {
    help(found, "write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`")
}
