//! The crates that are compiled: the same types, with different derives.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use connector_benches::Result;

/// How many structs, each of 8 fields.
pub const STRUCTS: usize = 500;
/// How many selections, each of 4 options.
pub const SELECTIONS: usize = 100;

/// A crate that is compiled.
pub struct Subject {
    /// The folder, and the crate's name behind `subject-`.
    pub name: &'static str,
    dependencies: &'static str,
    head: &'static str,
    /// What is written so often, with its number for `{n}`.
    item: &'static str,
    items: usize,
}

const OURS: &str = "connector-core = { path = \"{core}\" }\nchrono = { version = \"0.4\", default-features = false, features = \
    [\"clock\", \"serde\"] }\nserde = { version = \"1\", features = [\"derive\"] }\n";
const DIESEL: &str = "chrono = { version = \"0.4\", default-features = false, features = [\"clock\"] }\ndiesel = { version = \"2.3\", \
    default-features = false, features = [\"chrono\", \"postgres_backend\"] }\n";
const SEA_ORM: &str = "sea-orm = { version = \"2.0\", default-features = false, features = [\"macros\", \"with-chrono\"] }\n";

const HEAD: &str = "#![allow(unused_imports)]
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, Selection};
use serde::{Deserialize, Serialize};

#[derive(Backend)]
#[backend(name = \"bench.backend\")]
pub struct Shop {
    pub name: String,
}

#[derive(Record)]
#[record(name = \"bench.record\")]
pub struct Thing {
    pub name: String,
}

";
const DIESEL_HEAD: &str = "#![allow(unused_imports)]
use chrono::{DateTime, Utc};
use diesel::prelude::*;

diesel::table! {
    items (record_id) {
        record_id -> BigInt,
        backend_id -> BigInt,
        external_id -> Nullable<Text>,
        sync_date -> Nullable<Timestamptz>,
        title -> Text,
        price -> Double,
        tax_class_id -> Nullable<BigInt>,
        active -> Bool,
    }
}

";

macro_rules! item {
    ($derives:literal) => {
        concat!(
            $derives,
            "pub struct Item{n} {\n    pub record_id: RecordId<Thing>,\n    pub backend_id: BackendId<Shop>,\n",
            "    pub external_id: Option<String>,\n    pub sync_date: Option<DateTime<Utc>>,\n    pub title: String,\n",
            "    pub price: f64,\n    pub tax_class_id: Option<i64>,\n    pub active: bool,\n}\n\n"
        )
    };
    (plain, $derives:literal, $name:literal, $key:literal) => {
        concat!(
            $derives,
            "pub struct ",
            $name,
            " {\n",
            $key,
            "    pub record_id: i64,\n    pub backend_id: i64,\n    pub external_id: Option<String>,\n",
            "    pub sync_date: Option<DateTime<Utc>>,\n    pub title: String,\n    pub price: f64,\n    pub tax_class_id: Option<i64>,\n",
            "    pub active: bool,\n}\n\n"
        )
    };
}

macro_rules! selection {
    ($derives:literal, $open:literal, $close:literal) => {
        concat!(
            "#[derive(Debug, Clone, Copy, PartialEq, Eq",
            $derives,
            ")]\npub enum Chosen{n} {\n",
            selection!(option "First", $open, $close),
            selection!(option "Second", $open, $close),
            selection!(option "Third", $open, $close),
            selection!(option "Fourth", $open, $close),
            "}\n\n"
        )
    };
    (option $name:literal, $open:literal, $close:literal) => {
        concat!("    ", $open, "\"the ", $name, " one\"", $close, "\n    ", $name, ",\n")
    };
}

const fn structs(name: &'static str, dependencies: &'static str, head: &'static str, item: &'static str) -> Subject {
    Subject { name, dependencies, head, item, items: STRUCTS }
}

const fn selections(name: &'static str, item: &'static str) -> Subject {
    Subject { name, dependencies: OURS, head: HEAD, item, items: SELECTIONS }
}

