//! What Acme adds to somebody's connector, without a change to it: a version, fields, and a component; and a kind of backend
//! of its own.
//!
//! `connector-core` has another name here, `cc`: every derive is told so.

mod adapter;
mod depot;
mod model;

pub use adapter::{AcmeProductAdapter, RemoteAcmeProduct, extend};
pub use depot::{Depot, DepotProduct, DepotProductId, DepotState, Place};
pub use model::{ACME, AcmeShop, AcmeShopProduct, AcmeVersion};
