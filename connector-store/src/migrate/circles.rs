//! Names that are each other's old ones (`a` was `b`, and `b` was `a`): nobody could say whether they were swapped already.

use connector_core::{Field, ModelMeta, Schema};

use super::Plan;
use crate::sql::{Dialect, quote};

/// The items that lead from one back to itself, each being the old name of the one before; none where they do not.
fn circle<T: Copy>(start: T, most: usize, before: impl Fn(T) -> Option<T>, same: impl Fn(T, T) -> bool) -> Vec<T> {
    let mut path = vec![start];
    while let Some(next) = path.last().and_then(|last| before(*last)) {
        if same(next, start) {
            return path;
        }
        if path.len() >= most {
            break;
        }
        path.push(next);
    }
    Vec::new()
}

fn of_field(meta: &'static ModelMeta, field: &'static Field) -> Vec<&'static Field> {
    let before = |field: &'static Field| {
        let old = field.renamed_from.filter(|old| *old != field.column)?;
        meta.fields.iter().find(|other| other.column == old)
    };
    circle(field, meta.fields.len(), before, |a, b| a.column == b.column)
}

/// Whether a field has the old name of one that has its own.
pub(super) fn is_in_one(meta: &'static ModelMeta, field: &'static Field) -> bool {
    !of_field(meta, field).is_empty()
}

/// Refuses all of them, each once.
pub(super) fn refuse(dialect: Dialect, schema: &Schema, plan: &mut Plan) {
    for meta in schema.models().filter(|meta| !meta.foreign) {
        for field in meta.fields {
            let circle = of_field(meta, field);
            if circle.iter().map(|field| field.column).min() != Some(field.column) {
                continue;
            }
            let was: Vec<String> = circle.iter().map(|field| told(field.name, field.renamed_from)).collect();
            let set = circle.iter().map(|field| format!("{} = {}", quote(field.column), quote(field.renamed_from.unwrap_or_default())));
            plan.refuse(format!(
                "of {}, {}: names that go round do not say whether that was done already: take `renamed_from` away from these fields, and move the values once, in a step of your own: `UPDATE {} SET {}`",
                meta.name,
                was.join(", and "),
                dialect.table(meta.table),
                set.collect::<Vec<_>>().join(", ")
            ));
        }
        let before = |meta: &'static ModelMeta| {
            let old = meta.renamed_from.filter(|old| *old != meta.name)?;
            schema.models().find(|other| other.name == old)
        };
        let circle = circle(meta, schema.models().count(), before, |a, b| a.name == b.name);
        if circle.iter().map(|meta| meta.name).min() == Some(meta.name) {
            let was: Vec<String> = circle.iter().map(|meta| told(meta.name, meta.renamed_from)).collect();
            plan.refuse(format!(
                "{}: names that go round do not say whether that was done already: take `renamed_from` away from these models, and give their tables each other's names once, in a step of your own that runs before",
                was.join(", and ")
            ));
        }
    }
}

fn told(now: &str, before: Option<&str>) -> String {
    format!("`{now}` was {:?}", before.unwrap_or_default())
}
