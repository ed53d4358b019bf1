//! Rows of extensions, whose types are not known.

use std::collections::HashSet;

use connector_core::{FieldType, Key, ModelMeta, RowWrite, Value};

use super::BATCH;
use super::explain::nothing_to_extend;
use super::many::Rewrite;
use super::values::key_value;
use crate::database::{Fault, Inserted, WriteRow};
use crate::{Error, Tx};

/// What became of a row of an extension.
pub(crate) enum Written {
    Created,
    /// With the values that it had, and the positions of those that changed.
    Updated(Vec<Value>, Vec<usize>),
    Unchanged,
}

/// A row of an extension: its key is another row's.
pub(crate) struct Keyed {
    pub(crate) key: Key,
    pub(crate) values: Vec<Value>,
}

impl WriteRow for Keyed {
    fn write(&self, row: &mut dyn RowWrite) {
        key_value(&self.key).write_to(row);
        for value in &self.values {
            value.write_to(row);
        }
    }
}

impl Tx<'_> {
    /// Inserts rows of an extension, or writes what differs from those that are there: a thousand at a time, and one by one
    /// only those that a constraint refuses.
    pub(crate) async fn write_extensions(
        &mut self,
        meta: &'static ModelMeta,
        rows: &[Keyed],
    ) -> Result<Vec<Result<Written, Error>>, Error> {
        let mut outcomes: Vec<Option<Result<Written, Error>>> = std::iter::repeat_with(|| None).take(rows.len()).collect();
        let (places, unset): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|place| rows[*place].key != Key::Unset);
        for place in unset {
            outcomes[place] = Some(Err(nothing_to_extend(meta, &rows[place].key)));
        }
        let sql = self.statements.of(meta);
        for places in places.chunks(BATCH) {
            let given: Vec<&dyn WriteRow> = places.iter().map(|place| &rows[*place] as &dyn WriteRow).collect();
            let mut known = Vec::new();
            for (place, inserted) in places.iter().zip(self.session.insert(&sql.insert, &given).await?) {
                let row = &rows[*place];
                outcomes[*place] = match inserted {
                    Inserted::New(_) => Some(Ok(Written::Created)),
                    Inserted::Refused(fault) => Some(Err(self.explain_row(meta, fault, &row.values, Some(&row.key)).await?)),
                    Inserted::Conflict => {
                        known.push(*place);
                        None
                    }
                };
            }
            self.bring_up_to_date(meta, rows, &known, &mut outcomes).await?;
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// Those at `places` are there already, or the values of a unique key are.
    async fn bring_up_to_date(
        &mut self,
        meta: &'static ModelMeta,
        rows: &[Keyed],
        places: &[usize],
        outcomes: &mut [Option<Result<Written, Error>>],
    ) -> Result<(), Error> {
        let mut seen = HashSet::new();
        // One that comes again finds what the first one wrote.
        let (together, alone): (Vec<usize>, Vec<usize>) = if self.statements.dialect.takes_lists() && places.len() > 1 {
            places.iter().partition(|place| seen.insert(&rows[**place].key))
        } else {
            (Vec::new(), places.to_vec())
        };
        let keys: Vec<Key> = together.iter().map(|place| rows[*place].key.clone()).collect();
        let mut waiting = Vec::new();
        for (place, kept) in together.into_iter().zip(self.kept_values(meta, &keys).await?) {
            let Some(kept) = kept else {
                outcomes[place] = Some(self.write_extension(meta, &rows[place]).await?);
                continue;
            };
            let rewrite = differences(meta, &rows[place], &kept);
            if rewrite.fields.is_empty() {
                outcomes[place] = Some(Ok(Written::Unchanged));
            } else {
                waiting.push((place, kept, rewrite));
            }
        }
        let (rewrites, waiting): (Vec<Rewrite>, Vec<(usize, Vec<Value>)>) =
            waiting.into_iter().map(|(place, kept, rewrite)| (rewrite, (place, kept))).unzip();
        let written = self.rewrite(meta, &rewrites).await?;
        for (((place, kept), rewrite), written) in waiting.into_iter().zip(rewrites).zip(written) {
            outcomes[place] =
                Some(if written { Ok(Written::Updated(kept, rewrite.fields)) } else { self.write_extension(meta, &rows[place]).await? });
        }
        for place in alone {
            outcomes[place] = Some(self.write_extension(meta, &rows[place]).await?);
        }
        Ok(())
    }

    /// One that a unique key is in the way of.
    async fn write_extension(&mut self, meta: &'static ModelMeta, row: &Keyed) -> Result<Result<Written, Error>, Error> {
        match self.try_write_extension(meta, row).await {
            Err(error) if !error.is_about_one_row() => Err(error),
            outcome => Ok(outcome),
        }
    }

    async fn try_write_extension(&mut self, meta: &'static ModelMeta, row: &Keyed) -> Result<Written, Error> {
        let sql = self.statements.of(meta);
        let fault = match self.find_values(meta, &sql.by_key, &[key_value(&row.key)]).await? {
            Some((_, kept)) => {
                let Rewrite { fields, mut values, .. } = differences(meta, row, &kept);
                if fields.is_empty() {
                    return Ok(Written::Unchanged);
                }
                let sql = sql.update(fields.iter().map(|position| &meta.fields[*position]));
                values.push(key_value(&row.key));
                match self.session.execute(&sql, &values).await {
                    Ok(_) => return Ok(Written::Updated(kept, fields)),
                    Err(fault) => fault,
                }
            }
            // Not by its key: another row has, or had, the values of a unique one.
            None => match self.session.insert(&sql.insert, &[row]).await?.pop() {
                Some(Inserted::New(_)) => return Ok(Written::Created),
                Some(Inserted::Refused(fault)) => fault,
                Some(Inserted::Conflict) | None => Fault::Unique(meta.table.to_owned()),
            },
        };
        Err(self.explain_row(meta, fault, &row.values, Some(&row.key)).await?)
    }
}

/// The fields in which a row differs from the one that is kept; a secret that it does not have stays.
fn differences(meta: &ModelMeta, row: &Keyed, kept: &[Value]) -> Rewrite {
    let differs = |position: &usize| {
        let forgotten = meta.fields[*position].ty == FieldType::Secret && row.values[*position].is_null();
        !forgotten && row.values[*position] != kept[*position]
    };
    let fields: Vec<usize> = (0..meta.fields.len()).filter(differs).collect();
    let values = fields.iter().map(|position| row.values[*position].clone()).collect();
    Rewrite { key: row.key.clone(), fields, values }
}
