//! Many rows that are there already: judged together, and written in few statements, where the database takes lists.
//!
//! Only what nobody else in the batch has touched is done together. Whatever meets a row that an earlier one wrote, or a key
//! that an earlier one took, and whatever a constraint refuses, is done by itself, in its turn: so the outcome is the same as
//! one by one.

use std::collections::{HashMap, HashSet};

use connector_core::{Changes, Key, Model, ModelId, ModelMeta, Value};

use super::BATCH;
use super::explain::in_the_way;
use super::keys::{Verdict, judge, keep_roles, key_values};
use super::values::{key_value, read_values};
use crate::database::{Fault, Row, WriteRow};
use crate::secrets::has_secrets;
use crate::sql::{ListedSql, ModelSql};
use crate::{Error, Outcome, Tx};

/// Values of a row that is given to a statement.
struct Given(Vec<Value>);

impl WriteRow for Given {
    fn write(&self, row: &mut dyn connector_core::RowWrite) {
        for value in &self.0 {
            value.write_to(row);
        }
    }
}

/// New values for some fields of one row.
pub(crate) struct Rewrite {
    pub(crate) key: Key,
    /// The positions of the fields, in the order of the model's.
    pub(crate) fields: Vec<usize>,
    pub(crate) values: Vec<Value>,
}

impl Rewrite {
    pub(super) fn of<T: Model>(id: &T::Id, changes: &Changes<T>) -> Self {
        let positions = changes.iter().filter_map(|(field, _)| T::META.position(field.name));
        Self { key: id.key(), fields: positions.collect(), values: changes.iter().map(|(_, value)| value.clone()).collect() }
    }
}

/// The rows that hold the unique keys of a batch of values.
struct Holders {
    /// For each unique key of the model: the row that holds the key of the value at this place.
    of: Vec<Vec<Option<Key>>>,
    kept: HashMap<Key, Vec<Value>>,
    /// Rows that values of this batch wrote.
    touched: HashSet<Key>,
    /// Unique keys that they took.
    taken: HashSet<(usize, String)>,
}

impl Holders {
    fn at(&self, place: usize) -> impl Iterator<Item = Option<(&Key, &[Value])>> {
        self.of.iter().map(move |of| {
            let key = of[place].as_ref()?;
            Some((key, self.kept.get(key)?.as_slice()))
        })
    }

    /// Whether an earlier value of the batch wrote something that this one meets.
    fn is_touched(&self, meta: &ModelMeta, place: usize, values: &[Value]) -> bool {
        let row = || self.of.iter().any(|of| of[place].as_ref().is_some_and(|key| self.touched.contains(key)));
        row() || (!self.taken.is_empty() && taken(meta, values).any(|taken| self.taken.contains(&taken)))
    }

    fn touch(&mut self, meta: &ModelMeta, key: Key, values: &[Value]) {
        self.touched.insert(key);
        self.taken.extend(taken(meta, values));
    }
}

/// The unique keys that a row with these values takes, as texts to be compared.
fn taken(meta: &ModelMeta, values: &[Value]) -> impl Iterator<Item = (usize, String)> {
    meta.unique.iter().enumerate().filter_map(|(place, unique)| Some((place, format!("{:?}", Shown(&key_values(meta, unique, values)?)))))
}

/// As people read them: what looks the same is taken for the same, and then done by itself.
struct Shown<'v>(&'v [Value]);

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|value| write!(f, "{value},"))
    }
}

