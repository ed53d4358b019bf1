//! What may be repeated after a crash: never guessed, never repeated blind.

use std::fmt;

use connector_core::ExternalBinding;
use connector_store::BoxFuture;

use super::{ExportAdapter, FindByNaturalKey};
use crate::erased::ClientOf;
use crate::{Connect, RemoteError};

/// Tells two attempts at one create from two creates: the same for each repetition, another one for each record.
///
/// It is sent to a remote that knows such keys (the `Idempotency-Key` of many HTTP interfaces). It is random, and holds
/// nothing of the record.
///
/// ```
/// use connector_sync::IdempotencyKey;
///
/// /// The header by which the shop knows a request again.
/// fn header(key: &IdempotencyKey) -> (&'static str, &str) {
///     ("Idempotency-Key", key.as_str())
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    pub(crate) fn new() -> Self {
        Self(uuid::Uuid::new_v4().to_string())
    }

    pub(crate) fn kept(text: String) -> Self {
        Self(text)
    }

    /// Its text: a UUID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a create is settled of which it is not known whether it reached the remote.
///
/// One of [`Idempotent`], [`NaturalKey`] and [`Unsafe`]: the [`Create`](ExportAdapter::Create) of an adapter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how a create of `{A}` is settled after a crash",
    label = "neither `Idempotent`, nor a `NaturalKey` with its search, nor `Unsafe`",
    note = "help: write `type Create = Idempotent;`, or `type Create = NaturalKey;` with `impl FindByNaturalKey<{T}> for {A}`, or `type Create = Unsafe;`"
)]
pub trait CreateSafety<T: ExternalBinding<Backend: Connect>, A: ?Sized>: sealed::Sealed {
    #[doc(hidden)]
    const SAFETY: Safety;

    #[doc(hidden)]
    fn find<'a>(adapter: &'a A, client: &'a ClientOf<T>, body: &'a A::Body) -> BoxFuture<'a, Result<Vec<T::ExternalId>, RemoteError>>
    where
        A: ExportAdapter<T>;
}

/// A create of which it is not known whether it got there is repeated with the same [`IdempotencyKey`] and the same body: the
/// remote answers with the record that it has made already.
#[derive(Debug, Clone, Copy)]
pub struct Idempotent;

/// A create of which it is not known whether it got there is looked for by its natural key (a SKU, a number, an e-mail
/// address): what is found is bound; where nothing is found it is created again; where several are found a person decides.
#[derive(Debug, Clone, Copy)]
pub struct NaturalKey;

/// A create of which it is not known whether it got there is put before a person, and never repeated.
#[derive(Debug, Clone, Copy)]
pub struct Unsafe;

#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    Idempotent,
    NaturalKey,
    Unsafe,
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Idempotent {}
    impl Sealed for super::NaturalKey {}
    impl Sealed for super::Unsafe {}
}

impl<T: ExternalBinding<Backend: Connect>, A: ?Sized> CreateSafety<T, A> for Idempotent {
    const SAFETY: Safety = Safety::Idempotent;

    fn find<'a>(_: &'a A, _: &'a ClientOf<T>, _: &'a A::Body) -> BoxFuture<'a, Result<Vec<T::ExternalId>, RemoteError>>
    where
        A: ExportAdapter<T>,
    {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
}

impl<T: ExternalBinding<Backend: Connect>, A: FindByNaturalKey<T>> CreateSafety<T, A> for NaturalKey {
    const SAFETY: Safety = Safety::NaturalKey;

    fn find<'a>(adapter: &'a A, client: &'a ClientOf<T>, body: &'a A::Body) -> BoxFuture<'a, Result<Vec<T::ExternalId>, RemoteError>> {
        Box::pin(adapter.find_by_natural_key(client, body))
    }
}

impl<T: ExternalBinding<Backend: Connect>, A: ?Sized> CreateSafety<T, A> for Unsafe {
    const SAFETY: Safety = Safety::Unsafe;

    fn find<'a>(_: &'a A, _: &'a ClientOf<T>, _: &'a A::Body) -> BoxFuture<'a, Result<Vec<T::ExternalId>, RemoteError>>
    where
        A: ExportAdapter<T>,
    {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
}
