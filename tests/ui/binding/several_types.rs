//~ ERROR Partner : `Partner` is no backend
//~ HELP add `#[derive(Backend)]` to `Partner`
//~ ERROR Shop : `Shop` is no record
//~ HELP add `#[derive(Record)]` to `Shop`
//~ ERROR GroupId : `GroupId` cannot be an external ID
//~ HELP use an integer up to `i64` or `u32`, a `String`, or a newtype around one with `#[derive(ExternalId)]`
//~ HELP IDs that are `u64` on the other side fit a `String`, or an `i64` where they are small enough
use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
}

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct GroupId(u32);

#[derive(ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Shop>,
    backend_id: BackendId<Partner>,
    external_id: Option<GroupId>,
    sync_date: Option<DateTime<Utc>>,
}

fn main() {}
