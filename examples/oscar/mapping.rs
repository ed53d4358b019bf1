//! What becomes of what the shop sends.

use chrono::{DateTime, Utc};
use connector_core::{ImportMapper, Json, LinkRequests, MapContext, Mapped, MappingError};

use super::model::{
    Category, Customer, Order, OrderLine, OscarCategory, OscarCategoryId, OscarCustomer, OscarCustomerId, OscarOrder, OscarOrderId,
    OscarOrderLine, OscarOrderLineId, OscarProduct, OscarProductId, Product,
};
use super::remote::{RemoteCategory, RemoteCustomer, RemoteOrder, RemoteOrderLine, RemoteProduct};

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
            links.needs::<OscarCategory>(category);
        }
    }

    fn map(&self, context: &MapContext<'_, OscarProduct>) -> Result<Mapped<OscarProduct>, MappingError> {
        let categories = self.categories.iter().map(|category| context.linked_record::<OscarCategory>(category));
        let record = Product {
            upc: self.upc.clone(),
            title: self.title.clone(),
            price: self.price,
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

impl ImportMapper for RemoteCustomer {
    type Binding = OscarCustomer;

    fn external_id(&self) -> Result<OscarCustomerId, MappingError> {
        Ok(self.id)
    }

    fn map(&self, context: &MapContext<'_, OscarCustomer>) -> Result<Mapped<OscarCustomer>, MappingError> {
        let name = format!("{} {}", self.first_name, self.last_name);
        let record =
            Customer { email: given(&self.email), name: given(name.trim()).unwrap_or_else(|| self.email.clone()), active: self.is_active };
        let binding =
            OscarCustomer { record_id: context.record_id(), backend_id: context.backend_id(), external_id: self.id, sync_date: None };
        Ok(Mapped::new(record, binding))
    }
}

impl ImportMapper for RemoteOrder {
    type Binding = OscarOrder;

    fn external_id(&self) -> Result<OscarOrderId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.date_updated)
    }

    fn links(&self, links: &mut LinkRequests) {
        if let Some(customer) = &self.user_id {
            links.needs::<OscarCustomer>(customer);
        }
    }

    fn map(&self, context: &MapContext<'_, OscarOrder>) -> Result<Mapped<OscarOrder>, MappingError> {
        let record = Order {
            number: self.number.clone(),
            customer_id: self.user_id.as_ref().map(|customer| context.linked_record::<OscarCustomer>(customer)).transpose()?,
            guest_email: given(&self.guest_email),
            placed_at: self.date_placed,
            status: self.status.clone(),
            currency: self.currency.clone(),
            total: self.total_incl_tax,
        };
        let binding = OscarOrder {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id,
            sync_date: None,
            external_updated_at: None,
        };
        Ok(Mapped::new(record, binding))
    }
}

impl ImportMapper for RemoteOrderLine {
    type Binding = OscarOrderLine;

    fn external_id(&self) -> Result<OscarOrderLineId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.date_updated)
    }

    fn links(&self, links: &mut LinkRequests) {
        links.needs::<OscarOrder>(&self.order_id);
        if let Some(product) = &self.product_id {
            links.needs::<OscarProduct>(product);
        }
    }

    fn map(&self, context: &MapContext<'_, OscarOrderLine>) -> Result<Mapped<OscarOrderLine>, MappingError> {
        let record = OrderLine {
            order_id: context.linked_record::<OscarOrder>(&self.order_id)?,
            product_id: self.product_id.as_ref().map(|product| context.linked_record::<OscarProduct>(product)).transpose()?,
            title: self.title.clone(),
            quantity: self.quantity,
            price: self.line_price_incl_tax,
        };
        let binding = OscarOrderLine {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id,
            sync_date: None,
            external_updated_at: None,
            order: context.linked_binding::<OscarOrder>(&self.order_id)?,
        };
        Ok(Mapped::new(record, binding))
    }
}

/// The shop sends an empty text where there is none.
fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
