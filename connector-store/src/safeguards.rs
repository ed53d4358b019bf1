//! What `migrate` makes beside the tables and columns of the models: what remembers deleted bindings, what pauses backends,
//! and the name of the installation.

use connector_core::{ModelKind, ModelMeta, Role, Schema};

use crate::database::Kept;
use crate::sql::triggers::{self, Places, Trigger};
use crate::sql::{quote, text};
use crate::{Error, Plan, Tx, deleted, exports};

fn bindings(schema: &Schema) -> impl Iterator<Item = &'static ModelMeta> {
    schema.models().filter(|meta| !meta.foreign && meta.kind == ModelKind::Binding)
}

impl Tx<'_> {
    /// Plans them, once all tables are there.
    pub(crate) async fn plan_safeguards(&mut self, schema: &Schema, plan: &mut Plan) -> Result<(), Error> {
        // First what is in nobody's way then: another table may have the name now that a trigger was made with.
        for meta in bindings(schema) {
            self.plan_older_triggers(meta, plan).await?;
        }
        for meta in schema.models().filter(|meta| !meta.foreign) {
            match meta.kind {
                ModelKind::Backend => self.plan_pause(meta, plan).await?,
                ModelKind::Binding => self.plan_memory_of_deleted(meta, plan).await?,
                _ => {}
            }
        }
        self.plan_installation(plan).await
    }

    /// Replaces the triggers of a table that was just renamed, or a column of it: those of before remember deletions under the old
    /// name, or of columns that are gone.
    pub(crate) async fn plan_triggers_anew(&mut self, meta: &'static ModelMeta, plan: &mut Plan) -> Result<(), Error> {
        let columns = self.session.columns(meta.table).await?;
        let is_there = |name: &str| columns.iter().any(|column| column.name == name);
        let roles = [Role::Backend, Role::ExternalId, Role::Record].into_iter().filter_map(|role| meta.role(role));
        if self.session.trigger_names(meta.table).await?.is_empty() || roles.into_iter().any(|place| !is_there(meta.fields[place].column)) {
            return Ok(());
        }
        self.plan_older_triggers(meta, plan).await?;
        self.plan_memory_of_deleted(meta, plan).await
    }

    /// Plans to drop the triggers of a binding's table that were made when it had another name.
    async fn plan_older_triggers(&mut self, meta: &'static ModelMeta, plan: &mut Plan) -> Result<(), Error> {
        let names = self.session.trigger_names(meta.table).await?;
        let triggers = self.triggers(meta).await?;
        for name in names.iter().filter(|name| !triggers.iter().any(|trigger| trigger.name == **name)) {
            let what = format!("drop the trigger {} of {}, which was made for its table under another name", text(name), meta.name);
            plan.step(what, triggers::drop(self.statements.dialect, name));
        }
        Ok(())
    }

    /// The triggers that a binding's table is to have.
    async fn triggers(&mut self, meta: &'static ModelMeta) -> Result<Vec<Trigger>, Error> {
        let dialect = self.statements.dialect;
        let functions = self.session.schema_of(deleted::TABLE.table).await?;
        let schema = if meta.table.contains('.') { String::new() } else { self.session.schema_of(meta.table).await? };
        let places = Places {
            binding: format!("{schema}{}", dialect.table(meta.table)),
            deleted: format!("{functions}{}", quote(deleted::TABLE.table)),
            sent: format!("{functions}{}", quote(exports::SENT.table)),
            functions,
        };
        Ok(triggers::of(dialect, meta, &places))
    }

    /// Plans the triggers that remember the deleted bindings of a model.
    async fn plan_memory_of_deleted(&mut self, meta: &'static ModelMeta, plan: &mut Plan) -> Result<(), Error> {
        for trigger in self.triggers(meta).await? {
            let what = match self.session.trigger(meta.table, &trigger).await? {
                Kept::Same => continue,
                Kept::Nothing => "create",
                Kept::Other => "replace",
                Kept::Theirs => {
                    plan.refuse(format!(
                        "there is a function {0} already that is none of a trigger, and {1} needs one of this name to remember its deleted bindings: give that one another name, `ALTER FUNCTION {0}() RENAME TO …`, or drop it",
                        trigger.name, meta.name
                    ));
                    continue;
                }
            };
            let what = format!("{what} the trigger {} of {}, by which deleted bindings are remembered", text(&trigger.name), meta.name);
            plan.step(what, trigger.create);
        }
        Ok(())
    }
}
