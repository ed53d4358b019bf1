//~ ERROR OrderId : `derive(ExternalId)` goes on a struct, and `OrderId` is a union
//~ HELP make `OrderId` a struct
use connector_core::ExternalId;

#[derive(ExternalId)]
union OrderId {
    id: u32,
}

fn main() {}
