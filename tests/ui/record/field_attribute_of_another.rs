//~ ERROR field : cannot find attribute `field` in this scope
struct Product {
    #[field(size = 5)]
    title: String,
}

fn main() {}
