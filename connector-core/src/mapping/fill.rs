//! What a derived import mapper is made of: a constant for each target, and the functions that go through them.

use std::any::{Any, TypeId};
use std::marker::PhantomData;

use super::context::MapContext;
use super::convert::{Children, Fits, Items, Missable, Outcome};
use super::draft::{Giver, build};
use super::linked::{LinkIds, LinkTo};
use super::mapped::Mapped;
use super::probe::Show;
use crate::__private::{DefaultFor, OptionalTime};
use crate::{ExternalBinding, ExternalId, FieldType, LinkRequests, MappingError, Model, NoRecord, Role};

/// What a target is filled from.
pub struct From<'a, R, T: ExternalBinding, O> {
    /// What the remote sends.
    pub remote: &'a R,
    /// What the application tells its mappers.
    pub options: &'a O,
    context: &'a MapContext<'a, T>,
}

/// What becomes of a field or of several: nothing, where the remote says nothing.
pub type Gave<V> = Result<Option<V>, MappingError>;

/// A field that is read: its name, and its value where an error may show it.
pub type Source<R> = (&'static str, for<'a> fn(&'a R) -> Option<&'a dyn Show>);

/// A field of `M` that is filled from a remote's `R`.
pub struct Fill<R: 'static, M: 'static, T: ExternalBinding, O: 'static> {
    name: &'static str,
    position: usize,
    secret: bool,
    only_create: bool,
    sources: &'static [Source<R>],
    step: &'static dyn Step<R, M, T, O>,
}

