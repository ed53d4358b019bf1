//! How the shop is told of a product.

use std::time::Duration;

use connector_core::ChangedBody;
use connector_sync::http::to_json;
use connector_sync::{ExportAdapter, FindByNaturalKey, IdempotencyKey, NaturalKey, RemoteError, Written};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::ProductBody;
use super::client::OscarClient;
use super::model::{OscarCategoryId, OscarProduct, OscarProductId};

/// Products, by oscarapi's interface for administrators.
pub struct ProductExport;

impl ExportAdapter<OscarProduct> for ProductExport {
    type Body = ProductBody;
    /// The shop has each UPC once.
    type Create = NaturalKey;

    fn timeout(&self) -> Duration {
        Duration::from_secs(20)
    }

    /// The shop writes a product within one transaction of its own, and gunicorn ends what takes longer than half a minute.
    fn grace(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn create(&self, client: &OscarClient, body: &ProductBody, _: &IdempotencyKey) -> Result<Written<OscarProductId>, RemoteError> {
        let mut product = to_json(body)?;
        product["product_class"] = json!(client.product_class);
        product["categories"] = places(client, &body.categories).await?;
        product["stockrecords"][0]["partner"] = json!(client.supplier());
        let created = client.write(Method::POST, "products", &product).await?;
        Ok(Written::new(id_in(&created)?))
    }

    /// A `PATCH` adds categories, and takes none away: where they are others than before, the whole product is sent.
    async fn update(
        &self,
        client: &OscarClient,
        id: &OscarProductId,
        changed: &ChangedBody<ProductBody>,
    ) -> Result<Written<OscarProductId>, RemoteError> {
        let path = format!("products/{}", id.0);
        let current = client.get(&path).await?;
        let whole = changed.has("categories");
        let mut product = if whole { to_json(changed.body())? } else { to_json(changed)? };
        if whole {
            product["categories"] = places(client, &changed.body().categories).await?;
            for stays in ["slug", "structure", "product_class"] {
                product[stays] = current[stays].clone();
            }
        }
        if let Some(stock) = product.pointer_mut("/stockrecords/0") {
            // Whose stock it is: otherwise the shop makes another record of it.
            let kept = &current["stockrecords"][0];
            stock["partner"] = if kept.is_null() { json!(client.supplier()) } else { kept["partner"].clone() };
            if !kept.is_null() {
                stock["partner_sku"] = kept["partner_sku"].clone();
            }
        }
        client.write(if whole { Method::PUT } else { Method::PATCH }, &path, &product).await?;
        Ok(Written::new(*id))
    }

    async fn delete(&self, client: &OscarClient, id: &OscarProductId) -> Result<(), RemoteError> {
        client.delete(&format!("products/{}", id.0)).await
    }
}

impl FindByNaturalKey<OscarProduct> for ProductExport {
    async fn find_by_natural_key(&self, client: &OscarClient, body: &ProductBody) -> Result<Vec<OscarProductId>, RemoteError> {
        /// All that is asked for.
        #[derive(Deserialize)]
        struct Found {
            id: OscarProductId,
        }
        let found: Vec<Found> = client.find("products", 2, ("upc", body.upc.clone())).await?;
        Ok(found.into_iter().map(|found| found.id).collect())
    }
}

/// Categories by the shop's way to name them, from the root on: `Books > Travel`.
async fn places(client: &OscarClient, categories: &[OscarCategoryId]) -> Result<Value, RemoteError> {
    let mut places = Vec::with_capacity(categories.len());
    for category in categories {
        let category = client.get(&format!("categories/{}", category.0)).await?;
        places.push(category["breadcrumbs"].clone());
    }
    Ok(Value::Array(places))
}

/// The ID at the end of a record's address: `…/api/admin/products/12/`.
fn id_in(answer: &Value) -> Result<OscarProductId, RemoteError> {
    let id = answer["url"].as_str().and_then(|url| url.trim_end_matches('/').rsplit('/').next()?.parse().ok());
    id.map(OscarProductId).ok_or_else(|| RemoteError::invalid_data(format!("products: {} is no address of a product", answer["url"])))
}
