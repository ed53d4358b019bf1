//! What the shop was told: new products, changed ones, deleted ones, and customer groups. Kept in a file, so that the shop is the
//! same one when it is started again.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::catalogue::{Group, Product, Stock};

/// All that it was told.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Told {
    /// By SKU.
    products: BTreeMap<String, ToldProduct>,
    /// By their IDs; `None` was deleted.
    groups: BTreeMap<u64, Option<String>>,
}

/// What it was told of one product.
#[derive(Debug, Default, Serialize, Deserialize)]
struct ToldProduct {
    /// Of one that the catalogue does not have.
    id: Option<u64>,
    deleted: bool,
    fields: ProductFields,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// What may be said of a product: what is not said stays as it is.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ProductFields {
    pub sku: Option<String>,
    name: Option<String>,
    price: Option<f64>,
    weight: Option<f64>,
    status: Option<u8>,
    #[serde(default)]
    extension_attributes: Links,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Links {
    category_links: Option<Vec<Link>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Link {
    category_id: String,
}

impl ProductFields {
    /// With what is said now.
    fn take(&mut self, said: Self) {
        let Self { sku: _, name, price, weight, status, extension_attributes } = said;
        self.name = name.or(self.name.take());
        self.price = price.or(self.price);
        self.weight = weight.or(self.weight);
        self.status = status.or(self.status);
        let links = extension_attributes.category_links.or(self.extension_attributes.category_links.take());
        self.extension_attributes.category_links = links;
    }

    fn put_into(&self, product: &mut Product) {
        if let Some(name) = &self.name {
            product.name.clone_from(name);
        }
        product.price = self.price.map_or(product.price, |price| thousandths(price) / 10);
        product.weight = self.weight.map_or(product.weight, thousandths);
        product.enabled = self.status.map_or(product.enabled, |status| status == 1);
        if let Some(links) = &self.extension_attributes.category_links {
            product.categories = links.iter().filter_map(|link| link.category_id.parse().ok()).collect();
        }
    }
}

/// Prices have cents, weights grams.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Neither is negative, nor as large.
fn thousandths(value: f64) -> u32 {
    (value * 1_000.0).round() as u32
}

impl Told {
    /// What the file holds; nothing where there is none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(file: &Path) -> Result<Self, String> {
        match std::fs::read(file) {
            Ok(json) => serde_json::from_slice(&json).map_err(|error| format!("{}: {error}", file.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{}: {error}", file.display())),
        }
    }

    /// Writes the file.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        let json = serde_json::to_vec_pretty(self).map_err(|error| error.to_string())?;
        std::fs::write(file, json).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// The products of the catalogue with what was told of them, and those that were created.
    pub fn products(&self, catalogue: Vec<Product>) -> Vec<Product> {
        let mut products: Vec<Product> = Vec::with_capacity(catalogue.len() + self.products.len());
        for mut product in catalogue {
            match self.products.get(&product.sku) {
                Some(told) if told.deleted => continue,
                Some(told) => {
                    told.fields.put_into(&mut product);
                    product.updated_at = product.updated_at.max(told.updated_at);
                }
                None => {}
            }
            products.push(product);
        }
        for (sku, told) in self.products.iter().filter(|(_, told)| !told.deleted) {
            let Some(id) = told.id else { continue };
            let mut product = Product {
                id,
                sku: sku.clone(),
                name: String::new(),
                price: 0,
                enabled: true,
                created_at: told.created_at,
                updated_at: told.updated_at,
                weight: 0,
                categories: Vec::new(),
                stock: Stock { main: 0, east: None },
                brand: "No name",
                colour: "Grey",
                noun: "Product",
            };
            told.fields.put_into(&mut product);
            products.push(product);
        }
        products
    }

    /// Creates or changes a product. `next` is the ID of a new one, `known` whether the catalogue has it.
    pub fn put_product(&mut self, sku: &str, said: ProductFields, known: bool, next: u64, now: DateTime<Utc>) {
        let taken = self.products.values().filter_map(|told| told.id).max();
        let told = self.products.entry(sku.to_owned()).or_insert_with(|| ToldProduct { created_at: now, ..ToldProduct::default() });
        if !known && (told.id.is_none() || told.deleted) {
            // A number is not used again.
            told.id = Some(taken.map_or(next, |taken| taken + 1));
        }
        told.deleted = false;
        told.fields.take(said);
        told.updated_at = now;
    }

    /// Deletes a product.
    pub fn delete_product(&mut self, sku: &str) {
        self.products.entry(sku.to_owned()).or_default().deleted = true;
    }

    /// The groups of the catalogue with what was told of them, and those that were created.
    pub fn groups(&self, catalogue: Vec<Group>) -> Vec<Group> {
        let mut groups: BTreeMap<u64, String> = catalogue.into_iter().map(|group| (group.id, group.code)).collect();
        for (id, code) in &self.groups {
            match code {
                Some(code) => drop(groups.insert(*id, code.clone())),
                None => drop(groups.remove(id)),
            }
        }
        groups.into_iter().map(|(id, code)| Group { id, code }).collect()
    }

    /// Creates or renames a group; `None` deletes it.
    pub fn put_group(&mut self, id: u64, code: Option<String>) {
        self.groups.insert(id, code);
    }

    /// A number that no group has had.
    pub fn next_group(&self, next: u64) -> u64 {
        self.groups.keys().next_back().map_or(next, |last| next.max(last + 1))
    }
}