/// How a field of `M` is filled.
pub trait Step<R, M, T: ExternalBinding, O> {
    /// Moves the value into an `Option` of its type. Whether there is one.
    ///
    /// # Errors
    /// What is wrong with what the remote sends.
    fn give(&self, from: &From<'_, R, T, O>, kept: Option<&M>, into: &mut dyn Any) -> Result<bool, MappingError>;

    /// Asks for what it links.
    fn need(&self, _remote: &R, _links: &mut LinkRequests) {}
}

impl<R, M: Model, T: ExternalBinding, O> Fill<R, M, T, O> {
    /// The field `name` of `M`, known as `target` in errors.
    #[must_use]
    pub const fn new(
        target: &'static str,
        name: &str,
        only_create: bool,
        sources: &'static [Source<R>],
        step: &'static dyn Step<R, M, T, O>,
    ) -> Self {
        let position = crate::__private::position::<M>(name);
        let secret = position < M::FIELDS.len() && matches!(M::FIELDS[position].ty, FieldType::Secret);
        Self { name: target, position, secret, only_create, sources, step }
    }
}

/// A value of its own.
pub struct Give<R, M, T: ExternalBinding, O, V> {
    read: fn(&M) -> &V,
    give: fn(&From<'_, R, T, O>, Option<&V>) -> Gave<V>,
}

impl<R, M, T: ExternalBinding, O, V> Give<R, M, T, O, V> {
    /// Given by a function.
    #[must_use]
    pub const fn new(read: fn(&M) -> &V, give: fn(&From<'_, R, T, O>, Option<&V>) -> Gave<V>) -> Self {
        Self { read, give }
    }
}

impl<R, M, T: ExternalBinding, O, V: 'static> Step<R, M, T, O> for Give<R, M, T, O, V> {
    fn give(&self, from: &From<'_, R, T, O>, kept: Option<&M>, into: &mut dyn Any) -> Result<bool, MappingError> {
        put((self.give)(from, kept.map(self.read))?, into)
    }
}

fn put<V: 'static>(value: Option<V>, into: &mut dyn Any) -> Result<bool, MappingError> {
    let Some(value) = value else { return Ok(false) };
    match into.downcast_mut::<Option<V>>() {
        Some(into) => *into = Some(value),
        // The type is that of the field itself: nothing else is asked for.
        None => return Ok(false),
    }
    Ok(true)
}

/// Visits external IDs.
pub type Visit<'a, I> = &'a mut dyn FnMut(&I) -> Result<(), MappingError>;

/// Whether anything is said of external IDs, and how many there may be.
pub struct Said<How>(bool, PhantomData<How>);

/// A link to what is behind external IDs of `L`.
pub struct LinkStep<R, M, V, L: ExternalBinding, How> {
    read: fn(&M) -> &V,
    each: fn(&R, Visit<'_, L::ExternalId>) -> Result<Said<How>, MappingError>,
}

impl<R, M, V: LinkTo<L, How>, L: ExternalBinding, How> LinkStep<R, M, V, L, How> {
    /// Of the IDs that a function visits.
    #[must_use]
    pub const fn new(read: fn(&M) -> &V, each: fn(&R, Visit<'_, L::ExternalId>) -> Result<Said<How>, MappingError>) -> Self {
        Self { read, each }
    }
}

impl<R, M, V, L, How, T, O> Step<R, M, T, O> for LinkStep<R, M, V, L, How>
where
    V: LinkTo<L, How> + 'static,
    L: ExternalBinding,
    T: ExternalBinding,
{
    fn give(&self, from: &From<'_, R, T, O>, _: Option<&M>, into: &mut dyn Any) -> Result<bool, MappingError> {
        let _ = self.read;
        let mut found = Vec::new();
        let Said(said, _) = (self.each)(from.remote, &mut |id| V::look_up(id, from.context).map(|linked| found.push(linked)))?;
        put(if said { V::of(found) } else { None }, into)
    }

    fn need(&self, remote: &R, links: &mut LinkRequests) {
        // What cannot be read is told when it is mapped.
        let _ = (self.each)(remote, &mut |id| {
            links.needs::<L>(id);
            Ok(())
        });
    }
}

/// A value that becomes another one by itself.
///
/// # Errors
/// What is wrong with it; so for all of these.
pub fn fit<S: Fits<V, How>, V, How>(value: &S, kept: Option<&V>) -> Gave<V> {
    value.fit(kept).map_err(MappingError::new)
}

/// What a function gave.
///
/// # Errors
/// As [`fit`].
pub fn gave<G: Outcome<V, How>, V, How>(outcome: G) -> Gave<V> {
    outcome.outcome()
}

/// A forced value.
///
/// # Errors
/// None.
#[allow(clippy::unnecessary_wraps)] // As the others are called.
pub fn forced<D: DefaultFor<V>, V>(value: D) -> Gave<V> {
    Ok(Some(value.into_field()))
}

/// The value of a field, or what stands for one that is not there.
pub fn or_default<S: Missable, D: DefaultFor<S::Value>>(source: &S, default: impl FnOnce() -> D) -> S::Value {
    source.there().cloned().unwrap_or_else(|| default().into_field())
}

/// Visits external IDs of `L`.
///
/// # Errors
/// As [`fit`].
pub fn each<L: ExternalBinding, S: LinkIds<L, How>, How>(ids: &S, visit: Visit<'_, L::ExternalId>) -> Result<Said<How>, MappingError> {
    ids.each(visit).map(|said| Said(said, PhantomData))
}

/// A child of each item that is not skipped.
///
/// # Errors
/// As [`fit`].
pub fn children<S: Items, V: Children>(items: &S, skip: fn(&S::Item) -> bool, child: fn(&S::Item) -> Gave<V::Child>) -> Gave<V> {
    let Some(items) = items.items() else { return Ok(None) };
    let mut children = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate().filter(|(_, item)| !skip(item)) {
        children.extend(child(item).map_err(|error| MappingError::new(format!("item {}: {error}", place + 1)))?);
    }
    Ok(Some(V::of(children)))
}

/// The external ID.
///
/// # Errors
/// What is wrong with it.
pub fn external_id<R, T: ExternalBinding>(
    remote: &R,
    give: fn(&R) -> Gave<T::ExternalId>,
    source: &Source<R>,
) -> Result<T::ExternalId, MappingError> {
    let gave = give(remote).and_then(|id| id.ok_or_else(|| MappingError::new("it must have an ID, and this is absent")));
    gave.map_err(|error| told::<R, T>(error, None, "external_id", false, remote, std::slice::from_ref(source)))
}

/// When the remote last changed it.
///
/// # Errors
/// What is wrong with it.
pub fn updated_at<R, T: ExternalBinding>(
    remote: &R,
    give: fn(&R) -> Gave<OptionalTime>,
    source: &Source<R>,
) -> Result<OptionalTime, MappingError> {
    let told = |error| told::<R, T>(error, None, "external_updated_at", false, remote, std::slice::from_ref(source));
    give(remote).map(Option::flatten).map_err(told)
}

/// What `finalize` gave.
///
/// # Errors
/// What it found wrong.
pub fn finalized<T: ExternalBinding, G: Outcome<Mapped<T>, How>, How>(id: &T::ExternalId, outcome: G) -> Result<Mapped<T>, MappingError> {
    let gave = outcome.outcome().and_then(|gave| gave.ok_or_else(|| MappingError::new("`finalize` gave nothing")));
    gave.map_err(|error| error.at(T::NAME, Some(id.to_external().to_string()), String::new(), "", None))
}

#[cold]
fn told<R, T: ExternalBinding>(
    error: MappingError,
    id: Option<&T::ExternalId>,
    target: &'static str,
    secret: bool,
    remote: &R,
    sources: &[Source<R>],
) -> MappingError {
    let names: Vec<&str> = sources.iter().map(|(name, _)| *name).collect();
    let shown: Option<Vec<String>> = sources.iter().map(|(_, value)| value(remote).map(Show::show)).collect();
    let shown = shown.filter(|shown| !secret && !shown.is_empty()).map(|shown| shown.join(", "));
    error.at(T::NAME, id.map(|id| id.to_external().to_string()), names.join(", "), target, shown)
}

/// Asks for all that is linked.
pub fn need<R, M, T: ExternalBinding, O>(remote: &R, fills: &[Fill<R, M, T, O>], links: &mut LinkRequests) {
    for fill in fills {
        fill.step.need(remote, links);
    }
}

/// Record and binding, of what is given for their fields and what is kept of them.
///
/// # Errors
/// The field of the remote's that cannot be mapped, or the target that has no value.
pub fn map<R, T: ExternalBinding, O>(
    remote: &R,
    context: &MapContext<'_, T>,
    options: &O,
    id: &T::ExternalId,
    record: &[Fill<R, T::Record, T, O>],
    binding: &[Fill<R, T, T, O>],
) -> Result<Mapped<T>, MappingError> {
    let from = From { remote, options, context };
    let placed = |error: MappingError| error.at(T::NAME, Some(id.to_external().to_string()), String::new(), "", None);
    let record = if TypeId::of::<T::Record>() == TypeId::of::<NoRecord>() {
        None
    } else {
        let mut giver = Filling { from: &from, fills: record, kept: context.record(), id };
        Some(build(&mut giver, context.record(), "record.").map_err(placed)?)
    };
    let mut giver = BindingFilling { own: Filling { from: &from, fills: binding, kept: context.binding(), id } };
    Ok(Mapped::of_parts(record, build(&mut giver, context.binding(), "").map_err(placed)?))
}

/// Gives what the targets of a model are filled with.
struct Filling<'a, R: 'static, M: 'static, T: ExternalBinding, O: 'static> {
    from: &'a From<'a, R, T, O>,
    fills: &'a [Fill<R, M, T, O>],
    kept: Option<&'a M>,
    id: &'a T::ExternalId,
}

impl<R, M, T: ExternalBinding, O> Giver for Filling<'_, R, M, T, O> {
    fn give(&mut self, position: usize, into: &mut dyn Any) -> Result<bool, MappingError> {
        let Some(fill) = self.fills.iter().find(|fill| fill.position == position) else { return Ok(false) };
        if fill.only_create && self.kept.is_some() {
            return Ok(false);
        }
        let given = fill.step.give(self.from, self.kept, into);
        given.map_err(|error| told::<R, T>(error, Some(self.id), fill.name, fill.secret, self.from.remote, fill.sources))
    }
}

/// The same for a binding, whose roles are known.
struct BindingFilling<'a, R: 'static, T: ExternalBinding, O: 'static> {
    own: Filling<'a, R, T, T, O>,
}

impl<R, T: ExternalBinding, O> Giver for BindingFilling<'_, R, T, O> {
    fn give(&mut self, position: usize, into: &mut dyn Any) -> Result<bool, MappingError> {
        let context = self.own.from.context;
        let kept = context.binding();
        match T::FIELDS.get(position).and_then(|field| field.role) {
            Some(Role::Record) => put(Some(context.record_id()), into),
            Some(Role::Backend) => put(Some(context.backend_id()), into),
            Some(Role::SyncDate) => put(Some(kept.and_then(ExternalBinding::sync_date)), into),
            Some(Role::ExternalUpdatedAt) => put(Some(kept.and_then(ExternalBinding::external_updated_at)), into),
            Some(Role::ExternalId) => {
                let id = Some(self.own.id.clone());
                if into.is::<Option<Option<T::ExternalId>>>() { put(Some(id), into) } else { put(id, into) }
            }
            _ => self.own.give(position, into),
        }
    }
}
