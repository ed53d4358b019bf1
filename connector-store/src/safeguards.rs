//! What `migrate` makes beside the tables and columns of the models: what remembers deleted bindings, what pauses backends,
//! and the name of the installation.

use connector_core::{ModelKind, Schema};

use crate::{Error, Step, Tx};

impl Tx<'_> {
    /// Plans them. It comes after the tables, and is asked again where a table was made anew: its triggers went with the old one.
    pub(crate) async fn plan_safeguards(&mut self, schema: &Schema, steps: &mut Vec<Step>) -> Result<(), Error> {
        for meta in schema.models().filter(|meta| !meta.foreign) {
            match meta.kind {
                ModelKind::Backend => self.plan_pause(meta, steps).await?,
                ModelKind::Binding => self.plan_memory_of_deleted(meta, steps).await?,
                _ => {}
            }
        }
        self.plan_installation(steps).await
    }
}
