//! What becomes of what Tryton sends.

use chrono::{DateTime, Utc};
use connector_core::{ImportMapper, Json, LinkRequests, MapContext, Mapped, MappingError};

use super::model::{
    Address, Party, PartyCategory, Template, TrytonAddress, TrytonAddressId, TrytonParty, TrytonPartyCategory, TrytonPartyCategoryId,
    TrytonPartyId, TrytonTemplate, TrytonTemplateId, TrytonVariant, TrytonVariantId, Variant,
};
use super::remote::{RemoteAddress, RemoteParty, RemotePartyCategory, RemoteTemplate, RemoteVariant};

impl ImportMapper for RemotePartyCategory {
    type Binding = TrytonPartyCategory;

    fn external_id(&self) -> Result<TrytonPartyCategoryId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.dates.last())
    }

    fn links(&self, links: &mut LinkRequests) {
        if let Some(parent) = &self.parent {
            links.needs::<TrytonPartyCategory>(parent);
        }
    }

    fn map(&self, context: &MapContext<'_, TrytonPartyCategory>) -> Result<Mapped<TrytonPartyCategory>, MappingError> {
        let record = PartyCategory {
            name: self.name.clone(),
            parent_id: self.parent.as_ref().map(|parent| context.linked_record::<TrytonPartyCategory>(parent)).transpose()?,
            active: self.active,
        };
        let binding = TrytonPartyCategory {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id,
            sync_date: None,
            external_updated_at: None,
        };
        Ok(Mapped::new(record, binding))
    }
}

impl ImportMapper for RemoteParty {
    type Binding = TrytonParty;

    fn external_id(&self) -> Result<TrytonPartyId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.dates.last())
    }

    fn links(&self, links: &mut LinkRequests) {
        for category in &self.categories {
            links.needs::<TrytonPartyCategory>(category);
        }
    }

    fn map(&self, context: &MapContext<'_, TrytonParty>) -> Result<Mapped<TrytonParty>, MappingError> {
        let categories = self.categories.iter().map(|category| context.linked_record::<TrytonPartyCategory>(category));
        let record = Party {
            name: self.name.clone(),
            code: self.code.clone(),
            active: self.active,
            categories: Json(categories.collect::<Result<_, _>>()?),
        };
        let binding = TrytonParty {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id,
            sync_date: None,
            external_updated_at: None,
        };
        Ok(Mapped::new(record, binding))
    }
}

impl ImportMapper for RemoteAddress {
    type Binding = TrytonAddress;

    fn external_id(&self) -> Result<TrytonAddressId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.dates.last())
    }

    fn links(&self, links: &mut LinkRequests) {
        links.needs::<TrytonParty>(&self.party);
    }

    fn map(&self, context: &MapContext<'_, TrytonAddress>) -> Result<Mapped<TrytonAddress>, MappingError> {
        let record = Address {
            party_id: context.linked_record::<TrytonParty>(&self.party)?,
            street: self.street.clone(),
            postal_code: self.postal_code.clone(),
            city: self.city.clone(),
            country: self.country.as_ref().and_then(|country| country.code.clone()),
            active: self.active,
        };
        let binding = TrytonAddress {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id,
            sync_date: None,
            external_updated_at: None,
            party: context.linked_binding::<TrytonParty>(&self.party)?,
        };
        Ok(Mapped::new(record, binding))
    }
}

impl ImportMapper for RemoteTemplate {
    type Binding = TrytonTemplate;

    fn external_id(&self) -> Result<TrytonTemplateId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.dates.last())
    }

    fn map(&self, context: &MapContext<'_, TrytonTemplate>) -> Result<Mapped<TrytonTemplate>, MappingError> {
        let record = Template {
            name: self.name.clone(),
            code: self.code.clone(),
            kind: self.kind.parse().map_err(|error| MappingError::new(format!("`type`: {error}")))?,
            unit: self.unit.symbol.clone(),
            list_price: self.list_price,
            active: self.active,
        };
        let binding = TrytonTemplate {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id,
            sync_date: None,
            external_updated_at: None,
        };
        Ok(Mapped::new(record, binding))
    }
}

impl ImportMapper for RemoteVariant {
    type Binding = TrytonVariant;

    fn external_id(&self) -> Result<TrytonVariantId, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.dates.last())
    }

    fn links(&self, links: &mut LinkRequests) {
        links.needs::<TrytonTemplate>(&self.template);
    }

    fn map(&self, context: &MapContext<'_, TrytonVariant>) -> Result<Mapped<TrytonVariant>, MappingError> {
        let record = Variant {
            template_id: context.linked_record::<TrytonTemplate>(&self.template)?,
            code: self.code.clone(),
            list_price: self.list_price,
            active: self.active,
        };
        let binding = TrytonVariant {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: self.id,
            sync_date: None,
            external_updated_at: None,
            template: context.linked_binding::<TrytonTemplate>(&self.template)?,
        };
        Ok(Mapped::new(record, binding))
    }
}
