//~ ERROR OrderId : use `derive(Selection)`
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
enum OrderId {
    A,
}

fn main() {}
