//! Secrets whose table or column has another name than when they were encrypted.
//!
//! A ciphertext opens in its own place alone. So what is renamed is encrypted anew in the transaction that renames it; and what
//! was renamed by hand, by a rotation, which takes an old name only where nothing else has it by now. Reading never does.

use connector_core::{Field, FieldType, Key, ModelMeta, Sealed};

use super::SecretKeys;
use super::rotate::PAGE;
use super::seal::{self, Locked, Place};
use crate::sql::names::old_table;
use crate::{Error, Tx};

/// How many rows are told.
const TOLD: usize = 10;

/// The names that the table and a column had before.
#[derive(Debug, Default)]
pub(super) struct Former {
    table: Option<String>,
    column: Option<&'static str>,
}

/// What a migration has renamed of a model.
#[derive(Debug)]
pub(crate) struct Renamed {
    /// The model.
    pub(crate) meta: &'static ModelMeta,
    /// The old name of its table.
    pub(crate) table: Option<String>,
    /// Columns: old names and new ones.
    pub(crate) columns: Vec<(&'static str, &'static str)>,
}

impl Renamed {
    fn of(&self, field: &Field) -> Former {
        let column = self.columns.iter().find(|(_, new)| *new == field.column).map(|(old, _)| *old);
        Former { table: self.table.clone(), column }
    }
}

/// What became of the secrets of a model whose table or column was renamed.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    /// How many were encrypted anew.
    pub(crate) resealed: u64,
    /// The rows of which there is no key, the first ones, and how many there are.
    pub(crate) locked: Vec<String>,
    pub(crate) all_locked: u64,
}

impl SecretKeys {
    /// What is kept, anew under the current key and for its own place; `None` where it is so already.
    pub(super) fn resealed(
        &self,
        meta: &'static ModelMeta,
        field: &'static Field,
        former: &Former,
        row: &Key,
        kept: &[u8],
    ) -> Result<Option<Vec<u8>>, Error> {
        let Some(current) = self.first() else { return Err(Error::NoSecretKey) };
        let own = Place { table: meta.table, column: field.column, row };
        let is_current = seal::key_of(kept) == Some(current.id());
        let open = match seal::open(self, own, kept) {
            Ok(_) if is_current => return Ok(None),
            Ok(open) => open,
            Err(locked) => self.from_former(own, former, kept).map_err(|_| sealed(meta, field, row, locked))?,
        };
        open.expose().map_err(Error::Sealed).and_then(|clear| seal::seal(current, own, clear)).map(Some)
    }

    /// Opens what was encrypted under an older name.
    fn from_former(&self, own: Place<'_>, former: &Former, kept: &[u8]) -> Result<connector_core::Secret, Locked> {
        let tables = || former.table.as_deref().into_iter().chain([own.table]);
        let columns = || former.column.into_iter().chain([own.column]);
        let mut places = tables().flat_map(|table| columns().map(move |column| Place { table, column, row: own.row }));
        let first = places.next().unwrap_or(own);
        places.fold(seal::open(self, first, kept), |open, place| open.or_else(|_| seal::open(self, place, kept)))
    }
}

fn sealed(meta: &ModelMeta, field: &Field, row: &Key, locked: Locked) -> Error {
    Error::Sealed(Sealed::new(Vec::new()).at(meta.name, field.name, row, locked.reason()))
}

impl Tx<'_> {
    /// The older names of a secret's place, where nothing has them now: what is moved in from there does not open.
    pub(super) async fn former(&mut self, meta: &ModelMeta, field: &Field) -> Result<Former, Error> {
        let mut former = Former::default();
        if let Some(old) = old_table(meta)
            && self.session.columns(&old).await?.is_empty()
        {
            former.table = Some(old);
        }
        if let Some(old) = field.renamed_from.filter(|old| *old != field.column)
            && !self.session.columns(meta.table).await?.iter().any(|column| column.name == old)
        {
            former.column = Some(old);
        }
        Ok(former)
    }

    /// Encrypts the secrets anew whose table or column was just renamed. One that did not open before stays as it is.
    pub(crate) async fn reseal_renamed(&mut self, renamed: &Renamed) -> Result<Moved, Error> {
        let mut moved = Moved::default();
        let meta = renamed.meta;
        let columns = self.session.columns(meta.table).await?;
        let is_there = |field: &&Field| field.ty == FieldType::Secret && columns.iter().any(|column| column.name == field.column);
        let fields: Vec<&'static Field> = meta.fields.iter().filter(is_there).collect();
        let mut after = None;
        while !fields.is_empty() {
            let page = self.secrets_after(meta, &fields, after.as_ref(), PAGE).await?;
            let Some((last, _)) = page.rows.last() else { break };
            after = Some(last.clone());
            for (key, kept) in page.rows {
                for (field, kept) in fields.iter().zip(kept) {
                    let Some(kept) = kept else { continue };
                    match self.statements.keys.is_locked(&kept) {
                        Some(true) => {
                            moved.all_locked += 1;
                            if moved.locked.len() < TOLD {
                                moved.locked.push(key.to_string());
                            }
                        }
                        Some(false) => match self.statements.keys.resealed(meta, field, &renamed.of(field), &key, &kept) {
                            Ok(Some(sealed)) => moved.resealed += self.replace_secret(meta, field, &key, kept, sealed).await?,
                            Ok(None) | Err(Error::Sealed(_)) => {}
                            Err(error) => return Err(error),
                        },
                        None => {}
                    }
                }
            }
        }
        Ok(moved)
    }
}

impl SecretKeys {
    /// Whether there is no key for a ciphertext; `None` where it is none.
    fn is_locked(&self, kept: &[u8]) -> Option<bool> {
        seal::key_of(kept).map(|id| self.get(id).is_none())
    }
}