/// No derive.
pub const NONE: Subject = structs("none", OURS, HEAD, item!(""));
/// Ours.
pub const BINDING: Subject = structs("binding", OURS, HEAD, item!("#[derive(ExternalBinding)]\n#[binding(name = \"bench.item{n}\")]\n"));
/// Serde's pair.
pub const SERDE: Subject = structs("serde", OURS, HEAD, item!("#[derive(Serialize, Deserialize)]\n"));
/// No derive, beside diesel.
pub const DIESEL_NONE: Subject = structs("diesel-none", DIESEL, DIESEL_HEAD, item!(plain, "", "Item{n}", ""));
/// Diesel's pair. All have the same table: what `table!` costs is not counted.
pub const DIESEL_PAIR: Subject = structs(
    "diesel",
    DIESEL,
    DIESEL_HEAD,
    item!(plain, "#[derive(Queryable, Insertable)]\n#[diesel(table_name = items)]\n", "Item{n}", ""),
);
/// No derive, beside sea-orm.
pub const SEA_ORM_NONE: Subject = structs(
    "seaorm-none",
    SEA_ORM,
    "use sea_orm::prelude::ChronoDateTimeUtc as Time;\npub type DateTime<T> = (Time, std::marker::PhantomData<T>);\npub struct Utc;\n\n",
    item!(plain, "", "Item{n}", ""),
);
/// What sea-orm asks for: a module for each, with the traits that it needs.
pub const SEA_ORM_ENTITY: Subject = structs(
    "seaorm",
    SEA_ORM,
    "",
    concat!(
        "pub mod item{n} {\nuse sea_orm::entity::prelude::*;\n#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]\n",
        "#[sea_orm(table_name = \"item{n}\")]\npub struct Model {\n    #[sea_orm(primary_key)]\n    pub record_id: i64,\n",
        "    pub backend_id: i64,\n    pub external_id: Option<String>,\n    pub sync_date: Option<ChronoDateTimeUtc>,\n",
        "    pub title: String,\n    pub price: f64,\n    pub tax_class_id: Option<i64>,\n    pub active: bool,\n}\n",
        "#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]\npub enum Relation {}\nimpl ActiveModelBehavior for ActiveModel {}\n}\n\n"
    ),
);
/// Enums without a derive.
pub const SELECTION_NONE: Subject = selections("selection-none", selection!("", "// ", ""));
/// Our selections.
pub const SELECTION: Subject = selections("selection", selection!(", Selection", "#[selection(", ")]"));
/// Serde's pair on the same enums.
pub const SELECTION_SERDE: Subject = selections("selection-serde", selection!(", Serialize, Deserialize", "#[serde(rename = ", ")]"));
/// Nothing but the dependency.
pub const COLD_OURS: Subject = Subject {
    name: "cold-ours",
    dependencies: "connector-core = { path = \"{core}\" }\n",
    head: "pub use connector_core::ExternalBinding;\n",
    item: "",
    items: 0,
};
/// The same for serde.
pub const COLD_SERDE: Subject = Subject {
    name: "cold-serde",
    dependencies: "serde = { version = \"1\", features = [\"derive\"] }\n",
    head: "pub use serde::Serialize;\n",
    item: "",
    items: 0,
};

const ALL: [&Subject; 12] = [
    &NONE,
    &BINDING,
    &SERDE,
    &DIESEL_NONE,
    &DIESEL_PAIR,
    &SEA_ORM_NONE,
    &SEA_ORM_ENTITY,
    &SELECTION_NONE,
    &SELECTION,
    &SELECTION_SERDE,
    &COLD_OURS,
    &COLD_SERDE,
];

/// A workspace with all of them, on the dependencies of the house; with one of so many of their types.
pub fn write(house: &Path, folder: &Path, one_of: usize) -> Result<()> {
    let members: Vec<String> = ALL.iter().map(|subject| format!("{:?}", subject.name)).collect();
    fs::create_dir_all(folder)?;
    fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", ")))?;
    fs::copy(house.join("benches/Cargo.lock"), folder.join("Cargo.lock"))?;
    let core = house.join("connector-core");
    for subject in ALL {
        let sources = folder.join(subject.name).join("src");
        fs::create_dir_all(&sources)?;
        let dependencies = subject.dependencies.replace("{core}", &core.display().to_string());
        let manifest = format!(
            "[package]\nname = \"subject-{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}",
            subject.name
        );
        fs::write(sources.with_file_name("Cargo.toml"), manifest)?;
        fs::write(subject.file(folder), subject.source(None, one_of)?)?;
    }
    Ok(())
}

impl Subject {
    fn file(&self, folder: &Path) -> std::path::PathBuf {
        folder.join(self.name).join("src/lib.rs")
    }

    /// All of its text; where there is a round, one struct in the middle has a field with another name.
    fn source(&self, round: Option<usize>, one_of: usize) -> Result<String> {
        let mut text = self.head.to_owned();
        let items = self.items / one_of;
        for n in 0..items {
            let item = self.item.replace("{n}", &n.to_string());
            match round {
                Some(round) if n == items / 2 => write!(text, "{}", item.replace("title", &format!("title_{round}")))?,
                _ => text.push_str(&item),
            }
        }
        Ok(text)
    }

    /// As if its author had changed one of its structs.
    pub fn change_one(&self, folder: &Path, round: usize, one_of: usize) -> Result<()> {
        Ok(fs::write(self.file(folder), self.source(Some(round), one_of)?)?)
    }

    /// Makes cargo check all of it again.
    pub fn touch(&self, folder: &Path, round: usize, one_of: usize) -> Result<()> {
        Ok(fs::write(self.file(folder), format!("{}// round {round}\n", self.source(None, one_of)?))?)
    }
}
