//~ ERROR u64 : `u64` cannot be an external ID
//~ HELP integers up to `i64` and `u32` can: use `i64` where the IDs are small enough, and `String` otherwise
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId(u64);

fn main() {}
