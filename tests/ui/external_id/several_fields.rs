//~ ERROR StockId : `derive(ExternalId)` goes on a struct with one field, and `StockId` has 2 fields
//~ HELP wrap the ID as the external system writes it: `struct StockId(String);`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct StockId {
    product: String,
    warehouse: String,
}

fn main() {}
