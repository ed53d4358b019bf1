//! What becomes here of what is gone on the remote.

use std::fmt;

use connector_core::{ExternalBinding, FieldType, Model, Role};

/// What a [sweep](crate::WorkContext::sweep) does with a binding whose record the remote no longer has. Registered by
/// [`on_gone`](crate::BindingBuilder::on_gone).
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// for id in 1..=20 {
///     remote_has(id, &format!("Chair {id}"), 60);
/// }
/// let registry = Registry::builder()
///     .binding::<ShopProduct>(|binding| binding.adapter(Products).on_gone(OnGone::Archive))
///     .build()?;
/// let work = registry.work_on(&store, &shop);
/// work.import_changed::<ShopProduct>().await?;
/// remote().remove(&7);
/// work.sweep::<ShopProduct>().await?;
///
/// let gone = store.binder::<ShopProduct>(shop.id()).linked(&7).await?.unwrap();
/// assert!(!gone.record.active);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OnGone {
    /// Everything stays, and a person is asked: a review of the kind [`Gone`](connector_store::ReviewKind::Gone).
    #[default]
    Keep,
    /// The record is archived (its field `active` becomes false, or what [`Records::archive`](connector_store::Records::archive) does),
    /// and the binding stays. Where a later sweep finds the record on the remote again, it is brought back. A record that anything
    /// else binds, on whichever backend, is kept, and a person is asked.
    Archive,
    /// The binding loses its external ID, and the record stays: the next export creates it anew.
    Unbind,
    /// Binding and record are deleted; where the backend has the record several times, it goes with its last binding. A record that
    /// anything else binds is kept, and fails.
    Delete,
}

impl OnGone {
    /// Why it cannot be done with the bindings of `T`; `has_port` where the application says itself how records are archived.
    pub(crate) fn fault<T: ExternalBinding>(self, has_port: bool) -> Option<String> {
        let direct = T::META.role(Role::Record).is_none();
        let archivable = || has_port || T::Record::META.field("active").is_some_and(|field| field.ty == FieldType::Bool);
        match self {
            Self::Archive if direct => {
                Some(format!("{} is to be archived when it is gone, and has no record: say `OnGone::Keep`, `Unbind` or `Delete`", T::NAME))
            }
            Self::Archive if !archivable() => Some(format!(
                "{} is to be archived when it is gone, and {} cannot be: give it a field `active: bool`",
                T::NAME,
                T::Record::NAME
            )),
            Self::Unbind if external_id::<T>().is_none_or(|field| field.required) => {
                Some(format!("{} is to be unbound when it is gone, and is never without an external ID: make that an `Option`", T::NAME))
            }
            _ => None,
        }
    }
}

/// What was done: `kept, and under review`.
impl fmt::Display for OnGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "kept, and under review",
            Self::Archive => "archived",
            Self::Unbind => "unbound",
            Self::Delete => "deleted",
        })
    }
}

/// The field of the external ID.
pub(super) fn external_id<T: Model>() -> Option<&'static connector_core::Field> {
    T::META.role(Role::ExternalId).map(|place| &T::FIELDS[place])
}
