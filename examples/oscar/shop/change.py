#!/usr/bin/env python3
"""Changes title, price and stock of a number of products, and prints their upcs, one a line: `change.py NUMBER`.

Which ones, and what they become, is the same each time on the same shop.
"""

import os
import sys
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.db import transaction  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

Product = get_model("catalogue", "Product")


def chosen(count):
    """`count` products, spread evenly over the catalogue."""
    keys = list(Product.objects.order_by("id").values_list("id", flat=True))
    if not 0 < count <= len(keys):
        sys.exit(f"change.py: the shop has {len(keys)} products; name a number from 1 to that")
    step = len(keys) // count
    return Product.objects.filter(id__in=keys[step - 1 :: step][:count]).order_by("id")


def main():
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("usage: change.py NUMBER")
    with transaction.atomic():
        for product in chosen(int(sys.argv[1])):
            stock = product.stockrecords.get()
            stock.price += Decimal("1.50")
            stock.num_in_stock += 5
            stock.save()
            # Saved last: a stock record alone does not move the product's own date_updated.
            product.title = f"{product.title} (revised)"
            product.save()
            print(product.upc)


if __name__ == "__main__":
    main()
