//~ ERROR StockId : has 2 fields
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct StockId {
    product: String,
    warehouse: String,
}

fn main() {}
