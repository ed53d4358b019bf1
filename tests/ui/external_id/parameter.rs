//~ ERROR T : remove the parameter
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId<T>(T);

fn main() {}
