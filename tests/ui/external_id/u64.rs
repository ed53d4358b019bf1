//~ ERROR u64 : use `i64` where the IDs are small enough
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId(u64);

fn main() {}
