#!/usr/bin/env python3
"""Fills an empty, migrated shop with the same catalogue each time: `load.py [PRODUCTS]`.

The staff user `admin`, who may do everything, gets the password that stands in the environment variable OSCAR_PASSWORD.
"""

import os
import sys
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

Category = get_model("catalogue", "Category")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
Partner = get_model("partner", "Partner")
StockRecord = get_model("partner", "StockRecord")

# Three levels: 4 roots, 12 below them, 24 below those.
TREE = {
    "Books": ["Fiction", "Science", "Travel"],
    "Clothing": ["Women", "Men", "Children"],
    "Home & Garden": ["Kitchen", "Furniture", "Garden"],
    "Électronique": ["Audio", "Cameras", "Computers"],
}
LEAVES = ["New", "Sale"]
ADJECTIVES = ["Plain", "Sturdy", "Light", "Quiet", "Blue", "Folding", "Large"]
NOUNS = ["lamp", "chair", "atlas", "jacket", "kettle", "speaker", "notebook", "café table", "rucksack"]


def load_categories():
    """40 categories, and the lowest ones of them to put products into."""
    lowest = []
    for root_name, children in TREE.items():
        root = Category.objects.add_root({"name": root_name})
        for child_name in children:
            child = Category.objects.add_child(root, {"name": child_name})
            lowest += [Category.objects.add_child(child, {"name": name}) for name in LEAVES]
    # As in any shop that has been tidied up: a category whose parent is younger than itself.
    early = Category.objects.get(name="Fiction")
    late = Category.objects.get(name="Computers")
    Category.objects.move(early, late, pos="last-child")
    return [leaf.id for leaf in lowest]


def load_products(count, categories):
    kind = ProductClass.objects.create(name="default", requires_shipping=True, track_stock=True)
    supplier = Partner.objects.create(name="Supplier")
    for number in range(count):
        adjective = ADJECTIVES[number % len(ADJECTIVES)]
        noun = NOUNS[number % len(NOUNS)]
        product = Product.objects.create(
            product_class=kind,
            upc=f"SKU-{number:06}",
            title=f"{adjective} {noun} {number:06}",
            description=f"Made for trying things out: number {number}.",
        )
        places = {categories[number % len(categories)]}
        if number % 5 == 0:
            places.add(categories[(number * 7 + 3) % len(categories)])
        product.categories.add(*places)
        StockRecord.objects.create(
            product=product,
            partner=supplier,
            partner_sku=f"S-{number:06}",
            price=Decimal(199 + (number * 37) % 49_900) / 100,
            num_in_stock=(number * 13) % 120,
        )


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    password = os.environ.get("OSCAR_PASSWORD")
    if not password:
        sys.exit("load.py: set OSCAR_PASSWORD to the password that the staff user `admin` is to have")
    if Product.objects.exists():
        sys.exit("load.py: this shop has products already; load into one that is only migrated")
    with transaction.atomic():
        get_user_model().objects.create_superuser("admin", "admin@example.com", password)
        load_products(count, load_categories())
    print(f"{Category.objects.count()} categories, {Product.objects.count()} products")


if __name__ == "__main__":
    main()
