//! `cargo xtask real`: the examples against real external systems, installed and booted on this machine.

mod files;
mod group;
mod interrupt;
mod oscar;
mod scenario;
mod server;
mod system;
mod together;
mod tryton;
mod venv;

use clap::{Args, ValueEnum};

use self::files::step;
use self::scenario::Database;
use self::system::System;
use crate::error::Result;
use crate::needs;

/// What can be chosen on the command line.
#[derive(Args)]
pub struct Options {
    /// Which system
    system: Choice,
    /// What the example keeps its records in: a new SQLite file, or a PostgreSQL server that lives as long as this command
    #[arg(long, value_enum, default_value_t = Database::Sqlite)]
    database: Database,
    /// Leave the system running after its scenario, until Ctrl-C
    #[arg(long)]
    keep: bool,
    /// Install and fill the systems, so that they boot at once later, and run nothing
    #[arg(long, conflicts_with = "keep")]
    prepare: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    /// django-oscar: two shops
    Oscar,
    /// Tryton: one server with two databases
    Tryton,
    /// Each of them, and then both at once
    Both,
}

impl Choice {
    fn has(self, one: Self) -> bool {
        self == one || self == Self::Both
    }
}

/// Installs and boots the chosen systems, runs their scenarios, and stops everything, also when that fails or is interrupted.
pub fn run(options: &Options) -> Result<()> {
    interrupt::listen()?;
    needs::install_missing(needs::PYTHON)?;
    if matches!(options.database, Database::Postgres) {
        needs::install_missing(needs::TESTS)?;
    }
    let (choice, database) = (options.system, options.database);
    if options.prepare {
        for (one, prepare) in [(Choice::Oscar, oscar::prepare as fn() -> Result<()>), (Choice::Tryton, tryton::prepare)] {
            if choice.has(one) {
                prepare()?;
            }
        }
        return Ok(());
    }
    let mut programs = Vec::new();
    programs.extend(oscar::PROGRAMS.iter().filter(|_| choice.has(Choice::Oscar)));
    programs.extend(tryton::PROGRAMS.iter().filter(|_| choice.has(Choice::Tryton)));
    programs.extend(together::PROGRAMS.iter().filter(|_| choice == Choice::Both));
    step("scenarios built", || scenario::build(&programs))?;

    let mut systems = Vec::new();
    for (one, boot) in [(Choice::Oscar, oscar::boot as fn() -> Result<System>), (Choice::Tryton, tryton::boot)] {
        if choice.has(one) {
            systems.push(boot()?);
        }
    }
    for system in &systems {
        let name = system.name;
        step(&format!("{name}: scenario"), || scenario::run(&system.folder, name, database, &system.arguments(), &[system.secret()]))?;
    }
    if let [oscar, tryton] = &systems[..] {
        step("both: scenario", || together::run(oscar, tryton, database))?;
    }
    if options.keep {
        for system in &systems {
            println!("\n{} stays until Ctrl-C: {}\nUser admin, password {}", system.name, system.arguments().join(" "), system.secret.1);
        }
        systems.iter_mut().try_for_each(System::stay)?;
    }
    Ok(())
}
