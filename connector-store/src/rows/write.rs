//! Rows that are put: inserted, or found by their keys.

use std::any::TypeId;
use std::ops::Range;

use connector_core::{Changes, Key, Model, ModelId, Standalone, Value, ValueReader};

use super::BATCH;
use super::check::check;
use super::explain::{in_the_way, not_found, undeclared_key};
use super::keys::{Verdict, judge, keep_roles, key_values};
use crate::database::{ByItself, Fault, Inserted, WriteRow};
use crate::events::{Batch, kinds_of_outcome};
use crate::secrets::{has_secrets, sealed_in, without_own};
use crate::sql::ModelSql;
use crate::{BoxFuture, Error, Outcome, Store, Stored, Tx};

/// Values that are put, of a model that somebody listens to.
struct Put<'b, T> {
    values: &'b [&'b T],
    in_the_way: InTheWay,
}

impl<T: Model + Send + Sync> Batch for Put<'_, T> {
    type Done = Outcome<T>;

    fn count(&self) -> usize {
        self.values.len()
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Outcome<T>>, Error>> {
        Box::pin(async move {
            let values = &self.values[rows];
            let outcomes = tx.write_unheard(values, self.in_the_way).await?;
            let mut told = Vec::with_capacity(values.len());
            for (outcome, value) in outcomes.iter().zip(values) {
                let Some(id) = outcome.id() else { continue };
                told.extend(kinds_of_outcome(outcome, *value).into_iter().map(|kind| (id.clone(), kind)));
            }
            tx.tell::<T>(told).await?;
            Ok(outcomes)
        })
    }

    fn refused(error: Error) -> Outcome<T> {
        Outcome::Refused(error)
    }
}

/// What follows when a row is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InTheWay {
    /// It is brought up to date, where it is the same one.
    Resolve,
    /// The value is refused.
    Refuse,
}

