//! How the store reaches records: its own, or those of the application.

use connector_core::{Changes, FieldType, Record, RecordId};

use crate::rows::one_row;
use crate::store::BoxFuture;
use crate::{Error, Stored, Tx};

/// What became of each record.
type Created<R> = Result<Vec<Result<RecordId<R>, Error>>, Error>;

/// What became of each record that was there.
type Done = Result<Vec<Result<(), Error>>, Error>;

/// Finds, creates, updates, archives and deletes the records of `R` inside a transaction.
///
/// [`Managed`] does it for records that the store keeps itself. For a `foreign` record the application writes it, with its
/// own statements over `Tx::as_sqlite` or `Tx::as_postgres`, so that its rows and the bindings are committed together. Three
/// methods it must write; the others have a meaning of their own.
///
/// What is refused for one record is that one's outcome: an error of the whole call stops the flow.
///
/// The records of a table `persons` of the application's own, on SQLite:
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// use connector_store::{BoxFuture, Records, rusqlite};
///
/// #[derive(Debug, PartialEq, Record)]
/// #[record(name = "person", table = "persons", foreign)]
/// struct Person {
///     mail: String,
/// }
///
/// struct Persons;
///
/// impl Records<Person> for Persons {
///     fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Person>]) -> BoxFuture<'t, Result<Vec<Option<Person>>, Error>> {
///         Box::pin(async move {
///             let found = tx.get_many::<Person>(ids).await?;
///             Ok(found.into_iter().map(|person| person.map(Stored::into_value)).collect())
///         })
///     }
///
///     fn create<'t>(
///         &'t self,
///         tx: &'t mut Tx<'_>,
///         persons: &'t [Person],
///     ) -> BoxFuture<'t, Result<Vec<Result<RecordId<Person>, Error>>, Error>> {
///         Box::pin(async move {
///             let connection = tx.as_sqlite()?;
///             let insert = |person: &Person| {
///                 connection.execute("INSERT INTO persons (mail) VALUES (?1)", [&person.mail])?;
///                 Ok(RecordId::new(connection.last_insert_rowid()))
///             };
///             Ok(persons.iter().map(insert).collect())
///         })
///     }
///
///     fn update<'t>(
///         &'t self,
///         tx: &'t mut Tx<'_>,
///         id: &'t RecordId<Person>,
///         changes: &'t Changes<Person>,
///     ) -> BoxFuture<'t, Result<(), Error>> {
///         Box::pin(tx.update(id, changes))
///     }
/// }
///
/// let found = store
///     .transaction(|tx| {
///         Box::pin(async move {
///             tx.as_sqlite()?.execute_batch("CREATE TABLE persons (id INTEGER PRIMARY KEY, mail TEXT NOT NULL)")?;
///             let ids = Persons.create(tx, &[Person { mail: "ada@example.org".into() }]).await?;
///             Persons.find(tx, &ids.into_iter().collect::<Result<Vec<_>, _>>()?).await
///         })
///     })
///     .await?;
/// assert_eq!(found[0].as_ref().unwrap().mail, "ada@example.org");
#[doc = include_str!("../docs/close.md")]
/// ```
pub trait Records<R: Record>: Send + Sync {
    /// Reads many, each in the place of its ID; archived ones, too.
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Result<Vec<Option<R>>, Error>>;

    /// Creates many. A refused one does not stop the others.
    fn create<'t>(&'t self, tx: &'t mut Tx<'_>, records: &'t [R]) -> BoxFuture<'t, Created<R>>;

