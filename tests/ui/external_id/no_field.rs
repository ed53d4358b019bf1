//~ ERROR StockId : `derive(ExternalId)` goes on a struct around an ID, and `StockId` has no field
//~ HELP struct StockId(String);
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct StockId {}

fn main() {}
