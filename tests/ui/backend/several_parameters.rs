//~ ERROR 'a : the backend `Shop` has the parameter `'a`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
//~ ERROR T : the backend `Shop` has the parameter `T`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
//~ ERROR N : the backend `Shop` has the parameter `N`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
//~ ERROR Shop : the backend `Shop` has no name
//~ HELP add `name: String,`, or mark the field that is it with `#[backend(name)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop<'a, T, const N: usize> {
    more: &'a [T; N],
}

fn main() {}
