//~ ERROR "Partner" : expected one of: `for`, parentheses, `unsafe`, `fn`, `extern`, identifier, `::`, `<`, `dyn`, square brackets, `*`, `&`, `!`, `impl`, `_`, lifetime
//~ HELP write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

schema! {
    pub static SHOP = ["Partner"];
}

fn main() {}
