//~ ERROR OrderId : Hash
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, ExternalId)]
struct OrderId(u32);

fn main() {}
