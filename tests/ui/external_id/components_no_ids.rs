//~ ERROR u64 : cannot be an external ID
//~ HELP use `i64` where the IDs are small enough
//~ ERROR Option<u32> : cannot be an external ID
//~ ERROR Vec<u8> : cannot be an external ID
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct StockId(u64, String, Option<u32>, Vec<u8>);

fn main() {}
