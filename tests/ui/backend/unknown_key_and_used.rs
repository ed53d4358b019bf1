//~ ERROR descripton : `descripton` is no key of `#[backend(...)]` on a struct
//~ HELP did you mean `description`?
use connector_core::{Backend, BackendId, Model, schema};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop", descripton = "Shop")]
struct Shop {
    name: String,
}

schema! {
    pub static SHOP = [Shop];
}

fn takes<B: Backend>(backend: &B) -> String {
    backend.name().to_owned()
}

pub fn used(_: BackendId<Shop>) -> usize {
    let made = Shop { name: "a".to_owned() };
    takes(&made).len() + Shop::NAME.len()
}

fn main() {}
