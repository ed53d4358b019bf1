//! Most tests of this crate in one program: it is linked once, and starts one PostgreSQL server.
//! `cargo test -p connector-sync --all-features --test all -- jobs` runs those of one file. What needs a process of its own, or adds
//! versions for all of it, is a program by itself, beside this folder.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../fixtures/mod.rs"]
mod fixtures;
#[path = "../../../connector-store/tests/all/support/mod.rs"]
mod support;

mod dependencies;
mod extension;
mod failures;
mod flow;
mod hard_cases;
mod import_adopts;
mod import_first;
mod import_processes;
mod jobs;
mod jobs_engine;
mod jobs_imports;
mod jobs_processes;
mod listening;
mod match_reviews;
mod matching;
mod options;
mod parts;
mod paused;
mod remote;
mod sweep;
mod sweep_shared;

/// The shop that the store's own tests declare; the adapters here hold the remote themselves.
impl connector_sync::Connect for support::Shop {
    type Client = ();

    async fn connect(&self, _: &connector_sync::Opened<'_, Self>) -> Result<(), connector_sync::RemoteError> {
        Ok(())
    }
}
