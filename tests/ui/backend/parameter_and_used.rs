//~ ERROR T : the backend `Shop` has the parameter `T`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
use connector_core::{Backend, BackendId, Model};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop<T> {
    name: String,
    more: T,
}

fn takes<B: Backend>(backend: &B) -> String {
    backend.name().to_owned()
}

pub fn used(_: BackendId<Shop<String>>) -> usize {
    let made = Shop { name: "a".to_owned(), more: 5 };
    takes(&made).len() + Shop::<String>::NAME.len()
}

fn main() {}