impl Tx<'_> {
    /// Says what becomes of the values at `places`, which unique keys are in the way of.
    pub(super) async fn resolve_many<T: Model + Send + Sync>(
        &mut self,
        sql: &ModelSql,
        values: &[&T],
        places: &[usize],
        outcomes: &mut [Option<Outcome<T>>],
    ) -> Result<(), Error> {
        let given: Vec<Vec<Value>> = places.iter().map(|place| Value::all_of(values[*place])).collect();
        let together = self.statements.dialect.takes_lists() && places.len() > 1 && !has_secrets(T::META);
        let holders = if together { self.holders(T::META, &given).await } else { Ok(None) };
        let mut holders = match holders {
            Ok(Some(holders)) => holders,
            Err(error) if !error.is_about_one_row() => return Err(error),
            // Each secret is sealed in its own place; and where one cannot be read: which, is for each to say.
            _ => {
                for place in places {
                    outcomes[*place] = Some(self.resolve(sql, values[*place]).await?);
                }
                return Ok(());
            }
        };
        let mut waiting: Vec<(usize, T::Id, Changes<T>)> = Vec::new();
        for (row, (place, given)) in places.iter().zip(given).enumerate() {
            if !holders.is_touched(T::META, row, &given) {
                match judge(T::META, &given, holders.at(row)) {
                    Verdict::InTheWay(unique, (id, kept)) => {
                        outcomes[*place] = Some(Outcome::Refused(in_the_way(T::META, unique, &given, id, kept)));
                        continue;
                    }
                    Verdict::Own((id, kept)) => {
                        let (key, after) = (id.clone(), keep_roles(T::META, given.clone(), kept));
                        let (id, changes) = (T::Id::from_key(id.clone()), Changes::between_values(kept, after.clone()));
                        if changes.is_empty() {
                            outcomes[*place] = Some(Outcome::Unchanged(id));
                            continue;
                        }
                        holders.touch(T::META, key, &after);
                        waiting.push((*place, id, changes));
                        continue;
                    }
                    Verdict::Nobody => {}
                }
            }
            self.write_waiting(sql, values, &mut waiting, outcomes).await?;
            let outcome = self.resolve(sql, values[*place]).await?;
            if let Outcome::Created(id) | Outcome::Updated(id, _) = &outcome {
                holders.touch(T::META, id.key(), &given);
            }
            outcomes[*place] = Some(outcome);
        }
        self.write_waiting(sql, values, &mut waiting, outcomes).await
    }

    /// Writes what waits: together, and what is refused by itself.
    async fn write_waiting<T: Model + Send + Sync>(
        &mut self,
        sql: &ModelSql,
        values: &[&T],
        waiting: &mut Vec<(usize, T::Id, Changes<T>)>,
        outcomes: &mut [Option<Outcome<T>>],
    ) -> Result<(), Error> {
        let rewrites: Vec<Rewrite> = waiting.iter().map(|(_, id, changes)| Rewrite::of(id, changes)).collect();
        let written = self.rewrite(T::META, &rewrites).await?;
        for ((place, id, changes), written) in waiting.drain(..).zip(written) {
            outcomes[place] = Some(if written { Outcome::Updated(id, changes) } else { self.resolve(sql, values[place]).await? });
        }
        Ok(())
    }

    /// Whether two of these rows, all different, meet in a unique key: both take the same, or one takes what the other has had.
    /// Then the outcome depends on which one is written first, and a statement that writes them together has no order.
    pub(super) async fn meet(&mut self, meta: &'static ModelMeta, rows: &[Rewrite]) -> Result<bool, Error> {
        let unique_fields = || meta.unique.iter().flat_map(|unique| unique.fields.iter().copied().chain(unique.only_where));
        let written = |row: &Rewrite| unique_fields().any(|field| meta.position(field).is_some_and(|place| row.fields.contains(&place)));
        if !self.statements.dialect.takes_lists() || rows.len() < 2 || !rows.iter().any(written) {
            return Ok(false);
        }
        let keys: Vec<Key> = rows.iter().map(|row| row.key.clone()).collect();
        let kept = match self.kept_values(meta, &keys).await {
            Ok(kept) => kept,
            Err(error) if error.is_about_one_row() => return Ok(true),
            Err(error) => return Err(error),
        };
        let mut owners = HashMap::new();
        for (owner, (row, before)) in rows.iter().zip(kept).enumerate() {
            let Some(before) = before else { continue };
            let mut after = before.clone();
            for (place, value) in row.fields.iter().zip(&row.values) {
                after[*place] = value.clone();
            }
            if taken(meta, &before).chain(taken(meta, &after)).any(|taken| *owners.entry(taken).or_insert(owner) != owner) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes rows, those with the same fields in one statement. Says of each whether it was written: one that was not is not
    /// there, or a constraint refuses it. No row comes twice. None is written where the database takes no lists.
    pub(crate) async fn rewrite(&mut self, meta: &'static ModelMeta, rows: &[Rewrite]) -> Result<Vec<bool>, Error> {
        let mut written = vec![false; rows.len()];
        if !self.statements.dialect.takes_lists() {
            return Ok(written);
        }
        let mut alike: Vec<(&[usize], Vec<usize>)> = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            match alike.iter_mut().find(|(fields, _)| *fields == row.fields) {
                Some((_, places)) => places.push(place),
                None => alike.push((&row.fields, vec![place])),
            }
        }
        for (fields, places) in alike {
            let sql = ListedSql::update(self.statements.dialect, meta, fields.iter().map(|position| &meta.fields[*position]));
            let given: Vec<Given> = places
                .iter()
                .map(|place| Given(std::iter::once(key_value(&rows[*place].key)).chain(rows[*place].values.iter().cloned()).collect()))
                .collect();
            for row in self.write_listed(&sql, &given).await? {
                written[places[row]] = true;
            }
        }
        Ok(written)
    }

    /// Deletes the rows with these keys, where the database takes lists. Gives the places of those that were there, and that
    /// nothing links.
    pub(super) async fn delete_listed(&mut self, meta: &'static ModelMeta, keys: &[Key]) -> Result<Vec<usize>, Error> {
        if !self.statements.dialect.takes_lists() {
            return Ok(Vec::new());
        }
        let given: Vec<Given> = keys.iter().map(|key| Given(vec![key_value(key)])).collect();
        self.write_listed(&ListedSql::delete(self.statements.dialect, meta), &given).await
    }

    /// Runs a statement that writes given rows: a thousand at a time, in halves where a constraint speaks, until each row that
    /// is refused stands alone. Gives the places of those that were written.
    async fn write_listed(&mut self, sql: &ListedSql, given: &[Given]) -> Result<Vec<usize>, Error> {
        let mut written = Vec::with_capacity(given.len());
        let mut left: Vec<(usize, usize)> = (0..given.len()).step_by(BATCH).map(|from| (from, (from + BATCH).min(given.len()))).collect();
        left.reverse();
        while let Some((from, to)) = left.pop() {
            let rows: Vec<&dyn WriteRow> = given[from..to].iter().map(|given| given as &dyn WriteRow).collect();
            match self.session.write_rows(sql, &rows).await {
                Ok(places) => written.extend(places.into_iter().filter_map(|place| Some(from + usize::try_from(place).ok()?))),
                Err(Fault::Other(error)) if !error.is_about_one_row() && !matches!(error, Error::Database(_)) => return Err(error),
                Err(_) if to - from == 1 => {}
                Err(_) => {
                    let middle = from + (to - from) / 2;
                    left.extend([(middle, to), (from, middle)]);
                }
            }
        }
        Ok(written)
    }

    /// The rows that hold the unique keys of these values: one statement a unique key.
    async fn holders(&mut self, meta: &'static ModelMeta, values: &[Vec<Value>]) -> Result<Option<Holders>, Error> {
        let mut holders = Holders { of: Vec::new(), kept: HashMap::new(), touched: HashSet::new(), taken: HashSet::new() };
        for unique in meta.unique {
            let (mut places, mut given) = (Vec::new(), Vec::new());
            for (place, values) in values.iter().enumerate() {
                if let Some(key) = key_values(meta, unique, values) {
                    places.push(place);
                    given.push(Given(key));
                }
            }
            let mut of = vec![None; values.len()];
            let sql = ListedSql::by_unique(self.statements.dialect, meta, unique, self.session.locks());
            for (place, key, kept) in self.read_listed(meta, &sql, &given).await? {
                of[places[place]] = Some(key.clone());
                holders.kept.insert(key, kept);
            }
            holders.of.push(of);
        }
        Ok(Some(holders))
    }

    /// The values of the rows with these keys, each in the place of its key: one statement.
    pub(crate) async fn kept_values(&mut self, meta: &'static ModelMeta, keys: &[Key]) -> Result<Vec<Option<Vec<Value>>>, Error> {
        let sql = ListedSql::by_key(self.statements.dialect, meta, self.session.locks());
        let given: Vec<Given> = keys.iter().map(|key| Given(vec![key_value(key)])).collect();
        let mut found = vec![None; keys.len()];
        for (place, _, kept) in self.read_listed(meta, &sql, &given).await? {
            found[place] = Some(kept);
        }
        Ok(found)
    }

    async fn read_listed(
        &mut self,
        meta: &'static ModelMeta,
        sql: &ListedSql,
        given: &[Given],
    ) -> Result<Vec<(usize, Key, Vec<Value>)>, Error> {
        let mut found = Vec::new();
        if given.is_empty() {
            return Ok(found);
        }
        let rows: Vec<&dyn WriteRow> = given.iter().map(|given| given as &dyn WriteRow).collect();
        let keys = &self.statements.keys;
        let mut read = |row: &mut dyn Row| {
            let place = row.int().ok().and_then(|place| usize::try_from(place).ok()).filter(|place| *place < given.len());
            let (key, values) = read_values(meta, row, keys)?;
            found.extend(place.map(|place| (place, key, values)));
            Ok(())
        };
        self.session.query_rows(sql, &rows, &mut read).await?;
        Ok(found)
    }
}
