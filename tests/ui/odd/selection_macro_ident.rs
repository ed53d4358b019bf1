//~ ERROR V9 : has no variant `V9`
use connector_core::{Selection};

macro_rules! version {
    ($($v:ident = $t:literal / $p:ident),*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
        enum Version { $(#[selection($t, parent = $p)] $v),* }
    };
}

version!(V1 = "1" / V9);

fn main() {}
