//! What is kept: the records of the application, and what they are in a Tryton database.

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, ExternalBinding, ExternalId, Json, Record, RecordId, Secret, Selection, schema};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One database of a Tryton server.
#[derive(Debug, Clone, PartialEq, Deserialize, Backend)]
#[backend(name = "tryton.backend", description = "Tryton Database")]
pub struct TrytonBackend {
    /// How people call it.
    pub name: String,
    /// Base address of the server.
    #[field(size = 255)]
    pub location: String,
    /// The name of the database.
    pub database: String,
    /// A user that may read parties and products.
    pub username: String,
    /// The company whose prices are read; without one there are none.
    pub company: Option<i64>,
    /// The user's password.
    pub password: Option<Secret>,
}

/// A category of parties.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "party.category")]
pub struct PartyCategory {
    /// What people call it.
    pub name: String,
    /// The category above it.
    pub parent_id: Option<RecordId<PartyCategory>>,
    /// Whether it is in use.
    pub active: bool,
}

/// A person or an organization.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "party")]
pub struct Party {
    /// What people call it.
    pub name: String,
    /// A short name, given by the ERP.
    #[field(index)]
    pub code: Option<String>,
    /// Whether it is in use.
    pub active: bool,
    /// The categories that it is in.
    pub categories: Json<Vec<RecordId<PartyCategory>>>,
}

/// Where a party is.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "address")]
pub struct Address {
    /// Whose it is.
    #[field(ondelete = cascade)]
    pub party_id: RecordId<Party>,
    /// Street and number, in several lines.
    pub street: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The place.
    pub city: Option<String>,
    /// The country, by its code of two letters.
    #[field(size = 2)]
    pub country: Option<String>,
    /// Whether it is in use.
    pub active: bool,
}

/// What a product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
pub enum ProductKind {
    /// It is stored and sold.
    #[selection("goods")]
    Goods,
    /// It is kept.
    #[selection("assets")]
    Assets,
    /// It is done.
    #[selection("service")]
    Service,
}

/// What all variants of a product have in common.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product.template", description = "Product")]
pub struct Template {
    /// What people call it.
    pub name: String,
    /// The beginning of its variants' codes.
    pub code: Option<String>,
    /// What it is.
    pub kind: ProductKind,
    /// The unit that it is counted in.
    pub unit: String,
    /// The price of one, in the currency of the company.
    pub list_price: Option<Decimal>,
    /// Whether it is in use.
    pub active: bool,
}

/// What is sold: a product in one form.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product.variant")]
pub struct Variant {
    /// The product.
    #[field(ondelete = cascade)]
    pub template_id: RecordId<Template>,
    /// The code that people know it by.
    #[field(index)]
    pub code: Option<String>,
    /// A price of its own, where it has one.
    pub list_price: Option<Decimal>,
    /// Whether it is in use.
    pub active: bool,
}

/// The ID of a category of parties in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct TrytonPartyCategoryId(pub u32);

/// The ID of a party in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct TrytonPartyId(pub u32);

/// The ID of an address in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct TrytonAddressId(pub u32);

/// The ID of a product in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct TrytonTemplateId(pub u32);

/// The ID of a variant in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ExternalId)]
pub struct TrytonVariantId(pub u32);

/// A category of parties as a database has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "tryton.party.category")]
pub struct TrytonPartyCategory {
    /// The category.
    pub record_id: RecordId<PartyCategory>,
    /// The database.
    pub backend_id: BackendId<TrytonBackend>,
    /// Its ID there.
    pub external_id: TrytonPartyCategoryId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When Tryton last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
}

/// A party as a database has it, or is to have it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "tryton.party")]
pub struct TrytonParty {
    /// The party.
    pub record_id: RecordId<Party>,
    /// The database.
    pub backend_id: BackendId<TrytonBackend>,
    /// Its ID there; none before it is exported.
    pub external_id: Option<TrytonPartyId>,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When Tryton last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
}

/// An address as a database has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "tryton.address")]
pub struct TrytonAddress {
    /// The address.
    pub record_id: RecordId<Address>,
    /// The database.
    pub backend_id: BackendId<TrytonBackend>,
    /// Its ID there.
    pub external_id: TrytonAddressId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When Tryton last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
    /// The party as the database has it.
    #[field(ondelete = cascade)]
    pub party: BindingId<TrytonParty>,
}

/// A product as a database has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "tryton.template")]
pub struct TrytonTemplate {
    /// The product.
    pub record_id: RecordId<Template>,
    /// The database.
    pub backend_id: BackendId<TrytonBackend>,
    /// Its ID there.
    pub external_id: TrytonTemplateId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When Tryton last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
}

/// A variant as a database has it.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "tryton.variant")]
pub struct TrytonVariant {
    /// The variant.
    pub record_id: RecordId<Variant>,
    /// The database.
    pub backend_id: BackendId<TrytonBackend>,
    /// Its ID there.
    pub external_id: TrytonVariantId,
    /// Last date of synchronization.
    pub sync_date: Option<DateTime<Utc>>,
    /// When Tryton last changed it.
    pub external_updated_at: Option<DateTime<Utc>>,
    /// The product as the database has it.
    #[field(ondelete = cascade)]
    pub template: BindingId<TrytonTemplate>,
}

impl TrytonParty {
    /// The party is to be in the database: the next export puts it there.
    #[must_use]
    pub fn wanted(party: RecordId<Party>, database: BackendId<TrytonBackend>) -> Self {
        Self { record_id: party, backend_id: database, external_id: None, sync_date: None, external_updated_at: None }
    }
}

schema! {
    /// Everything that is kept.
    pub static ERP = [
        TrytonBackend, PartyCategory, Party, Address, Template, Variant,
        TrytonPartyCategory, TrytonParty, TrytonAddress, TrytonTemplate, TrytonVariant,
    ];
}
