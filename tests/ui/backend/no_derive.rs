//~ ERROR backend : cannot find attribute `backend` in this scope
struct Unused;

#[backend(name = "shop")]
struct Shop {
    name: String,
}

fn main() {}