    /// Writes some fields of one.
    fn update<'t>(&'t self, tx: &'t mut Tx<'_>, id: &'t RecordId<R>, changes: &'t Changes<R>) -> BoxFuture<'t, Result<(), Error>>;

    /// Writes some fields of many: one after the other, unless it is written otherwise.
    fn update_many<'t>(&'t self, tx: &'t mut Tx<'_>, changes: &'t [(RecordId<R>, Changes<R>)]) -> BoxFuture<'t, Done> {
        Box::pin(async move {
            let mut done = Vec::with_capacity(changes.len());
            for (id, changes) in changes {
                done.push(one_row(self.update(tx, id, changes).await)?);
            }
            Ok(done)
        })
    }

    /// Archives many: their field `active` becomes false, unless it is written otherwise. Without such a field of the type
    /// `bool` each is [`Error::NotArchivable`].
    fn archive<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        Box::pin(async move {
            match activity::<R>(false)? {
                Some(changes) => {
                    let all: Vec<_> = ids.iter().map(|id| (id.clone(), changes.clone())).collect();
                    self.update_many(tx, &all).await
                }
                None => Ok(ids.iter().map(|_| Err(Error::NotArchivable { model: R::NAME })).collect()),
            }
        })
    }

    /// Brings archived ones back: their field `active` becomes true, unless it is written otherwise. Errors as
    /// [`archive`](Self::archive).
    fn restore<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        Box::pin(async move {
            match activity::<R>(true)? {
                Some(changes) => {
                    let all: Vec<_> = ids.iter().map(|id| (id.clone(), changes.clone())).collect();
                    self.update_many(tx, &all).await
                }
                None => Ok(ids.iter().map(|_| Err(Error::NotArchivable { model: R::NAME })).collect()),
            }
        })
    }

    /// Deletes many. Unless it is written, each is [`Error::NotDeletable`]: the store deletes nothing that is the application's.
    fn delete<'t>(&'t self, _: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        Box::pin(async move { Ok(ids.iter().map(|_| Err(Error::NotDeletable { model: R::NAME })).collect()) })
    }
}

/// What archives a record, or brings it back; `None` where it has no field for that.
fn activity<R: Record>(active: bool) -> Result<Option<Changes<R>>, Error> {
    let field = R::META.field("active").filter(|field| field.ty == FieldType::Bool);
    Ok(field.map(|field| Changes::<R>::new().set(field.name, &active)).transpose()?)
}

/// Records that the store keeps itself.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let created = store
///     .transaction(|tx| Box::pin(async move { Managed.create(tx, &[product("Chair")]).await }))
///     .await?;
/// let chair = created.into_iter().next().unwrap()?;
/// store.transaction(|tx| { let chair = chair.clone(); Box::pin(async move { Records::<Product>::archive(&Managed, tx, &[chair]).await }) }).await?;
/// assert!(!store.get::<Product>(&chair).await?.unwrap().active);
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Managed;

impl<R: Record + Send + Sync> Records<R> for Managed {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Result<Vec<Option<R>>, Error>> {
        Box::pin(async move {
            let found = tx.get_many::<R>(ids).await?;
            Ok(found.into_iter().map(|stored| stored.map(Stored::into_value)).collect())
        })
    }

    fn create<'t>(&'t self, tx: &'t mut Tx<'_>, records: &'t [R]) -> BoxFuture<'t, Created<R>> {
        // A record that is there already is not taken over: whether it is the same is for a match to say.
        Box::pin(async move { tx.create_many(records).await })
    }

    fn update<'t>(&'t self, tx: &'t mut Tx<'_>, id: &'t RecordId<R>, changes: &'t Changes<R>) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(async move { tx.update(id, changes).await })
    }

    fn update_many<'t>(&'t self, tx: &'t mut Tx<'_>, changes: &'t [(RecordId<R>, Changes<R>)]) -> BoxFuture<'t, Done> {
        Box::pin(async move { tx.update_many(changes).await })
    }

    fn delete<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        Box::pin(async move {
            if R::FOREIGN {
                return Ok(ids.iter().map(|_| Err(Error::NotDeletable { model: R::NAME })).collect());
            }
            tx.delete_many::<R>(ids).await
        })
    }
}

/// Whatever finds them finds them by reference, too.
impl<R: Record + Send + Sync, P: Records<R> + ?Sized> Records<R> for &P {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Result<Vec<Option<R>>, Error>> {
        P::find(self, tx, ids)
    }

    fn create<'t>(&'t self, tx: &'t mut Tx<'_>, records: &'t [R]) -> BoxFuture<'t, Created<R>> {
        P::create(self, tx, records)
    }

    fn update<'t>(&'t self, tx: &'t mut Tx<'_>, id: &'t RecordId<R>, changes: &'t Changes<R>) -> BoxFuture<'t, Result<(), Error>> {
        P::update(self, tx, id, changes)
    }

    fn update_many<'t>(&'t self, tx: &'t mut Tx<'_>, changes: &'t [(RecordId<R>, Changes<R>)]) -> BoxFuture<'t, Done> {
        P::update_many(self, tx, changes)
    }

    fn archive<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        P::archive(self, tx, ids)
    }

    fn restore<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        P::restore(self, tx, ids)
    }

    fn delete<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        P::delete(self, tx, ids)
    }
}
