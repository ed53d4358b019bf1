//! What the shop writes, and how it is mapped.

use connector_core::{ImportMapper, LinkRequests, MapContext, Mapped, MappingError};
use serde::Deserialize;

use crate::{Category, Product, ShopCategory, ShopProduct};

/// A category as the shop has it.
#[derive(Debug, Clone, Deserialize)]
pub struct RemoteCategory {
    /// Its number.
    pub id: u32,
    /// What people call it.
    pub name: String,
}

/// A product as the shop has it.
#[derive(Debug, Clone, Deserialize)]
pub struct RemoteProduct {
    /// Its SKU.
    pub sku: String,
    /// What people call it.
    pub name: String,
    /// In which category it is.
    pub category: Option<u32>,
}

impl ImportMapper for RemoteCategory {
    type Binding = ShopCategory;

    fn external_id(&self) -> Result<u32, MappingError> {
        Ok(self.id)
    }

    fn map(&self, context: &MapContext<'_, ShopCategory>) -> Result<Mapped<ShopCategory>, MappingError> {
        let binding =
            ShopCategory { record_id: context.record_id(), backend_id: context.backend_id(), external_id: Some(self.id), sync_date: None };
        Ok(Mapped::new(Category { name: self.name.clone() }, binding))
    }
}

impl ImportMapper for RemoteProduct {
    type Binding = ShopProduct;

    fn external_id(&self) -> Result<String, MappingError> {
        Ok(self.sku.clone())
    }

    fn links(&self, links: &mut LinkRequests) {
        if let Some(category) = &self.category {
            links.needs::<ShopCategory>(category);
        }
    }

    fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
        let category_id = self.category.as_ref().map(|category| context.linked_record::<ShopCategory>(category)).transpose()?;
        let binding = ShopProduct {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: Some(self.sku.clone()),
            sync_date: None,
        };
        Ok(Mapped::new(Product { title: self.name.clone(), category_id }, binding))
    }
}
