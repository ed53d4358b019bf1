//! The words of which the names, the SKUs and the prices of the catalogue are made.

/// A category of the third level, with the one kind of thing that is sold in it.
#[derive(Debug)]
pub struct Kind {
    /// The name of the category.
    pub category: &'static str,
    /// The beginning of the SKUs.
    pub code: &'static str,
    /// What a product of it is called.
    pub noun: &'static str,
    /// What it costs, in cents, give or take.
    pub price: u32,
}

const fn kind(category: &'static str, code: &'static str, noun: &'static str, price: u32) -> Kind {
    Kind { category, code, noun, price }
}

/// The categories below the default category.
pub const DEPARTMENTS: [&str; 8] = ["Women", "Men", "Kids", "Home", "Outdoor", "Sport", "Office", "Garden"];

/// The categories below the departments: the kind at `j` belongs to the department at `j % 8`.
pub const KINDS: [Kind; 32] = [
    kind("Tops", "TEE", "Tee", 1_990),
    kind("Shirts", "SHI", "Shirt", 4_990),
    kind("Jumpers", "JUM", "Jumper", 3_450),
    kind("Lighting", "LAM", "Lamp", 7_900),
    kind("Tents", "TEN", "Tent", 24_900),
    kind("Balls", "BAL", "Ball", 2_250),
    kind("Desks", "DSK", "Desk", 39_900),
    kind("Planters", "POT", "Planter", 1_850),
    kind("Dresses", "DRE", "Dress", 6_990),
    kind("Trousers", "TRO", "Trousers", 5_990),
    kind("Pyjamas", "PYJ", "Pyjamas", 2_690),
    kind("Bedding", "DUV", "Duvet Cover", 4_500),
    kind("Backpacks", "BAG", "Backpack", 8_950),
    kind("Mats", "MAT", "Yoga Mat", 2_990),
    kind("Chairs", "CHR", "Desk Chair", 18_900),
    kind("Tools", "TRW", "Trowel", 1_290),
    kind("Skirts", "SKI", "Skirt", 4_490),
    kind("Jackets", "JAC", "Jacket", 12_900),
    kind("Shoes", "SHO", "Sneaker", 4_990),
    kind("Rugs", "RUG", "Rug", 14_900),
    kind("Sleeping Bags", "SLE", "Sleeping Bag", 11_900),
    kind("Bottles", "BOT", "Bottle", 1_690),
    kind("Notebooks", "NOT", "Notebook", 890),
    kind("Hoses", "HOS", "Hose", 3_290),
    kind("Knitwear", "CAR", "Cardigan", 7_490),
    kind("Socks", "SOC", "Socks", 990),
    kind("Hats", "HAT", "Sun Hat", 1_490),
    kind("Kitchen", "MUG", "Mug", 1_190),
    kind("Stoves", "STO", "Camping Stove", 6_450),
    kind("Weights", "DUM", "Dumbbell", 3_990),
    kind("Pens", "PEN", "Fountain Pen", 2_790),
    kind("Furniture", "BEN", "Bench", 17_500),
];

/// What makes a category of the fourth level out of one of the third: "Everyday Tops".
pub const RANGES: [&str; 6] = ["Everyday", "Premium", "Seasonal", "Outlet", "Recycled", "Limited"];

/// Who makes the products. None of them exists.
pub const BRANDS: [&str; 10] =
    ["Alder & Finch", "Brookline", "Cassel", "Dunmore", "Elmwick", "Fjordal", "Garrow", "Hollis", "Ilmare", "Juniper Row"];

/// What the products are praised with.
pub const ADJECTIVES: [&str; 12] =
    ["Light", "Classic", "Soft", "Sturdy", "Compact", "Slim", "Warm", "Simple", "Bold", "Fine", "Foldable", "Striped"];

/// The colours, with their part of a SKU.
pub const COLOURS: [(&str, &str); 10] = [
    ("RED", "Red"),
    ("BLU", "Blue"),
    ("GRN", "Green"),
    ("BLK", "Black"),
    ("WHT", "White"),
    ("GRY", "Grey"),
    ("YEL", "Yellow"),
    ("NAV", "Navy"),
    ("OLV", "Olive"),
    ("PNK", "Pink"),
];

/// What the customer groups are made of, after the four that every Magento has.
pub const CUSTOMERS: [&str; 8] = ["Trade", "Reseller", "Staff", "School", "Club", "Hotel", "Press", "Charity"];

/// Where the customers of a group are.
pub const REGIONS: [&str; 8] = ["North", "South", "East", "West", "Coast", "Lakes", "Hills", "City"];
