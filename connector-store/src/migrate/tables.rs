//! What migrations remember: the steps of the application's own that were run, and which programs wrote the tables.

use chrono::{DateTime, Utc};
use connector_core::{Field, ModelKind, ModelMeta, Unique};

/// The application's own steps that were run.
pub(super) const STEPS: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.step",
    "Migration Step",
    "connector_step",
    &[
        Field::of::<String>("step", "step", "Step"),
        Field::of::<String>("description", "description", "Description"),
        Field::of::<String>("checksum", "checksum", "Checksum"),
        Field::of::<DateTime<Utc>>("done_at", "done_at", "Done at"),
    ],
    &[Unique::new("connector_step_key", &["step"], "A step is run once.")],
);

/// How each model was declared by the programs that migrated it, and since which generation they may write it.
pub(super) const GENERATIONS: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.generation",
    "Generation",
    "connector_generation",
    &[
        Field::of::<String>("model", "model", "Model"),
        Field::of::<String>("fingerprint", "fingerprint", "Fingerprint"),
        Field::of::<i64>("generation", "generation", "Generation"),
        Field::of::<DateTime<Utc>>("seen_at", "seen_at", "Seen at"),
    ],
    &[Unique::new("connector_generation_key", &["model", "fingerprint"], "A declaration is remembered once.")],
);

/// The tables of migrations.
pub(super) const TABLES: &[&ModelMeta] = &[STEPS, GENERATIONS];

/// The empty table that is there as long as a generation is the last one: who knows it may write.
pub(super) fn marker(generation: i64) -> String {
    format!("connector_generation_{generation}")
}
