//~ ERROR "sqlite_shops" : the table name "sqlite_shops" begins with `sqlite_`, which is reserved
//~ HELP give it another one: `table = "..."`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", table = "sqlite_shops")]
struct Shop {
    name: String,
}

fn main() {}
