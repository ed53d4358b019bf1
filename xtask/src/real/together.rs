//! Both systems at once: what is here is on a shop and on an ERP.

use super::scenario::{self, Database};
use super::system::System;
use crate::error::Result;

/// What its scenario is made of.
pub const PROGRAMS: &[&str] = &["real-both"];

/// The scenario, on the smaller shop and the smaller database.
pub fn run(oscar: &System, tryton: &System, database: Database) -> Result<()> {
    let places = [("shop", oscar.place("second")?), ("erp", tryton.place("url")?), ("erp-database", tryton.place("second")?)];
    let arguments: Vec<String> = places.into_iter().flat_map(|(name, place)| [format!("--{name}"), place]).collect();
    scenario::run(&tryton.folder, "both", database, &arguments, &[oscar.secret(), tryton.secret()])
}
