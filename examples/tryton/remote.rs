//! What Tryton sends: rows of its models, with the fields that are asked for.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::model::{TrytonAddressId, TrytonPartyCategoryId, TrytonPartyId, TrytonTemplateId, TrytonVariantId};
use super::typed;

/// A row, and what is asked of Tryton to get it. The ID always comes along.
pub(super) trait Row: DeserializeOwned {
    /// Tryton's model.
    const MODEL: &'static str;
    /// The fields to read. `country.code` is the field `code` of what `country` links.
    const FIELDS: &'static [&'static str];
}

/// When a row was last changed: a row that was never written after its creation may have no `write_date`.
#[derive(Debug, Deserialize)]
pub(super) struct Dates {
    pub(super) create_date: DateTime<Utc>,
    pub(super) write_date: Option<DateTime<Utc>>,
}

impl Dates {
    pub(super) fn last(&self) -> DateTime<Utc> {
        self.write_date.unwrap_or(self.create_date)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct RemotePartyCategory {
    pub(super) id: TrytonPartyCategoryId,
    pub(super) name: String,
    pub(super) parent: Option<TrytonPartyCategoryId>,
    #[serde(deserialize_with = "typed::flag")]
    pub(super) active: bool,
    #[serde(flatten)]
    pub(super) dates: Dates,
}

impl Row for RemotePartyCategory {
    const MODEL: &'static str = "party.category";
    const FIELDS: &'static [&'static str] = &["name", "parent", "active", "create_date", "write_date"];
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteParty {
    pub(super) id: TrytonPartyId,
    pub(super) name: String,
    pub(super) code: Option<String>,
    #[serde(deserialize_with = "typed::flag")]
    pub(super) active: bool,
    pub(super) categories: Vec<TrytonPartyCategoryId>,
    #[serde(flatten)]
    pub(super) dates: Dates,
}

impl Row for RemoteParty {
    const MODEL: &'static str = "party.party";
    const FIELDS: &'static [&'static str] = &["name", "code", "active", "categories", "create_date", "write_date"];
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteAddress {
    pub(super) id: TrytonAddressId,
    pub(super) party: TrytonPartyId,
    pub(super) street: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) city: Option<String>,
    #[serde(rename = "country.")]
    pub(super) country: Option<RemoteCountry>,
    #[serde(deserialize_with = "typed::flag")]
    pub(super) active: bool,
    #[serde(flatten)]
    pub(super) dates: Dates,
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteCountry {
    pub(super) code: Option<String>,
}

impl Row for RemoteAddress {
    const MODEL: &'static str = "party.address";
    const FIELDS: &'static [&'static str] =
        &["party", "street", "postal_code", "city", "country.code", "active", "create_date", "write_date"];
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteTemplate {
    pub(super) id: TrytonTemplateId,
    pub(super) name: String,
    pub(super) code: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(rename = "default_uom.")]
    pub(super) unit: RemoteUnit,
    pub(super) list_price: Option<Decimal>,
    #[serde(deserialize_with = "typed::flag")]
    pub(super) active: bool,
    #[serde(flatten)]
    pub(super) dates: Dates,
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteUnit {
    pub(super) symbol: String,
}

impl Row for RemoteTemplate {
    const MODEL: &'static str = "product.template";
    const FIELDS: &'static [&'static str] =
        &["name", "code", "type", "default_uom.symbol", "list_price", "active", "create_date", "write_date"];
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteVariant {
    pub(super) id: TrytonVariantId,
    pub(super) template: TrytonTemplateId,
    pub(super) code: Option<String>,
    pub(super) list_price: Option<Decimal>,
    #[serde(deserialize_with = "typed::flag")]
    pub(super) active: bool,
    #[serde(flatten)]
    pub(super) dates: Dates,
}

impl Row for RemoteVariant {
    const MODEL: &'static str = "product.product";
    const FIELDS: &'static [&'static str] = &["template", "code", "list_price", "active", "create_date", "write_date"];
}
