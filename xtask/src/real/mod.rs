//! `cargo xtask real`: the examples against real external systems.

mod files;
mod http;
mod oscar;
mod server;
mod venv;

use clap::Subcommand;

use crate::error::Result;

/// The external systems that can be installed here.
#[derive(Subcommand)]
pub enum System {
    /// A django-oscar shop: three imports (all, nothing new, seven changes), both sides compared after each
    Oscar(oscar::Options),
}

/// Installs, boots and loads `system`, runs its example, compares both sides, and stops it.
pub fn run(system: &System) -> Result<()> {
    match system {
        System::Oscar(options) => oscar::run(options),
    }
}
