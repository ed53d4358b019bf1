//! Whether a program may write what it declares, when it first uses it.
//!
//! A store that migrates is held against the generations there. One that never does (a tool beside the main program, one
//! that was deployed by another's migration) is held against them here, by its declaration of each model: before the first
//! transaction ends that uses it.

use connector_core::ModelMeta;

use super::fingerprint;
use super::generation::Generations;
use crate::{Error, Store, Tx};

/// How a declaration stands to what was migrated.
enum Standing {
    /// It may be written.
    Current,
    /// A newer one has left it behind.
    Older,
    /// Nobody has migrated it here, and others have changed the model so that not every declaration fits.
    Unknown,
}

impl Generations {
    fn standing(&self, store: &Store, meta: &ModelMeta) -> Standing {
        let last = self.of(meta.name);
        if meta.foreign || last == 0 {
            return Standing::Current;
        }
        // Its steps are not known: a store says them when it migrates.
        match self.shaped(meta.name, &fingerprint::shape(store.statements().dialect, meta)) {
            Some(generation) if generation < last => Standing::Older,
            Some(_) => Standing::Current,
            None => Standing::Unknown,
        }
    }
}

impl Store {
    /// Holds the models that were first used in a transaction against what programs have migrated. It costs nothing where
    /// there are none.
    ///
    /// # Errors
    /// [`Error::OlderProgram`]; [`Error::Migration`] where nobody has migrated such a declaration, and it does not fit.
    pub(crate) async fn meet(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let unmet = self.statements().unmet();
        if unmet.is_empty() {
            return Ok(());
        }
        let generations = tx.generations().await?;
        if generations.is_empty() {
            return Ok(());
        }
        self.refuse_older(&generations, &unmet)?;
        for meta in unmet {
            if matches!(generations.standing(self, meta), Standing::Unknown)
                && let Some(misfit) = tx.misfit(meta).await?
            {
                return Err(Error::Migration(format!(
                    "no program has migrated {} here as this one declares it, and {misfit}: migrate the store with this program, or start the one that did last",
                    meta.name
                )));
            }
            self.known().met(meta.name, generations.of(meta.name));
            self.statements().met(meta);
        }
        Ok(())
    }

    /// What a failure is in truth, where it names a table or a column that is not there: a newer program may have given it
    /// another name.
    pub(crate) async fn told(&self, error: Error) -> Error {
        if !matches!(error, Error::Migration(_)) {
            return error;
        }
        let generations = match self.read().await {
            Ok(mut reading) => match reading.tx() {
                Ok(mut tx) => tx.generations().await,
                Err(lost) => Err(lost),
            },
            Err(lost) => Err(lost),
        };
        let older = generations.and_then(|generations| self.refuse_older(&generations, &self.statements().used()));
        if let Err(older @ Error::OlderProgram { .. }) = older { older } else { error }
    }

    fn refuse_older(&self, generations: &Generations, models: &[&'static ModelMeta]) -> Result<(), Error> {
        let older = models.iter().filter(|meta| matches!(generations.standing(self, meta), Standing::Older));
        let mut models: Vec<String> = older.map(|meta| meta.name.to_owned()).collect();
        models.sort_unstable();
        models.dedup();
        if models.is_empty() { Ok(()) } else { Err(Error::OlderProgram { models }) }
    }
}

impl Tx<'_> {
    /// Notes that a model is written, so that it is met before the transaction ends. In one of the application's, whose end the
    /// store does not see, it is met now.
    pub(crate) async fn may_write(&mut self, meta: &'static ModelMeta) -> Result<(), Error> {
        let _ = self.statements.of(meta);
        let Some(store) = &self.adopted_by else { return Ok(()) };
        if !self.statements.has_unmet() {
            return Ok(());
        }
        let store = store.clone();
        store.meet(self).await
    }

    /// What in a table does not fit a declaration, so that rows would be written or read wrongly.
    async fn misfit(&mut self, meta: &ModelMeta) -> Result<Option<String>, Error> {
        let columns = self.session.columns(meta.table).await?;
        if columns.is_empty() {
            return Ok(Some(format!("there is no table {:?}", meta.table)));
        }
        for field in meta.fields {
            match columns.iter().find(|column| column.name == field.column) {
                None => return Ok(Some(format!("the table {:?} has no column {:?}", meta.table, field.column))),
                Some(column) if field.required && !column.required => {
                    return Ok(Some(format!(
                        "the column {:?} of {:?} may be null, which `{}` may not",
                        field.column, meta.table, field.name
                    )));
                }
                Some(_) => {}
            }
        }
        let declared = |name: &str| name == meta.key_column || meta.fields.iter().any(|field| field.column == name);
        let unknown = columns.iter().find(|column| column.required && !column.defaulted && !declared(&column.name));
        Ok(unknown.map(|column| format!("the table {:?} needs a value in {:?}, for which it has no field", meta.table, column.name)))
    }
}
