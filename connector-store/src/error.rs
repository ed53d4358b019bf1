//! What can go wrong with a store, in terms of models, fields and values.

use std::fmt;

use connector_core::{ChangeError, Invalid, Key, SchemaError, Sealed};

use crate::Pause;

/// An error of the store.
///
/// None of them carries a database's own text about rows: such texts print whole rows, secrets included. `Debug` is the
/// same sentence as `Display`, so that a `main` that gives `Result<(), Error>` prints what to do.
///
/// Each variant says when it comes and what to do. What is [about one row](Error::is_about_one_row) does not come again by itself: give the
/// row other values. [`Busy`](Self::Busy) and [`Collision`](Self::Collision) may be gone the next time.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// match store.put(product("")).await {
///     Err(Error::Invalid(invalid)) => assert_eq!(invalid.faults[0].field, "title"),
///     Err(other) => return Err(other.into()),
///     Ok(_) => unreachable!("a title must not be empty"),
/// }
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The value is wrong in itself: too long, empty, outside of its selection. All faults are told at once, before anything is written.
    /// Give it other values.
    #[error(transparent)]
    Invalid(#[from] Invalid),

    /// The external ID, or the record, is already bound to something else. Nothing was changed. Look at the row `existing`: unbind it, or
    /// bind another one.
    #[error("{message} ({model}: {conflict})")]
    AlreadyBound {
        /// The binding.
        model: &'static str,
        /// The message of the unique key.
        message: &'static str,
        /// Both sides, in words.
        conflict: String,
        /// The binding row that is in the way.
        existing: Key,
    },

    /// The binding has another external ID. Nothing was changed. Where it is to get a new one, [unbind](crate::TxBinder::unbind) it first.
    #[error("{model} {id} has the external ID {has} on backend {backend}: unbind it first, then bind it to {asked}")]
    BoundElsewhere {
        /// The binding.
        model: &'static str,
        /// Its row.
        id: i64,
        /// The external ID that it has.
        has: String,
        /// The one that it was to get.
        asked: String,
        /// The backend.
        backend: i64,
    },

    /// Another row has the same values in a unique key. Nothing was changed. Give this one other values, or change the row `existing`.
    #[error("{message} ({model}: {values}, as row {existing})")]
    Duplicate {
        /// The model.
        model: &'static str,
        /// The name of the unique key.
        unique: &'static str,
        /// Its message.
        message: &'static str,
        /// The fields of the key with their values.
        values: String,
        /// The row that has them already.
        existing: Key,
    },

    /// A rule of the table refused the row that its model does not declare: a constraint, a trigger or a unique key of the
    /// application's own, or of a newer program. Nothing was changed.
    #[error(
        "{model}: {rule} refuses the row, and the model does not declare it: give the row other values, or change that rule; where a newer program has made it, start that one"
    )]
    UndeclaredRule {
        /// The model.
        model: &'static str,
        /// The rule, in words: never a value.
        rule: String,
    },

    /// There is no such row: it was deleted, or never there. Whoever has its ID is to forget it.
    #[error("{model} {id} is not there: it was deleted, or belongs to another database")]
    NotFound {
        /// The model.
        model: &'static str,
        /// The key.
        id: String,
    },

    /// No backend has the name. The message has the one that was probably meant.
    #[error("no {model} is called {name:?}: {known}")]
    NoSuchName {
        /// The kind of backend.
        model: &'static str,
        /// The name that was asked for.
        name: String,
        /// The one that was probably meant, or those that there are.
        known: String,
    },

    /// The row is not extended (yet): [`extend`](crate::Store::extend) it first.
    #[error("{extends} {id} has no {model}: it was not extended yet, or is not there at all; `extend` writes it")]
    NotExtended {
        /// The extension.
        model: &'static str,
        /// The model that it extends.
        extends: &'static str,
        /// The key of both.
        id: String,
    },

    /// The model is an extension, whose rows have no key of their own. Nothing was changed. Write it by
    /// [`extend`](crate::Store::extend) or [`put_extended`](crate::Store::put_extended).
    #[error("{model} extends {extends}: write it with `extend` or `put_extended`, and take the `impl Standalone` for it away")]
    NotStandalone {
        /// The extension.
        model: &'static str,
        /// The model that it extends.
        extends: &'static str,
    },

    /// The record has nothing that says that it is archived. Nothing was changed. Give it a field `active: bool`, or write
    /// [`Records::archive`](crate::Records::archive).
    #[error("{model} cannot be archived: give it a field `active: bool`, or write `archive` of its `Records`")]
    NotArchivable {
        /// The record.
        model: &'static str,
    },

    /// The records are the application's, and it does not say how one is deleted. Nothing was changed. Write
    /// [`Records::delete`](crate::Records::delete).
    #[error(
        "{model} is in a table of the application's own (`foreign`), which the store deletes nothing from: write `delete` of its `Records`"
    )]
    NotDeletable {
        /// The record.
        model: &'static str,
    },

    /// The connection that the application lends cannot be worked on: the text says why.
    #[error("the connection cannot be adopted: {0}")]
    NotAdoptable(&'static str),

    /// There is no row to extend. Nothing was changed. Put the row first, or both by [`put_extended`](crate::Store::put_extended).
    #[error("{model} extends {extends} {id}, which is not there: put that one first, or both with `put_extended`")]
    NothingToExtend {
        /// The extension.
        model: &'static str,
        /// The model that it extends.
        extends: &'static str,
        /// The key that is not there.
        id: String,
    },

    /// The binding is on another backend than the binder. Ask for the [binder](crate::Store::binder) of that one.
    #[error("{model} {id} is on backend {is_on}, and this binder is for backend {binder}: take the binder of its own backend")]
    OtherBackend {
        /// The binding.
        model: &'static str,
        /// Its row.
        id: i64,
        /// The backend that it is on.
        is_on: i64,
        /// The backend of the binder.
        binder: i64,
    },

    /// The binding always has an external ID, so that it cannot be unbound. Delete it, or make the field an `Option`.
    #[error("{model} always has an external ID: delete the binding instead, or declare its field as an `Option`")]
    AlwaysBound {
        /// The binding.
        model: &'static str,
    },

    /// A record has more than one binding on the backend, and one was asked for. Ask for all:
    /// [`to_external_all`](crate::TxBinder::to_external_all).
    #[error("record {record} has more than one {model} on backend {backend}: ask for all of them with `to_external_all`")]
    ManyBindings {
        /// The binding.
        model: &'static str,
        /// The record.
        record: String,
        /// The backend.
        backend: i64,
    },

    /// A link leads nowhere. Put what it links first.
    #[error("`{field}` of {model} links {target} {id}, which is not there: put it first")]
    LinkMissing {
        /// The model.
        model: &'static str,
        /// The field.
        field: &'static str,
        /// The model that it links.
        target: &'static str,
        /// The key that is not there.
        id: String,
    },

    /// The table is the application's: the store cannot put rows into it. Insert by statements of your own, in the same transaction.
    #[error(
        "{model} is in a table of the application's own (`foreign`): insert it by the application's own statements, on `tx.as_sqlite()` or `tx.as_postgres()`"
    )]
    Foreign {
        /// The model.
        model: &'static str,
    },

    /// Something else links the row, and forbids to delete it. Delete that first, or say another `ondelete` at its field.
    #[error("{model} {id} cannot be deleted: `{field}` of {by} links it (`ondelete = restrict`): delete those first")]
    StillLinked {
        /// The model.
        model: &'static str,
        /// The row.
        id: String,
        /// The model that links it.
        by: &'static str,
        /// Its field.
        field: &'static str,
    },

    /// A row holds what its field cannot hold: somebody else has written it, or the type was changed without a migration. Mend the row.
    #[error("`{field}` of {model} {id} cannot be read: {message}")]
    Unreadable {
        /// The model.
        model: &'static str,
        /// The row.
        id: String,
        /// The field.
        field: &'static str,
        /// What is wrong.
        message: String,
    },

    /// A secret was to be kept, and this store has no key to encrypt it with. Give it [keys](crate::SecretKeys), or leave the secret out.
    #[error(
        "`{field}` of {model} is a secret, and this store has no key to encrypt it with: set CONNECTOR_SECRET_KEY to what `openssl rand -base64 32` prints{}",
        or_by(variable.as_deref())
    )]
    SecretNotKept {
        /// The model.
        model: &'static str,
        /// The field.
        field: &'static str,
        /// The variable that gives it instead, where it is an optional field of a backend.
        variable: Option<String>,
    },

    /// A secret is sealed: there is no key for it, or it was damaged or moved. Give the key, or set the secret anew.
    #[error(transparent)]
    Sealed(#[from] Sealed),

    /// Secrets were to be encrypted anew, and this store has no key. Give it [keys](crate::SecretKeys).
    #[error("this store has no key for its secrets: set CONNECTOR_SECRET_KEY to what `openssl rand -base64 32` prints")]
    NoSecretKey,

    /// A field was named that is no secret of the model. The message has those that are.
    #[error("{model} has no secret `{name}`; its secrets are: {known}")]
    NoSecret {
        /// The model.
        model: &'static str,
        /// What was named.
        name: String,
        /// Its secrets.
        known: String,
    },

    /// The system gives no random numbers, without which nothing is encrypted. Look at the machine.
    #[error("the system gives no random numbers: nothing can be encrypted")]
    Random,

    /// A variable of the environment is not what it must be. Nothing secret in it is shown. The message says what it must hold.
    #[error("the environment variable {variable} is refused: {problem}")]
    Environment {
        /// The variable.
        variable: String,
        /// What is wrong with it, and what to do.
        problem: String,
    },

    /// The backend is paused: nothing is exchanged with its system. The message says what ends it: [`resume`](crate::Store::resume), or
    /// [`take_over`](crate::Store::take_over).
    #[error("{model} {name:?} is paused: {pause}")]
    Paused {
        /// The kind of backend.
        model: &'static str,
        /// How people call the backend.
        name: String,
        /// Its row.
        id: i64,
        /// Why, and what ends it.
        pause: Pause,
    },

    /// The lease expired and was taken by somebody else, was released, or belongs to another database. Nothing of the transaction is to be
    /// kept: take it anew.
    #[error(
        "the lease {key:?} with fence {fence} was lost: it expired, was released, or is one of another store; take it anew, and look again at what it was for"
    )]
    LeaseLost {
        /// What was leased.
        key: String,
        /// The fence of the lease that was lost.
        fence: i64,
    },

    /// Somebody else holds the lease of a binding: it is being exported, or a request of it may still be on its way. Come back later.
    #[error("{model} {id} is being exported, or a request of it may still be on its way: try again in a minute")]
    Leased {
        /// The binding.
        model: &'static str,
        /// Its row.
        id: String,
    },

    /// A listener refused what was written, or could not do its part. Nothing of the write was kept, nor of what the listeners wrote. The
    /// error inside says why.
    #[error("the listener {listener:?} did not let {model} {id} be written: {error}")]
    Listener {
        /// The listener, as it was called when it was added.
        listener: String,
        /// The model of the row that was written.
        model: &'static str,
        /// The row; `(several)` where the listener was told of many at once.
        id: String,
        /// What the listener says.
        #[source]
        error: Box<Error>,
    },

    /// Listeners write what they are told of, one after the other, and do not come to an end. Nothing was kept. Let one of them write
    /// nothing where it would change nothing.
    #[error(
        "the listeners go round in a circle, or call each other too deeply: {chain}: let one of them write nothing where it would change nothing, or look at `event.origin`"
    )]
    ListenersTooDeep {
        /// The last of them, each with the row that it was told of.
        chain: String,
    },

    /// A lease was asked for that cannot be given: its key or its time is none. The message says what is.
    #[error("no lease {key:?} can be given: {problem}")]
    BadLease {
        /// What was to be leased.
        key: String,
        /// What is wrong with it, and what to do.
        problem: &'static str,
    },

    /// A job cannot be enqueued as it is: its name, channel, identity or payload cannot be kept. Nothing was enqueued.
    #[error("the job {name:?} cannot be enqueued: {problem}")]
    Job {
        /// Its name.
        name: String,
        /// What is wrong, and what to do.
        problem: String,
    },

    /// The database is not as the models need it: it was never migrated, or something stands in the way of a migration. The text says what to
    /// do; [`migrate`](crate::Store::migrate) at the start of a program is the first thing.
    #[error("{0}")]
    Migration(String),

    /// A newer program has migrated these models in a way that this program does not know, so that it must not write them:
    /// [`Migration::going_back`](crate::Migration::going_back) says when it may again.
    #[error(
        "a newer program has migrated {}: stop this one, and start the newer one. Where this program is to take over after all, stop the others, and start it once with `store.migration(&SCHEMA).going_back().run()`",
        if models.is_empty() { "the database".to_owned() } else { models.join(", ") }
    )]
    OlderProgram {
        /// The models by their technical names; none where the database was migrated time and again meanwhile.
        models: Vec<String>,
    },

    /// The models contradict each other: see [`Schema::check`](connector_core::Schema::check). Mend the declarations.
    #[error(transparent)]
    Schema(#[from] SchemaError),

    /// A field was named that the model does not have, or was to get a value that it does not take. Mend the program.
    #[error(transparent)]
    Field(#[from] ChangeError),

    /// Rows were to be found by a field that no database compares, or by none. Name another field.
    #[error("{model} cannot be searched: {problem}")]
    Search {
        /// The model.
        model: &'static str,
        /// Why, and what to do.
        problem: String,
    },

    /// The address of the database is not one, or of a kind whose feature is off. The message has the forms.
    #[error("{url:?} is no database address: {expected}")]
    Address {
        /// What was given, without its password.
        url: String,
        /// What is expected.
        expected: &'static str,
    },

    /// The database cannot be opened or used: the file is none, the server does not let this process in. The message says which.
    #[error("the database {database} {problem}")]
    Unusable {
        /// Its path, or host, port and name.
        database: String,
        /// What is wrong with it, and what to do.
        problem: &'static str,
    },

    /// Another transaction held the database for too long. Try again later, and look for who holds a transaction open so long.
    #[error(
        "the database {database} was busy for {seconds} seconds: another transaction holds what this one waited for; run it again once that one has ended"
    )]
    Busy {
        /// Its path, or host, port and name.
        database: String,
        /// How long was waited.
        seconds: u64,
    },

    /// The transaction collided with others, and the database took it back, each time that it was repeated. Try again later.
    #[error("the transaction collided with others on {database}, and was taken back: run it again")]
    Collision {
        /// Which database.
        database: String,
    },

    /// The store was called from inside an open transaction of its own, which would wait for itself. Inside of the closure, call `tx`.
    #[error("the store was called inside an open transaction: call `tx` instead of the store there")]
    InsideTransaction,

    /// The transaction is on another database than the one that was asked for. Ask for the other connection.
    #[error("this store is not on {0}")]
    OtherDatabase(&'static str),

    /// What the database refused for a reason of its own: the disk is full, the connection is gone, a statement of the application's is wrong.
    #[error("the database refused a statement: {0}")]
    Database(String),

    /// What the application's own code in a transaction says: made by [`application`](Error::application).
    #[error(transparent)]
    Application(Box<dyn std::error::Error + Send + Sync>),
}

