//! New rows: a thousand of them in a statement.
//!
//! Usually every row is inserted, and the server has least to do. Where a key is in the way of some, a second statement says
//! which ones were inserted; where a trigger of the application's may have given the keys, rows are inserted one by one. Where
//! a constraint is violated, nothing is said of the other rows: then they go in halves, until each one that is refused stands alone.

use connector_core::FieldType;
use sqlx::Row as _;

use super::{Held, numbered, write};
use crate::Error;
use crate::database::{Fault, Inserted, WriteRow};
use crate::sql::InsertSql;

/// How many rows go into one statement.
const BATCH: usize = 1_000;

/// The statements with which rows are inserted.
struct Ways<'s> {
    /// Where every row is inserted; `None` where that was seen not to be so.
    all: Option<&'s str>,
    /// Where some are; `None` where it cannot be told which ones.
    some: Option<&'s str>,
    sql: &'s InsertSql,
}

impl Held<'_> {
    pub(crate) async fn insert(&mut self, sql: &InsertSql, rows: &[&dyn WriteRow]) -> Result<Vec<Inserted>, Error> {
        if let [row] = rows {
            return Ok(vec![self.insert_one(&sql.one, *row).await?]);
        }
        let mut ways = Ways { all: sql.all.as_deref(), some: Some(&sql.text), sql };
        let mut inserted: Vec<Inserted> = std::iter::repeat_with(|| Inserted::Conflict).take(rows.len()).collect();
        let mut left: Vec<(usize, usize)> = (0..rows.len()).step_by(BATCH).map(|from| (from, (from + BATCH).min(rows.len()))).collect();
        left.reverse();
        while let Some((from, to)) = left.pop() {
            match self.insert_batch(&mut ways, &rows[from..to], &mut inserted[from..to]).await {
                Ok(()) => {}
                Err(Fault::Other(error)) if !error.is_about_one_row() => return Err(error),
                Err(fault) if to - from == 1 => inserted[from] = Inserted::Refused(fault),
                Err(_) => {
                    let middle = from + (to - from) / 2;
                    left.extend([(middle, to), (from, middle)]);
                }
            }
        }
        Ok(inserted)
    }

    async fn insert_batch(&mut self, ways: &mut Ways<'_>, rows: &[&dyn WriteRow], told: &mut [Inserted]) -> Result<(), Fault> {
        let types = &ways.sql.types;
        // What was in vain is not tried again for the batches that follow: where a key was in the way of one row, there may be more.
        if let Some(all) = ways.all {
            if self.insert_all(all, types, rows, told).await? {
                return Ok(());
            }
            ways.all = None;
        }
        if let Some(some) = ways.some {
            if self.insert_some(some, types, rows, told).await? {
                return Ok(());
            }
            ways.some = None;
        }
        for (told, row) in told.iter_mut().zip(rows) {
            *told = self.insert_one(&ways.sql.one, *row).await.map_err(Fault::Other)?;
        }
        Ok(())
    }

    async fn insert_one(&mut self, sql: &str, row: &dyn WriteRow) -> Result<Inserted, Error> {
        let arguments = write::row(row)?;
        self.guard().await?;
        let query = self.prepared(numbered(sql), arguments);
        let done = match self.working() {
            Ok(connection) => query.fetch_optional(connection).await,
            Err(error) => Err(error),
        };
        match self.settle(done).await {
            Ok(Some(row)) => row.try_get(0).map(Inserted::New).map_err(|error| self.error(&error)),
            Ok(None) => Ok(Inserted::Conflict),
            Err(Fault::Other(error)) if !error.is_about_one_row() => Err(error),
            Err(fault) => Ok(Inserted::Refused(fault)),
        }
    }

    /// Inserts all of these rows, or none: whether it did.
    async fn insert_all(&mut self, sql: &str, types: &[FieldType], rows: &[&dyn WriteRow], told: &mut [Inserted]) -> Result<bool, Fault> {
        let arguments = write::columns(types, rows).map_err(Fault::Other)?;
        self.guard().await.map_err(Fault::Other)?;
        let guard = self.guard;
        let taken = self.fetch(sql.to_owned(), arguments).await?;
        let keys: Vec<i64> = taken.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(|error| self.fault(&error))?;
        // Only then are they in the order of the rows: see the statement.
        if keys.len() != rows.len() || !keys.is_sorted_by(|one, next| one < next) {
            self.back_to(guard).await.map_err(|error| self.fault(&error))?;
            return Ok(false);
        }
        for (told, key) in told.iter_mut().zip(keys) {
            *told = Inserted::New(key);
        }
        Ok(true)
    }

    /// Inserts those of these rows that no key is in the way of, or none, where it cannot be told which ones: whether it did.
    async fn insert_some(&mut self, sql: &str, types: &[FieldType], rows: &[&dyn WriteRow], told: &mut [Inserted]) -> Result<bool, Fault> {
        let arguments = write::columns(types, rows).map_err(Fault::Other)?;
        self.guard().await.map_err(Fault::Other)?;
        let guard = self.guard;
        let taken = self.fetch(sql.to_owned(), arguments).await?;
        for row in &taken {
            let read = (row.try_get::<Option<i64>, _>(0), row.try_get::<Option<i64>, _>(1), row.try_get::<bool, _>(2));
            let (place, key, is_sure) = match read {
                (Ok(place), Ok(key), Ok(is_sure)) => (place, key, is_sure),
                (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => return Err(self.fault(&error)),
            };
            let told = place.and_then(|place| told.get_mut(usize::try_from(place).ok()?));
            let (Some(told), Some(key), true) = (told, key, is_sure) else {
                self.back_to(guard).await.map_err(|error| self.fault(&error))?;
                return Ok(false);
            };
            *told = Inserted::New(key);
        }
        Ok(true)
    }
}
