//! From the remote's IDs of another binding to what they stand for here.

use std::fmt::Display;

use super::convert::by;
use super::presence::Presence;
use crate::{BindingId, ExternalBinding, Json, MapContext, MappingError, RecordBinding, RecordId};

/// One ID.
pub enum One {}
/// One, or none.
pub enum Maybe {}
/// Any number.
pub enum Many {}

/// As `How`, of a function that may fail.
pub struct Failing<How>(std::marker::PhantomData<How>);

/// External IDs of the binding `L`; `How` is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` is no external ID of `{L}`",
    label = "another type",
    note = "help: add `with = path`, a function that makes the external ID of it, or `Option` or `Vec` of that"
)]
pub trait LinkIds<L: ExternalBinding, How> {
    /// Visits each; whether anything is said of them at all.
    ///
    /// # Errors
    /// The visitor's.
    fn each(&self, visit: &mut dyn FnMut(&L::ExternalId) -> Result<(), MappingError>) -> Result<bool, MappingError>;
}

impl<L: ExternalBinding<ExternalId = I>, I> LinkIds<L, One> for I {
    fn each(&self, visit: &mut dyn FnMut(&I) -> Result<(), MappingError>) -> Result<bool, MappingError> {
        visit(self).map(|()| true)
    }
}

impl<L: ExternalBinding<ExternalId = I>, I> LinkIds<L, Maybe> for Option<I> {
    fn each(&self, visit: &mut dyn FnMut(&I) -> Result<(), MappingError>) -> Result<bool, MappingError> {
        self.as_ref().map_or(Ok(()), visit).map(|()| true)
    }
}

impl<L: ExternalBinding<ExternalId = I>, I> LinkIds<L, Maybe> for Presence<I> {
    fn each(&self, visit: &mut dyn FnMut(&I) -> Result<(), MappingError>) -> Result<bool, MappingError> {
        self.value().map_or(Ok(()), visit).map(|()| !self.is_absent())
    }
}

impl<L: ExternalBinding<ExternalId = I>, I> LinkIds<L, Many> for Vec<I> {
    fn each(&self, visit: &mut dyn FnMut(&I) -> Result<(), MappingError>) -> Result<bool, MappingError> {
        self.iter().try_for_each(visit).map(|()| true)
    }
}

impl<L: ExternalBinding, S: LinkIds<L, How>, E: Display, How> LinkIds<L, Failing<How>> for Result<S, E> {
    fn each(&self, visit: &mut dyn FnMut(&L::ExternalId) -> Result<(), MappingError>) -> Result<bool, MappingError> {
        match self {
            Ok(ids) => ids.each(visit),
            Err(error) => Err(MappingError::new(error.to_string())),
        }
    }
}

/// A trait that nothing has. With a second way that never is one, the compiler says that there is none, and not why the only
/// one is none.
pub trait Never {}

#[diagnostic::do_not_recommend]
impl<L: ExternalBinding, I: Never> LinkIds<L, by::Itself> for I {
    fn each(&self, _: &mut dyn FnMut(&L::ExternalId) -> Result<(), MappingError>) -> Result<bool, MappingError> {
        Ok(false)
    }
}

/// A field that links what is behind IDs of the binding `L`, as many as `How` says.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` does not link what is behind external IDs of `{L}`",
    label = "no such link",
    note = "help: the target of `via` is a `RecordId` of the binding's record or a `BindingId<{L}>`; of an ID that may be missing, `Option` of one; of a list, `Json<Vec<...>>` of one"
)]
pub trait LinkTo<L: ExternalBinding, How>: Sized {
    /// What one ID stands for.
    type Linked;
    /// Looks one up.
    ///
    /// # Errors
    /// It is not bound.
    fn look_up<T: ExternalBinding>(id: &L::ExternalId, context: &MapContext<'_, T>) -> Result<Self::Linked, MappingError>;
    /// All that were found.
    fn of(found: Vec<Self::Linked>) -> Option<Self>;
}

macro_rules! link_to {
    ($($how:ty: $($target:ident)? => |$found:ident| $of:expr;)*) => {$(
        impl<L: RecordBinding> LinkTo<L, $how> for link_to!(@ RecordId<L::Record>, $($target)?) {
            type Linked = RecordId<L::Record>;
            fn look_up<T: ExternalBinding>(id: &L::ExternalId, context: &MapContext<'_, T>) -> Result<Self::Linked, MappingError> {
                context.linked_record::<L>(id)
            }
            fn of(mut $found: Vec<Self::Linked>) -> Option<Self> {
                $of
            }
        }

        impl<L: ExternalBinding> LinkTo<L, $how> for link_to!(@ BindingId<L>, $($target)?) {
            type Linked = BindingId<L>;
            fn look_up<T: ExternalBinding>(id: &L::ExternalId, context: &MapContext<'_, T>) -> Result<Self::Linked, MappingError> {
                context.linked_binding::<L>(id)
            }
            fn of(mut $found: Vec<Self::Linked>) -> Option<Self> {
                $of
            }
        }
    )*};
    (@ $link:ty,) => { $link };
    (@ $link:ty, Option) => { Option<$link> };
    (@ $link:ty, Json) => { Json<Vec<$link>> };
}

link_to! {
    One: => |found| found.pop();
    One: Option => |found| Some(found.pop());
    Maybe: Option => |found| Some(found.pop());
    Many: Json => |found| Some(Json(std::mem::take(&mut found)));
}

#[diagnostic::do_not_recommend]
impl<L: ExternalBinding, V: LinkTo<L, How>, How> LinkTo<L, Failing<How>> for V {
    type Linked = V::Linked;
    fn look_up<T: ExternalBinding>(id: &L::ExternalId, context: &MapContext<'_, T>) -> Result<Self::Linked, MappingError> {
        V::look_up(id, context)
    }
    fn of(found: Vec<Self::Linked>) -> Option<Self> {
        V::of(found)
    }
}
