//~ ERROR V1_8 : no variant or associated item named `V1_8`
//~ HELP similar name
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_8 = "Magento 1.8"))]
#[selection_add(golden::MagentoVersion)]
enum Ours {
    #[selection("1.7-ours")]
    New,
}

fn main() {}