fn or_by(variable: Option<&str>) -> String {
    variable.map_or_else(String::new, |variable| format!("; or leave it unset, and give it by the environment variable {variable}"))
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error {
    /// An error of the application's own, to be given back from a transaction, which is then rolled back.
    ///
    /// ```
    /// use connector_store::Error;
    ///
    /// /// For `?` in the closure of a transaction.
    /// fn parsed(text: &str) -> Result<u32, Error> {
    ///     text.parse().map_err(Error::application)
    /// }
    /// assert!(matches!(parsed("many"), Err(Error::Application(_))));
    /// ```
    pub fn application(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Application(error.into())
    }

    /// Whether one row was refused, and others can go on.
    ///
    /// ```
    /// use connector_store::Error;
    ///
    /// assert!(!Error::application("the printer is out of paper").is_about_one_row());
    /// ```
    #[must_use]
    pub fn is_about_one_row(&self) -> bool {
        matches!(
            self,
            Self::Invalid(_)
                | Self::AlreadyBound { .. }
                | Self::Duplicate { .. }
                | Self::UndeclaredRule { .. }
                | Self::BoundElsewhere { .. }
                | Self::NotFound { .. }
                | Self::NotExtended { .. }
                | Self::NothingToExtend { .. }
                | Self::OtherBackend { .. }
                | Self::AlwaysBound { .. }
                | Self::NotArchivable { .. }
                | Self::NotDeletable { .. }
                | Self::ManyBindings { .. }
                | Self::LinkMissing { .. }
                | Self::StillLinked { .. }
                | Self::Unreadable { .. }
                | Self::SecretNotKept { .. }
                | Self::Sealed(_)
                | Self::Listener { .. }
        )
    }
}
