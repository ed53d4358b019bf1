//! What the shop sends, and what becomes of it.

use chrono::{DateTime, Utc};
use connector_core::{ImportMapper, Json, LinkRequests, MapContext, Mapped, MappingError};
use serde::Deserialize;

use crate::model::{Category, OscarCategory, OscarCategoryId, OscarProduct, OscarProductId, Product};

/// A category, from `/api/sync/categories/`.
#[derive(Debug, Deserialize)]
pub struct RemoteCategory {
    pub id: OscarCategoryId,
    name: String,
    parent_id: Option<OscarCategoryId>,
}

/// A product, from `/api/sync/products/`.
#[derive(Debug, Deserialize)]
pub struct RemoteProduct {
    pub id: OscarProductId,
    upc: Option<String>,
    title: String,
    date_updated: DateTime<Utc>,
    categories: Vec<InCategory>,
    price: Option<String>,
    currency: Option<String>,
    num_in_stock: Option<i64>,
}

/// A category that a product is in.
#[derive(Debug, Deserialize)]
struct InCategory {
    id: OscarCategoryId,
}

impl ImportMapper for RemoteCategory {
    type Binding = OscarCategory;

    fn external_id(&self) -> Result<OscarCategoryId, MappingError> {
        Ok(self.id)
    }

    fn links(&self, links: &mut LinkRequests) {
        if let Some(parent) = &self.parent_id {
            links.needs::<OscarCategory>(parent);
        }
    }

    fn map(&self, context: &MapContext<'_, OscarCategory>) -> Result<Mapped<OscarCategory>, MappingError> {
        let parent_id = self.parent_id.as_ref().map(|parent| context.linked_record::<OscarCategory>(parent)).transpose()?;
        let binding =
            OscarCategory { record_id: context.record_id(), backend_id: context.backend_id(), external_id: self.id, sync_date: None };
        Ok(Mapped::new(Category { name: self.name.clone(), parent_id }, binding))
    }
}

impl ImportMapper for RemoteProduct {
    type Binding = OscarProduct;

    fn external_id(&self) -> Result<OscarProductId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.date_updated)
    }

    fn links(&self, links: &mut LinkRequests) {
        for category in &self.categories {
            links.needs::<OscarCategory>(&category.id);
        }
    }

    fn map(&self, context: &MapContext<'_, OscarProduct>) -> Result<Mapped<OscarProduct>, MappingError> {
        let categories = self.categories.iter().map(|category| context.linked_record::<OscarCategory>(&category.id));
        let record = Product {
            upc: self.upc.clone(),
            title: self.title.clone(),
            price: self.price.clone(),
            currency: self.currency.clone(),
            stock: self.num_in_stock,
            categories: Json(categories.collect::<Result<_, _>>()?),
        };
        let binding = OscarProduct {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id,
            sync_date: None,
            external_updated_at: None,
        };
        Ok(Mapped::new(record, binding))
    }
}
