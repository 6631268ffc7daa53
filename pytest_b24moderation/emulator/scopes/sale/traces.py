"""What of the orders a fingerprint tells."""

from __future__ import annotations

from pytest_b24moderation.emulator.portal import Portal, Trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.sale.state import Sale
from pytest_b24moderation.emulator.tablemethods import table_traces

SECTIONS = {
    "sale.order": "orders", "sale.basketitem": "order lines", "sale.basketproperties": "order line properties",
    "sale.payment": "payments", "sale.shipment": "shipments", "sale.shipmentitem": "shipment lines",
    "sale.property": "order properties", "sale.shipmentproperty": "shipment properties",
    "sale.propertyvalue": "order property values", "sale.shipmentpropertyvalue": "shipment property values",
    "sale.propertygroup": "order property groups", "sale.propertyvariant": "order property variants",
    "sale.propertyRelation": "order property relations", "sale.status": "order statuses",
    "sale.statusLang": "order status names", "sale.persontype": "payer types",
    "sale.businessValuePersonDomain": "payer type domains", "sale.paymentitembasket": "paid order lines",
    "sale.paymentItemShipment": "paid shipments",
}  # fmt: skip
QUIET = ("dateUpdate", "version")


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return table_traces(portal, SECTIONS, Sale, QUIET)
