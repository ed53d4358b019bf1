//~ ERROR T : `OrderId` has the parameter `T`: `derive(ExternalId)` goes on a type without parameters
//~ HELP remove the parameter
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct OrderId<T>(T);

fn main() {}
