//~ ERROR Shop : add `name: String,`
//~ ERROR lable : did you mean `label`?
//~ ERROR 0 : at least 1
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[field(lable = "Location", size = 0)]
    location: String,
}

fn main() {}
