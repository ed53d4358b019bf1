//~ ERROR Shop : the backend `Shop` has no name
//~ HELP add `name: String,`, or mark the field that is it with `#[backend(name)]`
//~ ERROR lable : `lable` is no key of `#[field(...)]` on a field
//~ HELP did you mean `label`?
//~ ERROR 0 : a size is a whole number of characters, at least 1
//~ HELP write it like `size = 64`, or leave it out for a text of any length
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[field(lable = "Location", size = 0)]
    location: String,
}

fn main() {}
