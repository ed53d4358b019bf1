//~ ERROR OrderId : `OrderId` does not derive all that `ExternalId` needs beside it
//~ HELP write `#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, ExternalId)]
struct OrderId(u32);

fn main() {}
