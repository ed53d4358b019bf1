//! Turning older programs away.
//!
//! Each model has a generation: it rises with a migration after which a program that does not know of it must no longer write
//! the model. The greatest one of all models is the name of an empty table, `connector_generation_7`. Whoever writes names
//! that table, which costs next to nothing; where it has another name by now, the generations of the models themselves are
//! looked at.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use connector_core::{ModelMeta, Schema, Value};

use super::tables::{GENERATIONS, marker};
use super::{OwnStep, Plan, fingerprint};
use crate::sql::quote;
use crate::{Error, Store, Tx};

/// The generations that a store knows: of the models that it has [met](super::standing), or migrated.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Option<Seen>>);

#[derive(Debug, Clone)]
struct Seen {
    marker: Arc<str>,
    models: HashMap<String, i64>,
}

impl Known {
    /// A model was met, in this generation.
    pub(super) fn met(&self, model: &str, generation: i64) {
        if let Some(seen) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            seen.models.entry(model.to_owned()).or_insert(generation);
        }
    }
}

/// What is remembered of each model: its declarations, and the generation of each.
#[derive(Debug, Default)]
pub(super) struct Generations {
    rows: Vec<(String, String, i64)>,
}

impl Generations {
    /// Whether nothing was migrated yet.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The generation of a model.
    pub(super) fn of(&self, model: &str) -> i64 {
        self.rows.iter().filter(|(other, ..)| other == model).map(|(.., generation)| *generation).max().unwrap_or(0)
    }

    /// The greatest one.
    fn last(&self) -> i64 {
        self.rows.iter().map(|(.., generation)| *generation).max().unwrap_or(0)
    }

    /// Whether a program has migrated a model of this name.
    pub(super) fn knows(&self, model: &str) -> bool {
        self.rows.iter().any(|(other, ..)| other == model)
    }

    fn declared(&self, model: &str, fingerprint: &str) -> Option<i64> {
        let same = |(other, held, _): &&(String, String, i64)| other == model && held == fingerprint;
        self.rows.iter().find(same).map(|(.., generation)| *generation)
    }

    /// The greatest generation of any declaration of a model that has this shape.
    pub(super) fn shaped(&self, model: &str, shape: &str) -> Option<i64> {
        let rows = self.rows.iter().filter(|(other, held, _)| other == model && fingerprint::has_shape(held, shape));
        rows.map(|(.., generation)| *generation).max()
    }

    /// The name of the table that is there as long as this is the last generation.
    fn marker(&self) -> Arc<str> {
        marker(self.last()).into()
    }
}

/// The declarations of a schema.
pub(super) struct Declared {
    models: Vec<(&'static ModelMeta, String)>,
}

impl Declared {
    pub(super) fn new(store: &Tx<'_>, schema: &Schema, steps: &[OwnStep]) -> Self {
        let mut breaking: Vec<&str> = steps.iter().filter_map(OwnStep::breaking_id).collect();
        breaking.sort_unstable();
        let dialect = store.statements.dialect;
        let own = schema.models().filter(|meta| !meta.foreign);
        Self { models: own.map(|meta| (meta, fingerprint::of(dialect, meta, &breaking))).collect() }
    }

    /// Whether no program has migrated this declaration before.
    pub(super) fn is_new(&self, generations: &Generations, meta: &ModelMeta) -> bool {
        let same = self.models.iter().find(|(other, _)| other.name == meta.name);
        same.is_some_and(|(_, fingerprint)| generations.declared(meta.name, fingerprint).is_none())
    }

    /// Refuses a program whose declarations a newer one has left behind.
    pub(super) fn refuse_older(&self, generations: &Generations) -> Result<(), Error> {
        let older = self.models.iter().filter(|(meta, fingerprint)| {
            generations.declared(meta.name, fingerprint).is_some_and(|generation| generation < generations.of(meta.name))
        });
        let models: Vec<String> = older.map(|(meta, _)| meta.name.to_owned()).collect();
        if models.is_empty() { Ok(()) } else { Err(Error::OlderProgram { models }) }
    }
}

impl Tx<'_> {
    pub(super) async fn generations(&mut self) -> Result<Generations, Error> {
        let mut generations = Generations::default();
        if self.session.columns(GENERATIONS.table).await?.is_empty() {
            return Ok(generations);
        }
        let unreadable = |error: connector_core::ReadError| Error::Database(error.to_string());
        let mut each = |row: &mut dyn crate::database::Row| {
            let model = row.text().map_err(unreadable)?.to_owned();
            let fingerprint = row.text().map_err(unreadable)?.to_owned();
            generations.rows.push((model, fingerprint, row.int().map_err(unreadable)?));
            Ok(())
        };
        self.session.query("SELECT g.model, g.fingerprint, g.generation FROM connector_generation g", &[], &mut each).await?;
        Ok(generations)
    }

    /// Waits for everyone who writes, and keeps others waiting: a step of the application's own must see what they wrote.
    pub(super) async fn write_alone(&mut self, generations: &Generations) -> Result<(), Error> {
        let marker = marker(generations.last());
        match self.statements.dialect.lock_alone(&marker) {
            Some(lock) if !self.session.columns(&marker).await?.is_empty() => self.session.script(&lock).await,
            _ => Ok(()),
        }
    }

