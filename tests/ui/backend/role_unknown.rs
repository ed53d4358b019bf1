//~ ERROR nmae : `nmae` is no key of `#[backend(...)]` on a field
//~ HELP did you mean `name`?
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[backend(nmae)]
    called: String,
}

fn main() {}
