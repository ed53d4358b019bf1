//! The addresses that write: products and customer groups.

use std::sync::PoisonError;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;

use super::catalogue::{Group, Product};
use super::routes::{OneProduct, Problem, Server, Shared, answer, no_such_product};
use super::shapes;
use super::told::{ProductFields, Told};

/// How a product is sent.
#[derive(Deserialize)]
pub struct ProductBody {
    product: ProductFields,
}

/// How a customer group is sent.
#[derive(Deserialize)]
pub struct GroupBody {
    group: GroupFields,
}

#[derive(Deserialize)]
struct GroupFields {
    code: String,
}

/// The parameters of the address of a group.
#[derive(Deserialize)]
pub struct OneGroup {
    id: u64,
}

impl Server {
    /// All products at a time, with what the shop was told.
    pub fn products(&self, now: DateTime<Utc>) -> Vec<Product> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).products(self.catalogue.products(now))
    }

    /// All customer groups.
    pub fn groups(&self) -> Vec<Group> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).groups(self.catalogue.groups())
    }

    /// Takes something down, and keeps it.
    fn tell<R>(&self, change: impl FnOnce(&mut Told) -> Result<R, Problem>) -> Result<R, Problem> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let done = change(&mut told)?;
        if let Some(file) = &self.file {
            told.write(file).map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error))?;
        }
        Ok(done)
    }

    /// Deletes a product.
    pub fn delete_product(&self, sku: &str) -> Result<(), Problem> {
        if !self.products(self.now()).iter().any(|product| product.sku == sku) {
            return Err(no_such_product());
        }
        self.tell(|told| {
            told.delete_product(sku);
            Ok(())
        })
    }

    /// Creates or changes a product, and says what it is then.
    fn put_product(&self, sku: &str, said: ProductFields) -> Result<Response, Problem> {
        let now = self.now();
        let catalogue = self.catalogue.products(now);
        let (known, next) = (catalogue.iter().any(|product| product.sku == sku), catalogue.len() as u64 + 1);
        self.tell(|told| {
            told.put_product(sku, said, known, next, now.trunc_subsecs(0));
            Ok(())
        })?;
        let products = self.products(now);
        let product = products.iter().find(|product| product.sku == sku).ok_or_else(no_such_product)?;
        Ok(answer(shapes::product(product, self.version).to_string()))
    }

    /// Creates or renames a customer group, and says what it is then.
    fn put_group(&self, id: Option<u64>, GroupFields { code }: GroupFields) -> Result<Response, Problem> {
        let groups = self.groups();
        if groups.iter().any(|group| group.code == code && Some(group.id) != id) {
            return Err(Problem::new(StatusCode::BAD_REQUEST, "Customer Group already exists."));
        }
        if id.is_some_and(|id| !groups.iter().any(|group| group.id == id)) {
            return Err(no_such_group());
        }
        let next = self.catalogue.groups().len() as u64;
        let id = self.tell(|told| {
            let id = id.unwrap_or_else(|| told.next_group(next));
            told.put_group(id, Some(code.clone()));
            Ok(id)
        })?;
        Ok(answer(shapes::group(&Group { id, code }).to_string()))
    }
}

fn no_such_group() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such entity.")
}

/// As Magento does: a product that is there already is changed.
pub async fn post_product(State(server): Shared, Json(ProductBody { product }): Json<ProductBody>) -> Result<Response, Problem> {
    match product.sku.clone().filter(|sku| !sku.is_empty()) {
        Some(sku) => server.put_product(&sku, product),
        None => {
            Err(Problem::new(StatusCode::BAD_REQUEST, "The \"Product SKU\" attribute value is empty. Set the attribute and try again."))
        }
    }
}

pub async fn put_product(
    State(server): Shared,
    Path(OneProduct { sku }): Path<OneProduct>,
    Json(ProductBody { product }): Json<ProductBody>,
) -> Result<Response, Problem> {
    if !server.products(server.now()).iter().any(|product| product.sku == sku) {
        return Err(no_such_product());
    }
    server.put_product(&sku, product)
}

pub async fn delete_product(State(server): Shared, Path(OneProduct { sku }): Path<OneProduct>) -> Result<Response, Problem> {
    server.delete_product(&sku)?;
    Ok(answer("true".to_owned()))
}

pub async fn post_group(State(server): Shared, Json(GroupBody { group }): Json<GroupBody>) -> Result<Response, Problem> {
    let answer = server.put_group(None, group)?;
    server.lose_answer()?;
    Ok(answer)
}

pub async fn put_group(
    State(server): Shared,
    Path(OneGroup { id }): Path<OneGroup>,
    Json(GroupBody { group }): Json<GroupBody>,
) -> Result<Response, Problem> {
    server.put_group(Some(id), group)
}

pub async fn delete_group(State(server): Shared, Path(OneGroup { id }): Path<OneGroup>) -> Result<Response, Problem> {
    if !server.groups().iter().any(|group| group.id == id) {
        return Err(no_such_group());
    }
    server.tell(|told| {
        told.put_group(id, None);
        Ok(())
    })?;
    Ok(answer("true".to_owned()))
}
