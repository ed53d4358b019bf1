//~ ERROR String : cannot be listed
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}
macro_rules! all {
    ($($t:ty),*) => {
        schema! { static ALL = [$($t),*]; }
    };
}

all!(Product, String);

fn main() {}
