//! Which events follow from a write.

use connector_core::{Changes, ExternalValue, Model, Role, Value};

use super::EventKind;
use crate::Outcome;

/// What is told of one row.
type Kinds<M> = Vec<EventKind<M>>;

/// Of a row that was there, as it was before (where that is known), and of which these fields were written.
pub(crate) fn kinds_of_change<M: Model>(before: Option<&[Value]>, mut changes: Changes<M>) -> Kinds<M> {
    if let Some(before) = before {
        changes.retain(|field, value| M::META.position(field.name).is_none_or(|place| before.get(place) != Some(value)));
    }
    if changes.is_empty() {
        return Vec::new();
    }
    let (mut unbound, mut bound) = (None, None);
    if let Some(place) = M::META.role(Role::ExternalId)
        && let Some(id) = changes.get(M::FIELDS[place].name)
    {
        unbound = before.and_then(|before| external(before.get(place)?)).map(EventKind::Unbound);
        bound = external(id).map(EventKind::Bound);
    }
    [Some(EventKind::Changed(changes)), unbound, bound].into_iter().flatten().collect()
}

/// Of a row that was put.
pub(crate) fn kinds_of_outcome<M: Model>(outcome: &Outcome<M>, value: &M) -> Kinds<M> {
    match outcome {
        Outcome::Created(_) => {
            let id = M::META.role(Role::ExternalId).and_then(|place| external(Value::all_of(value).get(place)?));
            [Some(EventKind::Created), id.map(EventKind::Bound)].into_iter().flatten().collect()
        }
        // A `put` takes no external ID away, and puts none in the place of another.
        Outcome::Updated(_, changes) => kinds_of_change(None, changes.clone()),
        Outcome::Unchanged(_) | Outcome::Refused(_) => Vec::new(),
    }
}

fn external(value: &Value) -> Option<ExternalValue<'static>> {
    match value {
        Value::Int(id) => Some(ExternalValue::Int(*id)),
        Value::Text(id) => Some(ExternalValue::Text(id.clone().into())),
        _ => None,
    }
}
