//~ ERROR OrderId : `OrderId` does not derive all that `ExternalId` needs beside it
//~ HELP write `#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]`
use connector_core::ExternalId;

#[derive(ExternalId)]
struct OrderId(u32);

fn main() {}
