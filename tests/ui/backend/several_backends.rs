//~ ERROR First : the backend `First` has no name
//~ HELP add `name: String,`, or mark the field that is it with `#[backend(name)]`
//~ ERROR Second : the backend `Second` has no technical name
//~ HELP add `#[backend(name = "second")]`
//~ ERROR Third : `derive(Backend)` goes on a struct with named fields, and `Third` is an enum
//~ HELP for a closed list of values, use `derive(Selection)`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "first")]
struct First {
    location: String,
}

#[derive(Backend)]
struct Second {
    name: String,
}

#[derive(Backend)]
#[backend(name = "third")]
enum Third {
    A,
}

fn main() {}