    /// Refuses to go back where a table or a column has another name since: it would be made anew, empty, beside its values.
    pub(super) async fn refuse_renamed(&mut self, declared: &Declared, generations: &Generations) -> Result<(), Error> {
        for (meta, fingerprint) in &declared.models {
            if generations.declared(meta.name, fingerprint).is_none() {
                continue;
            }
            let columns = self.session.columns(meta.table).await?;
            let missing = meta.fields.iter().find(|field| !columns.iter().any(|column| column.name == field.column));
            let gone = match missing {
                _ if columns.is_empty() => format!("the table {:?}", meta.table),
                Some(field) => format!("the column {:?} of {:?}", field.column, meta.table),
                None => continue,
            };
            return Err(Error::Migration(format!(
                "{} cannot go back: {gone} was there when this program migrated, and has another name since: start the newer program, or \
                 rename it back by hand first",
                meta.name
            )));
        }
        Ok(())
    }

    /// Plans the next generation, where this migration makes one.
    pub(super) async fn plan_generation(&mut self, generations: &Generations, plan: &mut Plan) -> Result<(), Error> {
        let create = |generation: i64| format!("CREATE TABLE {} (\"nothing\" bigint)", quote(&marker(generation)));
        let last = generations.last();
        if self.session.columns(&marker(last)).await?.is_empty() {
            plan.step(format!("create the table {:?}", marker(last)), create(last));
        }
        if !plan.broken.is_empty() {
            // Whoever was granted the old one is granted the new one, which is the same.
            let sql = format!("ALTER TABLE {} RENAME TO {}", quote(&marker(last)), quote(&marker(last + 1)));
            plan.step(format!("turn away programs that know {} as before (generation {})", plan.broken.join(", "), last + 1), sql);
        }
        Ok(())
    }

    /// Remembers the declarations of a schema. Gives all that is remembered.
    pub(super) async fn declare(
        &mut self,
        declared: &Declared,
        generations: Generations,
        broken: &[String],
        going_back: bool,
    ) -> Result<Generations, Error> {
        let next = generations.last() + 1;
        let mut rows = Vec::new();
        for model in broken.iter().filter(|model| !declared.models.iter().any(|(meta, _)| meta.name == model.as_str())) {
            rows.push((model.clone(), "gone".to_owned(), next));
        }
        for (meta, fingerprint) in &declared.models {
            let (current, own) = (generations.of(meta.name), generations.declared(meta.name, fingerprint));
            let generation = if broken.iter().any(|model| model == meta.name) {
                next
            } else if own.is_none() || going_back {
                current
            } else {
                continue;
            };
            rows.push((meta.name.to_owned(), fingerprint.clone(), generation));
        }
        let table = self.statements.dialect.table(GENERATIONS.table);
        let place = |place: usize| self.statements.dialect.place(place + 1, GENERATIONS.fields[place].ty);
        let sql = format!(
            "INSERT INTO {table} (model, fingerprint, generation, seen_at) VALUES ({}, {}, {}, {}) \
             ON CONFLICT (model, fingerprint) DO UPDATE SET generation = excluded.generation, seen_at = excluded.seen_at",
            place(0),
            place(1),
            place(2),
            place(3)
        );
        let time = self.time();
        for (model, fingerprint, generation) in rows {
            if generations.declared(&model, &fingerprint) != Some(generation) {
                let row = [Value::Text(model), Value::Text(fingerprint), Value::Int(generation), Value::Timestamp(time)];
                self.session.execute(&sql, &row).await?;
            }
        }
        self.generations().await
    }
}

impl Store {
    /// The table that a transaction which writes names first; `None` where nothing was migrated yet.
    pub(crate) async fn marker(&self) -> Result<Option<Arc<str>>, Error> {
        if let Some(seen) = self.known().0.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(Some(Arc::clone(&seen.marker)));
        }
        let generations = Box::pin(self.read()).await?.tx()?.generations().await?;
        if generations.is_empty() {
            return Ok(None);
        }
        let mut known = self.known().0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = known.get_or_insert_with(|| Seen { marker: generations.marker(), models: HashMap::new() });
        Ok(Some(Arc::clone(&seen.marker)))
    }

    /// Takes over what others have migrated meanwhile.
    ///
    /// # Errors
    /// [`Error::OlderProgram`] when this store must no longer write a model that it knows.
    pub(crate) async fn catch_up(&self) -> Result<(), Error> {
        let generations = self.read().await?.tx()?.generations().await?;
        let mut known = self.known().0.lock().unwrap_or_else(PoisonError::into_inner);
        // What it has not met yet, it meets as it is by then.
        let models = known.as_ref().map(|seen| seen.models.clone()).unwrap_or_default();
        let mut older: Vec<String> =
            models.iter().filter(|(model, before)| generations.of(model) > **before).map(|(model, _)| model.clone()).collect();
        if older.is_empty() {
            *known = (!generations.is_empty()).then(|| Seen { marker: generations.marker(), models });
            return Ok(());
        }
        // The marker stays that of before, so that the next one is turned away, too.
        older.sort_unstable();
        Err(Error::OlderProgram { models: older })
    }

    /// Takes over what this store has migrated itself.
    pub(super) fn has_migrated(&self, schema: &Schema, generations: &Generations) {
        let mut known = self.known().0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut models = known.take().map(|seen| seen.models).unwrap_or_default();
        // Others may have migrated meanwhile what is not in this schema: that is looked at anew.
        models.retain(|model, before| {
            let same = generations.of(model) == *before;
            if !same {
                self.statements().unmeet(model);
            }
            same
        });
        for meta in schema.models() {
            models.insert(meta.name.to_owned(), generations.of(meta.name));
            self.statements().met(meta);
        }
        *known = Some(Seen { marker: generations.marker(), models });
    }
}
