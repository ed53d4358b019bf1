//! What Tryton sends, rows of its models with the fields that are asked for, and what becomes of it.

use chrono::{DateTime, Utc};
use connector_core::ImportMapper;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::model::{
    ProductKind, TrytonAddress, TrytonAddressId, TrytonParty, TrytonPartyCategory, TrytonPartyCategoryId, TrytonPartyId, TrytonTemplate,
    TrytonTemplateId, TrytonVariant, TrytonVariantId,
};
use super::typed;

/// Tryton's model of parties.
pub(super) const PARTIES: &str = "party.party";
/// Tryton's model of what all variants of a product have in common.
pub(super) const TEMPLATES: &str = "product.template";

/// A row, and what is asked of Tryton to get it. The ID always comes along.
pub trait Row: DeserializeOwned {
    /// Tryton's model.
    const MODEL: &'static str;
    /// The fields to read. `country.code` is the field `code` of what `country` links.
    const FIELDS: &'static [&'static str];
}

/// When a row was last changed: a row that was never written after its creation may have no `write_date`.
#[derive(Debug, Deserialize)]
pub struct Dates {
    create_date: DateTime<Utc>,
    write_date: Option<DateTime<Utc>>,
}

impl Dates {
    /// The last of them.
    #[must_use]
    pub fn last(&self) -> DateTime<Utc> {
        self.write_date.unwrap_or(self.create_date)
    }
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = TrytonPartyCategory)]
pub(super) struct RemotePartyCategory {
    #[map(external_id)]
    id: TrytonPartyCategoryId,
    #[map(to = record.name)]
    name: String,
    #[map(to = record.parent_id, via = TrytonPartyCategory)]
    parent: Option<TrytonPartyCategoryId>,
    #[map(to = record.active)]
    #[serde(deserialize_with = "typed::flag")]
    active: bool,
    #[map(external_updated_at, with = Dates::last)]
    #[serde(flatten)]
    dates: Dates,
}

impl Row for RemotePartyCategory {
    const MODEL: &'static str = "party.category";
    const FIELDS: &'static [&'static str] = &["name", "parent", "active", "create_date", "write_date"];
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = TrytonParty)]
pub(super) struct RemoteParty {
    #[map(external_id)]
    id: TrytonPartyId,
    #[map(to = record.name)]
    name: String,
    #[map(to = record.code)]
    code: Option<String>,
    #[map(to = record.active)]
    #[serde(deserialize_with = "typed::flag")]
    active: bool,
    #[map(to = record.categories, via = TrytonPartyCategory)]
    categories: Vec<TrytonPartyCategoryId>,
    #[map(external_updated_at, with = Dates::last)]
    #[serde(flatten)]
    dates: Dates,
}

impl Row for RemoteParty {
    const MODEL: &'static str = PARTIES;
    const FIELDS: &'static [&'static str] = &["name", "code", "active", "categories", "create_date", "write_date"];
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = TrytonAddress)]
pub(super) struct RemoteAddress {
    #[map(external_id)]
    id: TrytonAddressId,
    #[map(to = record.party_id, via = TrytonParty)]
    #[map(to = party, via = TrytonParty)]
    party: TrytonPartyId,
    #[map(to = record.street)]
    street: Option<String>,
    #[map(to = record.postal_code)]
    postal_code: Option<String>,
    #[map(to = record.city)]
    city: Option<String>,
    #[map(to = record.country, with = code)]
    #[serde(rename = "country.")]
    country: Option<RemoteCountry>,
    #[map(to = record.active)]
    #[serde(deserialize_with = "typed::flag")]
    active: bool,
    #[map(external_updated_at, with = Dates::last)]
    #[serde(flatten)]
    dates: Dates,
}

#[derive(Debug, Deserialize)]
struct RemoteCountry {
    code: Option<String>,
}

#[allow(clippy::ref_option)] // As the mapper hands it over.
fn code(country: &Option<RemoteCountry>) -> Option<&str> {
    country.as_ref()?.code.as_deref()
}

impl Row for RemoteAddress {
    const MODEL: &'static str = "party.address";
    const FIELDS: &'static [&'static str] =
        &["party", "street", "postal_code", "city", "country.code", "active", "create_date", "write_date"];
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = TrytonTemplate)]
pub(super) struct RemoteTemplate {
    #[map(external_id)]
    id: TrytonTemplateId,
    #[map(to = record.name)]
    name: String,
    #[map(to = record.code)]
    code: Option<String>,
    #[map(to = record.kind, with = kind)]
    #[serde(rename = "type")]
    kind: String,
    #[map(to = record.unit, with = symbol)]
    #[serde(rename = "default_uom.")]
    unit: RemoteUnit,
    #[map(to = record.list_price)]
    list_price: Option<Decimal>,
    #[map(to = record.active)]
    #[serde(deserialize_with = "typed::flag")]
    active: bool,
    #[map(external_updated_at, with = Dates::last)]
    #[serde(flatten)]
    dates: Dates,
}

#[derive(Debug, Deserialize)]
struct RemoteUnit {
    symbol: String,
}

fn kind(kind: &str) -> Result<ProductKind, <ProductKind as std::str::FromStr>::Err> {
    kind.parse()
}

fn symbol(unit: &RemoteUnit) -> &str {
    &unit.symbol
}

impl Row for RemoteTemplate {
    const MODEL: &'static str = TEMPLATES;
    const FIELDS: &'static [&'static str] =
        &["name", "code", "type", "default_uom.symbol", "list_price", "active", "create_date", "write_date"];
}

#[derive(Debug, Deserialize, ImportMapper)]
#[mapper(to = TrytonVariant)]
pub(super) struct RemoteVariant {
    #[map(external_id)]
    id: TrytonVariantId,
    #[map(to = record.template_id, via = TrytonTemplate)]
    #[map(to = template, via = TrytonTemplate)]
    template: TrytonTemplateId,
    #[map(to = record.code)]
    code: Option<String>,
    #[map(to = record.list_price)]
    list_price: Option<Decimal>,
    #[map(to = record.active)]
    #[serde(deserialize_with = "typed::flag")]
    active: bool,
    #[map(external_updated_at, with = Dates::last)]
    #[serde(flatten)]
    dates: Dates,
}

impl Row for RemoteVariant {
    const MODEL: &'static str = "product.product";
    const FIELDS: &'static [&'static str] = &["template", "code", "list_price", "active", "create_date", "write_date"];
}
