//~ ERROR T : one type is one table
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop<T> {
    name: String,
    more: T,
}

fn main() {}
