//! Which fields can be searched, and in which order items stand that are otherwise equal.

use std::cmp::Ordering;

use super::catalogue::{Category, Group, Product, SourceItem};
use super::search::{Scalar, Searchable};

/// An id, as a search compares it. Exact: no shop has so many things.
#[allow(clippy::cast_precision_loss)]
fn id_scalar(id: u64) -> Scalar<'static> {
    Scalar::Number(id as f64)
}

impl Searchable for Product {
    fn field(&self, name: &str) -> Option<Scalar<'_>> {
        Some(match name {
            "id" | "entity_id" => id_scalar(self.id),
            "sku" => Scalar::Text(&self.sku),
            "name" => Scalar::Text(&self.name),
            "price" => Scalar::Number(f64::from(self.price) / 100.0),
            "status" => Scalar::Number(if self.enabled { 1.0 } else { 2.0 }),
            "weight" => Scalar::Number(f64::from(self.weight) / 1_000.0),
            "brand" => Scalar::Text(self.brand),
            "type_id" => Scalar::Text("simple"),
            "created_at" => Scalar::Moment(self.created_at.naive_utc()),
            "updated_at" => Scalar::Moment(self.updated_at.naive_utc()),
            _ => return None,
        })
    }

    fn tie_break(&self, other: &Self) -> Ordering {
        self.sku.cmp(&other.sku).then(self.id.cmp(&other.id))
    }
}

impl Searchable for Category {
    fn field(&self, name: &str) -> Option<Scalar<'_>> {
        Some(match name {
            "id" | "entity_id" => id_scalar(self.id),
            "parent_id" => id_scalar(self.parent),
            "name" => Scalar::Text(&self.name),
            "is_active" => Scalar::Number(if self.active { 1.0 } else { 0.0 }),
            "position" => id_scalar(self.position),
            "level" => Scalar::Number(f64::from(self.level)),
            "path" => Scalar::Text(&self.path),
            "created_at" => Scalar::Moment(self.created_at.naive_utc()),
            "updated_at" => Scalar::Moment(self.updated_at.naive_utc()),
            _ => return None,
        })
    }

    fn tie_break(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl Searchable for Group {
    fn field(&self, name: &str) -> Option<Scalar<'_>> {
        Some(match name {
            "id" | "customer_group_id" => id_scalar(self.id),
            "code" | "customer_group_code" => Scalar::Text(&self.code),
            "tax_class_id" => Scalar::Number(3.0),
            _ => return None,
        })
    }

    fn tie_break(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl Searchable for SourceItem {
    fn field(&self, name: &str) -> Option<Scalar<'_>> {
        Some(match name {
            "sku" => Scalar::Text(&self.sku),
            "source_code" => Scalar::Text(self.source),
            "quantity" => Scalar::Number(f64::from(self.quantity)),
            "status" => Scalar::Number(if self.quantity > 0 { 1.0 } else { 0.0 }),
            _ => return None,
        })
    }

    fn tie_break(&self, other: &Self) -> Ordering {
        (&self.sku, self.source).cmp(&(&other.sku, other.source))
    }
}
