//~ ERROR Shop : the backend `Shop` has no name
//~ HELP add `name: String,`, or mark the field that is it with `#[backend(name)]`
use connector_core::Backend;

fn main() {
    #[derive(Backend)]
    #[backend(name = "shop")]
    struct Shop {
        location: String,
    }
    let _ = Shop { location: String::new() };
}
