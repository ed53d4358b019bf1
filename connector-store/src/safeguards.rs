//! What `migrate` makes beside the tables and columns of the models: what remembers deleted bindings, what pauses backends,
//! and the name of the installation.

use connector_core::{ModelKind, ModelMeta, Schema};

use crate::database::Kept;
use crate::sql::triggers::{self, Places};
use crate::sql::{quote, text};
use crate::{Error, Plan, Tx, deleted};

impl Tx<'_> {
    /// Plans them. It comes after the tables, and is asked again where a table was made anew: its triggers went with the old one.
    pub(crate) async fn plan_safeguards(&mut self, schema: &Schema, plan: &mut Plan) -> Result<(), Error> {
        for meta in schema.models().filter(|meta| !meta.foreign) {
            match meta.kind {
                ModelKind::Backend => self.plan_pause(meta, plan).await?,
                ModelKind::Binding => self.plan_memory_of_deleted(meta, plan).await?,
                _ => {}
            }
        }
        self.plan_installation(plan).await
    }

    /// Plans the triggers that remember the deleted bindings of a model.
    async fn plan_memory_of_deleted(&mut self, meta: &'static ModelMeta, plan: &mut Plan) -> Result<(), Error> {
        let dialect = self.statements.dialect;
        let functions = self.session.schema_of(deleted::TABLE.table).await?;
        let schema = if meta.table.contains('.') { String::new() } else { self.session.schema_of(meta.table).await? };
        let places = Places {
            binding: format!("{schema}{}", dialect.table(meta.table)),
            deleted: format!("{functions}{}", quote(deleted::TABLE.table)),
            functions,
        };
        for trigger in triggers::of(dialect, meta, &places) {
            let what = match self.session.trigger(meta.table, &trigger).await? {
                Kept::Same => continue,
                Kept::Nothing => "create",
                Kept::Other => "replace",
            };
            let what = format!("{what} the trigger {} of {}, by which deleted bindings are remembered", text(&trigger.name), meta.name);
            plan.step(what, trigger.create);
        }
        Ok(())
    }
}
