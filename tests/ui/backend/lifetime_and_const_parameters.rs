//~ ERROR 'a : the backend `Shop` has the parameter `'a`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
//~ ERROR N : the backend `Shop` has the parameter `N`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop<'a, const N: usize> {
    name: String,
    more: &'a [u8; N],
}

fn main() {}
