//~ ERROR Colour : cannot be an external ID
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Colour;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct VariantId {
    product: u32,
    colour: Colour,
}

fn main() {}
