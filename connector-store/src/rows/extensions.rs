//! Rows of extensions, whose types are not known.

use std::collections::HashSet;

use connector_core::{Key, ModelMeta, RowWrite, Value};

use super::BATCH;
use super::explain::{nothing_to_extend, one_row};
use super::many::Rewrite;
use super::values::key_value;
use crate::database::{Fault, Inserted, WriteRow};
use crate::secrets::{has_secrets, without_own};
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
        self.may_write(meta).await?;
        let sql = self.statements.of(meta);
        let sealed = self.sealed_rows(meta, rows, &mut outcomes)?;
        let places: Vec<usize> = places.into_iter().filter(|place| outcomes[*place].is_none()).collect();
        for places in places.chunks(BATCH) {
            let given: Vec<&dyn WriteRow> =
                places.iter().map(|place| sealed[*place].as_ref().unwrap_or(&rows[*place]) as &dyn WriteRow).collect();
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

    /// The rows as they are written, where they have secrets. Its key is known, so that each secret can be sealed for its place
    /// before the row is there; one that is sealed for that place already stays.
    fn sealed_rows(
        &self,
        meta: &'static ModelMeta,
        rows: &[Keyed],
        outcomes: &mut [Option<Result<Written, Error>>],
    ) -> Result<Vec<Option<Keyed>>, Error> {
        let mut sealed = Vec::with_capacity(rows.len());
        for (row, outcome) in rows.iter().zip(outcomes) {
            sealed.push(match one_row(self.sealed(meta, row))? {
                Ok(sealed) => sealed,
                Err(error) => {
                    outcome.get_or_insert(Err(error));
                    None
                }
            });
        }
        Ok(sealed)
    }

    fn sealed(&self, meta: &'static ModelMeta, row: &Keyed) -> Result<Option<Keyed>, Error> {
        if !has_secrets(meta) {
            return Ok(None);
        }
        let values = meta.fields.iter().zip(&row.values).map(|(field, value)| {
            let kept = self.statements.keys.to_keep(meta, field, &row.key, value)?;
            Ok(kept.unwrap_or_else(|| value.clone()))
        });
        Ok(Some(Keyed { key: row.key.clone(), values: values.collect::<Result<_, Error>>()? }))
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
        let (together, alone): (Vec<usize>, Vec<usize>) = if self.statements.dialect.takes_lists() && places.len() > 1 && !has_secrets(meta)
        {
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
            let rewrite = differences(meta, &rows[place].key, &rows[place].values, &kept);
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
        one_row(self.try_write_extension(meta, row).await)
    }

    async fn try_write_extension(&mut self, meta: &'static ModelMeta, row: &Keyed) -> Result<Written, Error> {
        let sql = self.statements.of(meta);
        let fault = match self.find_to_write(meta, &sql.by_key, &[key_value(&row.key)]).await? {
            Some((_, kept)) => {
                let own = if has_secrets(meta) { Some(without_own(meta, &row.key, row.values.clone())?) } else { None };
                let Rewrite { fields, values, .. } = differences(meta, &row.key, own.as_deref().unwrap_or(&row.values), &kept);
                if fields.is_empty() {
                    return Ok(Written::Unchanged);
                }
                let to_keep = |(position, value): (&usize, &Value)| {
                    let kept = self.statements.keys.to_keep(meta, &meta.fields[*position], &row.key, value);
                    kept.map(|kept| kept.unwrap_or(Value::Null))
                };
                let mut values: Vec<Value> = fields.iter().zip(&values).map(to_keep).collect::<Result<_, _>>()?;
                let sql = sql.update(fields.iter().map(|position| &meta.fields[*position]));
                values.push(key_value(&row.key));
                match self.session.execute(&sql, &values).await {
                    Ok(_) => return Ok(Written::Updated(kept, fields)),
                    Err(fault) => fault,
                }
            }
            // Not by its key: another row has, or had, the values of a unique one.
            None => match self.session.insert(&sql.insert, &[self.sealed(meta, row)?.as_ref().unwrap_or(row)]).await?.pop() {
                Some(Inserted::New(_)) => return Ok(Written::Created),
                Some(Inserted::Refused(fault)) => fault,
                Some(Inserted::Conflict) | None => Fault::Unique(meta.table.to_owned()),
            },
        };
        Err(self.explain_row(meta, fault, &row.values, Some(&row.key)).await?)
    }
}

/// The fields in which values differ from the ones that are kept; a secret that is not among them stays.
fn differences(meta: &ModelMeta, key: &Key, values: &[Value], kept: &[Value]) -> Rewrite {
    let differs = |position: &usize| meta.fields[*position].differs(&kept[*position], &values[*position]);
    let fields: Vec<usize> = (0..meta.fields.len()).filter(differs).collect();
    let values = fields.iter().map(|position| values[*position].clone()).collect();
    Rewrite { key: key.clone(), fields, values }
}
