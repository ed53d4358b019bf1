//! What Magento sends, and what becomes of it.

use chrono::{DateTime, NaiveDateTime, Utc};
use connector_core::{ImportMapper, Json, LinkRequests, MapContext, Mapped, MappingError, Skip};
use serde::{Deserialize, Deserializer};

use crate::model::{CategoryId, CustomerGroupId, MagentoPartnerCategory, MagentoProduct, MagentoProductCategory, Product, ProductCategory};

/// A date as Magento writes it: UTC, and without saying so.
fn utc<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let time = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S");
    time.map(|time| time.and_utc()).map_err(|error| serde::de::Error::custom(format_args!("{text:?}: {error}")))
}

/// A customer group, from `/V1/customerGroups/search`.
#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = MagentoPartnerCategory)]
pub struct RemoteGroup {
    #[map(external_id)]
    pub id: CustomerGroupId,
    #[map(to = record.name)]
    code: String,
    #[map(to = tax_class_id)]
    tax_class_id: Option<i64>,
}

/// A category, from `/V1/categories/list`.
#[derive(Debug, Deserialize)]
pub struct RemoteCategory {
    pub id: CategoryId,
    parent_id: CategoryId,
    name: String,
    is_active: bool,
    position: i64,
    level: u32,
    #[serde(deserialize_with = "utc")]
    updated_at: DateTime<Utc>,
}

impl RemoteCategory {
    /// The category above it; the root has none.
    fn parent(&self) -> Option<&CategoryId> {
        (self.level > 0).then_some(&self.parent_id)
    }
}

impl ImportMapper for RemoteCategory {
    type Binding = MagentoProductCategory;

    fn external_id(&self) -> Result<CategoryId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.updated_at)
    }

    fn links(&self, links: &mut LinkRequests) {
        if let Some(parent) = self.parent() {
            links.needs::<MagentoProductCategory>(parent);
        }
    }

    fn map(&self, context: &MapContext<'_, MagentoProductCategory>) -> Result<Mapped<MagentoProductCategory>, MappingError> {
        let parent_id = self.parent().map(|parent| context.linked_record::<MagentoProductCategory>(parent)).transpose()?;
        let binding = MagentoProductCategory {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: Some(self.id),
            sync_date: None,
            external_updated_at: None,
            position: self.position,
        };
        Ok(Mapped::new(ProductCategory { name: self.name.clone(), parent_id, active: self.is_active }, binding))
    }
}

/// A product, from `/V1/products`.
#[derive(Debug, Deserialize)]
pub struct RemoteProduct {
    pub id: i64,
    #[serde(default)]
    pub sku: String,
    name: String,
    price: Option<f64>,
    weight: Option<f64>,
    status: u8,
    type_id: String,
    #[serde(deserialize_with = "utc")]
    pub updated_at: DateTime<Utc>,
    extension_attributes: ProductExtension,
    /// Where the version keeps stock apart from the product, the adapter puts it here.
    #[serde(skip)]
    pub stock: Option<f64>,
}

/// What Magento's modules add to a product.
#[derive(Debug, Deserialize)]
struct ProductExtension {
    #[serde(default)]
    category_links: Vec<CategoryLink>,
    stock_item: Option<StockItem>,
}

/// A category that a product is in.
#[derive(Debug, Deserialize)]
struct CategoryLink {
    category_id: String,
}

/// The stock of a product in 2.0.
#[derive(Debug, Deserialize)]
struct StockItem {
    qty: f64,
}

impl RemoteProduct {
    fn categories(&self) -> impl Iterator<Item = Option<CategoryId>> {
        self.extension_attributes.category_links.iter().map(|link| link.category_id.parse().ok().map(CategoryId))
    }
}

impl ImportMapper for RemoteProduct {
    type Binding = MagentoProduct;

    fn external_id(&self) -> Result<String, MappingError> {
        if self.sku.is_empty() {
            return Err(MappingError::new("the product has no SKU: give it one in the shop"));
        }
        Ok(self.sku.clone())
    }

    fn reference(&self) -> Option<String> {
        Some(format!("entity ID {}", self.id))
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.updated_at)
    }

    fn skip(&self) -> Option<Skip> {
        (self.type_id != "simple").then(|| Skip::because("only simple products are imported"))
    }

    fn links(&self, links: &mut LinkRequests) {
        for category in self.categories().flatten() {
            links.needs::<MagentoProductCategory>(&category);
        }
    }

    fn map(&self, context: &MapContext<'_, MagentoProduct>) -> Result<Mapped<MagentoProduct>, MappingError> {
        if let Some(other) = context.binding().filter(|kept| kept.magento_id != self.id) {
            return Err(MappingError::new(format!(
                "the shop has two products with this SKU, entity IDs {} and {}: give one another SKU; or, if {0} is deleted, delete its binding",
                other.magento_id, self.id
            )));
        }
        let categories = self.categories().map(|category| {
            let category = category.ok_or_else(|| MappingError::new("`category_links` holds a `category_id` that is no number"))?;
            context.linked_record::<MagentoProductCategory>(&category)
        });
        let stock = self.stock.or(self.extension_attributes.stock_item.as_ref().map(|item| item.qty));
        let record = Product {
            sku: self.sku.clone(),
            name: self.name.clone(),
            price: self.price,
            weight: self.weight,
            stock: stock.ok_or_else(|| MappingError::new("the shop says nothing of its stock: is `--version` the shop's?"))?,
            categories: Json(categories.collect::<Result<_, _>>()?),
            active: self.status == 1,
        };
        let binding = MagentoProduct {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: Some(self.sku.clone()),
            sync_date: None,
            external_updated_at: None,
            magento_id: self.id,
        };
        Ok(Mapped::new(record, binding))
    }
}
