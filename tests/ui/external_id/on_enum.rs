//~ ERROR OrderId : `derive(ExternalId)` goes on a struct around an ID, and `OrderId` is an enum
//~ HELP for a closed list of values, use `derive(Selection)`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
enum OrderId {
    A,
}

fn main() {}
