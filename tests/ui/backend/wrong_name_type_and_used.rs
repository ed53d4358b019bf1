//~ ERROR i64 : the name of a backend is `String`, and not `i64`
//~ HELP write `name: String`
use connector_core::{Backend, BackendId, Model, schema};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop")]
struct Shop {
    name: i64,
}

schema! {
    pub static SHOP = [Shop];
}

fn takes<B: Backend>(backend: &B) -> String {
    backend.name().to_owned()
}

pub fn used(_: BackendId<Shop>) -> usize {
    let made = Shop { name: 5 };
    takes(&made).len() + Shop::NAME.len()
}

fn main() {}
