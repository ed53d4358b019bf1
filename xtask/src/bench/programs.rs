//! Which program measures what: the stable names, all of them. What each one means is in `benches/README.md`.

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// To see that it runs.
    Quick,
    /// What takes minutes.
    Normal,
    /// Ten million rows, too.
    Full,
}

/// A program of the benchmarks.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    /// Cargo's package.
    pub package: &'static str,
    /// The program in it.
    pub bin: &'static str,
    /// What it is told for [`Depth::Full`].
    pub full: Option<&'static [&'static str]>,
    names: fn(Depth) -> Vec<String>,
}

const HOUSE: &str = "connector-benches";
const PEERS: &str = "connector-bench-peers";
const WORKS: [&str; 8] = ["bind", "bind_many", "put", "put_many", "to_internal", "to_internal_many", "to_external", "to_external_many"];
const LOOKUPS: [&str; 4] = ["to_internal", "to_internal_many", "to_external", "to_external_many"];

/// Every program, in the order in which they run.
pub fn all() -> [Program; 8] {
    let program = |package, bin, names| Program { package, bin, full: None, names };
    [
        program(HOUSE, "store", store),
        program(PEERS, PEERS, peers),
        program(HOUSE, "triggers", triggers),
        Program { full: Some(&["--rows", "10000000"]), ..program(HOUSE, "scale", scale) },
        program(HOUSE, "mapper", |_| to_names(&["sync.mapper.vs_by_hand", "sync.mapper.kept.vs_new"])),
        program(HOUSE, "components", |_| to_names(&["sync.component_lookup.vs_hash_map"])),
        program(HOUSE, "import", import),
        program(HOUSE, "compile_time", |_| {
            to_names(&[
                "compile.binding_derive.vs_serde",
                "compile.binding_derive.vs_diesel",
                "compile.binding_derive.vs_seaorm",
                "compile.selection_derive.vs_serde",
                "compile.incremental_check.vs_no_derive",
                "compile.incremental_check.vs_serde",
                "compile.incremental_check.vs_seaorm",
                "compile.cold_build.vs_serde",
            ])
        }),
    ]
}

impl Program {
    /// What it measures of what is asked for.
    pub fn names(&self, depth: Depth, only: Option<&str>) -> Vec<String> {
        let names = (self.names)(depth).into_iter();
        names.filter(|name| only.is_none_or(|only| name.contains(only))).collect()
    }

    /// Whether it is linked with libraries that need more than Rust.
    pub fn has_peers(&self) -> bool {
        self.package == PEERS
    }
}

fn to_names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn of_store(database: &str, peers: &[&str]) -> impl Iterator<Item = String> {
    WORKS.into_iter().flat_map(move |work| peers.iter().map(move |peer| format!("store.{database}.{work}.{peer}")))
}

fn store(_: Depth) -> Vec<String> {
    of_store("sqlite", &["vs_raw"]).chain(of_store("postgres", &["vs_raw", "vs_tokio_postgres"])).collect()
}

fn peers(_: Depth) -> Vec<String> {
    let sqlite = of_store("sqlite", &["vs_sqlx", "vs_diesel", "vs_diesel_async", "vs_seaorm"]);
    sqlite.chain(of_store("postgres", &["vs_diesel", "vs_diesel_async", "vs_seaorm"])).collect()
}

fn triggers(_: Depth) -> Vec<String> {
    let works = |database| ["bind_many", "unbind_many"].map(|work| format!("store.{database}.triggers.{work}.vs_none"));
    ["sqlite", "postgres"].into_iter().flat_map(works).collect()
}

/// How many rows there are, as the names say it, and how many that is.
pub const ROWS: [(&str, f64, Depth); 3] = [("10k", 1e4, Depth::Quick), ("1m", 1e6, Depth::Normal), ("10m", 1e7, Depth::Full)];

fn scale(depth: Depth) -> Vec<String> {
    let mut names = Vec::new();
    for database in ["sqlite", "postgres"] {
        for (place, (rows, _, _)) in ROWS.iter().filter(|(_, _, from)| *from <= depth).enumerate() {
            let mut add = |what: &str| names.push(format!("store.{database}.scale.{rows}.{what}"));
            for what in ["put_many.vs_raw", "stream", "stream.peak_vs_before"] {
                add(what);
            }
            for work in LOOKUPS {
                add(&format!("{work}.vs_raw"));
                if database == "sqlite" {
                    add(&format!("{work}.mapped_vs_raw"));
                }
                if place > 0 {
                    add(&format!("{work}.vs_10k"));
                    add(&format!("{work}.raw_vs_10k"));
                }
            }
        }
        if let ("sqlite", Some((rows, _, _))) = (database, ROWS.iter().rfind(|(_, _, from)| *from <= depth)) {
            names.push(format!("store.sqlite.scale.{rows}.file"));
        }
    }
    names
}

fn import(depth: Depth) -> Vec<String> {
    let mut names = to_names(&[
        "sync.import_10k.vs_fetch",
        "sync.import_10k_at_20ms.vs_fetch",
        "sync.import_10k.vs_by_hand",
        "sync.memory.10k.vs_fetch",
        "sync.memory.100k.vs_10k",
    ]);
    if depth > Depth::Quick {
        names.extend(to_names(&[
            "sync.import_100k.vs_fetch",
            "sync.import_100k.vs_by_hand",
            "sync.import_1m.vs_fetch",
            "sync.memory.1m.vs_10k",
        ]));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(depth: Depth, only: Option<&str>) -> Vec<String> {
        all().iter().flat_map(|program| program.names(depth, only)).collect()
    }

    #[test]
    fn every_name_is_there_once() {
        let all = names(Depth::Full, None);
        let mut once = all.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), all.len());
        for name in [
            "store.sqlite.bind_many.vs_raw",
            "store.postgres.to_internal.vs_raw",
            "store.sqlite.to_internal.vs_seaorm",
            "compile.binding_derive.vs_serde",
            "sync.import_100k.vs_fetch",
        ] {
            assert!(once.iter().any(|other| other == name), "{name}");
        }
    }

    #[test]
    fn what_was_not_asked_for_starts_nothing() {
        assert_eq!(names(Depth::Quick, Some("1m")), Vec::<String>::new());
        assert_eq!(names(Depth::Normal, Some("component_lookup")), ["sync.component_lookup.vs_hash_map"]);
        let programs: Vec<&str> =
            all().iter().filter(|program| !program.names(Depth::Normal, Some("compile")).is_empty()).map(|program| program.bin).collect();
        assert_eq!(programs, ["compile_time"]);
    }

    #[test]
    fn the_readme_explains_every_name() {
        let readme = include_str!("../../../benches/README.md");
        for name in names(Depth::Full, None) {
            // `store.<database>.bind.<peer>`: what differs from name to name is a pattern there.
            let parts: Vec<&str> = name.split('.').filter(|part| !["sqlite", "postgres", "10k", "1m", "10m"].contains(part)).collect();
            for part in parts {
                assert!(readme.contains(part), "benches/README.md says nothing of `{part}` in {name}");
            }
        }
    }
}
