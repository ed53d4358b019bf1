#!/usr/bin/env python3
"""Fills an empty, migrated shop with the same records each time: `load.py NAME PRODUCTS`.

A tenth as many customers, and a fifth as many orders. Shops of different names have other records under the same IDs. The
shop `main` has a product that no connector can take as it is: see `break_one`.

The staff user `admin`, who may do everything, gets the password that stands in the environment variable OSCAR_PASSWORD.
"""

import os
import sys
from datetime import datetime, timedelta, timezone
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
Country = get_model("address", "Country")
Order = get_model("order", "Order")
Line = get_model("order", "Line")
User = get_user_model()

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


def load_products(shop, count, categories):
    kind = ProductClass.objects.create(name="default", requires_shipping=True, track_stock=True)
    supplier = Partner.objects.create(name="Supplier")
    for number in range(count):
        adjective = ADJECTIVES[number % len(ADJECTIVES)]
        noun = NOUNS[number % len(NOUNS)]
        product = Product.objects.create(
            product_class=kind,
            upc=f"SKU-{number:06}",
            title=f"{adjective} {noun} {number:06} of {shop}",
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


def load_customers(shop, count):
    names = [("Ada", "Lovelace"), ("Émile", "Zola"), ("Grace", "Hopper"), ("Søren", "Kierkegaard")]
    for number in range(count):
        first, last = names[number % len(names)]
        User.objects.create(
            username=f"customer-{number}",
            email=f"customer-{number}@{shop}.example",
            first_name=first,
            last_name=f"{last} {number}",
            is_active=number % 10 != 9,
        )


def load_orders(shop, count):
    customers = list(User.objects.filter(is_staff=False).order_by("id"))
    stocks = list(StockRecord.objects.order_by("id").select_related("product", "partner"))
    for number in range(count):
        guest = number % 8 == 7
        order = Order.objects.create(
            number=f"{shop}-{100_000 + number}",
            user=None if guest else customers[number % len(customers)],
            guest_email=f"guest-{number}@{shop}.example" if guest else "",
            currency="EUR",
            total_incl_tax=0,
            total_excl_tax=0,
            date_placed=datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(hours=number),
            status="Pending",
        )
        for place in range(1 + number % 3):
            add_line(order, stocks[(number * 3 + place) % len(stocks)], quantity=1 + place)


def add_line(order, stock, quantity):
    price = stock.price * quantity
    Line.objects.create(
        order=order,
        product=stock.product,
        title=stock.product.title,
        upc=stock.product.upc,
        partner=stock.partner,
        partner_sku=stock.partner_sku,
        stockrecord=stock,
        quantity=quantity,
        num_allocated=quantity,
        line_price_incl_tax=price,
        line_price_excl_tax=price,
        line_price_before_discounts_incl_tax=price,
        line_price_before_discounts_excl_tax=price,
    )
    order.total_incl_tax += price
    order.total_excl_tax += price
    order.save()


def break_one():
    """A title that is longer than the shop itself allows: as somebody's script writes it past all checks."""
    last = Product.objects.order_by("id").last()
    add_line(Order.objects.order_by("id").last(), last.stockrecords.get(), quantity=1)
    Product.objects.filter(id=last.id).update(title="far too long " * 30)


def main():
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit("usage: load.py NAME PRODUCTS")
    shop, count = sys.argv[1], int(sys.argv[2])
    password = os.environ.get("OSCAR_PASSWORD")
    if not password:
        sys.exit("load.py: set OSCAR_PASSWORD to the password that the staff user `admin` is to have")
    if Product.objects.exists():
        sys.exit("load.py: this shop has products already; load into one that is only migrated")
    with transaction.atomic():
        User.objects.create_superuser("admin", "admin@example.com", password)
        # Where things can be sent to.
        Country.objects.create(iso_3166_1_a2="CH", name="Switzerland", printable_name="Switzerland", is_shipping_country=True)
        load_products(shop, count, load_categories())
        load_customers(shop, count // 10)
        load_orders(shop, count // 5)
        if shop == "main":
            break_one()
    print(f"{Category.objects.count()} categories, {Product.objects.count()} products, {Order.objects.count()} orders")


if __name__ == "__main__":
    main()
