//! What Magento is sent, and how.

use connector_core::{ChangedBody, ExportMapper};
use connector_sync::{ExportAdapter, FindByNaturalKey, IdempotencyKey, NaturalKey, RemoteError, Unsafe, Written};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::adapter::ProductAdapter;
use crate::client::MagentoClient;
use crate::model::{CategoryId, CustomerGroupId, MagentoPartnerCategory, MagentoProduct, MagentoProductCategory};
use crate::remote::{RemoteGroup, RemoteProduct};

/// The tax class of customers that a new shop has.
const RETAIL_CUSTOMER: i64 = 3;
/// The attribute set that every shop has.
const DEFAULT_ATTRIBUTES: i64 = 4;

/// A customer group, for `/V1/customerGroups`. Magento takes it whole, or not at all.
#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = MagentoPartnerCategory)]
pub struct GroupBody {
    #[map(from = record.name, always)]
    code: String,
    #[map(from = tax_class_id, default = RETAIL_CUSTOMER, always)]
    tax_class_id: i64,
}

/// A product, for `/V1/products`. Its stock is the shop's own affair.
#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = MagentoProduct)]
pub struct ProductBody {
    #[map(from = record.sku, only_create)]
    sku: String,
    #[map(from = record.name)]
    name: String,
    #[map(from = record.price, default = 0.0)]
    price: f64,
    #[map(from = record.weight)]
    weight: Option<f64>,
    #[map(from = record.active, with = status)]
    status: u8,
    #[map(from = record.categories, via = MagentoProductCategory, with = in_categories)]
    extension_attributes: ProductLinks,
    #[map(value = "simple", only_create)]
    type_id: String,
    #[map(value = DEFAULT_ATTRIBUTES, only_create)]
    attribute_set_id: i64,
}

/// The categories that a product is in.
#[derive(Debug, Serialize, Deserialize)]
struct ProductLinks {
    category_links: Vec<CategoryLink>,
}

#[derive(Debug, Serialize, Deserialize)]
struct CategoryLink {
    position: usize,
    category_id: String,
}

fn status(active: bool) -> u8 {
    if active { 1 } else { 2 }
}

fn in_categories(ids: &[CategoryId]) -> ProductLinks {
    let link = |(position, id): (usize, &CategoryId)| CategoryLink { position, category_id: id.0.to_string() };
    ProductLinks { category_links: ids.iter().enumerate().map(link).collect() }
}

/// Customer groups.
pub struct GroupExport;

impl ExportAdapter<MagentoPartnerCategory> for GroupExport {
    type Body = GroupBody;
    /// A code is a name that people change: that the shop has it does not say that it is this group. So a person looks.
    type Create = Unsafe;

    async fn create(&self, client: &MagentoClient, body: &GroupBody, _: &IdempotencyKey) -> Result<Written<CustomerGroupId>, RemoteError> {
        let group: RemoteGroup = client.write(Method::POST, &["customerGroups"]).body(&json!({"group": body})).json().await?;
        Ok(Written::new(group.id))
    }

    async fn update(
        &self,
        client: &MagentoClient,
        id: &CustomerGroupId,
        changed: &ChangedBody<GroupBody>,
    ) -> Result<Written<CustomerGroupId>, RemoteError> {
        let path = ["customerGroups", &id.0.to_string()];
        let group: RemoteGroup = client.write(Method::PUT, &path).body(&json!({"group": changed})).json().await?;
        Ok(Written::new(group.id))
    }

    async fn delete(&self, client: &MagentoClient, id: &CustomerGroupId) -> Result<(), RemoteError> {
        client.write(Method::DELETE, &["customerGroups", &id.0.to_string()]).done().await
    }
}

/// Products.
pub struct ProductExport;

impl ExportAdapter<MagentoProduct> for ProductExport {
    type Body = ProductBody;
    /// The SKU is the product's ID there: one that the shop has is this one.
    type Create = NaturalKey;

    async fn create(&self, client: &MagentoClient, body: &ProductBody, _: &IdempotencyKey) -> Result<Written<String>, RemoteError> {
        written(client.write(Method::POST, &["products"]).body(&json!({"product": body})).json().await?)
    }

    async fn update(
        &self,
        client: &MagentoClient,
        sku: &String,
        changed: &ChangedBody<ProductBody>,
    ) -> Result<Written<String>, RemoteError> {
        written(client.write(Method::PUT, &["products", sku]).body(&json!({"product": changed})).json().await?)
    }

    async fn delete(&self, client: &MagentoClient, sku: &String) -> Result<(), RemoteError> {
        client.write(Method::DELETE, &["products", sku]).done().await
    }
}

/// The shop's date of the change: by that the next import knows its own echo.
#[allow(clippy::unnecessary_wraps)] // As it is given back.
fn written(product: RemoteProduct) -> Result<Written<String>, RemoteError> {
    Ok(Written::new(product.sku).updated_at(Some(product.updated_at)))
}

impl FindByNaturalKey<MagentoProduct> for ProductExport {
    async fn find_by_natural_key(&self, client: &MagentoClient, body: &ProductBody) -> Result<Vec<String>, RemoteError> {
        let found = ProductAdapter::by_sku(client, std::slice::from_ref(&body.sku)).await?;
        Ok(found.into_iter().flatten().map(|product| product.sku).collect())
    }
}
