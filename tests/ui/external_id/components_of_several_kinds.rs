//~ ERROR Colour : cannot be an external ID
//~ ERROR Size : cannot be an external ID
use connector_core::ExternalId;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Colour;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Size;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]
struct VariantId {
    colour: Colour,
    size: Size,
}

fn main() {}