impl Tx<'_> {
    /// Inserts a value, or finds the row that has its key and makes it like the value.
    ///
    /// The key is the first of the model's [`UNIQUE`](Model::UNIQUE): a binding's backend and external ID (its backend and
    /// record, where it has no external ID yet), a backend's name; a record without a unique key is always inserted. A
    /// secret that the value does not have (or has as it was read, sealed), and a binding's external ID and `sync_date`, stay
    /// as they are kept. What a secret is compared with is opened for that: the same one again is no change.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.transaction(|tx| Box::pin(async move { tx.put(product("Chair")).await })).await?;
    /// let binding = store.put(bound(&chair.id(), shop, Some(12))).await?;
    ///
    /// // Found by backend and external ID; found by backend and record, while it has no external ID.
    /// let again = store.put(bound(&chair.id(), shop, Some(12))).await?;
    /// assert_eq!(again.id(), binding.id());
    ///
    /// let table = store.put(product("Table")).await?;
    /// let refused = store.put(bound(&table.id(), shop, Some(12))).await.unwrap_err();
    /// assert!(matches!(refused, Error::AlreadyBound { .. }));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Foreign`] for a record of the application's own; [`Error::Invalid`] with every fault of the value;
    /// [`Error::SecretNotKept`] and [`Error::Sealed`]; [`Error::AlreadyBound`] and [`Error::Duplicate`] when a unique key is in the way;
    /// [`Error::LinkMissing`]; [`Error::Listener`] when one of its listeners does.
    // No `async fn`, of which the compiler tells a type that cannot be put three times; so for all of these.
    pub fn put<T: Standalone + Send + Sync>(&mut self, value: T) -> BoxFuture<'_, Result<Stored<T>, Error>> {
        Box::pin(async move { self.put_one(&value).await })
    }

    /// As [`put`](Tx::put), of a value that is kept by the caller.
    pub(crate) async fn put_one<T: Standalone + Send + Sync>(&mut self, value: &T) -> Result<Stored<T>, Error> {
        let outcome = self.put_all(&[value]).await?.pop();
        self.stored(value, outcome.ok_or_else(|| Error::Database("a row was lost".to_owned()))?).await
    }

    /// The same of one that a unique key was seen to be in the way of: it is not inserted first.
    pub(crate) async fn put_over<T: Standalone + Send + Sync>(&mut self, value: &T) -> Result<Stored<T>, Error> {
        self.may_write(T::META).await?;
        let sql = self.sql::<T>();
        let outcome = self.resolve(&sql, value).await?;
        self.stored(value, outcome).await
    }

    async fn stored<T: Model + Send + Sync>(&mut self, value: &T, outcome: Outcome<T>) -> Result<Stored<T>, Error> {
        if let Outcome::Created(id) = &outcome
            && let Some(value) = as_kept(&Value::all_of(value))
            // Who was told of it may have written it.
            && !self.is_heard::<T>()
        {
            return Ok(Stored::new(id.clone(), value));
        }
        let id = outcome.into_id()?;
        self.get::<T>(&id).await?.ok_or_else(|| not_found::<T>(&id))
    }

    /// As [`put`](Tx::put), of many values: each one's outcome is said, and a refused one does not stop the others.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let outcomes = store.put_many(&[product("Chair"), product(""), product("Table")]).await?;
    /// assert!(matches!(outcomes[..], [Outcome::Created(_), Outcome::Refused(Error::Invalid(_)), Outcome::Created(_)]));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// Only what stops them all: the database itself, and [`Error::Foreign`].
    pub fn put_many<'t, T: Standalone + Send + Sync>(&'t mut self, values: &'t [T]) -> BoxFuture<'t, Result<Vec<Outcome<T>>, Error>> {
        Box::pin(async move { self.put_all(&values.iter().collect::<Vec<_>>()).await })
    }

    /// As [`put_many`](Tx::put_many), of values that are kept by the caller.
    pub(crate) async fn put_all<T: Standalone + Send + Sync>(&mut self, values: &[&T]) -> Result<Vec<Outcome<T>>, Error> {
        self.write_many(values, InTheWay::Resolve).await
    }

    /// As [`put_many`](Tx::put_many), of values that must be new: one whose key is there already is refused.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let shops = [Shop { name: "Bern".into() }, Shop { name: "Basel".into() }]; // Basel is there
    /// let outcomes = store.transaction(|tx| { let shops = shops.clone(); Box::pin(async move { tx.create_many(&shops).await }) }).await?;
    /// assert!(outcomes[0].is_ok() && matches!(outcomes[1], Err(Error::Duplicate { .. })));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`put_many`](Tx::put_many).
    pub async fn create_many<T: Standalone + Send + Sync>(&mut self, values: &[T]) -> Result<Vec<Result<T::Id, Error>>, Error> {
        let outcomes = self.write_many(&values.iter().collect::<Vec<_>>(), InTheWay::Refuse).await?;
        Ok(outcomes.into_iter().map(Outcome::into_id).collect())
    }

    async fn write_many<T: Model + Send + Sync>(&mut self, values: &[&T], in_the_way: InTheWay) -> Result<Vec<Outcome<T>>, Error> {
        if T::FOREIGN {
            return Err(Error::Foreign { model: T::NAME });
        }
        // Only a `Standalone` that was written by hand comes here: without its key the row would be a stranger's.
        if let Some(extended) = T::EXTENDS {
            return Err(Error::NotStandalone { model: T::NAME, extends: extended.model });
        }
        if self.is_heard::<T>() {
            return self.write_and_tell(&Put { values, in_the_way }).await;
        }
        self.write_unheard(values, in_the_way).await
    }

    /// Writes values, and tells nobody.
    async fn write_unheard<T: Model + Send + Sync>(&mut self, values: &[&T], in_the_way: InTheWay) -> Result<Vec<Outcome<T>>, Error> {
        self.may_write(T::META).await?;
        if !has_secrets(T::META) {
            return self.write_rows(values, in_the_way).await;
        }
        // A secret follows its row by a statement of its own: both are there, or none.
        let savepoint = self.savepoint().await?;
        let outcomes = self.write_rows(values, in_the_way).await;
        self.end_point(savepoint, outcomes).await
    }

    async fn write_rows<T: Model + Send + Sync>(&mut self, values: &[&T], in_the_way: InTheWay) -> Result<Vec<Outcome<T>>, Error> {
        let sql = self.sql::<T>();
        let mut outcomes: Vec<Option<Outcome<T>>> = Vec::with_capacity(values.len());
        let mut rows: Vec<&dyn WriteRow> = Vec::with_capacity(values.len());
        let mut places = Vec::with_capacity(values.len());
        let mut kept_already = Vec::new();
        for (place, value) in values.iter().enumerate() {
            match check(*value, &self.statements.keys) {
                // Where it stays sealed, its row is there; no other row takes it.
                Ok(Some(_)) if in_the_way == InTheWay::Resolve => {
                    kept_already.push((place, Inserted::Conflict));
                    outcomes.push(None);
                }
                Ok(Some(sealed)) => outcomes.push(Some(Outcome::Refused(Error::Sealed(sealed)))),
                Ok(None) => {
                    rows.push(*value);
                    places.push(place);
                    outcomes.push(None);
                }
                Err(error) => outcomes.push(Some(Outcome::Refused(error))),
            }
        }
        let inserted = self.session.insert(&sql.insert, &rows).await?;
        let mut conflicts = Vec::new();
        for (place, inserted) in places.into_iter().zip(inserted).chain(kept_already) {
            let fault = match inserted {
                Inserted::New(id) => {
                    outcomes[place] = Some(self.sealed_new(id, values[place]).await?);
                    continue;
                }
                Inserted::Conflict if in_the_way == InTheWay::Resolve => {
                    conflicts.push(place);
                    continue;
                }
                Inserted::Conflict => Fault::Unique(T::TABLE.to_owned()),
                Inserted::Refused(fault) => fault,
            };
            outcomes[place] = Some(Outcome::Refused(self.explain::<T>(fault, &Value::all_of(values[place])).await?));
        }
        for conflicts in conflicts.chunks(BATCH) {
            self.resolve_many(&sql, values, conflicts, &mut outcomes).await?;
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// A row is there, and its secrets follow it.
    async fn sealed_new<T: Model + Sync>(&mut self, id: i64, value: &T) -> Result<Outcome<T>, Error> {
        let id = T::Id::from_key(Key::Int(id));
        if has_secrets(T::META) {
            self.seal_inserted(T::META, &id.key(), &Value::all_of(value)).await?;
        }
        Ok(Outcome::Created(id))
    }

    /// A unique key was in the way of one value: which, and what follows from it. What is refused is the outcome.
    pub(super) async fn resolve<T: Model + Send + Sync>(&mut self, sql: &ModelSql, value: &T) -> Result<Outcome<T>, Error> {
        match self.try_resolve(sql, value).await {
            Err(error) if error.is_about_one_row() => Ok(Outcome::Refused(error)),
            outcome => outcome,
        }
    }

    async fn try_resolve<T: Model + Send + Sync>(&mut self, sql: &ModelSql, value: &T) -> Result<Outcome<T>, Error> {
        let values = Value::all_of(value);
        let mut holders: Vec<Option<(Key, Vec<Value>)>> = Vec::with_capacity(T::UNIQUE.len());
        for (place, unique) in T::UNIQUE.iter().enumerate() {
            holders.push(match key_values(T::META, unique, &values) {
                Some(key) => self.find_to_write(T::META, &sql.by_unique[place], &key).await?,
                None => None,
            });
        }
        let holders = holders.iter().map(|holder| holder.as_ref().map(|(id, kept)| (id, kept.as_slice())));
        let (id, kept) = match judge(T::META, &values, holders) {
            Verdict::Own(own) => own,
            Verdict::InTheWay(place, (id, kept)) => return Err(in_the_way(T::META, place, &values, id, kept)),
            Verdict::Nobody => return self.insert_again(sql, value, &values).await,
        };
        let values = without_own(T::META, id, values)?;
        let id = T::Id::from_key(id.clone());
        let changes = Changes::between_values(kept, keep_roles(T::META, values, kept));
        if changes.is_empty() {
            return Ok(Outcome::Unchanged(id));
        }
        self.update_unheard(&id, &changes).await?;
        Ok(Outcome::Updated(id, changes))
    }

    /// Inserts a value with which no row is in conflict any more: an earlier one of its batch gave the key up.
    async fn insert_again<T: Model + Send + Sync>(&mut self, sql: &ModelSql, value: &T, values: &[Value]) -> Result<Outcome<T>, Error> {
        if let Some(sealed) = sealed_in(T::META, values) {
            return Ok(Outcome::Refused(Error::Sealed(sealed)));
        }
        Ok(match self.session.insert(&sql.insert, &[value]).await?.pop() {
            Some(Inserted::New(id)) => self.sealed_new(id, value).await?,
            Some(Inserted::Refused(fault)) => Outcome::Refused(self.explain::<T>(fault, values).await?),
            Some(Inserted::Conflict) | None => Outcome::Refused(undeclared_key(T::META, T::TABLE)),
        })
    }
}

/// A value as a new row keeps it, without reading the row: times cut, numbers in their one form. `None` where the row has more
/// than was written: what is read through a link, or a secret.
fn as_kept<T: Model>(values: &[Value]) -> Option<T> {
    let exact = T::RELATED.is_empty() && !has_secrets(T::META);
    exact.then(|| T::read_from(&mut ValueReader::new(values)).ok())?
}

/// What came of a value that was put in one statement.
pub(crate) enum Attempt<T: Model> {
    /// It is there.
    Done(Stored<T>),
    /// A unique key is in the way.
    InTheWay,
    /// It must be put in a transaction.
    Not,
}

impl Store {
    /// Puts a value in a statement that is a transaction by itself, where that can be done, and where all that its row has is known.
    pub(crate) async fn put_by_itself<T: Standalone + Send + Sync>(&self, value: &T) -> Result<Attempt<T>, Error> {
        if T::EXTENDS.is_some() || value.validate().is_err() {
            return Ok(Attempt::Not);
        }
        let Some(single) = self.single_write(T::META, TypeId::of::<T>()).await? else { return Ok(Attempt::Not) };
        let values = Value::all_of(value);
        let Some(kept) = as_kept(&values) else { return Ok(Attempt::Not) };
        Ok(match single.insert(&values).await? {
            ByItself::Wrote(id) => Attempt::Done(Stored::new(T::Id::from_key(Key::Int(id)), kept)),
            ByItself::Nothing => Attempt::InTheWay,
            ByItself::Refused => Attempt::Not,
        })
    }
}
