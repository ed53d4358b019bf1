//~ ERROR dirty : is not stored
use connector_core::{BindingId, Record, Related};

#[derive(Record)]
#[record(name = "thing")]
struct Thing {
    partner: BindingId<golden::MagentoPartner>,
    #[field(related = partner.dirty)]
    a: Related<bool>,
}

fn main() {}
