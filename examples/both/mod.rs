//! One application on two systems: its products are on an ERP (Tryton) and in a shop (django-oscar). It is made of the connectors
//! to both, and adds what they do not know: how a product of the shop's kind looks in the ERP, and what is passed on.

mod adapter;
mod listeners;
pub mod model;
mod remote;

pub use adapter::{jobs, registry};
pub use listeners::{ERP, SHOP, listeners};
