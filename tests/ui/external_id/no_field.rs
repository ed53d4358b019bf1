//~ ERROR OrderId : `derive(ExternalId)` goes on a struct with one field, and `OrderId` has no field
//~ HELP wrap the ID as the external system writes it: `struct OrderId(String);`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId;

fn main() {}
