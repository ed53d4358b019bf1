//~ ERROR OrderId : write `#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, Hash, ExternalId)]
struct OrderId(u32);

fn main() {}
